"""The dialogs about an account: password, devices, link and code, the web area, and what each tells when it fails."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt, QUrl
from PyQt5.QtGui import QGuiApplication, QImage
from PyQt5.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from client.errors import ServerDown, WeakPassword, WrongPassword
from client.gui.account_commands import AccountCommands
from client.gui.devices_dialog import DevicesDialog
from client.gui.link_and_code import LinkAndCodeDialog
from client.gui.main_window import MainWindow
from client.gui.password_dialog import PasswordDialog
from client.gui.present import present
from client.gui.qr_picture import BORDER, qr_picture
from client.invitation import parse_server
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench, shown_window
from tests.support.gui_hands import press
from tests.support.gui_notices import follow, sentence
from tests.support.gui_samples import SERVER, inbox

OLD, NEW = "correct horse battery", "three unrelated words"


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


@pytest.fixture
def password(window: MainWindow) -> PasswordDialog:
    return window.account_commands.change_password()


@pytest.fixture
def devices(qtbot: QtBot, window: MainWindow) -> DevicesDialog:
    dialog = window.account_commands.show_devices()
    qtbot.waitUntil(lambda: dialog.devices.rowCount() == 3)
    return dialog


def fill(dialog: PasswordDialog, old: str = OLD, new: str = NEW, again: str = NEW) -> None:
    dialog.old.setText(old)
    dialog.new.password.setText(new)
    dialog.new.repeated.setText(again)


# The password


def test_password_is_changed_and_that_is_told(
    qtbot: QtBot, password: PasswordDialog, made: Bench, account: AccountInMemory
) -> None:
    fill(password)
    with qtbot.waitSignal(password.accepted):
        press(password, Qt.Key.Key_Return)
    assert account.calls.count("change_password") == 1
    assert made.notices.shown is not None
    assert "other devices were signed out" in made.notices.shown.sentence


@pytest.mark.parametrize(
    ("old", "new", "again", "field"), [("", NEW, NEW, "old"), (OLD, "", "", "password"), (OLD, NEW, "else", "repeated")]
)
def test_what_is_missing_is_named_before_anything_is_sent(
    password: PasswordDialog, account: AccountInMemory, old: str, new: str, again: str, field: str
) -> None:
    fill(password, old, new, again)
    password.act_button.click()
    assert sentence(password)
    wanted: QWidget = password.old if field == "old" else getattr(password.new, field)
    assert password.focusWidget() is wanted
    assert "change_password" not in account.calls


def test_wrong_old_password_is_told_without_speaking_of_a_user_name(
    qtbot: QtBot, password: PasswordDialog, account: AccountInMemory
) -> None:
    account.faults["change_password"] = WrongPassword()
    fill(password)
    password.act_button.click()
    qtbot.waitUntil(lambda: bool(sentence(password)))
    assert sentence(password) == "The old password is wrong. Type it again."
    assert password.focusWidget() is password.old


def test_weak_password_is_told_in_the_words_of_the_server(
    qtbot: QtBot, password: PasswordDialog, account: AccountInMemory
) -> None:
    account.faults["change_password"] = WeakPassword("too easy to guess")
    fill(password)
    password.act_button.click()
    qtbot.waitUntil(lambda: sentence(password) == "Too easy to guess.")
    assert password.focusWidget() is password.new.password
    assert password.new.password.text() == NEW


def test_strength_is_told_while_the_new_password_is_typed(password: PasswordDialog) -> None:
    password.new.password.setText("anna1234")
    assert "Weak" in password.new.meter.words.text()
    password.new.password.setText("seven green bicycles in a row")
    assert "Strong" in password.new.meter.words.text()


def test_dialog_grows_with_the_words_under_a_password(qtbot: QtBot, password: PasswordDialog) -> None:
    before = password.height()
    password.new.meter.words.setText("Words that do not fit into one line of the dialog, whatever its language. " * 2)
    qtbot.waitUntil(lambda: password.height() > before)
    field = password.new.repeated
    assert field.height() == field.minimumHeight()
    assert field.mapTo(password, field.rect().bottomLeft()).y() < password.act_button.y()


def test_escape_drops_what_is_under_way_and_then_closes(
    qtbot: QtBot, password: PasswordDialog, account: AccountInMemory
) -> None:
    account.gate.clear()
    fill(password)
    password.act_button.click()
    assert not password.act_button.isEnabled()
    press(password, Qt.Key.Key_Escape)
    assert password.isVisible()
    assert password.act_button.isEnabled()
    press(password, Qt.Key.Key_Escape)
    assert not password.isVisible()
    account.gate.set()


# Devices


def test_devices_are_listed_and_this_one_cannot_be_signed_out(devices: DevicesDialog) -> None:
    words = [devices.devices.data(devices.devices.index(number, 0)) for number in range(3)]
    assert words == ["Postroom on annas-desk (this one)", "Postroom on annas-laptop", "A program without a name"]
    assert devices.selected() is not None
    assert not devices.end_button.isEnabled()
    assert "Accounts menu" in devices.end_button.toolTip()
    devices.table.selectRow(1)
    assert devices.end_button.isEnabled()
    assert devices.end_button.toolTip() == ""


def test_row_is_spoken_with_its_headings(devices: DevicesDialog) -> None:
    spoken = devices.devices.data(devices.devices.index(1, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert (
        spoken
        == "Device: Postroom on annas-laptop, Signed in from: 192.0.2.40, Signed in: 26 Feb, Last used: Yesterday"
    )


def test_one_device_is_signed_out(qtbot: QtBot, devices: DevicesDialog, account: AccountInMemory) -> None:
    devices.table.selectRow(1)
    devices.end_button.click()
    qtbot.waitUntil(lambda: devices.devices.rowCount() == 2)
    assert [one.id for one in account.kept_access.signed_in] == ["S7", "S2"]


def test_all_others_are_signed_out_after_a_question(
    qtbot: QtBot, devices: DevicesDialog, account: AccountInMemory
) -> None:
    devices.end_others_button.click()
    (box,) = devices.findChildren(QMessageBox)
    assert present(box.defaultButton()).text() == "Cancel"
    next(button for button in box.buttons() if button.text() == "Sign them out").click()
    qtbot.waitUntil(lambda: devices.devices.rowCount() == 1)
    assert not devices.end_others_button.isEnabled()
    assert [one.is_current for one in account.kept_access.signed_in] == [True]


def test_list_that_cannot_be_fetched_is_told_and_tried_again(
    qtbot: QtBot, window: MainWindow, account: AccountInMemory
) -> None:
    account.faults["devices"] = ServerDown("mail.project.com", 1443)
    dialog = window.account_commands.show_devices()
    qtbot.waitUntil(lambda: bool(sentence(dialog)))
    del account.faults["devices"]
    follow(dialog)
    qtbot.waitUntil(lambda: dialog.devices.rowCount() == 3)
    assert sentence(dialog) == ""


# The link


def test_link_can_be_copied_and_is_read_by_the_sign_in(window: MainWindow) -> None:
    dialog = window.account_commands.show_link()
    dialog.copy_button.click()
    text = present(QGuiApplication.clipboard()).text()
    assert parse_server(text).fingerprint == SERVER.fingerprint
    assert text == dialog.link.text()


@pytest.mark.parametrize(
    ("registration", "words"),
    [
        ("open", "make an account"),
        ("approval", "ask for an account"),
        ("closed", "no new ones"),
        ("invitation", "Only an admin can make one: ask yours."),
    ],
)
def test_link_says_what_it_lets_people_do(qtbot: QtBot, registration: str, words: str) -> None:
    dialog = LinkAndCodeDialog(replace(SERVER, registration=registration), is_admin=False)
    qtbot.addWidget(dialog)
    assert words in dialog.words.text()
    assert dialog.invite_button.isHidden()


def test_admin_is_told_how_to_invite_and_everybody_that_a_link_works_only_here(qtbot: QtBot) -> None:
    dialog = LinkAndCodeDialog(replace(SERVER, host="127.0.0.1", registration="invitation"), is_admin=True)
    qtbot.addWidget(dialog)
    assert "You are an admin and can make one." in dialog.words.text()
    assert not dialog.invite_button.isHidden()
    with qtbot.waitSignal(dialog.invite_wanted):
        dialog.invite_button.click()
    assert "127.0.0.1, which is this computer" in dialog.words.text()


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_code_is_drawn_in_whole_dots_with_a_white_border(qtbot: QtBot, ratio: float) -> None:
    picture = qr_picture("postroom://mail.project.com/?https=1443", 260, ratio)
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert image.width() / ratio <= 260
    dots = next(x for x in range(image.width()) if image.pixelColor(x, x).red() == 0) // BORDER
    squares = image.width() // dots
    assert image.width() == squares * dots
    # The upper left finder: seven dark squares in a row, then a light one.
    middle = dots // 2
    row = [image.pixelColor(x * dots + middle, BORDER * dots + middle).red() for x in range(BORDER, BORDER + 8)]
    assert row == [0] * 7 + [255]
    assert {image.pixelColor(x, middle).red() for x in range(image.width())} == {255}


# The web area


def test_only_admins_see_the_administration_menu(window: MainWindow) -> None:
    assert not present(window.menus.administration.menuAction()).isVisible()
    assert not window.menus.commands["administration"].isEnabled()


def test_admin_opens_the_web_area_in_the_browser(qtbot: QtBot, tmp_path: Path) -> None:
    account = AccountInMemory(inbox())
    account.is_admin = True
    made = bench(tmp_path / "admin", account)
    window = made.window()
    opened: list[str] = []
    commands: AccountCommands = window.account_commands

    def open_link(link: QUrl) -> bool:
        opened.append(link.toString())
        return len(opened) == 1

    commands.open_link = open_link
    assert present(window.menus.administration.menuAction()).isVisible()
    window.menus.commands["administration"].trigger()
    assert opened == ["https://mail.project.com:1443/admin"]
    assert sentence(made) == ""
    window.menus.commands["administration"].trigger()
    assert "https://mail.project.com:1443/admin" in sentence(made)
    window.menus.commands["invite"].trigger()
    assert opened[-1] == "https://mail.project.com:1443/admin/invitations"
    window.leave()
    made.close()
