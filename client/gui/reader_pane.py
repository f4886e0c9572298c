"""One message to read: header, what was left out, text, attachments. The same pane stands in the main window and in a
window of its own. It shows a `Reading`; fetching it is the business of whoever holds the pane."""

from collections.abc import Callable
from datetime import datetime

from PyQt5.QtCore import QLocale, QUrl, pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from client.gui.attachments_row import AttachmentsRow
from client.gui.downloads import Downloads
from client.gui.explanations import sentence_of
from client.gui.file_choosing import FileChooser
from client.gui.icons import Icons
from client.gui.link_dialog import LinkDialog
from client.gui.message_body import MessageBody
from client.gui.notices import Notices
from client.gui.reader_header import ReaderHeader
from client.gui.reading import Reading
from client.gui.safe_html import SafeHtml
from client.gui.state_page import StatePage
from client.gui.theme import Theme


class ReaderPane(QWidget):
    """Signals: write_to(str), a mail address was clicked; again_wanted(); link_hovered(str)."""

    write_to = pyqtSignal(str)
    again_wanted = pyqtSignal()
    link_hovered = pyqtSignal(str)

    def __init__(
        self,
        downloads: Downloads,
        notices: Notices,
        theme: Theme,
        icons: Icons,
        chooser: FileChooser,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.reading: Reading | None = None
        self._showing_html = False
        self._state = StatePage(theme, icons)
        self.header = ReaderHeader(clock, QLocale())
        self.body = MessageBody(theme)
        self.attachments = AttachmentsRow(downloads, notices, icons, chooser)
        self._left_out = QFrame()
        self._left_out_words = QLabel()
        self.switch = QPushButton()
        self._pages = QStackedLayout(self)
        self._build()
        self._state.button_clicked.connect(self.again_wanted)
        self.body.link_clicked.connect(self._follow)
        self.body.link_hovered.connect(self.link_hovered)
        self.switch.clicked.connect(self._switch)
        self.show_nothing()

    def show_reading(self, reading: Reading) -> None:
        self.reading = reading
        self._showing_html = reading.only_html and reading.html is not None
        self.header.show_message(reading.message)
        self.attachments.show_attachments(reading.message.attachments)
        self._show_body()
        self._pages.setCurrentIndex(1)

    def show_nothing(self, selected: int = 0) -> None:
        if selected > 1:
            words = self.tr("{count} messages are selected").format(count=selected)
            self._show_state("mail", words)
        else:
            self._show_state("mail", self.tr("No message is selected"))

    def show_loading(self) -> None:
        self._show_state("mail", self.tr("Loading the message…"))

    def show_error(self, error: Exception) -> None:
        self._show_state("fault", self.tr("The message cannot be shown"), sentence_of(error), self.tr("Try again"))

    def _show_state(self, icon: str, title: str, words: str = "", button: str = "") -> None:
        self.reading = None
        self._state.show_state(icon, title, words, button)
        self._pages.setCurrentIndex(0)

    def _show_body(self) -> None:
        reading = self.reading
        if reading is None:
            return
        html = reading.html
        if self._showing_html and html is not None:
            self.body.show_html(html.html, own_colours=html.sets_colours)
        else:
            self.body.show_html(reading.text)
        words = self._remarks(reading, html)
        self._left_out_words.setText(words)
        self.switch.setText(self.tr("Show as text") if self._showing_html else self.tr("Show as formatted"))
        self.switch.setVisible(html is not None)
        self._left_out.setVisible(bool(words) or html is not None)

    def _remarks(self, reading: Reading, html: SafeHtml | None) -> str:
        remarks = []
        if self._showing_html and html is not None and html.remote_pictures:
            remarks.append(self._blocked(html.remote_pictures))
        if self._showing_html and html is not None and html.own_pictures:
            remarks.append(self.tr("Pictures inside of the message are among the attachments."))
        if reading.too_heavy:
            remarks.append(self.tr("This message is too complicated to be shown as formatted."))
        if reading.cut:
            remarks.append(self.tr("This message is very long: only its beginning is shown."))
        return " ".join(remarks)

    def _blocked(self, count: int) -> str:
        if count == 1:
            return self.tr("1 remote picture is blocked: loading it would tell the sender that you read this.")
        words = self.tr("{count} remote pictures are blocked: loading them would tell the sender that you read this.")
        return words.format(count=count)

    def _switch(self) -> None:
        self._showing_html = not self._showing_html
        self._show_body()
        self.body.setFocus()

    def _follow(self, link: QUrl) -> None:
        if link.scheme().lower() == "mailto":
            self.write_to.emit(link.path())
        elif link.scheme().lower() in ("http", "https"):
            LinkDialog(link, self.tr("Open this link?"), self.window()).open()

    def _build(self) -> None:
        content = QWidget()
        content.setProperty("kind", "page")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._bar())
        column.addWidget(divider())
        column.addWidget(self.body, 1)
        column.addWidget(self.attachments)
        self._pages.addWidget(self._state)
        self._pages.addWidget(content)

    def _bar(self) -> QFrame:
        self._left_out_words.setWordWrap(True)
        self._left_out_words.setProperty("kind", "muted")
        self.switch.setProperty("kind", "link")
        row = QHBoxLayout(self._left_out)
        row.setContentsMargins(16, 0, 10, 6)
        row.addWidget(self._left_out_words, 1)
        row.addWidget(self.switch)
        return self._left_out


def divider() -> QFrame:
    """Return a thin line between two parts of a page."""
    line = QFrame()
    line.setProperty("kind", "line")
    return line
