"""The list that is open shows what the cache has, in the way that is wanted, and what a search finds."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.cache_lists import Order, Sort
from client.errors import ConnectionLost
from client.gui.mail_session import MailSession
from client.list_lines import Lines
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import bench
from tests.support.gui_samples import inbox, row
from tests.support.gui_session import listed, overviews, shown

LOST = ConnectionLost("localhost", 1443)


@pytest.fixture
def account() -> AccountInMemory:
    return AccountInMemory(inbox())


@pytest.fixture
def session(qtbot: QtBot, account: AccountInMemory, tmp_path: Path) -> Iterator[MailSession]:
    made = bench(tmp_path, account)
    yield made.desk.session
    made.close()


def test_answer_for_a_mailbox_that_was_left_is_ignored(
    qtbot: QtBot, session: MailSession, account: AccountInMemory
) -> None:
    account.rows["sent"] = [row(100)]
    listed(qtbot, session)
    told = overviews(session)
    session.open("archive")
    session.open("sent")
    qtbot.waitUntil(lambda: shown(session) == ["M100"])
    assert [list(one.lines.numbers) for one in told if one.lines is not None] == [list(session.list.shown.numbers)]


def test_quick_view_shows_only_the_latest(qtbot: QtBot, session: MailSession) -> None:
    listed(qtbot, session)
    session.list.show_latest(3)
    qtbot.waitUntil(lambda: shown(session) == ["M1", "M2", "M3"])
    assert session.list.shown.total == 12
    session.list.show_latest(0)
    qtbot.waitUntil(lambda: len(shown(session)) == 12)


def test_other_order_is_told_as_a_change_of_the_list(qtbot: QtBot, session: MailSession) -> None:
    listed(qtbot, session)
    with qtbot.waitSignal(session.overview_changed) as told:
        session.list.show(replace(session.list.view, order=Order(Sort.SIZE)))
    assert told.args[1] is False
    sizes = [one.size for one in sorted(inbox(), key=lambda one: one.size, reverse=True)]
    assert [next(one.size for one in inbox() if one.id == message_id) for message_id in shown(session)] == sizes


def test_moved_message_does_not_come_back_with_an_answer_asked_before(
    qtbot: QtBot, session: MailSession, account: AccountInMemory
) -> None:
    listed(qtbot, session)
    told: list[Lines] = []
    session.overview_changed.connect(lambda overview, _fresh: told.append(overview.lines) if overview.lines else None)
    number = session.list.shown.numbers[0]
    session.refresh()
    session.changes.move(["M1"], "trash")
    qtbot.waitUntil(lambda: [one.id for one in account.rows.get("trash", [])] == ["M1"])
    qtbot.waitUntil(lambda: number not in session.list.shown.numbers)
    assert all(number not in lines.numbers for lines in told)


def test_search_finds_in_all_mailboxes_and_gives_the_list_back(
    qtbot: QtBot, session: MailSession, account: AccountInMemory
) -> None:
    account.rows["archive"] = [row(60, "Greenhouse plan", mailbox="archive")]
    listed(qtbot, session)
    session.list.show(replace(session.list.view, words="greenh"))
    qtbot.waitUntil(lambda: shown(session) == ["M1", "M60"])
    assert session.mailbox == "inbox"
    session.list.show(replace(session.list.view, words=""))
    qtbot.waitUntil(lambda: len(shown(session)) == 12)


def test_search_on_the_server_takes_the_place_of_what_the_cache_found(
    qtbot: QtBot, session: MailSession, account: AccountInMemory
) -> None:
    listed(qtbot, session)
    session.list.show(replace(session.list.view, words="goat"))
    qtbot.waitUntil(lambda: session.list.shown.total <= 1)
    session.list.search_server()
    qtbot.waitUntil(lambda: session.list.view.found is not None and shown(session) == ["M8"])
    assert "search" in account.calls


def test_search_that_the_server_cannot_do_is_told(qtbot: QtBot, session: MailSession, account: AccountInMemory) -> None:
    listed(qtbot, session)
    session.list.show(replace(session.list.view, words="goat"))
    account.faults["search"] = LOST
    with qtbot.waitSignal(session.list.search_failed) as failed:
        session.list.search_server()
    assert failed.args == [LOST]


def test_answer_to_a_search_that_was_left_is_not_taken_for_what_is_open_now(
    qtbot: QtBot, session: MailSession, account: AccountInMemory
) -> None:
    listed(qtbot, session)
    session.list.show(replace(session.list.view, words="goat"))
    qtbot.waitUntil(session._tasks.is_idle)
    account.gate.clear()
    session.list.search_server()
    session.open("archive")
    account.gate.set()
    qtbot.waitUntil(session._tasks.is_idle)
    assert session.list.view.found is None
