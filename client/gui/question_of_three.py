"""A question with two answers that act and one that changes nothing, which is that of the Enter and Escape keys."""

from collections.abc import Callable

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QMessageBox, QPushButton, QWidget

from client.gui.plain_words import set_plain_texts

Answer = tuple[str, Callable[[], None]]


def ask_of_three(parent: QWidget, title: str, words: str, first: Answer, second: Answer, keep: str) -> QMessageBox:
    """Open the question; `first` is what a person wants in most cases, `second` cannot be taken back."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(title)
    set_plain_texts(box, title, words)
    roles = (QMessageBox.ButtonRole.AcceptRole, QMessageBox.ButtonRole.DestructiveRole)
    for (label, then), role in zip((first, second), roles, strict=True):
        button = QPushButton(label)
        box.addButton(button, role)
        button.clicked.connect(lambda _checked, then=then: then())
    keep_button = QPushButton(keep)
    box.addButton(keep_button, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep_button)
    box.setEscapeButton(keep_button)
    box.open()
    return box
