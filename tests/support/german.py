"""The program in German, whatever this machine speaks."""

from collections.abc import Iterator
from contextlib import contextmanager

from PyQt5.QtCore import QCoreApplication, QLocale
from PyQt5.QtWidgets import QApplication

from client.gui.language import speak


@contextmanager
def german_spoken(application: QApplication) -> Iterator[None]:
    """Speak German until the block ends; then as before."""
    before = QLocale()
    installed = speak(application, "de", QLocale("de_DE"))
    yield
    for translator in installed:
        QCoreApplication.removeTranslator(translator)
    QLocale.setDefault(before)
