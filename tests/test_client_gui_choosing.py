"""What an action touches: all of a closed conversation, all of a folder that is still being read, and where the next
unread message is."""

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from client.cache_chosen import Chosen, chosen_ids
from client.errors import FileFault
from client.gui.main_window import MainWindow
from client.gui.message_cells import Column
from client.gui.present import present
from client.gui.task_list import EntryState
from client.message import MessageRow
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench, shown_window
from tests.support.gui_hands import choose_in_menu, click, press
from tests.support.gui_samples import inbox, row
from tests.support.gui_shown import in_step

LOOK = {"read": "seen", "flag": "flagged"}


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    threads = {"M3": "T3", "M7": "T3", "M10": "T3"}
    plain = [replace(one, keywords=frozenset({"$seen"})) if one.id in threads else one for one in inbox()]
    account = AccountInMemory([replace(one, thread_id=threads.get(one.id, one.thread_id)) for one in plain])
    # A message of the same conversation somewhere else, which no action in the inbox touches.
    elsewhere = replace(row(60, "Greenhouse plan", minutes_ago=900_000, mailbox="archive"), thread_id="T3")
    account.rows["archive"] = [elsewhere]
    built = bench(tmp_path / "anna", account)
    yield built
    built.close()


@pytest.fixture
def window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    with shown_window(qtbot, made) as shown:
        yield in_step(qtbot, shown)


def closed(qtbot: QtBot, window: MainWindow) -> None:
    """Show conversations, and select the one of three messages, with the reader away: it would mark one as read."""
    window.mail.show_reading_pane(False)
    choose_in_menu(window.mail.bar.look, "Conversations")
    qtbot.waitUntil(lambda: window.mail.messages.rowCount() == 10)
    window.mail.table.select_message("M3")


def on_server(made: Bench, folder: str = "inbox") -> dict[str, MessageRow]:
    return {one.id: one for one in made.account.rows.get(folder, [])}


def told(window: MainWindow) -> str:
    return window.acting.toast.accessibleName()


@pytest.mark.parametrize(("name", "folder"), [("archive", "archive"), ("delete", "trash"), ("junk", "junk")])
def test_action_on_a_closed_conversation_moves_all_of_it_and_one_undo_brings_it_back(
    qtbot: QtBot, made: Bench, window: MainWindow, name: str, folder: str
) -> None:
    closed(qtbot, window)
    window.menus.commands[name].trigger()
    # Before the server has it: words go by themselves.
    qtbot.waitUntil(lambda: "3 messages moved" in told(window))
    qtbot.waitUntil(lambda: {"M3", "M7", "M10"} <= on_server(made, folder).keys())
    assert len(on_server(made)) == 9
    window.menus.commands["undo"].trigger()
    qtbot.waitUntil(lambda: {"M3", "M7", "M10"} <= on_server(made).keys())
    assert "M60" in on_server(made, "archive")
    assert "M60" not in on_server(made)


@pytest.mark.parametrize("name", ["read", "flag"])
def test_closed_conversation_is_marked_as_a_whole(qtbot: QtBot, made: Bench, window: MainWindow, name: str) -> None:
    closed(qtbot, window)
    before = {one.id: getattr(one, LOOK[name]) for one in on_server(made).values()}
    window.menus.commands["unread" if name == "read" else name].trigger()
    wanted = name == "flag"
    qtbot.waitUntil(lambda: "3 messages" in told(window))
    qtbot.waitUntil(lambda: all(getattr(on_server(made)[one], LOOK[name]) is wanted for one in ("M3", "M7", "M10")))
    others = [one for one in on_server(made).values() if one.id not in ("M3", "M7", "M10")]
    assert all(getattr(one, LOOK[name]) == before[one.id] for one in others)


