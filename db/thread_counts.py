"""The four numbers of every mailbox, kept exactly: messages, unread ones, conversations, unread ones (RFC 8621
section 2).

A conversation counts as unread in every mailbox that holds one of its messages as soon as any of its messages is. So
a change is counted by looking at the conversation before and after it; the differences are added up and written once,
in the order of mailbox ids.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.database import Transaction
from db.flags import DRAFT, SEEN

_UNREAD = f"CASE WHEN message.flags & {SEEN | DRAFT} = 0 THEN 1 ELSE 0 END"
_PLACES = (
    f"SELECT mailbox_message.mailbox_id, count(*), sum({_UNREAD}) FROM message"  # noqa: S608 - constants only
    " JOIN mailbox_message ON mailbox_message.message_id = message.id WHERE message.thread_id = ?"
    " GROUP BY mailbox_message.mailbox_id"
)
_THREAD_UNREAD = f"SELECT sum({_UNREAD}) FROM message WHERE thread_id = ?"  # noqa: S608 - constants only
_ADD = (
    "UPDATE mailbox SET total = total + ?, unread = unread + ?, threads = threads + ?,"
    " unread_threads = unread_threads + ?, modseq = ? WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One conversation: messages and unread ones by mailbox, and how many are unread anywhere."""

    places: dict[int, tuple[int, int]]
    unread: int


def picture(tx: Transaction, thread_id: int) -> Picture:
    """Return how the conversation stands now."""
    places = {row[0]: (row[1], row[2]) for row in tx.rows(_PLACES, (thread_id,))}
    found = tx.row(_THREAD_UNREAD, (thread_id,))
    return Picture(places, (found[0] or 0) if found else 0)


class Deltas:
    """Differences that wait to be added to the mailboxes."""

    def __init__(self) -> None:
        self._by_mailbox: dict[int, list[int]] = {}

    def add(self, mailbox_id: int, modseq: int, total: int, unread: int, threads: int, unread_threads: int) -> None:
        """Add to the numbers of one mailbox; the highest `modseq` stays."""
        mine = self._by_mailbox.setdefault(mailbox_id, [0, 0, 0, 0, 0])
        for position, number in enumerate((total, unread, threads, unread_threads)):
            mine[position] += number
        mine[4] = max(mine[4], modseq)

    def between(self, before: Picture, after: Picture, modseq: int) -> None:
        """Add what changed for every mailbox from one picture of a conversation to the next."""
        for mailbox_id in before.places.keys() | after.places.keys():
            old_total, old_unread = before.places.get(mailbox_id, (0, 0))
            new_total, new_unread = after.places.get(mailbox_id, (0, 0))
            numbers = (
                new_total - old_total,
                new_unread - old_unread,
                bool(new_total) - bool(old_total),
                bool(new_total and after.unread) - bool(old_total and before.unread),
            )
            if any(numbers):
                self.add(mailbox_id, modseq, *numbers)

    def write(self, tx: Transaction) -> None:
        """Write and forget them."""
        for mailbox_id, numbers in sorted(self._by_mailbox.items()):
            tx.execute(_ADD, (*numbers, mailbox_id))
        self._by_mailbox.clear()
