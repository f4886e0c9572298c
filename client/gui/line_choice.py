"""Choosing a line of a table by its number."""

from PyQt5.QtCore import QItemSelectionModel
from PyQt5.QtWidgets import QTableView

from client.gui.present import present

_WHOLE_LINE = (
    QItemSelectionModel.SelectionFlags(QItemSelectionModel.SelectionFlag.ClearAndSelect)
    | QItemSelectionModel.SelectionFlag.Rows
)


def select_line(table: QTableView, line: int) -> None:
    """Select the whole line and make it the current one. `QTableView.selectRow` asks which column stands at the edge of
    the view, and does nothing where none does: in a layout from right to left whose columns leave a point free.
    """
    model, selection = present(table.model()), present(table.selectionModel())
    column = next((one for one in range(model.columnCount()) if not table.isColumnHidden(one)), 0)
    selection.setCurrentIndex(model.index(line, column), _WHOLE_LINE)
