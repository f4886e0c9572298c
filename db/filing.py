"""Changing what is there: flags, which mailboxes a message lies in, and destroying it; counts follow exactly.

One call is one change to one message inside a caller's transaction, so that a program's request with many of them
commits once. Every change carries the account's new modification number; what is destroyed leaves its id behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from db.contents import remove_if_unused
from db.database import Transaction
from db.errors import NotFound
from db.flags import is_unread, pack, unpack
from db.thread_counts import Deltas, Picture, picture


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a message lies and how it is flagged."""

    keywords: frozenset[str]
    mailbox_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    account_id: int
    thread_id: int
    content_id: int
    received_at: int
    flags: int
    created_modseq: int


_SELECT = (
    "SELECT id, account_id, thread_id, content_id, received_at, flags, created_modseq, keywords FROM message"
    " WHERE id = ? AND account_id = ?"
)


class Filing:
    """The changes of one transaction to one account."""

    def __init__(self, tx: Transaction, account_id: int) -> None:
        self.tx = tx
        self.account_id = account_id
        self.deltas = Deltas()
        self._modseq = 0

    def get(self, message_id: int) -> Filed:
        """Return how the message is filed now.

        Raises:
            NotFound: it is not the account's.
        """
        row, keywords = self._row(message_id)
        return Filed(unpack(row.flags, keywords), frozenset(self._places(message_id)))

    def put(self, message_id: int, wanted: Filed) -> None:
        """File the message as `wanted`, which names at least one mailbox.

        Raises:
            NotFound: the message or one of the mailboxes is not the account's.
        """
        row, keywords = self._row(message_id)
        flags, others = pack(wanted.keywords)
        places = self._places(message_id)
        if (row.flags, set(keywords.split())) == (
            flags,
            set(others.split()),
        ) and places == wanted.mailbox_ids:
            return
        self.check_mailboxes(wanted.mailbox_ids - places)
        before = picture(self.tx, row.thread_id)
        modseq = self.next_modseq()
        for mailbox_id in sorted(wanted.mailbox_ids - places):
            self._insert(mailbox_id, row)
        for mailbox_id in sorted(places - wanted.mailbox_ids):
            self.tx.execute(
                "DELETE FROM mailbox_message WHERE mailbox_id = ? AND received_at = ? AND message_id = ?",
                (mailbox_id, row.received_at, row.id),
            )
        self.tx.execute(
            "UPDATE message SET flags = ?, keywords = ?, modseq = ? WHERE id = ?",
            (flags, others, modseq, row.id),
        )
        self._settle(row, before, int(is_unread(flags)) - int(is_unread(row.flags)))

    def destroy(self, message_id: int) -> None:
        """Remove the message from the account for good; its content goes with the last copy of it.

        Raises:
            NotFound: it is not the account's.
        """
        row, _ = self._row(message_id)
        before = picture(self.tx, row.thread_id)
        self.next_modseq()
        self.tx.execute("DELETE FROM mailbox_message WHERE message_id = ?", (row.id,))
        self.tx.execute("DELETE FROM message WHERE id = ?", (row.id,))
        remove_if_unused(self.tx, row.content_id)
        self.bury("message", [(row.id, row.created_modseq)])
        self._settle(row, before, -int(is_unread(row.flags)))

    def finish(self) -> None:
        """Write the counts; call it once, last."""
        self.deltas.write(self.tx)

    def _settle(self, row: _Row, before: Picture, unread: int) -> None:
        after = picture(self.tx, row.thread_id)
        self.deltas.between(before, after, self._modseq)
        if after.places:
            self.tx.execute(
                "UPDATE thread SET unread = unread + ?, modseq = ? WHERE id = ?",
                (unread, self._modseq, row.thread_id),
            )
            return
        gone = self.tx.rows("DELETE FROM thread WHERE id = ? RETURNING id, created_modseq", (row.thread_id,))
        self.bury("thread", [(gone_id, created) for gone_id, created in gone])

    def check_mailboxes(self, mailbox_ids: frozenset[int]) -> None:
        """Refuse before anything is written: the caller may go on with the next message of the same transaction."""
        for mailbox_id in mailbox_ids:
            sql = "SELECT 1 FROM mailbox WHERE id = ? AND account_id = ?"
            if self.tx.row(sql, (mailbox_id, self.account_id)) is None:
                raise NotFound("There is no such mailbox.")

    def _insert(self, mailbox_id: int, row: _Row) -> None:
        (found,) = self.tx.rows(
            "UPDATE mailbox SET uidnext = uidnext + 1 WHERE id = ? RETURNING uidnext",
            (mailbox_id,),
        )
        self.tx.execute(
            "INSERT INTO mailbox_message (mailbox_id, received_at, message_id, uid) VALUES (?, ?, ?, ?)",
            (mailbox_id, row.received_at, row.id, found[0] - 1),
        )

    def _row(self, message_id: int) -> tuple[_Row, str]:
        found = self.tx.row(_SELECT, (message_id, self.account_id))
        if found is None:
            raise NotFound("There is no such message.")
        return _Row(*found[:7]), found[7]

    def _places(self, message_id: int) -> frozenset[int]:
        sql = "SELECT mailbox_id FROM mailbox_message WHERE message_id = ?"
        return frozenset(row[0] for row in self.tx.rows(sql, (message_id,)))

    def bury(self, kind: str, gone: Iterable[tuple[int, int]]) -> None:
        """Leave the ids of objects that are gone behind; each comes with the number of its creation."""
        # What was made by this transaction, too, nobody has ever seen.
        rows = [
            (self.account_id, kind, self._modseq, object_id, created)
            for object_id, created in gone
            if created < self._modseq
        ]
        self.tx.insert("destroyed (account_id, kind, modseq, object_id, created_modseq)", rows)

    def next_modseq(self) -> int:
        """Return the number that all changes of this transaction carry."""
        # One number for the whole transaction: nobody can see a state between its changes.
        if not self._modseq:
            self._modseq = self.tx.next_modseq(self.account_id)
        return self._modseq
