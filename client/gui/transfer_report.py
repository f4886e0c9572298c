"""What was left out of an import or an export: each message, and why in one sentence."""

from collections.abc import Sequence

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QVBoxLayout, QWidget

from client.gui.plain_words import one_line
from client.gui.spoken import spoken
from client.mail_files import Failure

SIZE = (560, 360)


class TransferReport(QDialog):
    """A list to read and to copy from."""

    def __init__(self, sentence: str, failures: Sequence[Failure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("What was left out"))
        self.resize(*SIZE)
        words = QLabel(sentence)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setAccessibleName(self.tr("Messages that were left out"))
        for one in failures:
            self.list.addItem(f"{one_line(one.what)}: {spoken(one.why)}" if one.what else spoken(one.why))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
