"""One question before something that cannot be taken back. It opens beside the event loop, and the harmless answer is
the one of the Enter and Escape keys."""

from collections.abc import Callable

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QMessageBox, QPushButton, QWidget

from client.gui.plain_words import set_plain_texts


def ask(parent: QWidget, title: str, words: str, act: str, keep: str, then: Callable[[], None]) -> QMessageBox:
    """Open the question; `then` is called when the person chooses `act`, nothing when it is `keep`."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(title)
    set_plain_texts(box, title, words)
    act_button, keep_button = QPushButton(act), QPushButton(keep)
    box.addButton(act_button, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(keep_button, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep_button)
    box.setEscapeButton(keep_button)
    act_button.clicked.connect(lambda: then())
    box.open()
    return box
