"""The list that is open, with the line above it, the table, and the reading pane. It asks
the session and shows what the session tells; what is answered or opened in windows is decided by the main window."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PyQt5.QtCore import Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QSplitter, QStackedLayout, QVBoxLayout, QWidget

from client.account_sync import MOST_FOUND
from client.gui.choosing import Choosing
from client.gui.desk import Desk
from client.gui.downloads import Downloads
from client.gui.explanations import sentence_of
from client.gui.folder_looks import FolderLooks
from client.gui.list_bar import ListBar
from client.gui.list_looks import ListLook
from client.gui.loaded_rows import MOST_LOADED
from client.gui.mail_session import MailSession
from client.gui.mailbox_words import empty_words
from client.gui.message_list import MessageList
from client.gui.message_table import MessageTable
from client.gui.notices import Notices
from client.gui.overview import Overview
from client.gui.plain_words import one_line
from client.gui.reader_pane import ReaderPane, divider
from client.gui.reading import Reading
from client.gui.relative_dates import until_midnight
from client.gui.row_loading import RowLoading
from client.gui.state_page import StatePage
from client.gui.tasks import BUSY_AFTER_MS, Place
from client.list_lines import Lines
from client.message import Mailbox, MessageRow

SHOWN_WITH_RECIPIENTS = ("sent", "drafts")


class MailPage(QWidget):
    """Signals: opened(str), a message to open in a window; selection_changed(); latest_changed(int); write_to(str);
    link_hovered(str). `name_of` gives the name of a role, `looks` how each folder is shown.
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
        self._waits_for_row = False
        self._focus_list = False
        self.messages = MessageList(desk.theme, desk.icons, desk.clock)
        self.table = MessageTable(self.messages, desk.theme)
        self._loading = RowLoading(desk.session, self.messages, self.table)
        self.choosing = Choosing(desk.session, desk.tasks, self.table, self.messages, self)
        self.looks = FolderLooks()
        self.name_of: Callable[[str], str] = str
        self.state = StatePage(desk.theme, desk.icons)
        downloads = Downloads(desk.account, desk.tasks, self)
        self.reader = ReaderPane(desk, downloads, notices)
        self.bar = ListBar(desk.icons)
        self.title, self.count, self.latest = self.bar.title, self.bar.count, self.bar.latest
        self.split = QSplitter(Qt.Orientation.Vertical)
        self._list_pages = QStackedLayout()
        self._slow_list = _delayed(self, self._show_list_loading)
        self._slow_message = _delayed(self, self.reader.show_loading)
        self._midnight = _delayed(self, self._new_day)
        self._build()
        self._connect()
        self._wait_for_midnight()

    def selected_rows(self) -> list[MessageRow]:
        """The rows of the selected messages, as far as they are in memory."""
        rows = map(self.messages.row, self.table.selected_lines())
        return [row for row in rows if row is not None]

    def focus_list(self) -> None:
        """Give the keyboard to the table, now or when there are messages to show."""
        self._focus_list = not self.table.isVisible()
        self.table.setFocus()

    def current_reading(self) -> Reading | None:
        """The message in the reading pane, when it is the selected one."""
        reading = self.reader.reading
        return reading if reading is not None and self.selected_one() == reading.message.row.id else None

    def folder_name(self, mailbox: Mailbox) -> str:
        """What the folder is called in this window."""
        return self.name_of(mailbox.role) if mailbox.role else one_line(mailbox.name)

    def selected_one(self) -> str | None:
        """The id of the only message that is selected."""
        if self.table.selected_count() != 1:
            return None
        row = self.messages.row(self.table.selected_lines()[0])
        return None if row is None else row.id

    def show_previews(self, shown: bool) -> None:
        self.messages.shows_previews = shown
        self.messages.repaint()

    def show_latest(self, number: int, only: bool) -> None:
        """What was chosen an earlier time: how many of the latest, and whether only those."""
        self.bar.show_latest(number, only)
        self._session.show_latest(number if only else 0)

    def show_reading_pane(self, shown: bool) -> None:
        self.reader.setVisible(shown)
        if shown:
            self._read_selected()

    def _wait_for_midnight(self) -> None:
        self._midnight.start(int(until_midnight(self._desk.clock()) / timedelta(milliseconds=1)) + 1)

    def _new_day(self) -> None:
        """What was today is yesterday now."""
        self.messages.repaint()
        self._wait_for_midnight()

    def _opening(self, mailbox: str) -> None:
        self._reading_place.forget()
        self.bar.search.show_words("")
        self.messages.texts.shows_recipients = mailbox in SHOWN_WITH_RECIPIENTS
        self._show_look(self.looks.of(mailbox))
        self._session.arrange(self.bar.look.look.order, self.bar.look.look.threads)
        self._empty_list()
        self.selection_changed.emit()

    def _empty_list(self) -> None:
        """Show nothing until the list is there."""
        self.messages.replace_all(Lines(), {})
        self.reader.show_nothing()
        self.count.setText("")
        self.state.show_state("", "")
        self._list_pages.setCurrentIndex(0)
        self._slow_list.start()

    def _show_list_loading(self) -> None:
        self.state.show_state("mail", self.tr("Loading messages…"))

    def _show_overview(self, overview: Overview, fresh: bool) -> None:
        self._name_folders(overview.mailboxes)
        if overview.lines is None:
            return
        self._slow_list.stop()
        self._loading.start_again()
        if fresh:
            self.messages.shows_folders = self._session.searching
            self.table.show_columns()
            self._replace_list(overview)
        else:
            self.messages.put_rows(overview.rows, stale=overview.stale)
            self.messages.update(overview.lines, overview.way, overview.base)
        self._show_list(overview.lines)

    def _replace_list(self, overview: Overview) -> None:
        """Show another list; the message that is being read stays if it is there too."""
        chosen = self.selected_one()
        self.messages.replace_all(overview.lines or Lines(), overview.rows)
        if chosen is not None:
            self.table.select_message(chosen)
        if self.selected_one() is None:
            self.reader.show_nothing()
            self.selection_changed.emit()

    def _show_list(self, lines: Lines) -> None:
        view = self._session.view
        capped = view.found is not None and len(view.found) >= MOST_FOUND
        counted = len(lines.numbers) - len(lines.inside)
        self.bar.show_count(counted, lines.total, threads=view.threads, searching=bool(view.words), capped=capped)
        if not lines.numbers:
            self._show_empty()
            return
        self._list_pages.setCurrentIndex(1)
        if self._focus_list:
            self.focus_list()

    def _name_folders(self, mailboxes: tuple[Mailbox, ...]) -> None:
        self.messages.folder_names = {one.id: self.folder_name(one) for one in mailboxes}

    def _show_empty(self) -> None:
        if self._session.searching:
            words = self.tr("Press Enter to let the server look into whole messages.")
            asked = self._session.view.found is not None
            self.state.show_state("search", self.tr("Nothing found"), "" if asked else words)
        else:
            self.state.show_state(*empty_words(self._session.mailbox))
        self._list_pages.setCurrentIndex(0)

    def _list_failed(self, error: Exception, fresh: bool) -> None:
        if fresh:
            self._slow_list.stop()
            title, button = self.tr("The messages cannot be loaded"), self.tr("Try again")
            self.state.show_state("offline", title, sentence_of(error), button)
            self._list_pages.setCurrentIndex(0)

    def select_all(self) -> None:
        """Select all messages of the list, or the text that is being read."""
        (self.reader.body if self.reader.body.hasFocus() else self.table).selectAll()

    def _search(self, words: str) -> None:
        """Look for what is typed on this computer; without words show the mailbox again."""
        self._session.show(replace(self._session.view, words=words, found=None))
        self.selection_changed.emit()

    def _search_server(self) -> None:
        if self._session.searching:
            self._slow_list.start()
            self._session.search_server()
            self.table.setFocus()

    def _leave_search(self) -> None:
        self.table.setFocus()
        if self.table.currentIndex().row() < 0:
            self.table.select_number(0)

    def _choose_look(self, look: ListLook) -> None:
        """The person wants this folder to be shown so, now and the next time."""
        self.looks.keep(self._session.mailbox, look)
        self._show_look(look)
        self._session.show(replace(self._session.view, order=look.order, threads=look.threads))

    def _show_look(self, look: ListLook) -> None:
        self.bar.look.show_look(look)
        self.table.show_look(look)

    def _toggle_conversation(self, number: int) -> None:
        view, opened = self._session.view, self.messages.lines.opened
        wanted = opened - {number} if number in opened else opened | {number}
        self._session.show(replace(view, opened=wanted))

    def _removed(self, ids: frozenset[str]) -> None:
        few = self.table.selected_count() <= MOST_LOADED
        was_selected = not few or not ids.isdisjoint(self.table.selected_ids())
        lines = self.messages.remove(ids)
        self._session.shown = self.messages.lines
        if lines and was_selected:
            self.table.select_number(min(lines))
        if not self.messages.rowCount():
            self._show_empty()

    def _marked(self, ids: frozenset[str], seen: bool | None, flagged: bool | None) -> None:
        self.messages.mark(ids, seen=seen, flagged=flagged)

    def _read_selected(self) -> None:
        self.selection_changed.emit()
        if not self.reader.isVisibleTo(self):
            return
        chosen = self.selected_one()
        # What is not in memory may come from the disk only after the selection has come to rest.
        self._waits_for_row = chosen is None and self.table.selected_count() == 1
        if chosen is None:
            self._reading_place.forget()
            self._slow_message.stop()
            self.reader.show_nothing(self.table.selected_count())
        elif self.current_reading() is None:
            self._slow_message.start()
            self._session.read(chosen, self._show_reading, self._reading_failed, self._reading_place, self)

    def _rows_changed(self, *_lines: object) -> None:
        if self._waits_for_row and self.selected_one() is not None:
            self._read_selected()

    def _search_failed(self) -> None:
        """The server could not look: what this computer has found stays."""
        self._slow_list.stop()

    def _read_again(self) -> None:
        self.reader.show_loading()
        self._read_selected()

    def _show_reading(self, reading: Reading) -> None:
        self._slow_message.stop()
        self.reader.show_reading(reading)
        row = self.messages.row_of(reading.message.row.id)
        if row is not None and not row.seen:
            self._session.changes.mark([row.id], seen=True)
        self.selection_changed.emit()

    def _reading_failed(self, error: Exception) -> None:
        self._slow_message.stop()
        self.reader.show_error(error)

    def _toggle_flag(self, message_id: str) -> None:
        row, line = self.messages.row_of(message_id), self.messages.line_of(message_id)
        if row is not None and line >= 0:
            wanted, session = not row.flagged, self._session
            number = self.messages.lines.numbers[line]
            self.choosing.of_line(number, lambda ids: session.changes.mark(ids, flagged=wanted))

    def _toggle_seen(self, message_id: str) -> None:
        row, line = self.messages.row_of(message_id), self.messages.line_of(message_id)
        if row is not None and line >= 0:
            number, session = self.messages.lines.numbers[line], self._session
            wanted = self.messages.is_unread(row, number)
            self.choosing.of_line(number, lambda ids: session.changes.mark(ids, seen=wanted))

    def _connect(self) -> None:
        session = self._session
        session.opening.connect(self._opening)
        session.overview_changed.connect(self._show_overview)
        session.list_failed.connect(self._list_failed)
        session.changes.removed.connect(self._removed)
        session.changes.marked.connect(self._marked)
        self.state.button_clicked.connect(session.refresh)
        self.table.rested.connect(self._read_selected)
        self.messages.dataChanged.connect(self._rows_changed)
        self.table.opened.connect(self.opened)
        self.table.flag_wanted.connect(self._toggle_flag)
        self.table.seen_wanted.connect(self._toggle_seen)
        self.reader.again_wanted.connect(self._read_again)
        self.reader.write_to.connect(self.write_to)
        self.reader.link_hovered.connect(self.link_hovered)
        self.bar.latest_chosen.connect(session.show_latest)
        self.bar.latest.valueChanged.connect(self.latest_changed)
        self.bar.search.typed.connect(self._search)
        self.bar.search.entered.connect(self._search_server)
        self.bar.search.left.connect(self._leave_search)
        self.bar.look.chosen.connect(self._choose_look)
        session.search_failed.connect(self._search_failed)
        session.holds_still = self.table.holds_still
        self.table.order_wanted.connect(lambda order: self._choose_look(replace(self.bar.look.look, order=order)))
        self.table.toggled.connect(self._toggle_conversation)
        self._desk.theme.changed.connect(self.messages.repaint)

    def _build(self) -> None:
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
        column.addWidget(self.bar)
        column.addWidget(divider())
        column.addWidget(self.split, 1)


def _delayed(parent: QWidget, show: Callable[[], None]) -> QTimer:
    """A timer after which the person is told that something takes its time."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(BUSY_AFTER_MS)
    timer.timeout.connect(show)
    return timer
