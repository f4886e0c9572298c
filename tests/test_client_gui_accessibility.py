"""Every control of every window has a name that can be spoken, and can be reached by the keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from client.draft import Draft, compose
from client.errors import Authority, ChangedAuthority
from client.gui.devices_dialog import DevicesDialog
from client.gui.front_door import FrontDoor
from client.gui.help_window import HelpWindow
from client.gui.link_and_code import LinkAndCodeDialog
from client.gui.login_dialog import LoginDialog
from client.gui.main_window import MainWindow
from client.gui.message_window import MessageWindow
from client.gui.notices import Notice, Remedy, Urgency
from client.gui.password_dialog import PasswordDialog
from client.gui.recovery_dialog import RecoveryDialog
from client.gui.register_dialog import RegisterDialog
from client.gui.trust_dialogs import ChangedAuthorityDialog, FirstContactDialog
from client.keyring_store import KeyringStore
from client.trust import TrustStore
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_samples import ANNA, BEN, SERVER, inbox, long_letter
from tests.support.keyring_in_memory import KeyringInMemory

CONTROLS = (
    *(QAbstractButton, QLineEdit, QTextEdit, QPlainTextEdit, QAbstractItemView, QAbstractSpinBox, QComboBox),
    QProgressBar,
)
AUTHORITY = Authority("mail.project.com", 1443, "", SERVER.fingerprint)


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    account = AccountInMemory(inbox())
    account.bodies["M1"] = long_letter()
    built = bench(tmp_path / "anna", account)
    built.outbox.put(compose(Draft(to=(BEN,), subject="x", text="x"), ANNA), timedelta(hours=1))
    yield built
    built.close()


@pytest.fixture
def main_window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    window = made.window()
    window.show()
    window.begin()
    qtbot.waitUntil(lambda: window.mail.messages.rowCount() > 0)
    window.mail.table.select_number(0)
    qtbot.waitUntil(lambda: window.mail.current_reading() is not None)
    qtbot.waitUntil(lambda: window.outbox.items.rowCount() == 1)
    made.notices.tell(Notice("x", "Something.", Urgency.FAULT, Remedy("Try again", window.refresh), "details"))
    yield window
    window.leave()


@pytest.fixture
def windows(qtbot: QtBot, made: Bench, main_window: MainWindow) -> dict[str, QWidget]:
    """One of each window that the program has, filled."""
    desk = made.desk
    door = FrontDoor(TrustStore(Path("unused")), keys=KeyringStore(KeyringInMemory))
    message = MessageWindow("M1", desk)
    qtbot.waitUntil(lambda: message.reader.reading is not None)
    composer = main_window.windows.write()
    composer.form.more.click()
    notes = made.outbox.path.parent / "notes.txt"
    notes.write_text("x")
    composer.attaching.add_paths([notes])
    qtbot.waitUntil(lambda: bool(composer.form.files.files()))
    found: dict[str, QWidget] = {
        "sign-in": LoginDialog(door, desk.tasks, desk.theme, desk.icons),
        "register": RegisterDialog(replace(SERVER, code="x"), door, desk.tasks, desk.theme, desk.icons),
        "recovery": RecoveryDialog(SERVER, "anna", door, desk.tasks, desk.theme, desk.icons),
        "password": PasswordDialog(desk.account, desk.tasks, desk.theme, desk.icons),
        "devices": DevicesDialog(desk.account, desk.tasks, desk.theme, desk.icons, desk.clock),
        "link": LinkAndCodeDialog(SERVER, True),
        "first contact": FirstContactDialog(AUTHORITY, desk.theme, desk.icons),
        "changed": ChangedAuthorityDialog(ChangedAuthority(AUTHORITY, "c3" * 32), desk.theme, desk.icons),
        "main": main_window,
        "message": message,
        "composer": composer,
        "help": HelpWindow(desk.theme),
    }
    for name, window in found.items():
        if name not in ("main", "composer"):
            qtbot.addWidget(window)
        window.show()
    return found


def controls(window: QWidget) -> list[QWidget]:
    """All controls that are not hidden for now, those on other pages of the window too, but not Qt's own inner ones."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and not widget.isHidden()
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget, QHeaderView)
        # The corner between the headers of a table, never shown here.
        and type(widget) is not QAbstractButton
    ]


def spoken_name(widget: QWidget) -> str:
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QToolButton) and widget.defaultAction() is not None:
        return str(widget.text())
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def described(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r} {widget.toolTip()!r} in {type(widget.parent()).__name__}"


def test_every_control_has_a_name(windows: dict[str, QWidget]) -> None:
    nameless = {
        name: [described(widget) for widget in controls(window) if not spoken_name(widget).strip()]
        for name, window in windows.items()
    }
    assert {name: widgets for name, widgets in nameless.items() if widgets} == {}


def test_walk_finds_controls_in_every_window(windows: dict[str, QWidget]) -> None:
    for name, window in windows.items():
        assert controls(window), name


def test_every_button_can_be_reached_by_the_keyboard(windows: dict[str, QWidget]) -> None:
    unreachable = [
        (name, described(widget))
        for name, window in windows.items()
        for widget in controls(window)
        if isinstance(widget, QAbstractButton | QLineEdit | QAbstractItemView)
        and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        # What stands in a tool bar is in the menu or has its own keys.
        and not (isinstance(widget, QToolButton) and widget.defaultAction() is not None)
    ]
    assert unreachable == []


def test_no_two_letters_of_a_form_are_the_same(windows: dict[str, QWidget]) -> None:
    for name in ("sign-in", "register", "composer", "recovery", "password", "link"):
        letters = [
            label.text()[label.text().index("&") + 1].lower()
            for label in windows[name].findChildren(QLabel)
            if "&" in label.text()
        ]
        assert len(set(letters)) == len(letters), (name, letters)


def test_every_window_has_a_title(windows: dict[str, QWidget]) -> None:
    for name, window in windows.items():
        assert window.windowTitle(), name


def test_windows_can_be_shown_from_right_to_left(windows: dict[str, QWidget]) -> None:
    for window in windows.values():
        window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        assert not window.grab().isNull()


def test_sign_in_is_walked_in_the_order_of_reading(qtbot: QtBot, windows: dict[str, QWidget]) -> None:
    login = windows["sign-in"]
    assert isinstance(login, LoginDialog)
    login.server.setFocus()
    walked = [login.focusWidget()]
    for _ in range(6):
        login.focusNextChild()
        walked.append(login.focusWidget())
    fields = [login.server, login.username, login.password, login.keep.box]
    expected = [*fields, login.forgot_button, login.create_button, login.sign_in_button]
    assert walked == expected
