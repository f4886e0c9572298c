"""The session asks for what is open, changes at once what the person changes, and shows only what the server has."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from client.errors import ConnectionLost, Fault, MessageGone
from client.gui.mail_session import MailSession, Overview
from client.gui.reading import Reading
from client.gui.tasks import Place, Tasks
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_samples import inbox, row

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
def session(account: AccountInMemory, tasks: Tasks) -> Iterator[MailSession]:
    made = MailSession(account, tasks, 50)
    yield made
    made.end()


def listed(qtbot: QtBot, session: MailSession) -> Overview:
    with qtbot.waitSignal(session.overview_changed) as told:
        session.open("inbox")
    overview: Overview = told.args[0]
    return overview


def test_opening_a_mailbox_tells_its_latest_messages_and_all_mailboxes(qtbot: QtBot, session: MailSession) -> None:
    overview = listed(qtbot, session)
    assert [one.id for one in overview.page.rows] == [one.id for one in inbox()]
    assert [box.role for box in overview.mailboxes] == ["inbox", "drafts", "sent", "archive", "junk", "trash"]


def test_answer_for_a_mailbox_that_was_left_is_ignored(
    qtbot: QtBot, session: MailSession, account: AccountInMemory, tasks: Tasks
) -> None:
    account.rows["sent"] = [row(100)]
    told: list[Overview] = []
    session.overview_changed.connect(lambda overview, _fresh: told.append(overview))
    account.gate.clear()
    session.open("inbox")
    session.open("sent")
    account.gate.set()
    qtbot.waitUntil(tasks.is_idle)
    assert [[one.id for one in overview.page.rows] for overview in told] == [["M100"]]


def test_other_number_of_latest_messages_is_asked_for(qtbot: QtBot, session: MailSession) -> None:
    listed(qtbot, session)
    with qtbot.waitSignal(session.overview_changed) as told:
        session.show_latest(3)
    assert len(told.args[0].page.rows) == 3
    assert told.args[0].page.total == 12


def test_same_number_asks_nothing(qtbot: QtBot, session: MailSession, tasks: Tasks) -> None:
    listed(qtbot, session)
    session.show_latest(50)
    assert tasks.is_idle()


def test_refresh_is_no_fresh_answer(qtbot: QtBot, session: MailSession) -> None:
    listed(qtbot, session)
    with qtbot.waitSignal(session.overview_changed) as told:
        session.refresh()
    assert told.args[1] is False


def test_refresh_after_a_failed_opening_is_fresh(qtbot: QtBot, session: MailSession, account: AccountInMemory) -> None:
    account.faults["latest"] = LOST
    with qtbot.waitSignal(session.list_failed) as failed:
        session.open("inbox")
    assert failed.args == [LOST, True]
    del account.faults["latest"]
    with qtbot.waitSignal(session.overview_changed) as told:
        session.refresh()
    assert told.args[1] is True


def test_server_that_does_not_answer_is_told_although_the_list_is_refreshed_meanwhile(
    qtbot: QtBot, session: MailSession, account: AccountInMemory
) -> None:
    listed(qtbot, session)
    account.gate.clear()
    account.faults["latest"] = LOST
    for _ in range(3):
        session.refresh()
    with qtbot.waitSignal(session.list_failed) as failed:
        account.gate.set()
    assert failed.args == [LOST, False]
    with qtbot.waitSignal(session.list_failed):
        session.refresh()


def test_mark_is_told_at_once_and_made(qtbot: QtBot, session: MailSession, account: AccountInMemory) -> None:
    listed(qtbot, session)
    account.gate.clear()
    with qtbot.waitSignal(session.marked) as marked:
        session.mark(["M2"], seen=True)
    assert marked.args == [frozenset({"M2"}), True, None]
    with qtbot.waitSignal(session.overview_changed):
        account.gate.set()
    assert next(one for one in account.rows["inbox"] if one.id == "M2").seen


def test_moved_message_does_not_come_back_with_an_answer_asked_before(
    qtbot: QtBot, session: MailSession, account: AccountInMemory, tasks: Tasks
) -> None:
    listed(qtbot, session)
    told: list[list[str]] = []
    session.overview_changed.connect(lambda overview, _fresh: told.append([one.id for one in overview.page.rows]))
    account.gate.clear()
    session.refresh()
    session.move(["M1"], "trash")
    account.gate.set()
    qtbot.waitUntil(lambda: bool(told) and tasks.is_idle())
    assert all("M1" not in ids for ids in told)
    assert [one.id for one in account.rows["trash"]] == ["M1"]


def test_refresh_waits_for_changes_under_way(
    qtbot: QtBot, session: MailSession, account: AccountInMemory, tasks: Tasks
) -> None:
    listed(qtbot, session)
    account.gate.clear()
    session.mark(["M1"], seen=True)
    before = len(tasks._under_way)
    session.refresh()
    assert len(tasks._under_way) == before
    account.gate.set()
    qtbot.waitUntil(tasks.is_idle)


@pytest.mark.parametrize("method", ["mark", "move", "destroy"])
def test_refused_change_is_told_and_the_list_fetched_again(
    qtbot: QtBot, session: MailSession, account: AccountInMemory, method: str
) -> None:
    listed(qtbot, session)
    fault: Fault = MessageGone()
    account.faults[method] = fault
    with qtbot.waitSignals([session.change_failed, session.overview_changed]):
        if method == "mark":
            session.mark(["M1"], flagged=True)
        elif method == "move":
            session.move(["M1"], "trash")
        else:
            session.destroy(["M1"])
    assert len(account.rows["inbox"]) == 12


def test_destroyed_message_is_gone(qtbot: QtBot, session: MailSession, account: AccountInMemory) -> None:
    listed(qtbot, session)
    with qtbot.waitSignal(session.overview_changed) as told:
        session.destroy(["M1", "M3"])
    assert not {"M1", "M3"} & {one.id for one in told.args[0].page.rows}


def test_read_message_is_ready_to_be_shown(qtbot: QtBot, session: MailSession) -> None:
    readings: list[Reading] = []
    session.read("M2", readings.append, lambda _error: None, Place(), session)
    qtbot.waitUntil(lambda: bool(readings))
    assert readings[0].message.row.id == "M2"
    assert "garden" in readings[0].text


def test_session_that_ended_tells_nothing_more(
    qtbot: QtBot, session: MailSession, account: AccountInMemory, tasks: Tasks
) -> None:
    account.gate.clear()
    session.open("inbox")
    with qtbot.assertNotEmitted(session.overview_changed):
        session.end()
        account.gate.set()
        qtbot.waitUntil(tasks.is_idle)
