"""The dialogs that check the connection and the system: shown line by line, waited for in a thread, copied."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from client.check_line import CheckLine, Verdict
from client.draft import Draft
from client.errors import ServerDown
from client.gui.check_dialog import CheckDialog
from client.gui.main_window import MainWindow
from client.gui.present import present
from client.wording import Said
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench, shown_window
from tests.support.gui_samples import BEN, inbox

GOOD = CheckLine("Disk space", Verdict.GOOD, "50 GB of 100 GB are free.")
LOOK = CheckLine("Backups", Verdict.WARNING, "There is none.", "Make one.")
WRONG = CheckLine("Courier", Verdict.FAULT, "No sign of life for 12 minutes.", "Start it. " * 30)
ROLES = Qt.ItemDataRole


@pytest.fixture
def account() -> AccountInMemory:
    made = AccountInMemory(inbox())
    made.check_lines = [GOOD, LOOK, WRONG]
    return made


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path, account: AccountInMemory) -> Iterator[Bench]:
    with closing(bench(tmp_path / "anna", account)) as built:
        yield built


@pytest.fixture
def window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    with shown_window(qtbot, made) as shown:
        yield shown


def cells(dialog: CheckDialog, row: int) -> list[str]:
    return [str(dialog.lines.data(dialog.lines.index(row, column))) for column in range(3)]


def looked(qtbot: QtBot, dialog: CheckDialog, rows: int) -> CheckDialog:
    qtbot.waitUntil(lambda: dialog.lines.rowCount() == rows and dialog.again_button.isEnabled())
    return dialog


def test_system_is_checked_and_every_line_has_its_remedy(
    qtbot: QtBot, window: MainWindow, account: AccountInMemory
) -> None:
    dialog = looked(qtbot, window.check_commands.check_system(), 3)
    assert account.calls.count("check_system") == 1
    assert cells(dialog, 0) == ["Disk space", "50 GB of 100 GB are free.", ""]
    assert cells(dialog, 2) == ["Courier", "No sign of life for 12 minutes.", "Start it. " * 30]
    assert dialog.summary.text() == "Something does not work as it should."
    # The first line that needs somebody is chosen.
    assert [one.row() for one in present(dialog.table.selectionModel()).selectedRows()] == [1]
    spoken_line = dialog.lines.data(dialog.lines.index(1, 0), ROLES.AccessibleTextRole)
    assert spoken_line == "Backups. worth a look. There is none. Make one"
    assert not dialog.lines.data(dialog.lines.index(2, 0), ROLES.DecorationRole).isNull()
    # A long remedy is shown whole, on several lines.
    assert dialog.table.rowHeight(2) > 2 * dialog.table.rowHeight(0)


def test_all_lines_are_copied_as_text(qtbot: QtBot, window: MainWindow) -> None:
    dialog = looked(qtbot, window.check_commands.check_system(), 3)
    dialog.copy_button.click()
    assert dialog.copy_button.text() == "Copied"
    copied = present(QGuiApplication.clipboard()).text().splitlines()
    assert copied[:2] == ["Disk space: good. 50 GB of 100 GB are free.", "Backups: worth a look. There is none."]
    assert copied[2] == "    Make one."


def test_check_is_made_again(qtbot: QtBot, window: MainWindow, account: AccountInMemory) -> None:
    dialog = looked(qtbot, window.check_commands.check_system(), 3)
    account.check_lines = [GOOD]
    dialog.again_button.click()
    looked(qtbot, dialog, 1)
    assert dialog.summary.text() == "Everything is as it should be."


def test_window_goes_on_while_a_check_waits(qtbot: QtBot, window: MainWindow, account: AccountInMemory) -> None:
    account.gate.clear()
    dialog = window.check_commands.check_system()
    assert not dialog.again_button.isEnabled()
    assert dialog.summary.text() == "Checking…"
    dialog.close_button.click()
    account.gate.set()
    qtbot.waitUntil(window._desk.tasks.is_idle)


def test_server_that_cannot_be_asked_is_told_in_the_dialog(
    qtbot: QtBot, window: MainWindow, account: AccountInMemory
) -> None:
    account.faults["check_system"] = ServerDown("mail.project.com", 1443)
    dialog = window.check_commands.check_system()
    qtbot.waitUntil(lambda: dialog.notices.shown is not None)
    assert "cannot be reached" in present(dialog.notices.shown).sentence
    assert dialog.summary.text() == "This could not be checked."
    assert not dialog.copy_button.isEnabled()
    del account.faults["check_system"]
    remedy = present(dialog.notices.shown).remedy
    assert remedy is not None
    remedy.run()
    looked(qtbot, dialog, 3)
    assert dialog.notices.shown is None


def test_connection_is_checked_with_what_this_computer_keeps(qtbot: QtBot, window: MainWindow, made: Bench) -> None:
    dialog = looked(qtbot, window.check_commands.check_connection(), 6)
    assert [cells(dialog, row)[0] for row in range(3, 6)] == ["News at once", "Mail on this computer", "Outbox"]
    assert cells(dialog, 3)[1] == "The server is asked for new mail from time to time."
    assert cells(dialog, 4)[1].startswith("It can be read: ")
    assert cells(dialog, 5)[1:] == ["Everything was sent.", ""]


def test_outbox_that_holds_something_is_worth_a_look(qtbot: QtBot, window: MainWindow, made: Bench) -> None:
    made.account.faults["submit"] = ServerDown("mail.project.com", 1587)
    made.desk.office.put(Draft(to=(BEN,), subject="x", text="x"), lambda _item: None, lambda _error: None)
    qtbot.waitUntil(lambda: len(made.desk.office.items) == 1)
    dialog = looked(qtbot, window.check_commands.check_connection(), 6)
    assert cells(dialog, 5)[1] == "1 message waits to be sent."
    assert "as soon as the server can be reached" in cells(dialog, 5)[2]


@pytest.mark.parametrize("is_admin", [True, False])
def test_system_can_be_checked_by_admins_only(
    qtbot: QtBot, made: Bench, account: AccountInMemory, is_admin: bool
) -> None:
    account.is_admin = is_admin
    window = made.window()
    assert window.menus.commands["check-system"].isEnabled() == is_admin
    assert window.menus.commands["check-connection"].isEnabled()
    window.leave()


def test_words_of_a_line_are_those_of_the_language(qtbot: QtBot, window: MainWindow, account: AccountInMemory) -> None:
    account.check_lines = [
        CheckLine(Said("Sending"), Verdict.GOOD, Said("{host} is {addresses}.", host="h", addresses="a"))
    ]
    dialog = looked(qtbot, window.check_commands.check_system(), 1)
    assert cells(dialog, 0)[:2] == ["Sending", "h is a."]
