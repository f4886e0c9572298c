"""The fields of a message that is being written, as a form: values in, values out. It knows no network and decides
nothing."""

from collections.abc import Callable
from typing import TypedDict

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QTextCursor
from PyQt5.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from client.addresses import format_addresses
from client.draft import AttachedFile, Draft
from client.gui.composer_files import ComposerFiles
from client.gui.composer_text import ComposerText
from client.gui.icons import Icons
from client.gui.recipients_field import RecipientsField
from client.gui.unsent_texts import UnsentText


class _Rest(TypedDict):
    """What a draft has beside its recipients."""

    subject: str
    text: str
    html: str
    attachments: tuple[AttachedFile, ...]
    in_reply_to: str
    references: tuple[str, ...]


class ComposerForm(QWidget):
    """Signals: changed(), anything was typed, attached or removed."""

    changed = pyqtSignal()

    def __init__(
        self, domain: str, icons: Icons, limit: Callable[[], int] = int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.to = RecipientsField(self.tr("To"), domain, icons)
        self.cc = RecipientsField(self.tr("Cc"), domain, icons)
        self.bcc = RecipientsField(self.tr("Bcc"), domain, icons)
        self.subject = QLineEdit()
        self.subject.setAccessibleName(self.tr("Subject"))
        # A file that is dropped here is to be attached, and would become text: the window takes it instead.
        self.subject.setAcceptDrops(False)
        self.files = ComposerFiles(icons, limit)
        self.text = ComposerText()
        # For what belongs to the text and is not its business: the bar of formats.
        self.above_text = QVBoxLayout()
        self.more = QPushButton(self.tr("Cc and Bcc"))
        self._labels: dict[QWidget, QLabel] = {}
        self._in_reply_to = ""
        self._references: tuple[str, ...] = ()
        self._build()
        for field in self.recipient_fields():
            field.changed.connect(self.changed)
        self.subject.textChanged.connect(self.changed)
        self.text.textChanged.connect(self.changed)
        self.files.changed.connect(self.changed)
        self.more.clicked.connect(lambda: self._show_copies(True))
        self._show_copies(False)

    def recipient_fields(self) -> tuple[RecipientsField, RecipientsField, RecipientsField]:
        return self.to, self.cc, self.bcc

    def fill(self, draft: Draft) -> None:
        """Show a draft, with the cursor where a person goes on; its attachments are added by the window."""
        for field, people in zip(self.recipient_fields(), (draft.to, draft.cc, draft.bcc), strict=True):
            field.set_text(format_addresses(people))
        self._fill_rest(draft.subject, draft.text, draft.html, draft.in_reply_to, draft.references)

    def fill_unsent(self, unsent: UnsentText) -> None:
        for field, text in zip(self.recipient_fields(), (unsent.to, unsent.cc, unsent.bcc), strict=True):
            field.set_text(text)
        self._fill_rest(unsent.subject, unsent.text, unsent.html, unsent.in_reply_to, unsent.references)

    def draft(self) -> Draft:
        """Return what is written. Raises `BadAddress`."""
        return Draft(
            to=self.to.addresses(),
            cc=self.cc.addresses(),
            bcc=self.bcc.addresses(),
            **self._rest(),
        )

    def readable_draft(self) -> Draft:
        """Return what is written without recipients that are no addresses (yet)."""
        to, cc, bcc = (field.readable() for field in self.recipient_fields())
        return Draft(to=to, cc=cc, bcc=bcc, **self._rest())

    def unsent(self, key: str) -> UnsentText:
        """Return what is written as it is, right or wrong."""
        return UnsentText(
            key=key,
            to=self.to.text(),
            cc=self.cc.text(),
            bcc=self.bcc.text(),
            subject=self.subject.text(),
            text=self.text.written_text(),
            html=self.text.written_html(),
            files=self.files.files(),
            in_reply_to=self._in_reply_to,
            references=self._references,
        )

    def go_to_start(self) -> None:
        """Set the focus where a person begins: the recipients, the subject, else the text."""
        if not self.to.text():
            self.to.setFocus()
        elif not self.subject.text():
            self.subject.setFocus()
        else:
            self.text.setFocus()

    def _rest(self) -> _Rest:
        return {
            "subject": self.subject.text().strip(),
            "text": self.text.written_text(),
            "html": self.text.written_html(),
            "attachments": self.files.files(),
            "in_reply_to": self._in_reply_to,
            "references": self._references,
        }

    def _fill_rest(self, subject: str, text: str, html: str, in_reply_to: str, references: tuple[str, ...]) -> None:
        self.subject.setText(subject)
        self.subject.setCursorPosition(0)
        self.text.show_text(text, html)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self._in_reply_to, self._references = in_reply_to, references
        self._show_copies(bool(self.cc.text() or self.bcc.text()))

    def _show_copies(self, shown: bool) -> None:
        for field in (self.cc, self.bcc):
            field.setVisible(shown)
            self._labels[field].setVisible(shown)
        self.more.setVisible(not shown)
        if shown and self.more.hasFocus():
            self.cc.setFocus()

    def _build(self) -> None:
        fields = QGridLayout()
        fields.setContentsMargins(16, 12, 16, 10)
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(8)
        fields.setColumnStretch(1, 1)
        rows: list[tuple[str, QWidget]] = [
            (self.tr("T&o"), self.to),
            (self.tr("&Cc"), self.cc),
            (self.tr("&Bcc"), self.bcc),
            (self.tr("S&ubject"), self.subject),
        ]
        for number, (words, field) in enumerate(rows):
            label = QLabel(words)
            label.setBuddy(field)
            label.setProperty("kind", "muted")
            self._labels[field] = label
            row_height = field.box.row_height() if isinstance(field, RecipientsField) else field.sizeHint().height()
            label.setMinimumHeight(row_height)
            fields.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            fields.addWidget(field, number, 1)
        self.more.setProperty("kind", "link")
        fields.addWidget(self.more, len(rows), 1, Qt.AlignmentFlag.AlignLeading)
        fields.addWidget(self.files, len(rows) + 1, 1)
        line = QFrame()
        line.setProperty("kind", "line")
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(fields)
        page.addWidget(line)
        page.addLayout(self.above_text)
        page.addWidget(self.text, 1)
