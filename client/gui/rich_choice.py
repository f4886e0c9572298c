"""Whether a message is written in rich or in plain text: shown, asked about where something would be lost, and
remembered for the next message."""

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QWidget

from client.gui.actions import Actions
from client.gui.composer_text import ComposerText
from client.gui.desk import Desk
from client.gui.format_bar import FormatBar
from client.gui.question import ask


class RichChoice(QObject):
    """Belongs to the composer. Signals: failed(Exception), the choice could not be remembered."""

    failed = pyqtSignal(object)

    def __init__(self, text: ComposerText, formats: FormatBar, commands: Actions, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._text = text
        self._formats = formats
        self._command = commands["rich"]
        self._desk = desk
        self._window = window
        self._command.triggered.connect(self.write)

    def write(self, rich: bool) -> None:
        """Go on in rich or in plain text, and remember that; ask when something would be lost."""
        if not rich and self._text.is_formatted():
            self._command.setChecked(True)
            title, words = self.tr("Go on as plain text?"), self.tr("Bold words, lists, quotes and links become text.")
            plain, keep = self.tr("Plain text"), self.tr("Keep rich text")
            ask(self._window, title, words, plain, keep, lambda: self._choose(False))
        else:
            self._choose(rich)

    def show(self, rich: bool) -> None:
        """Go on in rich or in plain text, this time."""
        self._command.setChecked(rich)
        self._text.write_rich(rich)
        self._formats.show_for(rich)

    def _choose(self, rich: bool) -> None:
        self.show(rich)
        self._desk.writing.change(self._desk.tasks, self.failed.emit, rich=rich)
