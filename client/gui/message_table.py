"""The table of messages, in lines or as cards. It knows rows, selection and keys; what opening or flagging a message
means is decided by whoever listens."""

from PyQt5 import sip
from PyQt5.QtCore import (
    QEvent,
    QItemSelection,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    pyqtSignal,
)
from PyQt5.QtGui import QCursor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PyQt5.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from client.cache_lists import Order, Sort
from client.gui.card_painting import card_height, mark_at
from client.gui.line_choice import select_line
from client.gui.line_delegate import LineDelegate
from client.gui.list_looks import PADDING, ListLook
from client.gui.message_delegate import SIDE_PADDING
from client.gui.message_list import Column, MessageList
from client.gui.present import present
from client.gui.theme import Theme

# While somebody runs through the list with the arrow keys, messages in between are not fetched.
SETTLE_MS = 150
# So long after the pointer moved somebody may be about to click.
POINTING_MS = 2500
ICON_WIDTH = 26
WHO_WIDTH = 190
# In a narrow window the subject needs the room more than the names do.
LEAST_WHO_WIDTH = 110
WHO_SHARE = 5
FOLDER_WIDTH = 110
# Rows beyond what is seen, read along with it.
AHEAD = 30
SORTS = {
    Column.UNREAD: Sort.UNREAD,
    Column.FLAG: Sort.FLAG,
    Column.WHO: Sort.FROM,
    Column.SUBJECT: Sort.SUBJECT,
    Column.ATTACHMENT: Sort.ATTACHMENT,
    Column.DATE: Sort.DATE,
    Column.SIZE: Sort.SIZE,
}
LEAST_LINES = 3
LEAST_CARDS = 2
# By these people look for the first letter, or the smallest, first.
ASCENDING_FIRST = frozenset({Sort.FROM, Sort.TO, Sort.SUBJECT})


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
        self._who_width = WHO_WIDTH
        # Where the last click was: a second one upon a mark opens nothing.
        self._clicked = QPoint()
        self._rest_timer = QTimer(self)
        self._rest_timer.setSingleShot(True)
        self._rest_timer.setInterval(SETTLE_MS)
        self._rest_timer.timeout.connect(self.rested)
        self._pointing = QTimer(self)
        self._pointing.setSingleShot(True)
        self._pointing.setInterval(POINTING_MS)
        self.setModel(messages)
        # A view whose model goes first warns at each event that still reaches it.
        messages.setParent(self)
        messages.in_view = self.lines_in_view
        self._kept, self._below_top = QPersistentModelIndex(), 0
        messages.changing.connect(self._remember_place)
        messages.changed.connect(self._keep_place)
        self._delegate = LineDelegate(messages, theme, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(self.tr("Messages"))
        self._shape()
        self.doubleClicked.connect(self._double_clicked)
        present(self.horizontalHeader()).sectionClicked.connect(self._header_clicked)

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

    def selected_ids(self) -> list[str]:
        """Return the ids of the selected messages whose rows are in memory, in the order of the list."""
        rows = map(self._messages.row, self.selected_lines())
        return [row.id for row in rows if row is not None]

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
        self.show_columns()
        header = present(self.horizontalHeader())
        header.setVisible(not look.cards)
        # However much the message below says of itself, there is a list to choose from.
        least = LEAST_CARDS * height if look.cards else LEAST_LINES * height + header.sizeHint().height()
        self.setMinimumHeight(least + 2 * self.frameWidth())
        column = next((one for one, sort in SORTS.items() if sort is look.order.sort), Column.WHO)
        up = look.order.ascending
        header.setSortIndicator(column, Qt.SortOrder.AscendingOrder if up else Qt.SortOrder.DescendingOrder)
        present(self.viewport()).update()

    def show_columns(self) -> None:
        """Show those that this look and this list have."""
        for column in Column:
            hidden = self._look.cards or (column is Column.FOLDER and not self._messages.shows_folders)
            self.setColumnHidden(column, hidden and column is not Column.SUBJECT)
        self._fit_names()

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
        self._fit_names()

    def is_pointed_at(self) -> bool:
        """Whether the pointer is on a line: what is under it must not move."""
        viewport = present(self.viewport())
        return viewport.underMouse() and self.indexAt(viewport.mapFromGlobal(QCursor.pos())).isValid()

    def holds_still(self) -> bool:
        """Whether the pointer has just moved onto a line of a list so short that scrolling cannot keep it in its
        place.
        """
        if sip.isdeleted(self):
            # Whoever asks may live longer than the window.
            return False
        short = present(self.verticalScrollBar()).maximum() == 0
        return short and self._pointing.isActive() and self.is_pointed_at()

    def viewportEvent(self, event: QEvent | None) -> bool:
        if present(event).type() in (QEvent.Type.MouseMove, QEvent.Type.HoverMove):
            self._pointing.start()
        return super().viewportEvent(event)

    def _fit_names(self) -> None:
        """Give names their share of the width, unless somebody has chosen another one."""
        if self.columnWidth(Column.WHO) == self._who_width:
            self._who_width = min(WHO_WIDTH, max(LEAST_WHO_WIDTH, self.width() // WHO_SHARE))
            self.setColumnWidth(Column.WHO, self._who_width)

    def _remember_place(self) -> None:
        """Lines are about to come and go: keep what is pointed at where it is, else what is seen; but at the top of a
        list that nobody points at, what is new is seen.
        """
        top = line = present(self.verticalScrollBar()).value()
        if self.is_pointed_at():
            line = self.indexAt(present(self.viewport()).mapFromGlobal(QCursor.pos())).row()
        elif top == 0:
            line = -1
        self._kept = QPersistentModelIndex(self._messages.index(line, Column.SUBJECT))
        self._below_top = line - top

    def _keep_place(self) -> None:
        if self._kept.isValid():
            self._scroll_to(self._kept.row() - self._below_top)
        self._kept = QPersistentModelIndex()

    def _scroll_to(self, top: int) -> None:
        # The scroll bar learns of new rows later; without this it would refuse the new value.
        self.updateGeometries()
        present(self.verticalScrollBar()).setValue(top)

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

    def _header_clicked(self, section: int) -> None:
        sort = SORTS.get(Column(section))
        if sort is None:
            self.show_look(self._look)
            return
        if sort is Sort.FROM and self._messages.texts.shows_recipients:
            sort = Sort.TO
        order = self._look.order
        up = not order.ascending if order.sort is sort else sort in ASCENDING_FIRST
        self.order_wanted.emit(Order(sort, up))

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
        self._shape_columns(present(self.horizontalHeader()))
        self.show_look(self._look)

    def _shape_columns(self, header: QHeaderView) -> None:
        header.setMinimumSectionSize(24)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setResizeContentsPrecision(0)
        bold = QFont(self.font())
        bold.setBold(True)
        widest = QFontMetrics(bold)
        days = [QLocale().dayName(day) for day in range(1, 8)]
        self.setColumnWidth(Column.WHO, WHO_WIDTH)
        self.setColumnWidth(Column.DATE, max(map(widest.horizontalAdvance, [*days, "30 Mar 2026"])) + 2 * SIDE_PADDING)
        self.setColumnWidth(Column.SIZE, widest.horizontalAdvance("999 bytes") + 2 * SIDE_PADDING)
        self.setColumnWidth(Column.FOLDER, FOLDER_WIDTH)
        for column in (Column.UNREAD, Column.FLAG, Column.ATTACHMENT):
            self.setColumnWidth(column, ICON_WIDTH)
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.SUBJECT, QHeaderView.ResizeMode.Stretch)
        header.moveSection(Column.FOLDER, Column.ATTACHMENT)
