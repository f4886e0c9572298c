"""The box that is searched with: what is typed is looked for at each key on this computer, and with Enter on the
server. Esc leaves it. It only tells; what is found is a list like any other."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QLineEdit, QWidget

from client.gui.form import offer_clearing
from client.gui.present import present
from client.search_words import LONGEST


class SearchBox(QLineEdit):
    """Signals: typed(str), at each key; entered(), the server is to look too; left(), back to the list; replaced(),
    other words stand in it that were not typed.
    """

    typed = pyqtSignal(str)
    entered = pyqtSignal()
    left = pyqtSignal()
    replaced = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Search"))
        self.setPlaceholderText(self.tr("Search all mail"))
        self.setToolTip(
            self.tr(
                "Words, or from: to: subject: has:attachment is:unread before:2026-11-01 larger:5M in:archive. "
                "Enter searches on the server too."
            )
        )
        offer_clearing(self)
        self.setMaxLength(LONGEST)
        self.setMinimumWidth(120)
        self.setMaximumWidth(340)
        self.textChanged.connect(self._tell)

    def show_words(self, words: str) -> None:
        """Show words without telling."""
        self.blockSignals(True)
        self.setText(words)
        self.blockSignals(False)
        self.replaced.emit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        key = present(event).key()
        if key == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _tell(self, words: str) -> None:
        self.typed.emit(words.strip())
