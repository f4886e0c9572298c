"""A label whose lines break anywhere when a word is wider than it: a name or subject of a thousand letters without a
blank would otherwise make the window as wide as itself."""

import unicodedata

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QContextMenuEvent, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PyQt5.QtWidgets import QLabel, QMenu

from client.gui.present import present

NARROWEST = 80
# No word of so few letters is wider than the narrowest place it can stand in.
_SHORT = 12
_PLACE_TO_BREAK = "\u200b"
_JOINERS = frozenset("\u200c\u200d")


class WrappingLabel(QLabel):
    """Shows plain text. What is copied from it is what was given, without the places to break."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def show_words(self, words: str) -> None:
        self._words = words
        self._wrap()

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(min(NARROWEST, least.width()), least.height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._wrap()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if present(event).matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = present(menu.addAction(self.tr("Copy")))
        copy.setEnabled(self.hasSelectedText())
        copy.triggered.connect(self.copy)
        present(menu.addAction(self.tr("Select all"))).triggered.connect(lambda: self.setSelection(0, len(self.text())))
        menu.popup(present(event).globalPos())

    def copy(self) -> None:
        """Put what is selected on the clipboard; nothing when nothing is."""
        if self.hasSelectedText():
            present(QGuiApplication.clipboard()).setText(self.selectedText().replace(_PLACE_TO_BREAK, ""))

    def _wrap(self) -> None:
        room = max(NARROWEST, self.contentsRect().width())
        words = " ".join(_breakable(word, self.fontMetrics(), room) for word in self._words.split(" "))
        if words != self.text():
            self.setText(words)


def _breakable(word: str, metrics: QFontMetrics, room: int) -> str:
    if len(word) <= _SHORT or metrics.horizontalAdvance(word) <= room:
        return word
    # Not in the middle of what is one letter to the reader.
    return "".join(
        one if not number or number % _SHORT or unicodedata.combining(one) or one in _JOINERS else _PLACE_TO_BREAK + one
        for number, one in enumerate(word)
    )
