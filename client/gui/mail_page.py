"""The mailbox that is open: how many of the latest messages to show, the table of them, and the reading pane. It asks
the session and shows what the session tells; what is answered or opened in windows is decided by the main window."""

from collections.abc import Callable

from PyQt5.QtCore import QLocale, Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from client.gui.desk import Desk
from client.gui.downloads import Downloads
from client.gui.explanations import sentence_of
from client.gui.mail_session import MailSession, Overview
from client.gui.mailbox_words import empty_words
from client.gui.message_list import MessageList
from client.gui.message_table import MessageTable
from client.gui.notices import Notices
from client.gui.question import ask
from client.gui.reader_pane import ReaderPane, divider
from client.gui.reading import Reading
from client.gui.state_page import StatePage
from client.gui.tasks import BUSY_AFTER_MS, Place
from client.message import MessageRow
from client.settings import MOST_LATEST

SHOWN_WITH_RECIPIENTS = ("sent", "drafts")
STEP = 25


class MailPage(QWidget):
    """Signals: opened(str), a message to open in a window; selection_changed(); latest_changed(int); write_to(str);
    link_hovered(str).
    """

    opened = pyqtSignal(str)
    selection_changed = pyqtSignal()
    latest_changed = pyqtSignal(int)
    write_to = pyqtSignal(str)
    link_hovered = pyqtSignal(str)

    def __init__(self, desk: Desk, notices: Notices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._session: MailSession = desk.session
        self._reading_place = Place()
        self._focus_list = False
        self.messages = MessageList(desk.theme, desk.icons, desk.clock)
        self.table = MessageTable(self.messages, desk.theme)
        self.state = StatePage(desk.theme, desk.icons)
        downloads = Downloads(desk.account, desk.tasks, self)
        self.reader = ReaderPane(desk, downloads, notices)
        self.title = QLabel()
        self.count = QLabel()
        self.latest = QSpinBox()
        self.split = QSplitter(Qt.Orientation.Vertical)
        self._list_pages = QStackedLayout()
        self._slow_list = _delayed(self, self._show_list_loading)
        self._slow_message = _delayed(self, self.reader.show_loading)
        self._build()
        self._connect()

    def selected_rows(self) -> list[MessageRow]:
        return [self.messages.row(self.messages.number_of(message_id)) for message_id in self.table.selected_ids()]

    def focus_list(self) -> None:
        """Give the keyboard to the table, now or when there are messages to show."""
        self._focus_list = not self.table.isVisible()
        self.table.setFocus()

    def current_reading(self) -> Reading | None:
        """The message in the reading pane, when it is the selected one."""
        reading = self.reader.reading
        selected = self.table.selected_ids()
        return reading if reading is not None and selected == [reading.message.row.id] else None

    def delete_selected(self) -> None:
        """Move to Trash; in Trash delete for good, after asking."""
        ids = self.table.selected_ids()
        if not ids:
            return
        if self._session.mailbox != "trash":
            self._session.move(ids, "trash")
            return
        words = self.tr("1 message is deleted for good.")
        if len(ids) > 1:
            words = self.tr("{count} messages are deleted for good.").format(count=len(ids))
        act, keep = self.tr("Delete for good"), self.tr("Keep")
        ask(self, self.tr("Delete for good?"), words, act, keep, lambda: self._session.destroy(ids))

    def archive_selected(self) -> None:
        ids = self.table.selected_ids()
        if ids and self._session.mailbox != "archive":
            self._session.move(ids, "archive")

    def flag_selected(self) -> None:
        """Flag all; remove the flags when all have one."""
        rows = self.selected_rows()
        if rows:
            self._session.mark([row.id for row in rows], flagged=not all(row.flagged for row in rows))

    def mark_selected_unread(self) -> None:
        ids = self.table.selected_ids()
        if ids:
            self._session.mark(ids, seen=False)

    def show_previews(self, shown: bool) -> None:
        self.messages.shows_previews = shown
        self.messages.repaint()

    def show_reading_pane(self, shown: bool) -> None:
        self.reader.setVisible(shown)
        if shown:
            self._read_selected()

    def _opening(self, mailbox: str) -> None:
        self._reading_place.forget()
        self.messages.shows_recipients = mailbox in SHOWN_WITH_RECIPIENTS
        self.messages.replace_all(())
        self.reader.show_nothing()
        self.count.setText("")
        self.state.show_state("", "")
        self._list_pages.setCurrentIndex(0)
        self._slow_list.start()
        self.selection_changed.emit()

    def _show_list_loading(self) -> None:
        self.state.show_state("mail", self.tr("Loading messages…"))

    def _show_overview(self, overview: Overview, fresh: bool) -> None:
        self._slow_list.stop()
        page = overview.page
        if fresh:
            self.messages.replace_all(page.rows)
        else:
            self.messages.refresh(page.rows)
        if page.rows:
            self._list_pages.setCurrentIndex(1)
            if self._focus_list:
                self.focus_list()
        else:
            self._show_empty()
        self.count.setText(self._count_words(len(page.rows), page.total))

    def _show_empty(self) -> None:
        self.state.show_state(*empty_words(self._session.mailbox))
        self._list_pages.setCurrentIndex(0)

    def _list_failed(self, error: Exception, fresh: bool) -> None:
        self._slow_list.stop()
        if fresh:
            title, button = self.tr("The messages cannot be loaded"), self.tr("Try again")
            self.state.show_state("offline", title, sentence_of(error), button)
            self._list_pages.setCurrentIndex(0)

    def _removed(self, ids: frozenset[str]) -> None:
        numbers = [number for number in map(self.messages.number_of, ids) if number >= 0]
        was_selected = bool(ids & set(self.table.selected_ids()))
        self.messages.remove(ids)
        if numbers and was_selected:
            self.table.select_number(min(numbers))
        if not self.messages.rowCount():
            self._show_empty()

    def _marked(self, ids: frozenset[str], seen: bool | None, flagged: bool | None) -> None:
        self.messages.mark(ids, seen=seen, flagged=flagged)

    def _read_selected(self) -> None:
        self.selection_changed.emit()
        ids = self.table.selected_ids()
        if not self.reader.isVisibleTo(self):
            return
        if len(ids) != 1:
            self._reading_place.forget()
            self._slow_message.stop()
            self.reader.show_nothing(len(ids))
        elif self.current_reading() is None:
            self._slow_message.start()
            self._session.read(ids[0], self._show_reading, self._reading_failed, self._reading_place, self)

    def _read_again(self) -> None:
        self.reader.show_loading()
        self._read_selected()

    def _show_reading(self, reading: Reading) -> None:
        self._slow_message.stop()
        self.reader.show_reading(reading)
        number = self.messages.number_of(reading.message.row.id)
        if number >= 0 and not self.messages.row(number).seen:
            self._session.mark([reading.message.row.id], seen=True)
        self.selection_changed.emit()

    def _reading_failed(self, error: Exception) -> None:
        self._slow_message.stop()
        self.reader.show_error(error)

    def _toggle_flag(self, message_id: str) -> None:
        flagged = self.messages.row(self.messages.number_of(message_id)).flagged
        self._session.mark([message_id], flagged=not flagged)

    def _toggle_seen(self, message_id: str) -> None:
        seen = self.messages.row(self.messages.number_of(message_id)).seen
        self._session.mark([message_id], seen=not seen)

    def _latest_chosen(self, number: int) -> None:
        self._session.show_latest(number)
        self.latest_changed.emit(number)

    def _count_words(self, shown: int, total: int) -> str:
        locale = QLocale()
        if total > shown:
            words = self.tr("{shown} of {total} messages")
            return words.format(shown=locale.toString(shown), total=locale.toString(total))
        if total == 1:
            return self.tr("1 message")
        return self.tr("{total} messages").format(total=locale.toString(total)) if total else ""

    def _connect(self) -> None:
        session = self._session
        session.opening.connect(self._opening)
        session.overview_changed.connect(self._show_overview)
        session.list_failed.connect(self._list_failed)
        session.removed.connect(self._removed)
        session.marked.connect(self._marked)
        self.state.button_clicked.connect(session.refresh)
        self.table.rested.connect(self._read_selected)
        self.table.opened.connect(self.opened)
        self.table.flag_wanted.connect(self._toggle_flag)
        self.table.seen_wanted.connect(self._toggle_seen)
        self.reader.again_wanted.connect(self._read_again)
        self.reader.write_to.connect(self.write_to)
        self.reader.link_hovered.connect(self.link_hovered)
        self.latest.valueChanged.connect(self._latest_chosen)
        self._desk.theme.changed.connect(self.messages.repaint)

    def _build(self) -> None:
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("kind", "subject")
        self.count.setProperty("kind", "muted")
        self.latest.setRange(1, MOST_LATEST)
        self.latest.setSingleStep(STEP)
        self.latest.setKeyboardTracking(False)
        self.latest.setValue(self._session.latest)
        self.latest.setAccessibleName(self.tr("How many of the latest messages to show"))
        before, after = QLabel(self.tr("Show &latest")), QLabel(self.tr("messages"))
        before.setBuddy(self.latest)
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 12, 8)
        top.setSpacing(8)
        for widget in (self.title, self.count):
            top.addWidget(widget)
        top.addStretch()
        for widget in (before, self.latest, after):
            top.addWidget(widget)
        lists = QWidget()
        lists.setLayout(self._list_pages)
        self._list_pages.addWidget(self.state)
        self._list_pages.addWidget(self.table)
        self.split.addWidget(lists)
        self.split.addWidget(self.reader)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([1000, 1100])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(divider())
        column.addWidget(self.split, 1)


def _delayed(parent: QWidget, show: Callable[[], None]) -> QTimer:
    """A timer after which the person is told that something takes its time."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(BUSY_AFTER_MS)
    timer.timeout.connect(show)
    return timer
