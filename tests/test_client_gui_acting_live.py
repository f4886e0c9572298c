"""What a person does with messages and folders in the real window, against both real servers: what the server has
afterwards is looked at with another connection."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt5.QtGui import QDrag, QMouseEvent
from PyQt5.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from client.gui.folder_chooser import FolderChooser
from client.gui.mail_drag import carried
from client.gui.name_dialog import NameDialog
from tests.support.gui_acting import Run, Servers, both_servers, signed_in
from tests.support.gui_hands import press, type_text


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with both_servers(tmp_path_factory.mktemp("postroom")) as made:
        yield made


@pytest.fixture
def run(qtbot: QtBot, servers: Servers, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Run]:
    with signed_in(qtbot, servers, tmp_path, request.node.name) as made:
        yield made


def test_archived_messages_are_told_and_brought_back(run: Run) -> None:
    run.select("One", "Two")
    run.trigger("archive")
    assert run.toast() == "2 messages moved to Archive."
    run.has("archive", "One", "Two")
    assert run.listed() == ["Three"]
    press(run.window.mail.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert run.toast() == "2 messages moved back."
    run.has("inbox", "One", "Two", "Three")
    run.wait(lambda: run.listed() == ["One", "Three", "Two"])
    run.window.acting.toast.button.click()
    run.has("archive", "One", "Two")


def test_several_steps_are_taken_back(run: Run) -> None:
    run.select("One")
    run.trigger("flag")
    run.trigger("delete")
    run.select("Two")
    run.trigger("junk")
    run.has("trash", "One")
    run.has("junk", "Two")
    for _ in range(3):
        run.trigger("undo")
    assert not run.window.menus.commands["undo"].isEnabled()
    run.has("inbox", "One", "Two", "Three")
    run.wait(lambda: not any(row.flagged for row in run.on_server("inbox").values()))


def test_undo_restores_only_the_marks_that_were_changed(run: Run) -> None:
    run.select("One")
    run.trigger("flag")
    run.wait(lambda: run.on_server("inbox")["One"].flagged)
    run.select("One", "Two")
    run.trigger("flag")
    run.wait(lambda: run.on_server("inbox")["Two"].flagged)
    run.trigger("undo")
    run.wait(lambda: not run.on_server("inbox")["Two"].flagged)
    assert run.on_server("inbox")["One"].flagged


def test_every_message_is_marked_as_read_and_unread_by_keys(run: Run) -> None:
    run.window.mail.table.setFocus()
    run.window.mail.table.selectAll()
    press(run.window.mail.table, Qt.Key.Key_I)
    run.wait(lambda: all(row.seen for row in run.on_server("inbox").values()))
    press(run.window.mail.table, Qt.Key.Key_U)
    run.wait(lambda: not any(row.seen for row in run.on_server("inbox").values()))


def test_message_in_junk_goes_back_to_the_inbox(run: Run) -> None:
    run.select("One")
    run.trigger("junk")
    run.has("junk", "One")
    run.window.places.go_to("junk")
    run.wait(lambda: run.listed() == ["One"])
    run.select("One")
    assert run.window.menus.commands["junk"].text() == "Not &junk"
    run.trigger("junk")
    run.has("inbox", "One", "Two", "Three")


def test_trash_is_emptied_after_one_question(run: Run) -> None:
    run.select("One", "Two")
    run.trigger("delete")
    run.has("trash", "One", "Two")
    run.wait(lambda: run.window.menus.commands["empty-trash"].isEnabled())
    run.wait(lambda: run.window.folders.folders.folders[-1].mailbox is not None)
    run.trigger("empty-trash")
    assert run.on_server("trash")
    run.answer("Empty")
    run.has("trash")
    run.wait(lambda: run.window._desk.tasks.list.entries == ())


def test_two_keys_after_each_other_open_a_folder(run: Run) -> None:
    run.window.mail.table.setFocus()
    press(run.window.mail.table, Qt.Key.Key_G)
    press(run.window.mail.table, Qt.Key.Key_D)
    assert run.window._desk.session.mailbox == "drafts"
    press(run.window.mail.table, Qt.Key.Key_G)
    press(run.window.mail.table, Qt.Key.Key_I)
    assert run.window._desk.session.mailbox == "inbox"


def test_unread_messages_are_stepped_through(run: Run) -> None:
    run.select("Two")
    run.trigger("read")
    run.wait(lambda: run.on_server("inbox")["Two"].seen)
    table = run.window.mail.table
    seen = []
    for _ in range(2):
        run.trigger("next-unread")
        row = run.window.mail.messages.row(table.selected_lines()[0])
        assert row is not None
        seen.append(row.subject)
    assert sorted(seen) == ["One", "Three"]


def test_question_mark_shows_all_keys_and_enter_acts(run: Run) -> None:
    run.select("One")
    type_text(run.window.mail.table, "?")
    overlay = run.window.acting.keys
    assert overlay is not None
    assert overlay.isVisible()
    type_text(overlay.view.line, "move to archive")
    press(overlay.view.line, Qt.Key.Key_Return)
    run.has("archive", "One")


def test_key_that_was_changed_works_at_once(run: Run) -> None:
    run.window._desk.keys.choose("archive", ["Y"])
    run.select("One")
    run.window.mail.table.setFocus()
    press(run.window.mail.table, Qt.Key.Key_E)
    press(run.window.mail.table, Qt.Key.Key_Y)
    run.has("archive", "One")
    run.window._desk.keys.reset_all()


def test_folder_is_made_renamed_moved_and_removed(run: Run) -> None:
    run.trigger("new-folder")
    asked = run.dialog()
    assert isinstance(asked, NameDialog)
    type_text(asked.line, "Garden")
    asked.act.click()
    run.wait(lambda: run.keys_of_folders() == ["Garden"])
    garden = run.box("Garden")
    assert garden is not None
    run.window.places.go_to(garden.id)
    run.trigger("rename-folder")
    asked = run.dialog()
    assert isinstance(asked, NameDialog)
    asked.line.setText("Yard")
    asked.act.click()
    run.wait(lambda: run.keys_of_folders() == ["Yard"])
    run.window.folders.folder_dropped.emit(garden.id, "archive")
    run.wait(lambda: [one.depth for one in run.window.folders.folders.folders if one.is_own] == [1])
    run.trigger("remove-folder")
    run.wait(lambda: run.keys_of_folders() == [])
    assert run.box("Yard") is None
    # The push may have taken it out of the list before the answer to the removal is here.
    run.wait(lambda: run.window._desk.session.mailbox == "inbox")


def test_folder_with_messages_says_how_many_go_with_it(run: Run) -> None:
    garden = run.beside.folders().create("Garden")
    run.window.refresh()
    run.wait(lambda: run.keys_of_folders() == ["Garden"])
    run.select("One", "Two")
    run.window.folders.messages_dropped.emit(("carried",), garden)
    run.has(garden, "One", "Two")
    folder = run.window.folders.folders.folder
    run.wait(lambda: (found := folder(garden)) is not None and found.mailbox is not None and found.mailbox.total == 2)
    run.window.acting.folders.remove(garden)
    (box,) = [one for one in run.window.findChildren(QMessageBox) if one.isVisible()]
    assert box.informativeText() == "2 messages in it go to Trash."
    run.answer("Keep")
    run.window.acting.folders.remove(garden)
    run.answer("Remove")
    run.wait(lambda: run.box("Garden") is None)
    assert sorted(run.on_server("inbox")) == ["Three"]
    assert sorted(run.on_server("trash")) == ["One", "Two"]


def test_folder_that_another_program_took_is_told(run: Run) -> None:
    garden = run.beside.folders().create("Garden")
    run.window.refresh()
    run.wait(lambda: run.keys_of_folders() == ["Garden"])
    run.window.acting.folders.rename(garden)
    asked = run.dialog()
    assert isinstance(asked, NameDialog)
    run.beside.folders().remove(garden, with_messages=False)
    asked.line.setText("Yard")
    asked.act.click()
    run.wait(lambda: run.window.notices.shown is not None and "not there any more" in run.window.notices.shown.sentence)
    run.wait(lambda: run.keys_of_folders() == [])
    assert [one.words for one in run.window._desk.tasks.list.entries] == ["Rename Garden"]


def test_messages_are_moved_to_a_folder_chosen_by_keys(run: Run) -> None:
    run.select("One")
    run.window.mail.table.setFocus()
    press(run.window.mail.table, Qt.Key.Key_V)
    chooser = run.dialog()
    assert isinstance(chooser, FolderChooser)
    type_text(chooser.line, "arch")
    press(chooser.line, Qt.Key.Key_Return)
    run.has("archive", "One")


def test_selection_is_taken_out_of_the_list_with_the_mouse(run: Run) -> None:
    run.select("One", "Two")
    table, drags = run.window.mail.table, list[QDrag]()
    run.window.acting.drag._carry = drags.append
    viewport = table.viewport()
    assert viewport is not None
    start = table.visualRect(run.window.mail.messages.index(table.selected_lines()[0], 3)).center()
    left = Qt.MouseButton.LeftButton
    for kind, at, button in (
        (QEvent.Type.MouseButtonPress, start, left),
        (QEvent.Type.MouseMove, start + QPoint(2, 0), Qt.MouseButton.NoButton),
        (QEvent.Type.MouseMove, start + QPoint(40, 0), Qt.MouseButton.NoButton),
    ):
        held, keys = Qt.MouseButtons(left), Qt.KeyboardModifiers()
        QApplication.sendEvent(viewport, QMouseEvent(kind, QPointF(at), button, held, keys))
    (drag,) = drags
    thing = carried(drag.mimeData(), run.beside.address.address)
    assert thing is not None
    assert len(thing.ids) == 2
    assert not drag.pixmap().isNull()
    assert len(table.selected_lines()) == 2


def test_menus_of_a_right_click_offer_what_can_be_done(run: Run) -> None:
    run.select("One")
    menu = run.window.acting.mail.show_menu(QPoint(5, 5))
    assert menu is not None
    words = [action.text().replace("&", "") for action in menu.actions()]
    assert "Move to" in words
    assert "Archive" in words
    menu.close()
    folder = run.window.folders
    folder.customContextMenuRequested.emit(folder.visualRect(folder.folders.index(0)).center())
    (shown,) = [one for one in folder.findChildren(type(menu)) if one.isVisible()]
    assert [action.text() for action in shown.actions() if action.text()] == ["&Open", "New folder &in it…"]
    shown.close()


def test_new_mail_is_counted_and_told(run: Run) -> None:
    run.wait(lambda: run.tray.tip == "Postroom: 3 unread messages")
    assert run.window.windowTitle().startswith("Inbox (3) – ")
    assert run.tray.told == []
    run.window.places.go_to("sent")
    run.deliver("Just in")
    run.window.refresh()
    run.wait(lambda: run.tray.told == [(f"{run.name}@project.com", "Just in")])
    run.wait(lambda: run.tray.tip == "Postroom: 4 unread messages")
    run.tray.messageClicked.emit()
    assert len(run.window.windows.messages) == 1
