"""The keyboard reaches everything: in every window, Tab goes from control to control and round again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QTextEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.support.gui_hands import press
from tests.support.gui_windows import controls, described, every_window

MOST_STEPS = 80
MOST_LINKS = 3


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path) -> Iterator[dict[str, QWidget]]:
    with every_window(qtbot, tmp_path) as found:
        yield found


def walked(window: QWidget) -> list[QWidget]:
    """Return what has the focus at each Tab, until it comes round. Within a text for writing Tab writes, and Ctrl+Tab
    goes on; within a message it goes from link to link first."""
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.setActiveWindow(window)
    found: list[QWidget] = []
    window.focusNextChild()
    for _ in range(MOST_STEPS):
        widget = window.focusWidget()
        if widget is None or widget in found[:-1]:
            break
        if widget not in found:
            found.append(widget)
        if isinstance(widget, QPlainTextEdit | QTextEdit) and not widget.tabChangesFocus() and not widget.isReadOnly():
            press(widget, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        else:
            press(widget, Qt.Key.Key_Tab)
    return found


def must_be_reached(window: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in controls(window)
        if widget.isVisibleTo(window)
        and widget.isEnabled()
        and widget.window() is window
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        # What stands in a tool bar is in the menu or has its own keys.
        and not (isinstance(widget, QToolButton) and widget.defaultAction() is not None)
    ]


def is_reached(widget: QWidget, found: list[QWidget]) -> bool:
    if widget in found:
        return True
    # Of buttons that exclude each other, the keyboard goes to the chosen one.
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is not None and any(other in found for other in group.buttons()):
        return True
    # The line within a box for numbers stands for the box.
    return any(
        widget.isAncestorOf(other) or other.isAncestorOf(widget) or widget.focusProxy() is other for other in found
    )


def test_tab_reaches_every_control_of_every_window(windows: dict[str, QWidget]) -> None:
    missed = {}
    for name, window in windows.items():
        found = walked(window)
        left = [described(widget) for widget in must_be_reached(window) if not is_reached(widget, found)]
        if left:
            missed[name] = left
    assert missed == {}


def test_tab_does_not_stay_where_it_is(windows: dict[str, QWidget]) -> None:
    """The way back is as long as the way there: Shift+Tab leaves each control too."""
    for name, window in windows.items():
        found = walked(window)
        if len(found) < 2:
            continue
        last = window.focusWidget()
        for _ in range(MOST_LINKS):
            if window.focusWidget() is last:
                press(last, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert window.focusWidget() is not last, name
