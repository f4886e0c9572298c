"""Gets the rows that are looked at: when the list shows lines whose rows are not in memory, those in view are read with
some around them, the ones looked at now before any that were passed over. Two questions are under way at most, and what
is asked next is decided when one of them is answered."""

from collections.abc import Mapping

from PyQt5.QtCore import QObject

from client.gui.mail_session import MailSession
from client.gui.message_list import MessageList
from client.gui.message_table import MessageTable
from client.message import MessageRow

MOST_UNDER_WAY = 2


class RowLoading(QObject):
    """Belongs to the table."""

    def __init__(self, session: MailSession, messages: MessageList, table: MessageTable) -> None:
        super().__init__(table)
        self._session = session
        self._messages = messages
        self._table = table
        self._under_way = 0
        # Asked for, and not known on this computer: they come with the next news of the list.
        self._asked: set[int] = set()
        messages.rows_missing.connect(self.load)

    def start_again(self) -> None:
        """The list has changed: what was not known may be by now."""
        self._asked.clear()

    def load(self) -> None:
        if self._under_way >= MOST_UNDER_WAY:
            return
        missing = self._messages.missing(*self._table.lines_in_view())
        numbers = [number for number in missing if number not in self._asked]
        if numbers:
            self._asked.update(numbers)
            self._under_way += 1
            self._session.rows(numbers, self._came, self)

    def _came(self, rows: Mapping[int, MessageRow]) -> None:
        self._under_way -= 1
        self._asked.difference_update(rows)
        self._messages.put_rows(rows)
        self.load()
