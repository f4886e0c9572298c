"""The messages of one mailbox as rows of a table: who, subject, date, size, newest first. Values of `client/message.py`
come in, texts and colours for the view go out. A refresh changes only the rows that differ, so that selection and
scroll position stay; nothing here asks the network."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import IntEnum
from typing import Any

from PyQt5.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, Qt
from PyQt5.QtGui import QColor, QFont

from client.addresses import Address
from client.gui.icons import Icons
from client.gui.plain_words import one_line, plain_tool_tip
from client.gui.relative_dates import full_date, short_date
from client.gui.theme import Theme
from client.message import MessageRow
from client.wording import spoken_bytes

Role = Qt.ItemDataRole
PREVIEW_ROLE = int(Role.UserRole)
ROW_ROLE = int(Role.UserRole) + 1
ICON_SIZE = 16
NAMES_SHOWN = 3
NO_PARENT = QModelIndex()


class Column(IntEnum):
    UNREAD = 0
    FLAG = 1
    WHO = 2
    SUBJECT = 3
    ATTACHMENT = 4
    DATE = 5
    SIZE = 6


class MessageList(QAbstractTableModel):
    """`shows_recipients` is for Sent, Drafts and Outbox, where the author is always the same."""

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        clock: Callable[[], datetime],
        locale: QLocale | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._clock = clock
        self._locale = locale or QLocale()
        self._rows: list[MessageRow] = []
        self._bold = QFont()
        self._bold.setBold(True)
        self.shows_recipients = False
        self.shows_previews = True
        self._texts: dict[Column, Callable[[MessageRow], str]] = {
            Column.WHO: self.who,
            Column.SUBJECT: self.subject,
            Column.DATE: lambda row: short_date(row.received_at, self._clock(), self._locale),
            Column.SIZE: lambda row: spoken_bytes(row.size),
        }

    def rowCount(self, parent: QModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: QModelIndex, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], Column(index.column())
        if role == Role.DisplayRole:
            return self._texts[column](row) if column in self._texts else None
        if role == Role.AccessibleTextRole:
            return self.sentence(row)
        if role == Role.ToolTipRole:
            return self._tool_tip(row, column)
        if role == ROW_ROLE:
            return row
        if role == PREVIEW_ROLE:
            return row.preview if self.shows_previews and column is Column.SUBJECT else ""
        return self._appearance(row, column, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        words = self._headings()[Column(section)]
        if role == Role.DisplayRole:
            return "" if section in (Column.UNREAD, Column.FLAG, Column.ATTACHMENT) else words
        if role in (Role.AccessibleTextRole, Role.ToolTipRole):
            return words
        if role == Role.TextAlignmentRole and section == Column.SIZE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def row(self, number: int) -> MessageRow:
        return self._rows[number]

    def number_of(self, message_id: str) -> int:
        """Return the row's number, -1 when it is not in the list."""
        return next((number for number, row in enumerate(self._rows) if row.id == message_id), -1)

    def replace_all(self, rows: Sequence[MessageRow]) -> None:
        """Show another mailbox."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def refresh(self, rows: Sequence[MessageRow]) -> None:
        """Show the same mailbox as it is now."""
        wanted = {row.id for row in rows}
        self.remove([row.id for row in self._rows if row.id not in wanted])
        known = {row.id for row in self._rows}
        if [row.id for row in rows if row.id in known] != [row.id for row in self._rows]:
            self.replace_all(rows)
            return
        for number, row in enumerate(rows):
            self._place(number, row)

    def remove(self, ids: Iterable[str]) -> None:
        gone = set(ids)
        for number in reversed(range(len(self._rows))):
            if self._rows[number].id in gone:
                self.beginRemoveRows(NO_PARENT, number, number)
                del self._rows[number]
                self.endRemoveRows()

    def mark(self, ids: Iterable[str], *, seen: bool | None = None, flagged: bool | None = None) -> None:
        """Show a change before the server has confirmed it."""
        marked = set(ids)
        for number, row in enumerate(self._rows):
            if row.id in marked:
                self._place(number, with_keywords(row, seen=seen, flagged=flagged))

    def repaint(self) -> None:
        """Dates have moved on, or the look has changed."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(Column) - 1))

    def who(self, row: MessageRow) -> str:
        people = (row.to + row.cc) if self.shows_recipients else row.from_
        return one_line(names(people)) or (
            self.tr("(no recipient)") if self.shows_recipients else self.tr("(unknown sender)")
        )

    def subject(self, row: MessageRow) -> str:
        return one_line(row.subject) or self.tr("(no subject)")

    def sentence(self, row: MessageRow) -> str:
        """Return what a screen reader says of a row."""
        who = self.tr("to {people}") if self.shows_recipients else self.tr("from {people}")
        parts = [
            "" if row.seen else self.tr("unread"),
            self.tr("flagged") if row.flagged else "",
            who.format(people=self.who(row)),
            self.tr("subject {subject}").format(subject=self.subject(row)),
            short_date(row.received_at, self._clock(), self._locale),
            self.tr("with attachment") if row.has_attachment else "",
        ]
        return ", ".join(part for part in parts if part)

    def _place(self, number: int, row: MessageRow) -> None:
        if number >= len(self._rows) or self._rows[number].id != row.id:
            self.beginInsertRows(NO_PARENT, number, number)
            self._rows.insert(number, row)
            self.endInsertRows()
        elif self._rows[number] != row:
            self._rows[number] = row
            self.dataChanged.emit(self.index(number, 0), self.index(number, len(Column) - 1))

    def _tool_tip(self, row: MessageRow, column: Column) -> str | None:
        if column is Column.DATE:
            return full_date(row.received_at, self._clock(), self._locale)
        if column is Column.WHO:
            people = (row.to + row.cc) if self.shows_recipients else row.from_
            return plain_tool_tip(", ".join(map(str, people)))
        return plain_tool_tip(self.subject(row)) if column is Column.SUBJECT else None

    def _appearance(self, row: MessageRow, column: Column, role: int) -> Any:
        if role == Role.FontRole and not row.seen and column in (Column.WHO, Column.SUBJECT, Column.DATE):
            return self._bold
        if role == Role.ForegroundRole and column in (Column.DATE, Column.SIZE):
            return QColor(self._theme.colours.muted if row.seen else self._theme.colours.text)
        if role == Role.DecorationRole:
            return self._picture(row, column)
        if role == Role.TextAlignmentRole and column is Column.SIZE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _picture(self, row: MessageRow, column: Column) -> Any:
        colours = self._theme.colours
        if column is Column.UNREAD and not row.seen:
            return self._icons.icon("unread-dot", colours.accent)
        if column is Column.FLAG and row.flagged:
            return self._icons.icon("flagged", colours.flag)
        if column is Column.ATTACHMENT and row.has_attachment:
            return self._icons.icon("attachment", colours.muted)
        return None

    def _headings(self) -> dict[Column, str]:
        return {
            Column.UNREAD: self.tr("Unread"),
            Column.FLAG: self.tr("Flagged"),
            Column.WHO: self.tr("To") if self.shows_recipients else self.tr("From"),
            Column.SUBJECT: self.tr("Subject"),
            Column.ATTACHMENT: self.tr("Attachment"),
            Column.DATE: self.tr("Date"),
            Column.SIZE: self.tr("Size"),
        }


def with_keywords(row: MessageRow, *, seen: bool | None = None, flagged: bool | None = None) -> MessageRow:
    """Return the row with `$seen` and `$flagged` set or cleared; None leaves as it is."""
    keywords = set(row.keywords)
    for keyword, wanted in (("$seen", seen), ("$flagged", flagged)):
        if wanted is not None:
            (keywords.add if wanted else keywords.discard)(keyword)
    return replace(row, keywords=frozenset(keywords))


def names(people: Sequence[Address]) -> str:
    """Return the short names of at most three people, and `+4` for four more."""
    shown = ", ".join(person.short for person in people[:NAMES_SHOWN])
    return f"{shown} +{len(people) - NAMES_SHOWN}" if len(people) > NAMES_SHOWN else shown
