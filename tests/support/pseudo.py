"""A language that nobody speaks: every text of the window, longer and written backwards between brackets, from right
to left. What is shown without brackets was never given to a translator; what is cut off has no room for the words of
other languages."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager

from PyQt5.QtCore import QCoreApplication, Qt, QTranslator
from PyQt5.QtWidgets import QApplication

OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4
# What must stay as it is: places of values, numbers, the mark of a letter for the keyboard.
_KEPT = re.compile(r"(\{[^}]*\}|%L?n|&.|\n)")
# Patterns of dates and of file names are not words.
_NOT_WORDS = {"Dates", "Files"}


class Pseudo(QTranslator):
    """Speaks for our own contexts, and leaves those of Qt."""

    def translate(self, context: str | None, words: str | None, _about: str | None = None, _number: int = -1) -> str:
        words = words or ""
        if not context or context in _NOT_WORDS or context.startswith("Q"):
            return words
        return pseudo(words)

    def isEmpty(self) -> bool:  # noqa: N802, the name is Qt's
        return False


def pseudo(words: str) -> str:
    """Return words in this language."""
    tail = ("~~~ " * math.ceil(len(words) * LONGER / 4))[: math.ceil(len(words) * LONGER)]
    pieces = _KEPT.split(words)
    turned = "".join(piece if _KEPT.fullmatch(piece) else piece[::-1] for piece in pieces)
    return f"{OPEN}{turned}{tail}{CLOSE}"


@contextmanager
def pseudo_spoken(application: QApplication) -> Iterator[None]:
    """Let the windows that are made meanwhile speak it, from right to left."""
    translator = Pseudo()
    before = application.layoutDirection()
    QCoreApplication.installTranslator(translator)
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        yield
    finally:
        QCoreApplication.removeTranslator(translator)
        application.setLayoutDirection(before)
