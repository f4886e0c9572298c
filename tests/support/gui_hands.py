"""Mouse and keys for tests of windows. PyQt5 declares the static functions of QTest wrongly, with a self."""

from typing import Any

from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QMenu, QMessageBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

_qtest: Any = QTest


def show(qtbot: QtBot, window: QWidget) -> None:
    """Show a window, and return once it is on the screen and has the keyboard."""
    with qtbot.waitExposed(window):
        window.show()
    with qtbot.waitActive(window):
        window.activateWindow()


def click(widget: QWidget | None, at: QPoint, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    _qtest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifiers(modifier), at)


def move(widget: QWidget | None, to: QPoint) -> None:
    """Move the pointer onto a widget."""
    _qtest.mouseMove(widget, to)


def double_click(widget: QWidget | None, at: QPoint) -> None:
    click(widget, at)
    _qtest.mouseDClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifiers(), at)
    # Or the button stays down for every test that comes after.
    let_go(widget, at)


def hold(widget: QWidget | None, at: QPoint) -> None:
    _qtest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifiers(), at)


def let_go(widget: QWidget | None, at: QPoint) -> None:
    _qtest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifiers(), at)


def press(widget: QWidget | None, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    _qtest.keyClick(widget, key, Qt.KeyboardModifiers(modifier))


def type_text(widget: QWidget | None, text: str) -> None:
    _qtest.keyClicks(widget, text)


def answer(window: QWidget, words: str) -> None:
    """Answer the question that a window asks by the button with these words."""
    box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
    next(button for button in box.buttons() if button.text().replace("&", "") == words).click()


def choose_in_menu(button: QToolButton, words: str) -> None:
    """Choose in the menu of a button, or in a menu within."""
    actions = [action for menu in button.findChildren(QMenu) for action in menu.actions()]
    next(action for action in actions if action.text().replace("&", "") == words).trigger()
