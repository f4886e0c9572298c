"""The table of messages. It knows rows, selection and keys; what opening or flagging a message means is decided
by whoever listens."""

from PyQt5.QtCore import QItemSelection, QLocale, QModelIndex, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent
from PyQt5.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from client.gui.message_delegate import SIDE_PADDING, MessageDelegate
from client.gui.message_list import Column, MessageList
from client.gui.present import present
from client.gui.theme import Theme

# While somebody runs through the list with the arrow keys, messages in between are not fetched.
SETTLE_MS = 150
ICON_WIDTH = 26
WHO_WIDTH = 190


class MessageTable(QTableView):
    """Signals: rested(), the selection has not changed for a moment; opened(str), the id of a message to open in a
    window; flag_wanted(str) and seen_wanted(str), the id whose mark was clicked.
    """

    rested = pyqtSignal()
    opened = pyqtSignal(str)
    flag_wanted = pyqtSignal(str)
    seen_wanted = pyqtSignal(str)

    def __init__(self, messages: MessageList, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._rest_timer = QTimer(self)
        self._rest_timer.setSingleShot(True)
        self._rest_timer.setInterval(SETTLE_MS)
        self._rest_timer.timeout.connect(self.rested)
        self.setModel(messages)
        # A view whose model goes first warns at each event that still reaches it.
        messages.setParent(self)
        self.setItemDelegate(MessageDelegate(theme, self))
        self.setAccessibleName(self.tr("Messages"))
        self._shape()
        self.doubleClicked.connect(self._double_clicked)

    def selected_ids(self) -> list[str]:
        """Return the ids of the selected messages, in the order of the list."""
        selection: QItemSelection = present(self.selectionModel()).selection()
        numbers = {number for part in selection for number in range(part.top(), part.bottom() + 1)}
        return [self._messages.row(number).id for number in sorted(numbers)]

    def select_message(self, message_id: str) -> None:
        self.select_number(self._messages.number_of(message_id))

    def select_number(self, number: int) -> None:
        """Select the row, or the last one where the list is shorter; nothing for a negative number."""
        if number >= 0 and self._messages.rowCount():
            self.selectRow(min(number, self._messages.rowCount() - 1))

    def step(self, rows: int) -> None:
        """Go down (or, negative, up) by so many rows from the current one."""
        current = self.currentIndex().row()
        self.select_number(max(0, current + rows))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        key = present(event)
        if key.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected_ids():
            self.opened.emit(self.selected_ids()[0])
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        super().mouseReleaseEvent(event)
        click = present(event)
        index = self.indexAt(click.pos())
        if click.button() == Qt.MouseButton.LeftButton and click.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._mark_clicked(index)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._rest_timer.start()

    def rowsInserted(self, parent: QModelIndex, start: int, end: int) -> None:
        """Keep under the eyes what was there, unless the top of the list is shown."""
        top = present(self.verticalScrollBar()).value()
        super().rowsInserted(parent, start, end)
        if top > 0 and start <= top:
            self._scroll_to(top + end - start + 1)

    def rowsAboutToBeRemoved(self, parent: QModelIndex, start: int, end: int) -> None:
        top = present(self.verticalScrollBar()).value()
        super().rowsAboutToBeRemoved(parent, start, end)
        if end < top:
            self._scroll_to(top - (end - start + 1))

    def _scroll_to(self, top: int) -> None:
        # The scroll bar learns of new rows later; without this it would refuse the new value.
        self.updateGeometries()
        present(self.verticalScrollBar()).setValue(top)

    def _mark_clicked(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        message_id = self._messages.row(index.row()).id
        if index.column() == Column.FLAG:
            self.flag_wanted.emit(message_id)
        elif index.column() == Column.UNREAD:
            self.seen_wanted.emit(message_id)

    def _double_clicked(self, index: QModelIndex) -> None:
        if index.column() not in (Column.FLAG, Column.UNREAD):
            self.opened.emit(self._messages.row(index.row()).id)

    def _shape(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        rows = present(self.verticalHeader())
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 16)
        self._shape_columns(present(self.horizontalHeader()))

    def _shape_columns(self, header: QHeaderView) -> None:
        header.setMinimumSectionSize(24)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setResizeContentsPrecision(0)
        bold = QFont(self.font())
        bold.setBold(True)
        widest = QFontMetrics(bold)
        days = [QLocale().dayName(day) for day in range(1, 8)]
        self.setColumnWidth(Column.WHO, WHO_WIDTH)
        self.setColumnWidth(Column.DATE, max(map(widest.horizontalAdvance, [*days, "30 Mar 2026"])) + 2 * SIDE_PADDING)
        self.setColumnWidth(Column.SIZE, widest.horizontalAdvance("999 bytes") + 2 * SIDE_PADDING)
        for column in (Column.UNREAD, Column.FLAG, Column.ATTACHMENT):
            self.setColumnWidth(column, ICON_WIDTH)
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.SUBJECT, QHeaderView.ResizeMode.Stretch)
