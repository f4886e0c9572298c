"""Folders without the server: nothing is pretended, and what could not be taken back can be taken back later."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.errors import ConnectionLost
from client.gui.main_window import MainWindow
from client.gui.name_dialog import NameDialog
from client.server_folders import ServerFolders
from tests.support.gui_live import Run, Town, town_with


@pytest.fixture
def town(qtbot: QtBot, tmp_path: Path) -> Iterator[Town]:
    with town_with(qtbot, tmp_path, "anna") as made:
        yield made


def make(run: Run, name: str) -> None:
    """Ask for a folder; it is not waited for."""
    run.window().menus.commands["new-folder"].trigger()
    asked = next(one for one in run.window().findChildren(NameDialog) if one.isVisible())
    asked.line.setText(name)
    asked.act.click()


def names(run: Run) -> list[str]:
    return [one.name for one in run.window().folders.folders.folders if one.is_own]


def undo_text(window: MainWindow) -> str:
    action = window.menus.commands["undo"]
    return action.text().replace("&", "") if action.isEnabled() else ""


def refused(run: Run, begins: str) -> None:
    notices = run.window().notices
    run.wait(lambda: notices.shown is not None and notices.shown.sentence.startswith(begins))
    notices.clear()


def test_folder_is_taken_back_when_the_server_can_be_reached_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_folders: ServerFolders, _mailbox_id: str, *, with_messages: bool) -> None:
        raise ConnectionLost("127.0.0.1", 443)

    with town.start() as run:
        window = run.sign_in()
        make(run, "Garden")
        run.wait(lambda: names(run) == ["Garden"])
        # The push may have it in the list before the answer is here, which would be told after Undo then.
        run.wait(lambda: window.acting.toast.accessibleName() == "Folder Garden made.")
        assert undo_text(window) == "Undo: New folder Garden"
        with monkeypatch.context() as without:
            without.setattr(ServerFolders, "remove", lost)
            window.menus.commands["undo"].trigger()
            refused(run, "The connection to 127.0.0.1:443 was lost. Try again.")
            run.wait(lambda: undo_text(window) == "Undo: New folder Garden")
            assert window.acting.toast.isHidden()
        window.menus.commands["undo"].trigger()
        run.wait(lambda: names(run) == [])
        assert undo_text(window) == ""


def test_nothing_is_done_while_the_server_is_away(town: Town) -> None:
    with town.start() as run:
        window = run.sign_in()
        make(run, "Garden")
        run.wait(lambda: names(run) == ["Garden"])
        run.wait(lambda: undo_text(window) == "Undo: New folder Garden")
        run.wait(lambda: list(town.keyring.held.values()) != [])
        town.stack.close()
        window.menus.commands["undo"].trigger()
        refused(run, "The ")
        run.wait(lambda: undo_text(window) == "Undo: New folder Garden")
        assert names(run) == ["Garden"]
    with town.start() as run:
        window = run.window()
        run.wait(lambda: names(run) == ["Garden"])
        run.wait(lambda: window.status.connection.text().startswith("Offline since"))
        make(run, "Yard")
        refused(run, "Folders can be changed only with a connection to your server.")
        assert undo_text(window) == ""
        key = next(one.key for one in window.folders.folders.folders if one.is_own)
        window.acting.folders.remove(key)
        refused(run, "Folders can be changed only with a connection to your server.")
        assert undo_text(window) == ""
        assert names(run) == ["Garden"]
