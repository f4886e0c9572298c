"""Every control of every window has a name that can be spoken, and can be reached by the keyboard."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMessageBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from client.gui.login_dialog import LoginDialog
from client.gui.waiting_dialog import WaitingDialog
from tests.support.gui_windows import controls, described, every_window, spoken_name

ROOT = Path(__file__).resolve().parent.parent
BASES = {WaitingDialog}


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path) -> Iterator[dict[str, QWidget]]:
    with every_window(qtbot, tmp_path) as found:
        yield found


def test_every_control_has_a_name(windows: dict[str, QWidget]) -> None:
    nameless = {
        name: [described(widget) for widget in controls(window) if not spoken_name(widget).strip()]
        for name, window in windows.items()
    }
    assert {name: widgets for name, widgets in nameless.items() if widgets} == {}


def test_no_window_is_left_out_of_the_walk(windows: dict[str, QWidget]) -> None:
    walked = {type(window) for window in windows.values()}
    for path in (ROOT / "client" / "gui").glob("*.py"):
        module = import_module(f"client.gui.{path.stem}")
        made = {
            value for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__
        }
        left_out = {one for one in made - walked - BASES if issubclass(one, QDialog | QMainWindow)}
        assert {one for one in left_out if not issubclass(one, QMessageBox)} == set(), path


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
    for name in ("sign-in", "register", "composer", "recovery", "recovery address", "password", "link", "writing"):
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
