"""The main window with everything in it, upon an account in memory: what is listed, read, changed, and told."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from client.draft import Draft
from client.errors import MessageGone, MessageRefused, ServerDown, SignInNeeded
from client.gui.folder_list import OUTBOX
from client.gui.main_window import MainWindow
from client.gui.message_cells import Column
from client.gui.notices import Urgency
from client.gui.overview import Rows
from client.outbox import State
from tests.support.gui_desk import Bench, shown_window
from tests.support.gui_hands import answer, press
from tests.support.gui_notices import sentence
from tests.support.gui_rows import known
from tests.support.gui_samples import BEN, inbox, row
from tests.support.gui_shown import bench_with_letters, select, with_its_inbox

DOWN = ServerDown("mail.project.com", 1443, detail="connection refused")


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    with closing(bench_with_letters(tmp_path / "anna")) as built:
        yield built


@pytest.fixture
def window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    with shown_window(qtbot, made) as shown:
        yield shown


@pytest.fixture
def listed(qtbot: QtBot, window: MainWindow) -> MainWindow:
    return with_its_inbox(qtbot, window)


def ids(window: MainWindow) -> list[str]:
    return [known(window.mail.messages, number).id for number in range(window.mail.messages.rowCount())]


def trigger(window: MainWindow, name: str) -> None:
    window.menus.commands[name].trigger()


def test_inbox_is_listed_after_signing_in(qtbot: QtBot, listed: MainWindow) -> None:
    assert ids(listed) == [one.id for one in inbox()]
    assert listed.mail.title.text() == "Inbox"
    assert listed.mail.count.text() == "12 messages"
    assert listed.windowTitle() == "Inbox (3) – anna@project.com – Postroom"
    qtbot.waitUntil(lambda: listed.status.connection.text() == "Up to date")
    assert listed.folders.folders.index(0).data() == "Inbox"


def test_selected_message_is_read_and_marked_as_seen(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    select(qtbot, listed, 0)
    assert "Bed 3 is two degrees colder" in listed.mail.reader.body.toPlainText()
    assert known(listed.mail.messages, 0).seen
    qtbot.waitUntil(lambda: made.account.rows["inbox"][0].seen)


def test_message_whose_row_comes_late_is_read_then(
    qtbot: QtBot, window: MainWindow, made: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a slow disk the selection had come to rest before, and nothing was shown until another one was chosen."""
    asked: list[tuple[Sequence[int], Callable[[Rows], None]]] = []
    monkeypatch.setattr("client.gui.overview.FIRST_ROWS", 0)
    monkeypatch.setattr("client.gui.overview.MOST_ROWS", 0)
    monkeypatch.setattr(made.desk.session, "rows", lambda numbers, done, _: asked.append((numbers, done)))
    with_its_inbox(qtbot, window)
    with qtbot.waitSignal(window.mail.table.rested):
        window.mail.table.select_number(3)
    assert window.mail.table.selected_one() is None
    for numbers, done in asked:
        done(made.cache.rows(numbers))
    qtbot.waitUntil(lambda: window.mail.reading.current() is not None)


