"""A label whose lines break anywhere when a word is wider than it: a name or subject of a thousand letters without a
blank would otherwise make the window as wide as itself."""

import unicodedata

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QFontMetrics, QResizeEvent
from PyQt5.QtWidgets import QLabel

NARROWEST = 80
# No word of so few letters is wider than the narrowest place it can stand in.
_SHORT = 12
_PLACE_TO_BREAK = "\u200b"
_JOINERS = frozenset("\u200c\u200d")


class WrappingLabel(QLabel):
    """Shows plain text. Where everything fits, `text()` is what was given, so that what is copied is too."""

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
