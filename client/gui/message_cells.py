"""What stands in the cells of the list of messages, and how it looks: the words, mark, colour and font of a column for
a row of the cache. Pure but for the locale, the clock and the colours that are given; which rows there are and how they
come and go is the business of `MessageList`."""

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any

from PyQt5.QtCore import QCoreApplication, Qt
from PyQt5.QtGui import QColor, QFont

from client.addresses import format_addresses
from client.gui.icons import Icons
from client.gui.message_texts import MessageTexts
from client.gui.plain_words import plain_tool_tip, untwisted
from client.gui.theme import Theme
from client.message import MessageRow

Role = Qt.ItemDataRole
PREVIEW_ROLE = int(Role.UserRole)
ROW_ROLE = int(Role.UserRole) + 1
LINE_ROLE = int(Role.UserRole) + 2
ICON_SIZE = 16
EMPTY = "…"


class Column(IntEnum):
    UNREAD = 0
    FLAG = 1
    WHO = 2
    SUBJECT = 3
    ATTACHMENT = 4
    DATE = 5
    SIZE = 6
    FOLDER = 7


class MessageCells:
    """`folder_names` by mailbox id, without those of folders whose messages need not say where they are."""

    def __init__(self, theme: Theme, icons: Icons, texts: MessageTexts) -> None:
        self._theme = theme
        self._icons = icons
        self._bold = QFont()
        self._bold.setBold(True)
        self.texts = texts
        self.shows_previews = True
        self.shows_folders = False
        self.folder_names: Mapping[str, str] = {}
        self._texts_of: dict[Column, Callable[[MessageRow], str]] = {
            Column.WHO: texts.who,
            Column.SUBJECT: texts.subject,
            Column.DATE: texts.date,
            Column.SIZE: texts.size,
            Column.FOLDER: self.folder,
        }

    def data(self, row: MessageRow, column: Column, role: int, *, count: int, unread: bool) -> Any:
        """What Qt asks of a cell; the line may stand for a conversation of `count` messages."""
        if role == Role.DisplayRole:
            return self._texts_of[column](row) if column in self._texts_of else None
        if role == Role.AccessibleTextRole:
            return self.texts.sentence(row, count, self.folder(row) if self.shows_folders else "")
        if role == Role.ToolTipRole:
            return self._tool_tip(row, column)
        if role == PREVIEW_ROLE:
            return untwisted(row.preview) if self.shows_previews and column is Column.SUBJECT else ""
        return self._appearance(row, column, role, unread)

    def not_loaded(self, column: Column, role: int) -> Any:
        """The same for a line whose row is not in memory."""
        if role == Role.AccessibleTextRole:
            return _words("not loaded yet")
        if role == Role.ForegroundRole:
            return QColor(self._theme.colours.muted)
        return EMPTY if role == Role.DisplayRole and column is Column.SUBJECT else None

    def heading(self, column: Column, role: int) -> Any:
        """The same for the heading of a column."""
        words = self._headings()[column]
        if role == Role.DisplayRole:
            return "" if column in (Column.UNREAD, Column.FLAG, Column.ATTACHMENT) else words
        if role in (Role.AccessibleTextRole, Role.ToolTipRole):
            return words
        if role == Role.TextAlignmentRole and column is Column.SIZE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def folder(self, row: MessageRow) -> str:
        """Where a message lies."""
        return ", ".join(sorted(self.folder_names[one] for one in row.mailbox_ids if one in self.folder_names))

    def picture(self, row: MessageRow, column: Column, *, unread: bool) -> Any:
        """The icon of a mark, None where there is none."""
        colours = self._theme.colours
        if column is Column.UNREAD and unread:
            return self._icons.icon("unread-dot", colours.accent)
        if column is Column.FLAG and row.flagged:
            return self._icons.icon("flagged", colours.flag)
        if column is Column.ATTACHMENT and row.has_attachment:
            return self._icons.icon("attachment", colours.muted)
        return None

    def _tool_tip(self, row: MessageRow, column: Column) -> str | None:
        if column is Column.DATE:
            return self.texts.full_date(row)
        if column is Column.WHO:
            return plain_tool_tip(format_addresses(self.texts.people(row)))
        return plain_tool_tip(self.texts.subject(row)) if column is Column.SUBJECT else None

    def _appearance(self, row: MessageRow, column: Column, role: int, unread: bool) -> Any:
        if role == Role.FontRole and unread and column in (Column.WHO, Column.SUBJECT, Column.DATE):
            return self._bold
        if role == Role.ForegroundRole and column in (Column.DATE, Column.SIZE, Column.FOLDER):
            return QColor(self._theme.colours.text if unread else self._theme.colours.muted)
        if role == Role.DecorationRole:
            return self.picture(row, column, unread=unread)
        if role == Role.TextAlignmentRole and column is Column.SIZE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _headings(self) -> dict[Column, str]:
        return {
            Column.UNREAD: _words("Unread"),
            Column.FLAG: _words("Flagged"),
            Column.WHO: _words("To") if self.texts.shows_recipients else _words("From"),
            Column.SUBJECT: _words("Subject"),
            Column.ATTACHMENT: _words("Attachment"),
            Column.DATE: _words("Date"),
            Column.SIZE: _words("Size"),
            Column.FOLDER: _words("Folder"),
        }


def _words(words: str) -> str:
    return QCoreApplication.translate("MessageList", words)
