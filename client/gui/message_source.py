"""A message as it came: all of its headers, and its source, which is fetched when the window opens. To be read, copied
and saved; nothing in it acts."""

import tempfile
from pathlib import Path

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QTabWidget, QVBoxLayout, QWidget

from client.account import Account
from client.gui.desk import Desk
from client.gui.explanations import sentence_of
from client.gui.plain_words import one_line
from client.gui.present import present
from client.gui.tasks import Place
from client.message import Message

SIZE = (820, 620)
MOST_SHOWN = 2_000_000
FIXED_FONTS = [
    "JetBrains Mono",
    "Noto Sans Mono",
    "DejaVu Sans Mono",
    "Cascadia Mono",
    "Menlo",
    "Consolas",
    "monospace",
]
# Qt needs quadratic time for a line without an end.
LONGEST_LINE = 4_000


class MessageSource(QDialog):
    """Signals: save_wanted(), the message as a file."""

    save_wanted = pyqtSignal()

    def __init__(self, message: Message, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = Place()
        self.headers = _page(self.tr("Headers"))
        self.source = _page(self.tr("Source"))
        self.pages = QTabWidget()
        self._build(one_line(message.row.subject))
        self.headers.setPlainText("\n".join(f"{name}: {value.strip()}" for name, value in message.headers))
        self.source.setPlainText(self.tr("Loading the source…"))
        account, blob_id = desk.account, message.blob_id
        desk.tasks.start(
            lambda: fetch_source(account, blob_id),
            self.source.setPlainText,
            self._failed,
            place=self._place,
            owner=self,
        )

    def done(self, result: int) -> None:
        self._place.forget()
        super().done(result)

    def _failed(self, error: Exception) -> None:
        self.source.setPlainText(sentence_of(error))

    def _build(self, subject: str) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Source of “{subject}”").format(subject=subject or self.tr("(no subject)")))
        self.resize(*SIZE)
        self.pages.addTab(self.headers, self.tr("&Headers"))
        self.pages.addTab(self.source, self.tr("&Source"))
        self.pages.setAccessibleName(self.tr("Views of the source"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        save = present(buttons.addButton(self.tr("Save as a &file…"), QDialogButtonBox.ButtonRole.ActionRole))
        save.clicked.connect(self.save_wanted)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.pages, 1)
        column.addWidget(buttons)


def fetch_source(account: Account, blob_id: str) -> str:
    """The beginning of a message as it came, in lines that can be shown. Waits; for a worker thread."""
    with tempfile.TemporaryDirectory(prefix="postroom-") as folder:
        path = Path(folder) / "message.eml"
        account.save_attachment(blob_id, path)
        with path.open("rb") as file:
            return shown_source(file.read(MOST_SHOWN + 1))


def shown_source(content: bytes) -> str:
    """The source as text: bytes that are no UTF-8 are marked, lines without an end are broken, the rest is left out."""
    text = content[:MOST_SHOWN].decode("utf-8", "replace").replace("\0", "\ufffd")
    lines = [
        line[start : start + LONGEST_LINE]
        for line in text.splitlines()
        for start in range(0, max(1, len(line)), LONGEST_LINE)
    ]
    return "\n".join([*lines, *(["[…]"] if len(content) > MOST_SHOWN else [])])


def _page(name: str) -> QPlainTextEdit:
    page = QPlainTextEdit()
    page.setReadOnly(True)
    page.setUndoRedoEnabled(False)
    page.setTabChangesFocus(True)
    page.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    font = QFont()
    font.setFamilies(FIXED_FONTS)
    font.setStyleHint(QFont.StyleHint.Monospace)
    page.setFont(font)
    by_mouse = Qt.TextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    page.setTextInteractionFlags(by_mouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    page.setAccessibleName(name)
    return page
