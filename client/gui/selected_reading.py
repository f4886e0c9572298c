"""Reads the message that is selected in the list and shows it in the reading pane; then it is marked as read. It waits
until the selection has come to rest, and reads nothing while the pane is hidden."""

from PyQt5.QtCore import QObject, QTimer, pyqtSignal
from PyQt5.QtWidgets import QWidget

from client.gui.mail_session import MailSession
from client.gui.message_list import MessageList
from client.gui.message_table import MessageTable
from client.gui.reader_pane import ReaderPane
from client.gui.reading import Reading
from client.gui.tasks import BUSY_AFTER_MS, Place


class SelectedReading(QObject):
    """Belongs to the page of the list. Signals: changed(), something else is selected or being read."""

    changed = pyqtSignal()

    def __init__(
        self, session: MailSession, messages: MessageList, table: MessageTable, reader: ReaderPane, page: QWidget
    ) -> None:
        super().__init__(page)
        self._session = session
        self._messages = messages
        self._table = table
        self._reader = reader
        self._page = page
        self._place = Place()
        self._waits_for_row = False
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(BUSY_AFTER_MS)
        self._slow.timeout.connect(reader.show_loading)
        table.rested.connect(self.read)
        messages.dataChanged.connect(self._rows_changed)
        reader.again_wanted.connect(self._read_again)

    def current(self) -> Reading | None:
        """The message in the reading pane, when it is the selected one."""
        reading = self._reader.reading
        return reading if reading is not None and self._table.selected_one() == reading.message.row.id else None

    def read(self) -> None:
        """Show the selected message, if it is not shown already and the pane is not hidden."""
        self.changed.emit()
        if not self._reader.isVisibleTo(self._page):
            return
        chosen = self._table.selected_one()
        # What is not in memory may come from the disk only after the selection has come to rest.
        self._waits_for_row = chosen is None and self._table.selected_count() == 1
        if chosen is None:
            self._place.forget()
            self._slow.stop()
            self._reader.show_nothing(self._table.selected_count())
        elif self.current() is None:
            self._slow.start()
            self._session.read(chosen, self._show, self._fail, self._place, self)

    def forget(self) -> None:
        """Another list is opened: what is being read is not shown any more."""
        self._place.forget()

    def _rows_changed(self, *_lines: object) -> None:
        if self._waits_for_row and self._table.selected_one() is not None:
            self.read()

    def _read_again(self) -> None:
        self._reader.show_loading()
        self.read()

    def _show(self, reading: Reading) -> None:
        self._slow.stop()
        self._reader.show_reading(reading)
        row = self._messages.row_of(reading.message.row.id)
        if row is not None and not row.seen:
            self._session.changes.mark([row.id], seen=True)
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self._slow.stop()
        self._reader.show_error(error)
