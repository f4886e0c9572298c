"""The messages of a list as rows of a table, however many: of each its number is known, of those looked at also what
they look like. `Lines` and rows of the cache come in; what `MessageCells` makes of them goes out to the view. An update
inserts and removes only what differs, so that selection and scroll position stay; nothing here reads or asks."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from PyQt5.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, Qt, QTimer, pyqtSignal

from client.cache_lists import Numbers
from client.gui.icons import Icons
from client.gui.loaded_rows import LoadedRows
from client.gui.message_cells import LINE_ROLE, ROW_ROLE, Column, MessageCells
from client.gui.message_texts import MessageTexts, with_keywords
from client.gui.theme import Theme
from client.list_difference import MOST_RANGES, Difference, Rearrangement, difference, ranges
from client.list_lines import Lines
from client.message import MessageRow

Role = Qt.ItemDataRole
NO_PARENT = QModelIndex()
# So many rows that look different are painted again with all that are in view; in a list so long, looking for their
# lines takes longer.
MANY = 200
# So few are quicker found one by one.
FEW = 5
LONG = 2000


class MessageList(QAbstractTableModel):
    """Signals: rows_missing(), lines are looked at whose rows are not in memory; changing() and changed(), around the
    coming and going of lines.
    """

    rows_missing = pyqtSignal()
    changing = pyqtSignal()
    changed = pyqtSignal()

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        clock: Callable[[], datetime],
        locale: QLocale | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._loaded = LoadedRows()
        self._missing = QTimer(self)
        self._missing.setSingleShot(True)
        self._missing.setInterval(0)
        self._missing.timeout.connect(self.rows_missing)
        self.lines = Lines()
        self.cells = MessageCells(theme, icons, MessageTexts(clock, locale or QLocale()))
        # The first and the last line that are looked at; a table says which they are.
        self.in_view: Callable[[], tuple[int, int]] = lambda: (0, len(self.lines.numbers) - 1)

    def rowCount(self, parent: QModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.lines.numbers)

    def columnCount(self, parent: QModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: QModelIndex, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.lines.numbers):
            return None
        number, column = self.lines.numbers[index.row()], Column(index.column())
        row = self._loaded.get(number)
        if row is None:
            self._miss(role)
            return self.cells.not_loaded(column, role)
        if role == ROW_ROLE:
            return row
        if role == LINE_ROLE:
            return number
        return self.cells.data(row, column, role, count=self.count(number), unread=self.is_unread(row, number))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        return self.cells.heading(Column(section), role) if orientation == Qt.Orientation.Horizontal else None

    def row(self, line: int) -> MessageRow | None:
        """What the message of a line looks like; None while that is not in memory."""
        return self._loaded.get(self.lines.numbers[line])

    def row_of(self, message_id: str) -> MessageRow | None:
        number = self._loaded.number(message_id)
        return None if number is None else self._loaded.get(number)

    def line_of(self, message_id: str) -> int:
        """The line of a message whose row is in memory; -1 when it is not, or not in the list."""
        number = self._loaded.number(message_id)
        try:
            return -1 if number is None else self.lines.numbers.index(number)
        except ValueError:
            return -1

    def missing(self, first: int, last: int) -> list[int]:
        """The numbers of the lines from `first` to `last` whose rows have to be read."""
        return self._loaded.missing(self.lines.numbers[max(0, first) : last + 1])

    def replace_all(self, lines: Lines, rows: Mapping[int, MessageRow]) -> None:
        """Show another list."""
        self.beginResetModel()
        self.lines = lines
        self._loaded.clear()
        self._loaded.put(rows)
        self.endResetModel()

    def update(self, lines: Lines, way: Difference | Rearrangement | None, base: Numbers | None) -> None:
        """Show the same list as it is now; `way` leads there from `base`."""
        if way is None or base is not self.lines.numbers:
            way = difference(self.lines.numbers, lines.numbers)
        # A copy: the one that is there may be looked at by a thread that reads the next answer.
        self.lines = replace(self.lines, numbers=array("q", self.lines.numbers))
        if isinstance(way, Rearrangement):
            self._rearrange(lines, way)
            return
        self.changing.emit()
        for part in way.removed:
            self._remove(part.first, part.count)
        for part in way.inserted:
            self._insert(part.first, lines.numbers[part.first : part.first + part.count])
        looked_same = (lines.counts, lines.unread, lines.opened) == self._marks()
        self.lines = lines
        self.changed.emit()
        if not looked_same:
            self.repaint()

    def put_rows(self, rows: Mapping[int, MessageRow], *, stale: bool = False) -> None:
        """What messages look like now; with `stale` others may have changed too."""
        if stale:
            self._loaded.doubt()
            self._missing.start()
        changed = set(self._loaded.put(rows))
        if changed and (len(changed) > MANY or len(self.lines.numbers) > LONG):
            self._repaint_in_view(changed)
            return
        for line, number in enumerate(self.lines.numbers) if changed else ():
            if number in changed:
                self.dataChanged.emit(self.index(line, 0), self.index(line, len(Column) - 1))

    def remove(self, ids: Iterable[str]) -> list[int]:
        """Take messages out before the cache has done so; the lines where they were, as far as they are in memory."""
        gone = {self._loaded.number(one) for one in ids}
        lines = [line for line, number in enumerate(self.lines.numbers) if number in gone]
        parts = ranges(lines)
        if len(parts) > MOST_RANGES:
            left = array("q", (number for number in self.lines.numbers if number not in gone))
            self.update(replace(self.lines, numbers=left), None, None)
            return lines
        self.lines = replace(self.lines, numbers=array("q", self.lines.numbers))
        self.changing.emit()
        for part in reversed(parts):
            self._remove(part.first, part.count)
        self.changed.emit()
        return lines

    def mark(self, ids: Iterable[str], *, seen: bool | None = None, flagged: bool | None = None) -> None:
        """Show a change before the cache has it."""
        marked = {}
        for one in ids:
            number = self._loaded.number(one)
            row = None if number is None else self._loaded.get(number)
            if number is not None and row is not None:
                marked[number] = with_keywords(row, seen=seen, flagged=flagged)
        self.put_rows(marked)

    def _repaint_in_view(self, changed: set[int]) -> None:
        """Of a long list, what is seen is painted again where that has changed, and nothing while it has not."""
        first, last = self.in_view()
        if not changed.isdisjoint(self.lines.numbers[first : last + 1]):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def repaint(self) -> None:
        """Dates have moved on, or the look has changed."""
        if self.lines.numbers:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines.numbers) - 1, len(Column) - 1))

    def count(self, number: int) -> int:
        """Of how many messages the conversation of a line is."""
        return self.lines.counts.get(number, 1)

    def is_unread(self, row: MessageRow, number: int) -> bool:
        """Whether a line is to look unread: its message is, or another one of the conversation it stands for."""
        return not row.seen or (number in self.lines.unread and number not in self.lines.opened)

    def _miss(self, role: int) -> None:
        """A row that is not in memory is asked for when its words are."""
        if not self._missing.isActive() and role in (Role.DisplayRole, Role.AccessibleTextRole):
            self._missing.start()

    def _marks(self) -> tuple[object, ...]:
        return (self.lines.counts, self.lines.unread, self.lines.opened)

    def _remove(self, first: int, count: int) -> None:
        self.beginRemoveRows(NO_PARENT, first, first + count - 1)
        del self.lines.numbers[first : first + count]
        self.endRemoveRows()

    def _insert(self, first: int, numbers: Numbers) -> None:
        self.beginInsertRows(NO_PARENT, first, first + len(numbers) - 1)
        self.lines.numbers[first:first] = numbers
        self.endInsertRows()

    def _rearrange(self, lines: Lines, way: Rearrangement) -> None:
        """Another order: selection and current row go where their messages go."""
        if way.came:
            self._insert(len(self.lines.numbers), way.came)
        self._put_in_order(replace(lines, numbers=lines.numbers + way.gone))
        if way.gone:
            self._remove(len(lines.numbers), len(way.gone))
        self.lines = lines

    def _put_in_order(self, lines: Lines) -> None:
        self.layoutAboutToBeChanged.emit()
        before: Sequence[QModelIndex] = self.persistentIndexList()
        old = self.lines.numbers
        self.lines = lines
        wanted = {old[index.row()] for index in before}
        if len(wanted) <= FEW:
            places = {number: lines.numbers.index(number) for number in wanted}
        else:
            places = {number: line for line, number in enumerate(lines.numbers) if number in wanted}
        self.changePersistentIndexList(
            before, [self.index(places[old[index.row()]], index.column()) for index in before]
        )
        self.layoutChanged.emit()
