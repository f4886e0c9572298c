"""What is done to folders in the real window is taken back and done again, in one row with what is done to messages,
against both real servers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

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


def undo(run: Run) -> None:
    run.trigger("undo")


def redo(run: Run) -> None:
    run.trigger("redo")


def told(run: Run, words: str) -> None:
    run.wait(lambda: run.toast() == words)


def refused(run: Run, words: str) -> None:
    """Wait until the bar says this, and close it."""
    notices = run.window.notices
    run.wait(lambda: notices.shown is not None and notices.shown.sentence == words)
    notices.close_shown()


def may_undo(run: Run) -> bool:
    return run.window.menus.commands["undo"].isEnabled()


def name(run: Run, name: str) -> None:
    asked = run.dialog()
    assert isinstance(asked, NameDialog)
    asked.line.clear()
    type_text(asked.line, name)
    asked.act.click()


def make(run: Run, folder: str) -> str:
    """Make a folder in the window; its id."""
    run.trigger("new-folder")
    name(run, folder)
    told(run, f"Folder {folder} made.")
    return id_of(run, folder)


def rename(run: Run, key: str, new: str) -> None:
    run.window.acting.folders.rename(key)
    name(run, new)


def id_of(run: Run, folder: str) -> str:
    run.wait(lambda: folder in run.keys_of_folders())
    return next(one.key for one in run.window.folders.folders.folders if one.name == folder)


def fill(run: Run, key: str, *subjects: str) -> None:
    """Move messages of the inbox to a folder."""
    run.window.places.go_to("inbox")
    run.wait(lambda: set(subjects) <= set(run.listed()))
    run.select(*subjects)
    run.window.acting.mail.move(key)
    run.has(key, *subjects)
    run.wait(lambda: total(run, key) == len(subjects))


def total(run: Run, key: str) -> int:
    folder = run.window.folders.folders.folder(key)
    return -1 if folder is None or folder.mailbox is None else folder.mailbox.total


def remove(run: Run, key: str) -> None:
    run.window.acting.folders.remove(key)
    for _ in [box for box in run.window.findChildren(QMessageBox) if box.isVisible()]:
        run.answer("Remove")


def on_server(run: Run, folder: str) -> list[str] | None:
    """The subjects in a folder; None when there is no such folder."""
    box = run.box(folder)
    return None if box is None else sorted(run.on_server(box.id))


def test_renamed_folder_is_called_as_before(run: Run) -> None:
    key = make(run, "Garden")
    rename(run, key, "Yard")
    told(run, "Folder Garden is called Yard now.")
    assert run.window.menus.commands["undo"].text().replace("&", "") == "Undo: Rename Garden"
    run.window.activateWindow()
    run.wait(run.window.isActiveWindow)
    run.window.mail.table.setFocus()
    press(run.window.mail.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    told(run, "Folder Garden is called as before.")
    assert on_server(run, "Garden") == []
    run.window.acting.toast.button.click()
    told(run, "Folder Garden is called Yard now.")
    assert on_server(run, "Yard") == []
    run.window.acting.toast.button.click()
    told(run, "Folder Garden is called as before.")
    assert on_server(run, "Garden") == []
    run.wait(lambda: run.keys_of_folders() == ["Garden"])


def test_made_folder_is_removed_again_and_made_once_more(run: Run) -> None:
    key = make(run, "Garden")
    run.window.places.go_to(key)
    undo(run)
    told(run, "Folder Garden removed again.")
    assert run.window._desk.session.mailbox == "inbox"
    assert on_server(run, "Garden") is None
    assert not may_undo(run)
    redo(run)
    told(run, "Folder Garden made.")
    assert on_server(run, "Garden") == []


def test_moved_folder_goes_back_to_where_it_was(run: Run) -> None:
    key = make(run, "Garden")
    other = make(run, "Projects")
    run.window.folders.folder_dropped.emit(key, other)
    told(run, "Folder Garden moved.")
    run.wait(lambda: [one.depth for one in run.window.folders.folders.folders if one.key == key] == [1])
    undo(run)
    told(run, "Folder Garden moved back.")
    found = run.box("Garden")
    assert found is not None
    assert found.parent_id == ""


def test_removed_folder_comes_back_in_its_place_with_exactly_its_messages(run: Run) -> None:
    parent = run.beside.folders().create("Projects")
    run.beside.folders().create("Garden", parent)
    run.window.refresh()
    key = id_of(run, "Garden")
    fill(run, key, "One", "Two")
    run.window.places.go_to("inbox")
    run.select("Three")
    run.trigger("delete")
    run.has("trash", "Three")
    remove(run, key)
    told(run, "Folder Garden removed, its 2 messages moved to Trash.")
    assert on_server(run, "Garden") is None
    run.has("trash", "One", "Three", "Two")
    undo(run)
    told(run, "Folder Garden is back with everything in it.")
    assert on_server(run, "Garden") == ["One", "Two"]
    found = run.box("Garden")
    assert found is not None
    assert found.parent_id == parent
    run.has("trash", "Three")
    run.window.places.go_to(id_of(run, "Garden"))
    run.wait(lambda: run.listed() == ["One", "Two"])
    redo(run)
    told(run, "Folder Garden removed, its 2 messages moved to Trash.")
    run.has("trash", "One", "Three", "Two")
    undo(run)
    told(run, "Folder Garden is back with everything in it.")
    assert on_server(run, "Garden") == ["One", "Two"]


def test_folders_and_messages_are_taken_back_in_one_row(run: Run) -> None:
    key = make(run, "Garden")
    fill(run, key, "One", "Two")
    rename(run, key, "Yard")
    run.select("Three")
    run.trigger("flag")
    # It begins when the ids of the selection are known.
    run.wait(lambda: run.window.menus.commands["undo"].text().replace("&", "") == "Undo: Flag")
    remove(run, key)
    told(run, "Folder Yard removed, its 2 messages moved to Trash.")
    # Fast, as somebody who holds the key down: each waits for what was before it to reach the server.
    for _ in range(5):
        assert may_undo(run)
        undo(run)
    told(run, "Folder Garden removed again.")
    assert not may_undo(run)
    assert on_server(run, "Garden") is None
    assert on_server(run, "Yard") is None
    run.has("inbox", "One", "Three", "Two")
    assert not run.on_server("inbox")["Three"].flagged
    for _ in range(4):
        redo(run)
    run.wait(lambda: on_server(run, "Yard") == ["One", "Two"])
    run.wait(lambda: run.on_server("inbox")["Three"].flagged)
    redo(run)
    told(run, "Folder Yard removed, its 2 messages moved to Trash.")
    run.has("trash", "One", "Two")


def test_folders_in_folders_come_back_in_each_other(run: Run) -> None:
    parent = run.beside.folders().create("Projects")
    run.beside.folders().create("Garden", parent)
    run.window.refresh()
    remove(run, id_of(run, "Garden"))
    told(run, "Folder Garden removed.")
    run.wait(lambda: run.keys_of_folders() == ["Projects"])
    remove(run, parent)
    told(run, "Folder Projects removed.")
    undo(run)
    undo(run)
    told(run, "Folder Garden is back with everything in it.")
    projects, garden = run.box("Projects"), run.box("Garden")
    assert projects is not None
    assert garden is not None
    assert garden.parent_id == projects.id != parent


def test_name_that_was_taken_meanwhile_is_told(run: Run) -> None:
    key = make(run, "Garden")
    rename(run, key, "Yard")
    told(run, "Folder Garden is called Yard now.")
    run.beside.folders().create("Garden")
    undo(run)
    refused(run, "There is another folder with the name Garden in that place, so nothing was changed.")
    assert run.toast() == ""
    assert on_server(run, "Yard") == []
    # What is older can still be taken back.
    undo(run)
    told(run, "Folder Garden removed again.")
    assert on_server(run, "Yard") is None
    assert on_server(run, "Garden") == []


def test_removed_folder_whose_name_is_taken_says_where_its_messages_are(run: Run) -> None:
    key = make(run, "Garden")
    fill(run, key, "One")
    remove(run, key)
    told(run, "Folder Garden removed, its message moved to Trash.")
    other = run.beside.folders().create("Garden")
    undo(run)
    words = "There is another folder with the name Garden in that place, so this one was not made again."
    refused(run, f"{words} Its messages are in Trash.")
    run.has("trash", "One")
    # The place is free again: the list of tasks has it still.
    run.beside.folders().rename(other, "Other")
    (entry,) = run.window._desk.tasks.list.entries
    assert entry.words == "Bring back Garden"
    run.window._desk.tasks.list.retry(entry)
    told(run, "Folder Garden is back with everything in it.")
    assert on_server(run, "Garden") == ["One"]


def test_messages_that_were_touched_elsewhere_stay_where_they_are(run: Run) -> None:
    key = make(run, "Garden")
    fill(run, key, "One", "Two", "Three")
    remove(run, key)
    told(run, "Folder Garden removed, its 3 messages moved to Trash.")
    trash = run.on_server("trash")
    run.beside.move([trash["One"].id], "archive")
    run.beside.destroy([trash["Two"].id])
    undo(run)
    told(run, "Folder Garden is back, without 2 messages that were moved or deleted meanwhile.")
    assert on_server(run, "Garden") == ["Three"]
    run.has("archive", "One")


def test_made_folder_with_mail_in_it_stays(run: Run) -> None:
    key = make(run, "Garden")
    run.beside.move([run.on_server("inbox")["One"].id], key)
    undo(run)
    refused(run, "The folder Garden is not empty any more, so it stays.")
    assert on_server(run, "Garden") == ["One"]
    assert not may_undo(run)


def test_folder_that_could_not_be_made_is_nothing_to_take_back(run: Run) -> None:
    run.trigger("new-folder")
    asked = run.dialog()
    assert isinstance(asked, NameDialog)
    run.beside.folders().create("Garden")
    name(run, "Garden")
    words = "There is another folder with the name Garden in that place, so nothing was changed."
    run.wait(lambda: run.window.notices.shown is not None and run.window.notices.shown.sentence == words)
    assert run.window.notices.shown is not None
    assert run.window.notices.shown.remedy is None
    assert run.toast() == ""
    assert not may_undo(run)
    # The next one that works settles it.
    make(run, "Yard")
    assert run.window.notices.shown is None
