"""The columns of the table of messages: which of them a look and a list have, how wide they are, and how the list is
sorted when a heading is clicked. What stands in their cells is in `message_cells`."""

from PyQt5.QtCore import QLocale, QObject, Qt, pyqtSignal
from PyQt5.QtGui import QFont, QFontMetrics
from PyQt5.QtWidgets import QHeaderView, QTableView

from client.cache_lists import Order, Sort
from client.gui.list_looks import ListLook
from client.gui.message_cells import Column, MessageCells
from client.gui.message_delegate import SIDE_PADDING
from client.gui.present import present

ICON_WIDTH = 26
WHO_WIDTH = 190
# In a narrow window the subject needs the room more than the names do.
LEAST_WHO_WIDTH = 110
WHO_SHARE = 5
FOLDER_WIDTH = 110
SORTS = {
    Column.UNREAD: Sort.UNREAD,
    Column.FLAG: Sort.FLAG,
    Column.WHO: Sort.FROM,
    Column.SUBJECT: Sort.SUBJECT,
    Column.ATTACHMENT: Sort.ATTACHMENT,
    Column.DATE: Sort.DATE,
    Column.SIZE: Sort.SIZE,
}
# By these people look for the first letter, or the smallest, first.
ASCENDING_FIRST = frozenset({Sort.FROM, Sort.TO, Sort.SUBJECT})


class MessageColumns(QObject):
    """Belongs to the table, which has its model by then. Signals: order_wanted(Order)."""

    order_wanted = pyqtSignal(object)

    def __init__(self, table: QTableView, cells: MessageCells) -> None:
        super().__init__(table)
        self._table = table
        self._cells = cells
        self._header = present(table.horizontalHeader())
        self._look = ListLook()
        self._who_width = WHO_WIDTH
        self._shape()
        self._header.sectionClicked.connect(self._clicked)

    def show_look(self, look: ListLook) -> None:
        """Show those of this look, and by which of them it is sorted."""
        self._look = look
        self.show_needed()
        self._header.setVisible(not look.cards)
        self._show_order()

    def show_needed(self) -> None:
        """Show those that this look and this list have."""
        for column in Column:
            hidden = self._look.cards or (column is Column.FOLDER and not self._cells.shows_folders)
            self._table.setColumnHidden(column, hidden and column is not Column.SUBJECT)
        self.fit_names()

    def fit_names(self) -> None:
        """Give names their share of the width, unless somebody has chosen another one."""
        if self._table.columnWidth(Column.WHO) == self._who_width:
            self._who_width = min(WHO_WIDTH, max(LEAST_WHO_WIDTH, self._table.width() // WHO_SHARE))
            self._table.setColumnWidth(Column.WHO, self._who_width)

    def _show_order(self) -> None:
        order = self._look.order
        column = next((one for one, sort in SORTS.items() if sort is order.sort), Column.WHO)
        direction = Qt.SortOrder.AscendingOrder if order.ascending else Qt.SortOrder.DescendingOrder
        self._header.setSortIndicator(column, direction)

    def _clicked(self, section: int) -> None:
        sort = SORTS.get(Column(section))
        if sort is None:
            # The header shows by now that the list is sorted by this one.
            self._show_order()
            return
        if sort is Sort.FROM and self._cells.texts.shows_recipients:
            sort = Sort.TO
        order = self._look.order
        up = not order.ascending if order.sort is sort else sort in ASCENDING_FIRST
        self.order_wanted.emit(Order(sort, up))

    def _shape(self) -> None:
        header = self._header
        header.setMinimumSectionSize(24)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setResizeContentsPrecision(0)
        bold = QFont(self._table.font())
        bold.setBold(True)
        widest = QFontMetrics(bold)
        days = [QLocale().dayName(day) for day in range(1, 8)]
        date_width = max(map(widest.horizontalAdvance, [*days, "30 Mar 2026"])) + 2 * SIDE_PADDING
        self._table.setColumnWidth(Column.WHO, WHO_WIDTH)
        self._table.setColumnWidth(Column.DATE, date_width)
        self._table.setColumnWidth(Column.SIZE, widest.horizontalAdvance("999 bytes") + 2 * SIDE_PADDING)
        self._table.setColumnWidth(Column.FOLDER, FOLDER_WIDTH)
        for column in (Column.UNREAD, Column.FLAG, Column.ATTACHMENT):
            self._table.setColumnWidth(column, ICON_WIDTH)
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.SUBJECT, QHeaderView.ResizeMode.Stretch)
        header.moveSection(Column.FOLDER, Column.ATTACHMENT)
