"""The dialog for the recovery address: what is set is shown, changes need the password, and an address outside is told
plainly for what it is."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.account_requests import RecoveryAddress
from client.errors import NotAccepted, ServerDown, WrongPassword
from client.gui.main_window import MainWindow
from client.gui.recovery_address_dialog import RecoveryAddressDialog
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench, shown_window
from tests.support.gui_notices import sentence
from tests.support.gui_samples import inbox

PASSWORD = "correct horse battery"


@pytest.fixture
def account() -> AccountInMemory:
    return AccountInMemory(inbox())


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path, account: AccountInMemory) -> Iterator[Bench]:
    with closing(bench(tmp_path / "anna", account)) as built:
        yield built


@pytest.fixture
def window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    with shown_window(qtbot, made) as shown:
        yield shown


def opened(qtbot: QtBot, window: MainWindow, account: AccountInMemory) -> RecoveryAddressDialog:
    dialog = window.account_commands.choose_recovery_address()
    qtbot.waitUntil(lambda: "recovery_address" in account.calls and dialog.act_button.isEnabled())
    return dialog


def save(dialog: RecoveryAddressDialog, address: str, password: str = PASSWORD) -> None:
    dialog.address.setText(address)
    dialog.password.setText(password)
    dialog.act_button.click()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ben@project.com", "If you forget your password, a link is sent to ben@project.com."),
        ("", "You have no recovery address now."),
    ],
)
def test_address_is_shown_changed_and_removed(
    qtbot: QtBot, window: MainWindow, made: Bench, account: AccountInMemory, address: str, words: str
) -> None:
    account.kept_access.recovery = RecoveryAddress("clara@project.com", True, False)
    dialog = opened(qtbot, window, account)
    assert dialog.address.text() == "clara@project.com"
    with qtbot.waitSignal(dialog.accepted):
        save(dialog, f" {address} ")
    assert account.kept_access.recovery.address == address
    assert made.notices.shown is not None
    assert made.notices.shown.sentence == words
    assert dialog.password.text() == ""


def test_nothing_is_sent_without_the_password(qtbot: QtBot, window: MainWindow, account: AccountInMemory) -> None:
    dialog = opened(qtbot, window, account)
    save(dialog, "ben@project.com", "")
    assert sentence(dialog) == "Type your password."
    assert dialog.focusWidget() is dialog.password
    assert "set_recovery_address" not in account.calls


def test_wrong_password_is_told_at_its_field(qtbot: QtBot, window: MainWindow, account: AccountInMemory) -> None:
    dialog = opened(qtbot, window, account)
    account.faults["set_recovery_address"] = WrongPassword()
    save(dialog, "ben@project.com")
    qtbot.waitUntil(lambda: sentence(dialog) == "The password is wrong. Type it again.")
    assert dialog.focusWidget() is dialog.password
    assert dialog.address.text() == "ben@project.com"


def test_refused_address_is_told_with_the_words_of_the_server(
    qtbot: QtBot, window: MainWindow, account: AccountInMemory
) -> None:
    dialog = opened(qtbot, window, account)
    words = "Nobody here has this address. Give one that you can read mail of."
    account.faults["set_recovery_address"] = NotAccepted("recoveryAddressRefused", words)
    save(dialog, "nobody@project.com")
    qtbot.waitUntil(lambda: words in sentence(dialog))
    assert dialog.focusWidget() is dialog.address


@pytest.mark.parametrize("is_open", [False, True])
def test_address_outside_is_told_plainly_while_it_is_typed(
    qtbot: QtBot, window: MainWindow, account: AccountInMemory, is_open: bool
) -> None:
    account.kept_access.recovery = RecoveryAddress("", False, is_open)
    dialog = opened(qtbot, window, account)
    for address in ("", "ben", "ben@Project.com"):
        dialog.address.setText(address)
        assert not dialog.outside_note.isVisible()
    dialog.address.setText("anna@example.org")
    assert dialog.outside_note.isVisible()
    assert ("no link will arrive" in dialog.outside_note.text()) is not is_open
    assert dialog.address.accessibleDescription() == dialog.outside_note.text()


def test_server_that_is_down_is_told_and_the_dialog_can_be_closed(
    qtbot: QtBot, window: MainWindow, account: AccountInMemory
) -> None:
    account.faults["recovery_address"] = ServerDown("mail.project.com", 1443)
    dialog = window.account_commands.choose_recovery_address()
    qtbot.waitUntil(lambda: bool(sentence(dialog)))
    dialog.cancel_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
