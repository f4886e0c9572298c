"""What the marks of a line do when they are clicked: the flag and the unread dot change, for all messages that the line
stands for, and the arrow opens a conversation or closes it."""

from dataclasses import replace

from PyQt5.QtCore import QObject

from client.gui.choosing import Choosing
from client.gui.mail_session import MailSession
from client.gui.message_list import MessageList
from client.gui.message_table import MessageTable


class LineMarks(QObject):
    """Belongs to the table."""

    def __init__(self, session: MailSession, choosing: Choosing, messages: MessageList, table: MessageTable) -> None:
        super().__init__(table)
        self._session = session
        self._choosing = choosing
        self._messages = messages
        table.flag_wanted.connect(self._toggle_flag)
        table.seen_wanted.connect(self._toggle_seen)
        table.toggled.connect(self._toggle_conversation)

    def _toggle_flag(self, message_id: str) -> None:
        row, line = self._messages.row_of(message_id), self._messages.line_of(message_id)
        if row is not None and line >= 0:
            wanted, session = not row.flagged, self._session
            number = self._messages.lines.numbers[line]
            self._choosing.of_line(number, lambda ids: session.changes.mark(ids, flagged=wanted))

    def _toggle_seen(self, message_id: str) -> None:
        row, line = self._messages.row_of(message_id), self._messages.line_of(message_id)
        if row is not None and line >= 0:
            number, session = self._messages.lines.numbers[line], self._session
            wanted = self._messages.is_unread(row, number)
            self._choosing.of_line(number, lambda ids: session.changes.mark(ids, seen=wanted))

    def _toggle_conversation(self, number: int) -> None:
        view, opened = self._session.list.view, self._messages.lines.opened
        wanted = opened - {number} if number in opened else opened | {number}
        self._session.list.show(replace(view, opened=wanted))
