"""The session shows what the cache has, changes at once what the person changes, and keeps in step with the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.account import Account
from client.account_sync import SyncedAccount
from client.addresses import Address
from client.cache import Cache, open_cache
from client.errors import (
    ConnectionLost,
    Fault,
    LocalDiskFull,
    MessageGone,
    NotAccepted,
    NotConnected,
    ServerBusy,
    ServerDown,
)
from client.gui.mail_session import MailSession
from client.gui.reading import Reading
from client.gui.standing import Standing, standing_words
from client.gui.tasks import Place, Tasks
from client.list_difference import Difference
from client.message import MessageRow
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_samples import ANNA, NOW, SERVER, inbox, row
from tests.support.gui_session import listed, overviews, shown

LOST = ConnectionLost("localhost", 1443)


@pytest.fixture
def account() -> AccountInMemory:
    return AccountInMemory(inbox())


@pytest.fixture
def tasks(qtbot: QtBot, account: AccountInMemory) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    account.close()
    made.close()


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    made = open_cache(tmp_path, SERVER.fingerprint, ANNA.address)
    yield made
    made.close()


@pytest.fixture
def session(account: AccountInMemory, cache: Cache, tasks: Tasks) -> Iterator[MailSession]:
    made = MailSession(account, SyncedAccount(cache), tasks, lambda: NOW)
    yield made
    made.end()


def test_first_start_reads_the_inbox_and_all_mailboxes(qtbot: QtBot, session: MailSession) -> None:
    told = overviews(session)
    listed(qtbot, session)
    assert shown(session) == [one.id for one in inbox()]
    assert {box.role for box in told[-1].mailboxes} == {"inbox", "drafts", "sent", "archive", "junk", "trash"}


def test_list_that_was_never_read_is_not_shown_as_empty(
    qtbot: QtBot, session: MailSession, account: AccountInMemory
) -> None:
    account.gate.clear()
    told = overviews(session)
    session.begin()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].lines is None
    account.gate.set()
    qtbot.waitUntil(lambda: len(shown(session)) == 12)


def test_next_start_shows_the_list_before_the_server_answers(
    qtbot: QtBot, session: MailSession, account: AccountInMemory, cache: Cache, tasks: Tasks
) -> None:
    listed(qtbot, session)
    session.end()
    account.gate.clear()
    again = MailSession(account, SyncedAccount(cache), tasks, lambda: NOW)
    again.begin()
    qtbot.waitUntil(lambda: shown(again) == [one.id for one in inbox()])
    again.end()
    account.gate.set()


def test_account_that_is_not_signed_in_asks_for_a_connection_and_shows_the_cache(
    qtbot: QtBot, session: MailSession, account: AccountInMemory, cache: Cache, tasks: Tasks
) -> None:
    listed(qtbot, session)
    session.end()
    away = Account.offline(SERVER, Address("Anna", ANNA.address))
    again = MailSession(away, SyncedAccount(cache), tasks, lambda: NOW)
    with qtbot.waitSignal(again.connection_wanted) as wanted:
        again.begin()
    assert wanted.args == [False]
    qtbot.waitUntil(lambda: len(shown(again)) == 12)
    again.changes.mark(["M1"], flagged=True)
    again.not_connected(ServerDown("localhost", 1443))
    assert standing_words(again.standing, NOW).startswith("Offline since")
    errors: list[Exception] = []
    again.read("M2", lambda _reading: None, errors.append, Place(), again)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], NotConnected)
    again.end()


def test_connection_that_comes_later_sends_what_was_done_without_it(
    qtbot: QtBot, session: MailSession, account: AccountInMemory, cache: Cache, tasks: Tasks
) -> None:
    listed(qtbot, session)
    session.end()
    # It may still be in the middle of a step, which must not be the one that sends what is done now.
    account.faults["mark"] = LOST
    house_account = AccountInMemory(inbox())
    away = AccountInMemory()
    away._connected = False
    again = MailSession(away, SyncedAccount(cache), tasks, lambda: NOW)
    again.begin()
    qtbot.waitUntil(lambda: len(shown(again)) == 12)
    again.changes.mark(["M1"], flagged=True)
    with qtbot.waitSignal(again.connected):
        again.connect_with(house_account)
    qtbot.waitUntil(lambda: house_account.rows["inbox"][0].flagged)
    again.end()


def test_new_mail_is_inserted_and_told(qtbot: QtBot, session: MailSession, account: AccountInMemory) -> None:
    listed(qtbot, session)
    arrived: list[tuple[MessageRow, ...]] = []
    session.arrived.connect(arrived.append)
    account.arrive(row(0, minutes_ago=1))
    told = overviews(session)
    session.refresh()
    qtbot.waitUntil(lambda: shown(session)[0] == "M0" and bool(arrived))
    assert [one.id for one in arrived[0]] == ["M0"]
    ways = [one.way for one in told if isinstance(one.way, Difference) and one.way.inserted]
    assert [(part.first, part.count) for way in ways for part in way.inserted] == [(0, 1)]


def test_mark_is_told_at_once_and_made(qtbot: QtBot, session: MailSession, account: AccountInMemory) -> None:
    listed(qtbot, session)
    account.gate.clear()
    with qtbot.waitSignal(session.changes.marked) as marked:
        session.changes.mark(["M2"], seen=True)
    assert marked.args == [frozenset({"M2"}), True, None]
    account.gate.set()
    qtbot.waitUntil(lambda: next(one for one in account.rows["inbox"] if one.id == "M2").seen)


@pytest.mark.parametrize("method", ["mark", "move", "destroy"])
def test_refused_change_is_told_and_shown_again_as_it_was(
    qtbot: QtBot, session: MailSession, account: AccountInMemory, method: str
) -> None:
    listed(qtbot, session)
    fault: Fault = NotAccepted("forbidden") if method == "destroy" else MessageGone()
    account.faults[method] = fault
    with qtbot.waitSignal(session.change_refused) as failed:
        if method == "mark":
            session.changes.mark(["M1"], flagged=True)
        elif method == "move":
            session.changes.move(["M1"], "trash")
        else:
            session.changes.destroy(["M1"])
    assert isinstance(failed.args[0], type(fault))
    qtbot.waitUntil(lambda: len(shown(session)) == 12)
    assert not session.synced.cache.rows(session.list.shown.numbers)[session.list.shown.numbers[0]].flagged


def test_change_is_kept_while_the_server_cannot_be_reached(
    qtbot: QtBot, session: MailSession, account: AccountInMemory
) -> None:
    listed(qtbot, session)
    account.faults["mark"] = LOST
    with qtbot.waitSignal(session.list_failed) as failed:
        session.changes.mark(["M1"], flagged=True)
    assert failed.args == [LOST, False]
    assert session.standing == Standing(NOW, False, session.standing.done, session.standing.total)
    assert session.synced.cache.waiting() == 1
    account.faults.clear()
    session.refresh()
    qtbot.waitUntil(lambda: account.rows["inbox"][0].flagged)
    qtbot.waitUntil(lambda: session.standing.offline_since is None)


@pytest.mark.parametrize("fault", [LocalDiskFull("/home/anna/cache.sqlite3"), ServerBusy()])
def test_server_that_answers_is_not_called_offline(
    qtbot: QtBot, session: MailSession, account: AccountInMemory, fault: Fault
) -> None:
    listed(qtbot, session)
    session.not_connected(fault)
    assert session.standing.offline_since is None
    assert standing_words(session.standing, NOW) == "Not up to date"
    # Nothing waits for push to tell of something new: it is tried again at the next turn.
    session._turn()
    qtbot.waitUntil(lambda: session.standing.works and session.standing.finished)
    assert standing_words(session.standing, NOW) == "Up to date"


def test_account_that_is_not_signed_in_is_offline_whatever_the_server_says(
    qtbot: QtBot, session: MailSession, account: AccountInMemory
) -> None:
    listed(qtbot, session)
    account._connected = False
    session.not_connected(ServerBusy())
    assert session.standing.offline_since == NOW


def test_full_disk_does_not_end_being_offline(qtbot: QtBot, session: MailSession) -> None:
    listed(qtbot, session)
    session.not_connected(LOST)
    session.not_connected(LocalDiskFull("/home/anna/cache.sqlite3"))
    assert session.standing.offline_since == NOW


def test_destroyed_message_is_gone(qtbot: QtBot, session: MailSession, account: AccountInMemory) -> None:
    listed(qtbot, session)
    session.changes.destroy(["M1", "M3"])
    qtbot.waitUntil(lambda: len(account.rows["inbox"]) == 10)
    qtbot.waitUntil(lambda: not {"M1", "M3"} & set(shown(session)))


def test_read_message_is_ready_to_be_shown_and_kept(
    qtbot: QtBot, session: MailSession, account: AccountInMemory
) -> None:
    listed(qtbot, session)
    readings: list[Reading] = []
    session.read("M2", readings.append, lambda _error: None, Place(), session)
    qtbot.waitUntil(lambda: len(readings) == 1)
    assert "garden" in readings[0].text
    session.read("M2", readings.append, lambda _error: None, Place(), session)
    qtbot.waitUntil(lambda: len(readings) == 2)
    assert account.calls.count("read") == 1


def test_session_that_ended_tells_nothing_more(
    qtbot: QtBot, session: MailSession, account: AccountInMemory, tasks: Tasks
) -> None:
    account.gate.clear()
    session.begin()
    qtbot.waitUntil(tasks.is_idle)
    with qtbot.assertNotEmitted(session.overview_changed), qtbot.assertNotEmitted(session.standing_changed):
        session.end()
        account.gate.set()
        qtbot.waitUntil(tasks.is_idle)


def test_change_that_is_made_after_the_end_begins_nothing_anew(
    qtbot: QtBot, session: MailSession, tasks: Tasks
) -> None:
    """Its threads asked an account that was closed, and told a session that was destroyed: the program crashed."""
    listed(qtbot, session)
    session.changes.mark(["M1"], flagged=True)
    session.end()
    qtbot.waitUntil(tasks.is_idle)
    session.refresh()
    qtbot.waitUntil(tasks.is_idle)
    assert session.in_step._threads is None