def test_click_on_the_flag_of_a_closed_conversation_flags_all_of_it(
    qtbot: QtBot, made: Bench, window: MainWindow
) -> None:
    closed(qtbot, window)
    table = window.mail.table
    place = table.visualRect(present(table.model()).index(table.currentIndex().row(), Column.FLAG))
    click(table.viewport(), place.center())
    qtbot.waitUntil(lambda: all(on_server(made)[one].flagged for one in ("M3", "M7", "M10")))


def test_action_on_an_open_conversation_touches_the_selected_message_only(
    qtbot: QtBot, made: Bench, window: MainWindow
) -> None:
    closed(qtbot, window)
    press(window.mail.table, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.mail.messages.rowCount() == 13)
    window.menus.commands["archive"].trigger()
    qtbot.waitUntil(lambda: "1 message moved" in told(window))
    qtbot.waitUntil(lambda: "M3" in on_server(made, "archive"))
    assert {"M7", "M10"} <= on_server(made).keys()


class SlowAccount(AccountInMemory):
    """Tells the newest messages, and then nothing until its gate is opened."""

    def _work(self, name: str) -> None:
        if name == "latest" and self.calls.count("latest") == 2:
            self.gate.clear()
        super()._work(name)


@pytest.fixture
def large(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    account = SlowAccount([row(number, minutes_ago=number) for number in range(1, 701)])
    built = bench(tmp_path / "large", account)
    yield built
    built.close()


@pytest.fixture
def half_read(qtbot: QtBot, large: Bench) -> Iterator[MainWindow]:
    """Its first messages are there, all of them selected and archived."""
    window = large.window()
    window.mail.show_reading_pane(False)
    window.show()
    window.begin()
    qtbot.waitUntil(lambda: window.mail.messages.rowCount() == 50)
    window.mail.table.selectAll()
    window.menus.commands["archive"].trigger()
    qtbot.waitUntil(lambda: len(large.desk.tasks.list.active()) == 1)
    # Opened before it is closed, the gate would hold the account for good.
    qtbot.waitUntil(lambda: not large.account.gate.is_set())
    yield window
    window.leave()


def test_select_all_during_the_first_sync_touches_the_whole_folder(
    qtbot: QtBot, large: Bench, half_read: MainWindow
) -> None:
    large.account.gate.set()
    qtbot.waitUntil(lambda: "700 messages moved" in told(half_read))
    qtbot.waitUntil(lambda: len(on_server(large, "archive")) == 700)
    assert on_server(large) == {}
    assert large.desk.tasks.list.entries == ()


def test_rest_of_a_folder_that_comes_while_the_cache_is_asked_is_not_missed(
    qtbot: QtBot, large: Bench, half_read: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came last was told while an older answer was on its way, and nothing came after it."""
    looked, go_on = threading.Event(), threading.Event()

    def late(connection: sqlite3.Connection, chosen: Chosen, *, waited: bool) -> list[str] | None:
        found = chosen_ids(connection, chosen, waited=waited)
        looked.set()
        assert go_on.wait(60)
        return found

    session, messages = large.desk.session, half_read.mail.messages
    # Nobody looks from time to time.
    session._timer.stop()
    qtbot.waitUntil(large.desk.tasks.is_idle)
    with monkeypatch.context() as slow:
        slow.setattr("client.gui.choosing.chosen_ids", late)
        session.refresh()
        qtbot.waitUntil(looked.is_set)
    large.account.gate.set()
    qtbot.waitUntil(lambda: messages.rowCount() == 700 and session.standing.finished)
    qtbot.waitUntil(lambda: not session.list._gap.isActive() and not session.list._looking)
    assert on_server(large, "archive") == {}
    go_on.set()
    qtbot.waitUntil(lambda: "700 messages moved" in told(half_read))


def test_cache_that_cannot_be_read_while_the_rest_is_waited_for_fails_what_waits(
    qtbot: QtBot, large: Bench, half_read: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stood there as waiting, and nobody looked again."""
    tasks = large.desk.tasks.list
    (entry,) = tasks.active()
    unreadable = FileFault("The stored mail cannot be read.")
    # What is asked already would still be answered.
    qtbot.waitUntil(large.desk.tasks.is_idle)

    def broken(*_: object, **__: object) -> None:
        raise unreadable

    with monkeypatch.context() as failing:
        failing.setattr("client.gui.choosing.chosen_ids", broken)
        large.account.gate.set()
        qtbot.waitUntil(lambda: entry.state is EntryState.FAILED)
        assert entry.error is unreadable
        # What had been asked before has its answer.
        qtbot.waitUntil(lambda: large.desk.session.standing.finished and large.desk.tasks.is_idle())
    assert on_server(large, "archive") == {}
    tasks.retry(entry)
    qtbot.waitUntil(lambda: "700 messages moved" in told(half_read))


def test_waiting_for_the_rest_of_the_folder_can_be_cancelled(qtbot: QtBot, large: Bench, half_read: MainWindow) -> None:
    tasks = large.desk.tasks.list
    tasks.cancel(tasks.active()[0])
    assert tasks.entries == ()
    large.account.gate.set()
    qtbot.waitUntil(lambda: large.desk.session.standing.finished)
    assert len(on_server(large)) == 700
    qtbot.waitUntil(lambda: half_read.mail.messages.rowCount() == 700)


def test_next_unread_is_found_beyond_the_rows_in_memory(qtbot: QtBot, tmp_path: Path) -> None:
    rows = [row(number, minutes_ago=number, seen=True) for number in range(1, 701)]
    rows[650] = replace(rows[650], keywords=frozenset())
    large = bench(tmp_path / "anna", AccountInMemory(rows))
    window = large.window()
    window.show()
    window.mail.show_reading_pane(False)
    window.begin()
    qtbot.waitUntil(lambda: window.mail.messages.rowCount() == 700 and large.desk.session.standing.finished)
    # As it is for most rows of a long list: nothing of them is in memory.
    window.mail.messages.replace_all(window.mail.messages.lines, {})
    window.mail.table.select_number(0)
    assert window.mail.messages.row(650) is None
    window.menus.commands["next-unread"].trigger()
    qtbot.waitUntil(lambda: window.mail.table.currentIndex().row() == 650)
    window.leave()
    large.close()


def test_next_unread_goes_on_in_the_next_folder_or_says_that_there_is_none(
    qtbot: QtBot, made: Bench, window: MainWindow
) -> None:
    window.mail.show_reading_pane(False)
    made.account.mark([one.id for one in on_server(made).values()], seen=True)
    made.account.mark(["M60"], seen=False)
    boxes = {"inbox": 0, "archive": 1}
    made.account.boxes = [replace(one, unread=boxes.get(one.role, 0)) for one in made.account.boxes]
    made.desk.session.refresh()
    qtbot.waitUntil(lambda: not any(_unread(window)))
    qtbot.waitUntil(lambda: window.folders.folders.folder("archive").mailbox.unread == 1)  # type: ignore[union-attr]
    window.menus.commands["next-unread"].trigger()
    qtbot.waitUntil(lambda: made.desk.session.mailbox == "archive")
    qtbot.waitUntil(lambda: window.mail.table.selected_ids() == ["M60"])
    window.menus.commands["read"].trigger()
    qtbot.waitUntil(lambda: on_server(made, "archive")["M60"].seen)
    made.account.boxes = [replace(one, unread=0) for one in made.account.boxes]
    made.desk.session.refresh()
    qtbot.waitUntil(lambda: window.folders.folders.folder("archive").mailbox.unread == 0)  # type: ignore[union-attr]
    window.menus.commands["next-unread"].trigger()
    qtbot.waitUntil(lambda: told(window).startswith("There is no other unread message."))


def _unread(window: MainWindow) -> list[bool]:
    messages = window.mail.messages
    rows = [messages.row(line) for line in range(messages.rowCount())]
    return [one is not None and not one.seen for one in rows]
