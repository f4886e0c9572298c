"""All words that a window shows or says to a screen reader."""

from collections.abc import Iterator

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QAbstractButton,
    QAction,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabWidget,
    QTextEdit,
    QWidget,
)


def shown_words(window: QWidget) -> set[str]:
    """Return the words of a window and of everything in it, with what its menus hold."""
    words = set(_of_widget(window))
    for widget in window.findChildren(QWidget):
        if not widget.objectName().startswith("qt_"):
            words.update(_of_widget(widget))
    for action in window.findChildren(QAction):
        words.update((action.text(), action.toolTip(), action.statusTip()))
    return {word for word in words if any(letter.isalpha() for letter in word)}


def _of_widget(widget: QWidget) -> Iterator[str]:
    yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle())
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        yield widget.placeholderText()
    if isinstance(widget, QMenu):
        yield widget.title()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(number) for number in range(widget.count()))
    if isinstance(widget, QTabWidget):
        yield from (widget.tabText(number) for number in range(widget.count()))
    if isinstance(widget, QHeaderView):
        yield from _of_header(widget)


def _of_header(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    if model is None:
        return
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        for number in range(header.count()):
            yield str(model.headerData(number, header.orientation(), role) or "")
