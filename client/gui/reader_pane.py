"""One message to read: header, what was left out, text, attachments. The same pane stands in the main window and in a
window of its own. It shows a `Reading`; fetching it is the business of whoever holds the pane."""

from PyQt5.QtCore import QLocale, Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from client.gui.attachments_row import AttachmentsRow
from client.gui.delivery_words import told
from client.gui.desk import Desk
from client.gui.downloads import Downloads
from client.gui.explanations import sentence_of
from client.gui.link_opening import LinkOpening
from client.gui.message_body import MessageBody
from client.gui.notices import Notices
from client.gui.picture_loader import PictureLoader
from client.gui.pictures_bar import PicturesBar
from client.gui.reader_header import ReaderHeader
from client.gui.reader_pictures import ReaderPictures
from client.gui.reading import Reading
from client.gui.spoken import counted
from client.gui.state_page import StatePage

LEAST_HEIGHT = 60


class ReaderPane(QWidget):
    """Signals: write_to(str), a mail address was clicked; again_wanted(); link_hovered(str)."""

    write_to = pyqtSignal(str)
    again_wanted = pyqtSignal()
    link_hovered = pyqtSignal(str)

    def __init__(self, desk: Desk, downloads: Downloads, notices: Notices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reading: Reading | None = None
        self._memory = desk.memory
        self._desk = desk
        self._showing_html = False
        self._state = StatePage(desk.theme, desk.icons)
        self.header = ReaderHeader(desk.clock, QLocale())
        self.body = MessageBody(desk.theme)
        self.links = LinkOpening(self)
        self.attachments = AttachmentsRow(downloads, notices, desk.icons, desk.chooser, desk.opened)
        self.pictures_bar = PicturesBar(desk.theme, desk.icons)
        loader = PictureLoader(desk.account, desk.tasks, desk.pictures, self)
        self.pictures = ReaderPictures(self.body, self.pictures_bar, loader, desk.memory, self)
        self._left_out = QFrame()
        self._left_out_words = QLabel()
        self.switch = QPushButton()
        self.rest = QPushButton()
        self._pages = QStackedLayout(self)
        self._build()
        self._state.button_clicked.connect(self.again_wanted)
        self.body.link_clicked.connect(self.links.follow)
        self.body.link_hovered.connect(self.link_hovered)
        self.links.write_to.connect(self.write_to)
        desk.on_the_way.changed.connect(self._show_delivery)
        self.switch.clicked.connect(self._switch)
        self.rest.clicked.connect(self._show_rest)
        self.body.rest_changed.connect(self._show_left_out)
        self.show_nothing()

    def forget(self) -> None:
        """The window closes: nothing is fetched for it any more."""
        self.pictures.begin(None)

    def show_reading(self, reading: Reading) -> None:
        self.reading = reading
        page_first = reading.only_html or self._memory.choices.as_page.get(reading.kind, False)
        self._showing_html = page_first and reading.html is not None
        self.pictures.begin(reading)
        self.header.show_message(reading.message)
        self._show_delivery()
        self.attachments.show_attachments(reading.message.attachments)
        self._show_body()
        self._pages.setCurrentIndex(1)

    def show_nothing(self, selected: int = 0) -> None:
        if selected > 1:
            words = counted("ReaderPane", "1 message is selected", "%Ln messages are selected", selected)
            self._show_state("mail", words)
        else:
            self._show_state("mail", self.tr("No message is selected"))

    def show_loading(self) -> None:
        self._show_state("mail", self.tr("Loading the message…"))

    def show_error(self, error: Exception) -> None:
        self._show_state("fault", self.tr("The message cannot be shown"), sentence_of(error), self.tr("Try again"))

    def _show_state(self, icon: str, title: str, words: str = "", button: str = "") -> None:
        self.reading = None
        self.pictures.begin(None)
        self.body.stop_showing()
        self._state.show_state(icon, title, words, button)
        self._pages.setCurrentIndex(0)

    def _show_delivery(self, *_known: object) -> None:
        """A message of one's own says where it is on its way to others."""
        if self.reading is not None:
            known, now = self._desk.on_the_way.known, self._desk.clock()
            self.header.show_delivery([told(one, now) for one in known.of_message(self.reading.message.row.id)])

    def _show_body(self) -> None:
        reading = self.reading
        if reading is None:
            return
        html = reading.html
        if self._showing_html and html is not None:
            self.body.show_html(*reading.html_parts, own_colours=html.sets_colours, pictures=html.pictures)
            self.pictures.show_page()
        else:
            self.body.show_html(*reading.text_parts)
            self.pictures.show_text()
        self.switch.setText(self.tr("Show as text") if self._showing_html else self.tr("Show as formatted"))
        self.switch.setVisible(html is not None)

    def _show_left_out(self) -> None:
        """Say what is not shown of the message, and offer the rest of a long one."""
        if self.reading is None:
            return
        words = self._remarks(self.reading)
        self._left_out_words.setText(words)
        self._left_out.setVisible(bool(words))
        self.rest.setText(self.tr("Stop") if self.body.is_going_on else self.tr("Show everything"))
        self.rest.setVisible(self.body.has_more)

    def _show_rest(self) -> None:
        if self.body.is_going_on:
            self.body.stop_showing()
        else:
            self.body.show_rest()

    def _remarks(self, reading: Reading) -> str:
        remarks = []
        if reading.too_heavy:
            remarks.append(self.tr("This message is too complicated to be shown as formatted."))
        if self.body.is_going_on:
            remarks.append(self.tr("This message is very long. Showing the rest…"))
        elif self.body.has_more:
            remarks.append(self.tr("This message is very long: only its beginning is shown."))
        elif reading.cut:
            remarks.append(self.tr("This message is very long and cannot be shown whole. Export it to have all of it."))
        return " ".join(remarks)

    def _switch(self) -> None:
        """Change the view; for messages of this kind the same view comes first from now on."""
        self._showing_html = not self._showing_html
        if self.reading is not None and not self.reading.only_html:
            self._memory.show_page_first(self.reading.kind, self._showing_html)
        self._show_body()
        self.body.setFocus()

    def _build(self) -> None:
        content = QWidget()
        content.setProperty("kind", "page")
        self.switch.setProperty("kind", "link")
        self.body.setMinimumHeight(LEAST_HEIGHT)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 10, 0)
        top.addWidget(self.header, 1)
        top.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(top)
        column.addWidget(self.pictures_bar)
        column.addWidget(self._bar())
        column.addWidget(divider())
        column.addWidget(self.body, 1)
        column.addWidget(self.attachments)
        self._pages.addWidget(self._state)
        self._pages.addWidget(content)

    def _bar(self) -> QFrame:
        self._left_out_words.setWordWrap(True)
        self._left_out_words.setProperty("kind", "muted")
        row = QHBoxLayout(self._left_out)
        row.setContentsMargins(16, 0, 10, 6)
        row.addWidget(self._left_out_words, 1)
        self.rest.setProperty("kind", "link")
        row.addWidget(self.rest)
        return self._left_out


def divider() -> QFrame:
    """Return a thin line between two parts of a page."""
    line = QFrame()
    line.setProperty("kind", "line")
    return line
