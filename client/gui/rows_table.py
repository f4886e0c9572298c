"""How a table of whole rows looks and behaves in a dialog: one row is chosen, and Tab goes on to the next control."""

from PyQt5.QtCore import QAbstractItemModel, QModelIndex, Qt
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from client.gui.present import present


class WholeRow(QStyledItemDelegate):
    """Draws no frame around the cell that has the keyboard: it is the row that is chosen."""

    def initStyleOption(self, option: QStyleOptionViewItem | None, index: QModelIndex) -> None:
        super().initStyleOption(option, index)
        drawn = present(option)
        without_focus = int(drawn.state) & ~int(QStyle.StateFlag.State_HasFocus)
        drawn.state = QStyle.State(QStyle.StateFlag(without_focus))


def prepare_rows(table: QTableView, model: QAbstractItemModel, name: str, delegate: QStyledItemDelegate) -> QHeaderView:
    """Let `table` show `model` in whole rows, called `name` by screen readers; return its header, to fit columns."""
    table.setModel(model)
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setItemDelegate(delegate)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    present(table.verticalHeader()).hide()
    header = present(table.horizontalHeader())
    header.setDefaultAlignment(Qt.Alignment(Qt.AlignmentFlag.AlignLeading) | Qt.AlignmentFlag.AlignVCenter)
    return header
