"""The messages of the outbox as rows of a table: state, recipients, subject, when. Values of `client/outbox.py` in,
texts for the view out."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from PyQt5.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, Qt
from PyQt5.QtGui import QColor

from client.gui.icons import Icons
from client.gui.message_cells import PREVIEW_ROLE
from client.gui.plain_words import one_line
from client.gui.relative_dates import short_date
from client.gui.spoken import spoken
from client.gui.theme import Theme
from client.outbox import OutboxItem, State

Role = Qt.ItemDataRole
NO_PARENT = QModelIndex()
RECIPIENTS_SHOWN = 3


class Column(IntEnum):
    STATE = 0
    RECIPIENTS = 1
    SUBJECT = 2
    DATE = 3


class OutboxList(QAbstractTableModel):
    """Newest first."""

    def __init__(
        self, theme: Theme, icons: Icons, clock: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._clock = clock
        self._locale = QLocale()
        self._items: tuple[OutboxItem, ...] = ()

    def rowCount(self, parent: QModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: QModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: QModelIndex, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item, column = self._items[index.row()], Column(index.column())
        if role == Role.DisplayRole:
            return self._text(item, column)
        if role == Role.AccessibleTextRole:
            return self.sentence(item)
        if role == Role.DecorationRole and column is Column.STATE:
            return self._icons.icon(item.state.value, self.colour(item.state))
        if role == Role.ForegroundRole and column is Column.STATE:
            return QColor(self.colour(item.state))
        return "" if role == PREVIEW_ROLE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.DisplayRole:
            return (self.tr("State"), self.tr("To"), self.tr("Subject"), self.tr("Written"))[section]
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def item(self, number: int) -> OutboxItem:
        return self._items[number]

    def number_of(self, item_id: int) -> int:
        """Return the row's number, -1 when it is not in the list."""
        return next((number for number, item in enumerate(self._items) if item.id == item_id), -1)

    def show_items(self, items: Sequence[OutboxItem]) -> None:
        """Show the outbox as it is now; the same messages in another state keep their rows."""
        if [item.id for item in items] == [item.id for item in self._items]:
            self._items = tuple(items)
            self.repaint()
            return
        self.beginResetModel()
        self._items = tuple(items)
        self.endResetModel()

    def repaint(self) -> None:
        if self._items:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._items) - 1, len(Column) - 1))

    def sentence(self, item: OutboxItem) -> str:
        """Return what a screen reader says of a row."""
        words = self.tr("{state}, to {people}, subject {subject}. {reason}")
        return words.format(
            state=self.state_words(item.state),
            people=recipients(item),
            subject=self.subject(item),
            reason=spoken(item.words),
        )

    def subject(self, item: OutboxItem) -> str:
        return one_line(item.subject) or self.tr("(no subject)")

    def state_words(self, state: State) -> str:
        words = {
            State.WAITING: self.tr("Waiting"),
            State.SENDING: self.tr("Sending"),
            State.SENT: self.tr("Sent"),
            State.REFUSED: self.tr("Refused"),
            State.UNSURE: self.tr("Unsure"),
        }
        return words[state]

    def colour(self, state: State) -> str:
        colours = self._theme.colours
        if state in (State.REFUSED, State.UNSURE):
            return colours.flag
        return colours.accent if state is State.SENDING else colours.muted

    def _text(self, item: OutboxItem, column: Column) -> str:
        if column is Column.STATE:
            return self.state_words(item.state)
        if column is Column.RECIPIENTS:
            return recipients(item)
        return self.subject(item) if column is Column.SUBJECT else short_date(item.created, self._clock(), self._locale)


def recipients(item: OutboxItem) -> str:
    """Return at most three addresses, and `+4` for four more."""
    shown = ", ".join(one.address for one in item.recipients[:RECIPIENTS_SHOWN])
    more = len(item.recipients) - RECIPIENTS_SHOWN
    return f"{shown} +{more}" if more > 0 else shown
