"""The lines of a check as a table: what, how it is, what to do. A picture and a word tell the verdict, never a colour
alone; a screen reader gets the whole line."""

from collections.abc import Sequence
from typing import Any

from PyQt5.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from client.check_line import CheckLine, Verdict
from client.gui.icons import Icons
from client.gui.spoken import spoken
from client.gui.theme import Theme

NO_PARENT = QModelIndex()
PICTURE = 18
_PICTURES = {Verdict.GOOD: "sent", Verdict.WARNING: "news", Verdict.FAULT: "fault"}


class CheckList(QAbstractTableModel):
    """Empty until `show_lines`."""

    def __init__(self, theme: Theme, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self._lines: tuple[CheckLine, ...] = ()
        self._headings = (self.tr("What"), self.tr("How it is"), self.tr("What to do"))
        self._verdicts = {
            Verdict.GOOD: self.tr("good"),
            Verdict.WARNING: self.tr("worth a look"),
            Verdict.FAULT: self.tr("wrong"),
        }

    def show_lines(self, lines: Sequence[CheckLine]) -> None:
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def as_text(self) -> str:
        """Return all lines as text, to be sent to somebody who helps."""
        told = []
        for line in self._lines:
            name, words, remedy = self._words(line)
            told.append(f"{name}: {self._verdicts[line.verdict]}. {words}")
            told += [f"    {remedy}"] if remedy else []
        return "\n".join(told)

    def rowCount(self, parent: QModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: QModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        words = self._words(line)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return words[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.Alignment(Qt.AlignmentFlag.AlignLeading) | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(one.rstrip(".") for one in (words[0], self._verdicts[line.verdict], *words[1:]) if one)
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            colours = self._theme.colours
            tints = {Verdict.WARNING: colours.warning.text, Verdict.FAULT: colours.fault.text}
            return self._icons.pixmap(_PICTURES[line.verdict], PICTURE, tints.get(line.verdict, colours.accent))
        return None

    def _words(self, line: CheckLine) -> tuple[str, str, str]:
        return spoken(line.name), spoken(line.words), spoken(line.remedy)
