"""The list that is open, with the line above it, the table, and the reading pane. It asks the session and shows what
the session tells; what is answered or opened in windows is decided by the main window."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PyQt5.QtCore import Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QSplitter, QVBoxLayout, QWidget

from client.account_sync import MOST_FOUND
from client.gui.choosing import Choosing
from client.gui.desk import Desk
from client.gui.downloads import Downloads
from client.gui.folder_looks import FolderLooks
from client.gui.line_marks import LineMarks
from client.gui.list_bar import ListBar
from client.gui.list_looks import ListLook
from client.gui.list_pane import ListPane
from client.gui.loaded_rows import MOST_LOADED
from client.gui.mail_session import MailSession
from client.gui.message_list import MessageList
from client.gui.message_table import MessageTable
from client.gui.notices import Notices
from client.gui.overview import Overview
from client.gui.plain_words import one_line
from client.gui.reader_pane import ReaderPane, divider
from client.gui.relative_dates import until_midnight
from client.gui.row_loading import RowLoading
from client.gui.selected_reading import SelectedReading
from client.list_lines import Lines
from client.message import Mailbox

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
        self.messages = MessageList(desk.theme, desk.icons, desk.clock)
        self.table = MessageTable(self.messages, desk.theme)
        self._loading = RowLoading(desk.session, self.messages, self.table)
        self.choosing = Choosing(desk.session, desk.tasks, self.table, self.messages, self)
        LineMarks(desk.session, self.choosing, self.messages, self.table)
        self.looks = FolderLooks()
        self.name_of: Callable[[str], str] = str
        self.list_pane = ListPane(desk, self.table)
        downloads = Downloads(desk.account, desk.tasks, self)
        self.reader = ReaderPane(desk, downloads, notices)
        self.reading = SelectedReading(desk.session, self.messages, self.table, self.reader, self)
        self.bar = ListBar(desk.icons)
        self.title, self.count, self.latest = self.bar.title, self.bar.count, self.bar.latest
        self.split = QSplitter(Qt.Orientation.Vertical)
        self._midnight = QTimer(self)
        self._midnight.setSingleShot(True)
        self._midnight.timeout.connect(self._new_day)
        self._build()
        self._connect()
        self._wait_for_midnight()

    def folder_name(self, mailbox: Mailbox) -> str:
        """What the folder is called in this window."""
        return self.name_of(mailbox.role) if mailbox.role else one_line(mailbox.name)

    def show_previews(self, shown: bool) -> None:
        self.messages.cells.shows_previews = shown
        self.messages.repaint()

    def show_latest(self, number: int, only: bool) -> None:
        """What was chosen an earlier time: how many of the latest, and whether only those."""
        self.bar.show_latest(number, only)
        self._session.list.show_latest(number if only else 0)

    def show_reading_pane(self, shown: bool) -> None:
        self.reader.setVisible(shown)
        if shown:
            self.reading.read()

    def _wait_for_midnight(self) -> None:
        self._midnight.start(int(until_midnight(self._desk.clock()) / timedelta(milliseconds=1)) + 1)

    def _new_day(self) -> None:
        """What was today is yesterday now."""
        self.messages.repaint()
        self._wait_for_midnight()

    def _opening(self, mailbox: str) -> None:
        self.reading.forget()
        self.bar.search.show_words("")
        self.messages.cells.texts.shows_recipients = mailbox in SHOWN_WITH_RECIPIENTS
        self._show_look(self.looks.of(mailbox))
        self._session.list.arrange(self.bar.look.look.order, self.bar.look.look.threads)
        self._empty_list()
        self.selection_changed.emit()

    def _empty_list(self) -> None:
        """Show nothing until the list is there."""
        self.messages.replace_all(Lines(), {})
        self.reader.show_nothing()
        self.count.setText("")
        self.list_pane.show_nothing()

    def _show_overview(self, overview: Overview, fresh: bool) -> None:
        self._name_folders(overview.mailboxes)
        if overview.lines is None:
            return
        self.list_pane.stop_waiting()
        self._loading.start_again()
        if fresh:
            self.messages.cells.shows_folders = self._session.list.searching
            self.table.columns.show_needed()
            self._replace_list(overview)
        else:
            self.messages.put_rows(overview.rows, stale=overview.stale)
            self.messages.update(overview.lines, overview.way, overview.base)
        self._show_list(overview.lines)

    def _replace_list(self, overview: Overview) -> None:
        """Show another list; the message that is being read stays if it is there too."""
        chosen = self.table.selected_one()
        self.messages.replace_all(overview.lines or Lines(), overview.rows)
        if chosen is not None:
            self.table.select_message(chosen)
        if self.table.selected_one() is None:
            self.reader.show_nothing()
            self.selection_changed.emit()

    def _show_list(self, lines: Lines) -> None:
        view = self._session.list.view
        capped = view.found is not None and len(view.found) >= MOST_FOUND
        counted = len(lines.numbers) - len(lines.inside)
        self.bar.show_count(counted, lines.total, threads=view.threads, searching=bool(view.words), capped=capped)
        if lines.numbers:
            self.list_pane.show_list()
        else:
            self.list_pane.show_empty()

    def _name_folders(self, mailboxes: tuple[Mailbox, ...]) -> None:
        self.messages.cells.folder_names = {one.id: self.folder_name(one) for one in mailboxes}

    def select_all(self) -> None:
        """Select all messages of the list, or the text that is being read."""
        (self.reader.body if self.reader.body.hasFocus() else self.table).selectAll()

    def _search(self, words: str) -> None:
        """Look for what is typed on this computer; without words show the mailbox again."""
        self._session.list.show(replace(self._session.list.view, words=words, found=None))
        self.selection_changed.emit()

    def _search_server(self) -> None:
        if self._session.list.searching:
            self.list_pane.wait()
            self._session.list.search_server()
            self.table.setFocus()

    def _leave_search(self) -> None:
        self.table.setFocus()
        if self.table.currentIndex().row() < 0:
            self.table.select_number(0)

    def _choose_look(self, look: ListLook) -> None:
        """The person wants this folder to be shown so, now and the next time."""
        self.looks.keep(self._session.mailbox, look)
        self._show_look(look)
        self._session.list.show(replace(self._session.list.view, order=look.order, threads=look.threads))

    def _show_look(self, look: ListLook) -> None:
        self.bar.look.show_look(look)
        self.table.show_look(look)

    def _removed(self, ids: frozenset[str]) -> None:
        few = self.table.selected_count() <= MOST_LOADED
        was_selected = not few or not ids.isdisjoint(self.table.selected_ids())
        lines = self.messages.remove(ids)
        self._session.list.shown = self.messages.lines
        if lines and was_selected:
            self.table.select_number(min(lines))
        if not self.messages.rowCount():
            self.list_pane.show_empty()

    def _marked(self, ids: frozenset[str], seen: bool | None, flagged: bool | None) -> None:
        self.messages.mark(ids, seen=seen, flagged=flagged)

    def _connect(self) -> None:
        session = self._session
        session.opening.connect(self._opening)
        session.overview_changed.connect(self._show_overview)
        session.changes.removed.connect(self._removed)
        session.changes.marked.connect(self._marked)
        self.reading.changed.connect(self.selection_changed)
        self.table.opened.connect(self.opened)
        self.reader.write_to.connect(self.write_to)
        self.reader.link_hovered.connect(self.link_hovered)
        self.bar.latest_chosen.connect(session.list.show_latest)
        self.bar.latest.valueChanged.connect(self.latest_changed)
        self.bar.search.typed.connect(self._search)
        self.bar.search.entered.connect(self._search_server)
        self.bar.search.left.connect(self._leave_search)
        self.bar.look.chosen.connect(self._choose_look)
        session.list.holds_still = self.table.kept_place.holds_still
        self.table.order_wanted.connect(lambda order: self._choose_look(replace(self.bar.look.look, order=order)))
        self._desk.theme.changed.connect(self.messages.repaint)

    def _build(self) -> None:
        self.split.addWidget(self.list_pane)
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
