"""Taking everything of an account along, and deleting it: what is said before, what happens, and what it tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from client.errors import ConnectionLost, NotAccepted, TooManyAttempts
from client.gui.delete_account_dialog import DeleteAccountDialog
from client.gui.file_choosing import FileChooser
from client.gui.main_window import MainWindow
from client.gui.task_list import EntryState
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench, shown_window
from tests.support.gui_hands import press
from tests.support.gui_notices import follow, sentence
from tests.support.gui_samples import inbox

PASSWORD = "correct horse battery"


@pytest.fixture(name="account")
def _account() -> AccountInMemory:
    return AccountInMemory(inbox())


@pytest.fixture(name="made")
def _made(qtbot: QtBot, tmp_path: Path, account: AccountInMemory) -> Iterator[Bench]:
    built = bench(tmp_path / "anna", account)
    built.desk = replace(built.desk, chooser=FileChooser(save_as=lambda _, path: tmp_path / path.name))
    yield built
    built.close()


@pytest.fixture(name="window")
def _window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    with shown_window(qtbot, made) as shown:
        yield shown


@pytest.fixture(name="dialog")
def _dialog(window: MainWindow) -> DeleteAccountDialog:
    return window.leaving_commands.delete()


def test_everything_is_saved_into_the_chosen_file(
    qtbot: QtBot, window: MainWindow, made: Bench, tmp_path: Path
) -> None:
    window.menus.commands["export-account"].trigger()
    qtbot.waitUntil(lambda: "is saved in" in sentence(made))
    path = tmp_path / "anna@project.com.zip"
    assert path.read_bytes() == b"PK"
    assert sentence(made) == f"Everything of anna@project.com is saved in {path}."


def test_saving_is_a_task_with_progress_that_can_be_stopped(
    qtbot: QtBot, window: MainWindow, made: Bench, account: AccountInMemory, tmp_path: Path
) -> None:
    account.gate.clear()
    window.leaving_commands.export()
    (entry,) = made.desk.tasks.list.entries
    assert entry.words == "Saving everything of anna@project.com"
    qtbot.waitUntil(lambda: entry.state is EntryState.RUNNING)
    made.desk.tasks.list.cancel(entry)
    account.gate.set()
    qtbot.waitUntil(lambda: not made.desk.tasks.list.entries)
    assert (entry.done, entry.total) == (1, 3)
    assert not (tmp_path / "anna@project.com.zip").exists()
    assert sentence(made) == ""


def test_saving_that_fails_is_told_and_can_be_tried_again(
    qtbot: QtBot, window: MainWindow, made: Bench, account: AccountInMemory
) -> None:
    account.faults["export"] = ConnectionLost("mail.project.com", 1443)
    window.leaving_commands.export()
    qtbot.waitUntil(lambda: "connection" in sentence(made).lower())
    del account.faults["export"]
    follow(made)
    qtbot.waitUntil(lambda: "is saved in" in sentence(made))


def test_person_who_chooses_no_file_saves_nothing(qtbot: QtBot, made: Bench, account: AccountInMemory) -> None:
    made.desk = replace(made.desk, chooser=FileChooser(save_as=lambda _, __: None))
    window = made.window()
    window.leaving_commands.export()
    assert made.desk.tasks.list.entries == ()
    window.leave()


def test_dialog_says_whose_account_it_is_and_what_happens(dialog: DeleteAccountDialog) -> None:
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "anna@project.com and all its mail are deleted" in words
    assert "Nobody can undo this." in words
    assert "Nobody gets your address for 30 days." in words
    assert dialog.focusWidget() is dialog.password


def test_account_is_deleted_with_its_password(
    qtbot: QtBot, window: MainWindow, dialog: DeleteAccountDialog, account: AccountInMemory
) -> None:
    dialog.password.setText(PASSWORD)
    with qtbot.waitSignal(window.leaving_commands.deleted):
        press(dialog, Qt.Key.Key_Return)
    assert account.calls.count("delete") == 1


@pytest.mark.parametrize(("typed", "words"), [("", "Type your password."), ("wrong", "The password is wrong.")])
def test_password_that_is_not_there_or_wrong_is_told_at_its_field(
    qtbot: QtBot, dialog: DeleteAccountDialog, typed: str, words: str
) -> None:
    dialog.password.setText(typed)
    dialog.act_button.click()
    qtbot.waitUntil(lambda: sentence(dialog).startswith(words))
    assert dialog.focusWidget() is dialog.password
    assert dialog.isVisible()


def test_only_admin_is_told_what_to_do_first(
    qtbot: QtBot, dialog: DeleteAccountDialog, account: AccountInMemory
) -> None:
    account.faults["delete"] = NotAccepted("notNow", "This is the only admin: make somebody else an admin first.")
    dialog.password.setText(PASSWORD)
    dialog.act_button.click()
    qtbot.waitUntil(lambda: "make somebody else an admin first" in sentence(dialog))


def test_too_many_tries_are_told(qtbot: QtBot, dialog: DeleteAccountDialog, account: AccountInMemory) -> None:
    account.faults["delete"] = TooManyAttempts()
    dialog.password.setText(PASSWORD)
    dialog.act_button.click()
    qtbot.waitUntil(lambda: bool(sentence(dialog)))
    assert dialog.isVisible()


def test_everything_can_be_saved_before(qtbot: QtBot, dialog: DeleteAccountDialog, made: Bench) -> None:
    dialog.export_button.click()
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: "is saved in" in sentence(made))


def test_cancel_deletes_nothing(dialog: DeleteAccountDialog, account: AccountInMemory) -> None:
    dialog.password.setText(PASSWORD)
    press(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert "delete" not in account.calls
