"""What of a search is not understood, told in a line below the box: which part, and how it is written. It watches a
search box, and waits until the person has stopped typing."""

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtWidgets import QLabel, QWidget

from client.gui.plain_words import shortened, untwisted
from client.gui.search_box import SearchBox
from client.search_words import KEYWORDS, not_understood

AFTER_MS = 700
LONGEST = 40
DAYS = ("before", "after", "on")
SIZES = ("larger", "smaller")


class SearchRemark(QLabel):
    """Hidden while all is understood."""

    def __init__(self, box: SearchBox, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = box
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(AFTER_MS)
        self._waiting.timeout.connect(self._tell)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("kind", "wrong")
        self.hide()
        box.textChanged.connect(self._typed)
        box.entered.connect(self._tell)
        box.replaced.connect(self._tell)

    def _typed(self) -> None:
        self._waiting.start()
        if self.isVisible():
            # What was wrong may be right now; what is not typed to its end is not wrong yet.
            self._tell()

    def _tell(self) -> None:
        """Tell of the first; the next comes when that one is mended."""
        self._waiting.stop()
        found = not_understood(self._box.text())
        words = self._sentence(*found[0]) if found else ""
        self.setText(words)
        self.setVisible(bool(words))
        self._box.setAccessibleDescription(words)

    def _sentence(self, field: str, typed: str) -> str:
        if field in DAYS:
            words = self.tr("“{typed}” names no day. Write it like {field}:2026-11-01.")
        elif field in SIZES:
            words = self.tr("“{typed}” names no size. Write it like {field}:5M.")
        elif field == "has":
            words = self.tr("“{typed}” is not known. There is has:attachment.")
        elif field == "is":
            words = self.tr("“{typed}” is not known. After is: there is {known}.")
        else:
            words = self.tr("“{typed}” names no folder. Write it like in:archive.")
        return words.format(typed=untwisted(shortened(typed, LONGEST)), field=field, known=", ".join(KEYWORDS))