def test_number_of_latest_messages_is_chosen_and_remembered(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    listed.mail.latest.setValue(5)
    qtbot.waitUntil(lambda: listed.mail.messages.rowCount() == 5)
    assert listed.mail.count.text() == "5 of 12 messages"
    assert made.remembered.settings.latest == 5


def test_message_opens_in_a_window_of_its_own_by_enter(qtbot: QtBot, listed: MainWindow) -> None:
    select(qtbot, listed, 0)
    press(listed.mail.table, Qt.Key.Key_Return)
    opened = listed.windows.messages["M1"]
    qtbot.waitUntil(lambda: opened.reader.reading is not None)
    assert opened.windowTitle() == "Greenhouse sensors: first week of data"
    press(listed.mail.table, Qt.Key.Key_Return)
    assert len(listed.windows.messages) == 1


@pytest.mark.parametrize(("key", "expected"), [(Qt.Key.Key_J, "M3"), (Qt.Key.Key_K, "M1")])
def test_letters_step_through_the_list(qtbot: QtBot, listed: MainWindow, key: Qt.Key, expected: str) -> None:
    select(qtbot, listed, 1)
    press(listed.mail.table, key)
    assert listed.mail.table.selected_ids() == [expected]


@pytest.mark.parametrize(("key", "prefix"), [(Qt.Key.Key_R, "Re: "), (Qt.Key.Key_A, "Re: "), (Qt.Key.Key_F, "Fwd: ")])
def test_letters_answer_the_selected_message(qtbot: QtBot, listed: MainWindow, key: Qt.Key, prefix: str) -> None:
    select(qtbot, listed, 2)
    press(listed.mail.table, key)
    composer = listed.windows.composers[0]
    assert composer.form.subject.text() == f"{prefix}Minutes of Monday’s meeting"
    assert bool(composer.form.to.text()) == (prefix == "Re: ")
    copies = composer.form.to.text()
    assert ("Clara" in copies) == (key == Qt.Key.Key_A)


def test_ctrl_n_opens_an_empty_composer(listed: MainWindow) -> None:
    press(listed.mail.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert len(listed.windows.composers) == 1


def test_deleted_message_goes_to_the_trash_and_the_next_is_selected(
    qtbot: QtBot, listed: MainWindow, made: Bench
) -> None:
    select(qtbot, listed, 1)
    press(listed.mail.table, Qt.Key.Key_Delete)
    assert "M2" not in ids(listed)
    assert listed.mail.table.selected_ids() == ["M3"]
    qtbot.waitUntil(lambda: [one.id for one in made.account.rows.get("trash", [])] == ["M2"])


def test_deleting_in_the_trash_is_for_good_after_a_question(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    made.account.rows["trash"] = [row(50)]
    trigger(listed, "inbox")
    listed.places.show_folder("trash")
    qtbot.waitUntil(lambda: ids(listed) == ["M50"])
    select(qtbot, listed, 0)
    trigger(listed, "delete")
    assert ids(listed) == ["M50"]
    # While the first sync runs, the cache is asked what the whole list is.
    qtbot.waitUntil(lambda: any(box.isVisible() for box in listed.mail.findChildren(QMessageBox)))
    answer(listed.mail, "Delete for good")
    qtbot.waitUntil(lambda: made.account.rows["trash"] == [])
    qtbot.waitUntil(lambda: listed.mail.list_pane.state.accessibleName().startswith("The trash is empty"))


def test_archived_message_is_moved(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    select(qtbot, listed, 0)
    trigger(listed, "archive")
    qtbot.waitUntil(lambda: [one.id for one in made.account.rows.get("archive", [])] == ["M1"])


def test_flag_is_set_and_removed(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    select(qtbot, listed, 0)
    trigger(listed, "flag")
    assert known(listed.mail.messages, 0).flagged
    qtbot.waitUntil(lambda: made.account.rows["inbox"][0].flagged)
    trigger(listed, "flag")
    qtbot.waitUntil(lambda: not made.account.rows["inbox"][0].flagged)


def test_message_marked_as_unread_stays_unread(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    select(qtbot, listed, 0)
    qtbot.waitUntil(lambda: made.account.rows["inbox"][0].seen)
    trigger(listed, "unread")
    qtbot.waitUntil(lambda: not made.account.rows["inbox"][0].seen)
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert not known(listed.mail.messages, 0).seen


def test_click_on_the_flag_column_flags(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    listed.mail.table.flag_wanted.emit("M2")
    qtbot.waitUntil(lambda: made.account.rows["inbox"][1].flagged)
    listed.mail.table.seen_wanted.emit("M2")
    qtbot.waitUntil(lambda: made.account.rows["inbox"][1].seen)


def test_change_that_the_server_refuses_is_told_and_taken_back(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    made.account.faults["move"] = MessageGone()
    select(qtbot, listed, 0)
    trigger(listed, "delete")
    qtbot.waitUntil(lambda: sentence(made) == MessageGone().sentence)
    qtbot.waitUntil(lambda: ids(listed)[0] == "M1")


def test_refusal_of_the_server_stays_when_another_change_is_made_here(
    qtbot: QtBot, listed: MainWindow, made: Bench
) -> None:
    """It went at once: the refused change itself is made on this computer, and that was told a moment later."""
    made.desk.session.change_refused.emit(MessageGone())
    with qtbot.waitSignal(made.desk.session.changes.made):
        listed.mail.table.flag_wanted.emit("M2")
    assert sentence(made) == MessageGone().sentence
    made.notices.close_shown()
    made.desk.session.change_refused.emit(MessageGone())
    assert sentence(made) == MessageGone().sentence


def test_new_mail_keeps_the_selection_and_the_message_being_read(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    select(qtbot, listed, 3)
    reading = listed.mail.reading.current()
    made.account.arrive(row(0, "Just in", minutes_ago=1))
    trigger(listed, "refresh")
    qtbot.waitUntil(lambda: ids(listed)[0] == "M0")
    assert listed.mail.table.selected_ids() == ["M4"]
    assert listed.mail.reading.current() is reading


def test_list_is_refreshed_at_intervals(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    assert listed._desk.session._timer.isActive()
    assert listed._desk.session._timer.interval() == 20_000
    made.account.arrive(row(0, "Just in", minutes_ago=1))
    made.desk.session._timer.timeout.emit()
    qtbot.waitUntil(lambda: ids(listed)[0] == "M0")


def test_lost_server_is_told_once_and_the_list_stays(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    made.account.faults["latest"] = DOWN
    trigger(listed, "refresh")
    qtbot.waitUntil(lambda: sentence(made) == DOWN.sentence)
    assert len(ids(listed)) == 12
    assert listed.status.connection.text().startswith("Offline since 14:20")
    assert listed.status.retry.isVisible()
    made.notices.close_shown()
    trigger(listed, "refresh")
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert sentence(made) == ""


def test_recovered_server_takes_the_notice_away_and_sends_what_waits(
    qtbot: QtBot, listed: MainWindow, made: Bench
) -> None:
    made.account.faults.update({"latest": DOWN, "submit": DOWN})
    made.desk.office.put(Draft(to=(BEN,), subject="Lunch", text="x"), lambda _item: None, lambda _error: None)
    trigger(listed, "refresh")
    # Tried once: it waits before that, too.
    qtbot.waitUntil(lambda: [(one.state, one.attempts) for one in made.desk.office.items] == [(State.WAITING, 1)])
    qtbot.waitUntil(lambda: listed.status.connection.text().startswith("Offline"))
    made.account.faults.clear()
    trigger(listed, "refresh")
    qtbot.waitUntil(lambda: [item.state for item in made.outbox.items()] == [State.SENT])
    qtbot.waitUntil(lambda: sentence(made) in ("", "Sent to ben@project.com."))


def test_first_list_that_fails_offers_to_try_again(qtbot: QtBot, window: MainWindow, made: Bench) -> None:
    made.account.faults["latest"] = DOWN
    window.begin()
    qtbot.waitUntil(lambda: DOWN.sentence in window.mail.list_pane.state.accessibleName())
    del made.account.faults["latest"]
    window.mail.list_pane.state._button.click()
    qtbot.waitUntil(lambda: len(ids(window)) == 12)


def test_loading_is_told_when_it_takes_long(qtbot: QtBot, window: MainWindow, made: Bench) -> None:
    made.account.gate.clear()
    window.begin()
    qtbot.waitUntil(lambda: window.mail.list_pane.state.accessibleName().startswith("Loading messages"))
    assert window.status.connection.text() == "Connecting…"
    made.account.gate.set()
    qtbot.waitUntil(lambda: len(ids(window)) == 12)
    qtbot.waitUntil(lambda: window.status.connection.text() == "Up to date")


def test_ended_session_offers_to_sign_in(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    made.account.faults["latest"] = SignInNeeded()
    trigger(listed, "refresh")
    qtbot.waitUntil(lambda: made.notices.shown is not None)
    assert made.notices.shown is not None
    assert made.notices.shown.remedy is not None
    with qtbot.waitSignal(listed.sign_in_wanted):
        made.notices.shown.remedy.run()


def test_message_that_cannot_be_read_can_be_tried_again(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    made.account.faults["read"] = DOWN
    listed.mail.table.select_number(0)
    qtbot.waitUntil(lambda: DOWN.sentence in listed.mail.reader._state.accessibleName())
    del made.account.faults["read"]
    listed.mail.reader._state._button.click()
    qtbot.waitUntil(lambda: listed.mail.reading.current() is not None)


def test_empty_mailbox_says_so(qtbot: QtBot, listed: MainWindow) -> None:
    trigger(listed, "sent")
    qtbot.waitUntil(lambda: listed.mail.list_pane.state.accessibleName().startswith("Nothing sent yet"))
    assert listed.mail.title.text() == "Sent"
    assert listed.mail.messages.headerData(Column.WHO, Qt.Orientation.Horizontal) == "To"


def test_refused_message_is_told_and_leads_to_the_outbox(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    made.account.faults["submit"] = MessageRefused("too many attachments")
    made.desk.office.put(Draft(to=(BEN,), subject="Lunch", text="x"), lambda _item: None, lambda _error: None)
    qtbot.waitUntil(lambda: "“Lunch”" in sentence(made))
    assert made.notices.shown is not None
    assert made.notices.shown.urgency is Urgency.FAULT
    assert "too many attachments" in listed.status.currentMessage().lower()
    assert made.notices.shown.remedy is not None
    made.notices.shown.remedy.run()
    assert listed.places.currentWidget() is listed.outbox
    qtbot.waitUntil(lambda: listed.outbox.selected() is not None)
    index = listed.folders.folders.number_of(OUTBOX)
    qtbot.waitUntil(
        lambda: "1 not sent" in str(listed.folders.folders.index(index).data(Qt.ItemDataRole.AccessibleTextRole))
    )


def test_sent_message_is_told_quietly(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    made.desk.office.put(Draft(to=(BEN,), subject="Lunch", text="x"), lambda _item: None, lambda _error: None)
    qtbot.waitUntil(lambda: sentence(made) == "Sent to ben@project.com.")


def test_actions_follow_what_is_selected(qtbot: QtBot, listed: MainWindow) -> None:
    commands = listed.menus.commands
    assert not commands["reply"].isEnabled()
    assert not commands["delete"].isEnabled()
    select(qtbot, listed, 0)
    assert commands["reply"].isEnabled()
    assert commands["save-all"].isEnabled()
    listed.mail.table.selectAll()
    qtbot.waitUntil(lambda: not commands["reply"].isEnabled())
    assert commands["delete"].isEnabled()
    qtbot.waitUntil(lambda: listed.mail.reader._state.accessibleName() == "12 messages are selected.")
    listed.places.show_folder(OUTBOX)
    assert not commands["delete"].isEnabled()


def test_several_selected_messages_are_deleted_together(qtbot: QtBot, listed: MainWindow, made: Bench) -> None:
    listed.mail.table.selectAll()
    trigger(listed, "delete")
    qtbot.waitUntil(lambda: made.account.rows["inbox"] == [])
    assert len(made.account.rows["trash"]) == 12
