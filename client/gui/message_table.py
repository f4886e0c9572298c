"""The table of messages, in lines or as cards. It knows rows, selection and keys; what opening or flagging a message
means is decided by whoever listens."""

from PyQt5.QtCore import QEvent, QItemSelection, QModelIndex, QPoint, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PyQt5.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from client.gui.card_painting import card_height, mark_at
from client.gui.kept_place import KeptPlace
from client.gui.line_choice import select_line
from client.gui.line_delegate import LineDelegate
from client.gui.list_looks import PADDING, ListLook
from client.gui.message_cells import Column
from client.gui.message_columns import ICON_WIDTH, MessageColumns
from client.gui.message_list import MessageList
from client.gui.present import present
from client.gui.theme import Theme
from client.message import MessageRow

# While somebody runs through the list with the arrow keys, messages in between are not fetched.
SETTLE_MS = 150
# Rows beyond what is seen, read along with it.
AHEAD = 30
LEAST_LINES = 3
LEAST_CARDS = 2


class MessageTable(QTableView):
    """Signals: rested(), the selection has not changed for a moment; opened(str), the id of a message to open in a
    window; flag_wanted(str) and seen_wanted(str), the id whose mark was clicked; order_wanted(Order); toggled(int), the
    number of the line whose conversation is to be opened or closed.
    """

    rested = pyqtSignal()
    opened = pyqtSignal(str)
    flag_wanted = pyqtSignal(str)
    seen_wanted = pyqtSignal(str)
    order_wanted = pyqtSignal(object)
    toggled = pyqtSignal(object)

    def __init__(self, messages: MessageList, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._look = ListLook()
        # Where the last click was: a second one upon a mark opens nothing.
        self._clicked = QPoint()
        self._rest_timer = QTimer(self)
        self._rest_timer.setSingleShot(True)
        self._rest_timer.setInterval(SETTLE_MS)
        self._rest_timer.timeout.connect(self.rested)
        self.setModel(messages)
        # A view whose model goes first warns at each event that still reaches it.
        messages.setParent(self)
        messages.in_view = self.lines_in_view
        self.kept_place = KeptPlace(self, messages)
        self._delegate = LineDelegate(messages, theme, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(self.tr("Messages"))
        self._shape()
        self.columns = MessageColumns(self, messages.cells)
        self.columns.order_wanted.connect(self.order_wanted)
        self.show_look(self._look)
        self.doubleClicked.connect(self._double_clicked)

    def selected_lines(self) -> list[int]:
        """Return the selected lines in the order of the list."""
        selection: QItemSelection = present(self.selectionModel()).selection()
        if selection.count() == 1:
            return list(range(selection[0].top(), selection[0].bottom() + 1))
        return sorted({line for part in selection for line in range(part.top(), part.bottom() + 1)})

    def selected_count(self) -> int:
        """How many lines are selected; quick also for all of very many."""
        selection: QItemSelection = present(self.selectionModel()).selection()
        if selection.count() == 1:
            return int(selection[0].height())
        return len(self.selected_lines())

    def selected_rows(self) -> list[MessageRow]:
        """Return the rows of the selected messages, as far as they are in memory, in the order of the list."""
        rows = map(self._messages.row, self.selected_lines())
        return [row for row in rows if row is not None]

    def selected_ids(self) -> list[str]:
        """Return the ids of the same messages."""
        return [row.id for row in self.selected_rows()]

    def selected_one(self) -> str | None:
        """Return the id of the only message that is selected; None also while its row is not in memory."""
        if self.selected_count() != 1:
            return None
        return next(iter(self.selected_ids()), None)

    def selected_numbers(self) -> list[int]:
        """Return the cache's numbers of all selected messages, in the order of the list."""
        numbers = self._messages.lines.numbers
        return [numbers[line] for line in self.selected_lines()]

    def select_message(self, message_id: str) -> None:
        self.select_number(self._messages.line_of(message_id))

    def select_number(self, line: int) -> None:
        """Select the line, or the last one where the list is shorter; nothing for a negative number."""
        if line >= 0 and self._messages.rowCount():
            select_line(self, min(line, self._messages.rowCount() - 1))

    def step(self, lines: int) -> None:
        """Go down (or, negative, up) by so many lines from the current one; where none is selected, to that one."""
        current = self.currentIndex().row()
        self.select_number(max(0, current + lines if self.selected_count() else current))

    def show_look(self, look: ListLook) -> None:
        """Show lines or cards, as dense as wanted, and by which column they are sorted."""
        self._look = self._delegate.look = look
        metrics = self.fontMetrics()
        height = card_height(metrics, look.density) if look.cards else metrics.height() + PADDING[look.density]
        present(self.verticalHeader()).setDefaultSectionSize(height)
        self.columns.show_look(look)
        # However much the message below says of itself, there is a list to choose from.
        header = present(self.horizontalHeader())
        least = LEAST_CARDS * height if look.cards else LEAST_LINES * height + header.sizeHint().height()
        self.setMinimumHeight(least + 2 * self.frameWidth())
        present(self.viewport()).update()

    def lines_in_view(self) -> tuple[int, int]:
        """The first and the last line that are seen, with some around them; what is not in memory of them is read."""
        height = present(self.viewport()).height()
        first, end = max(0, self.rowAt(0)), self._messages.rowCount() - 1
        # Where each line is, the view knows only once it was laid out: until then not all lines are in view.
        last = first + height // max(1, present(self.verticalHeader()).defaultSectionSize()) + 1
        return max(0, first - AHEAD), min(end, last + AHEAD)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        key = present(event)
        if key.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected_ids():
            self.opened.emit(self.selected_ids()[0])
            return
        if key.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._toggle_by_key(key.key() == Qt.Key.Key_Right):
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        super().mouseReleaseEvent(event)
        click = present(event)
        index = self.indexAt(click.pos())
        self._clicked = click.pos()
        if click.button() == Qt.MouseButton.LeftButton and click.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._mark_clicked(index, click.pos())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._rest_timer.start()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.columns.fit_names()

    def viewportEvent(self, event: QEvent | None) -> bool:
        if present(event).type() in (QEvent.Type.MouseMove, QEvent.Type.HoverMove):
            self.kept_place.pointer_moved()
        return super().viewportEvent(event)

    def _toggle_by_key(self, opening: bool) -> bool:
        line = self.currentIndex().row()
        lines = self._messages.lines
        if line < 0 or not lines.counts:
            return False
        number = lines.numbers[line]
        if self._messages.count(number) > 1 and (number in lines.opened) != opening:
            self.toggled.emit(number)
            return True
        return False

    def _mark_clicked(self, index: QModelIndex, point: QPoint) -> None:
        row = self._messages.row(index.row()) if index.isValid() else None
        if row is None:
            return
        mark = self._mark_at(index, point)
        if mark is Column.WHO:
            self.toggled.emit(self._messages.lines.numbers[index.row()])
        elif mark is Column.FLAG:
            self.flag_wanted.emit(row.id)
        elif mark is Column.UNREAD:
            self.seen_wanted.emit(row.id)

    def _mark_at(self, index: QModelIndex, point: QPoint) -> Column | None:
        """Return whose mark was clicked: WHO for the arrow of a conversation, None for anything else."""
        mark: Column | None = Column(index.column())
        if self._look.cards:
            mark = mark_at(point, self.visualRect(index), self.layoutDirection())
        elif self._is_arrow(index, point):
            mark = Column.WHO
        elif mark is Column.WHO:
            return None
        if mark is Column.WHO and self._messages.count(self._messages.lines.numbers[index.row()]) < 2:
            return None
        return mark if mark in (Column.WHO, Column.FLAG, Column.UNREAD) else None

    def _is_arrow(self, index: QModelIndex, point: QPoint) -> bool:
        if index.column() != Column.SUBJECT:
            return False
        rect = self.visualRect(index)
        right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        used = rect.right() - point.x() if right else point.x() - rect.left()
        return used <= 2 * ICON_WIDTH

    def _double_clicked(self, index: QModelIndex) -> None:
        row = self._messages.row(index.row())
        if row is not None and self._mark_at(index, self._clicked) is None:
            self.opened.emit(row.id)

    def _shape(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        present(self.viewport()).setMouseTracking(True)
        rows = present(self.verticalHeader())
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
