"""Changing what is there: flags, which mailboxes a message lies in, and destroying it; counts follow exactly.

One call is one change to one message inside a caller's transaction, so that a program's request with many of them
commits once. Every change carries the account's new modification number; what is destroyed leaves its id behind.
"""

from __future__ import annotations

from dataclasses import dataclass

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
        self._tx = tx
        self._account_id = account_id
        self._deltas = Deltas()
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
        self._check_mailboxes(wanted.mailbox_ids - places)
        before = picture(self._tx, row.thread_id)
        modseq = self._next_modseq()
        for mailbox_id in sorted(wanted.mailbox_ids - places):
            self._insert(mailbox_id, row)
        for mailbox_id in sorted(places - wanted.mailbox_ids):
            self._tx.execute(
                "DELETE FROM mailbox_message WHERE mailbox_id = ? AND received_at = ? AND message_id = ?",
                (mailbox_id, row.received_at, row.id),
            )
        self._tx.execute(
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
        before = picture(self._tx, row.thread_id)
        self._next_modseq()
        self._tx.execute("DELETE FROM mailbox_message WHERE message_id = ?", (row.id,))
        self._tx.execute("DELETE FROM message WHERE id = ?", (row.id,))
        self._tx.execute(
            "DELETE FROM content WHERE id = ? AND NOT EXISTS (SELECT 1 FROM message WHERE content_id = content.id)",
            (row.content_id,),
        )
        self._tombstone("message", row.id, row.created_modseq)
        self._settle(row, before, -int(is_unread(row.flags)))

    def finish(self) -> None:
        """Write the counts; call it once, last."""
        self._deltas.write(self._tx)

    def _settle(self, row: _Row, before: Picture, unread: int) -> None:
        after = picture(self._tx, row.thread_id)
        self._deltas.between(before, after, self._modseq)
        if after.places:
            self._tx.execute(
                "UPDATE thread SET unread = unread + ?, modseq = ? WHERE id = ?",
                (unread, self._modseq, row.thread_id),
            )
            return
        created = self._tx.row("SELECT created_modseq FROM thread WHERE id = ?", (row.thread_id,))
        self._tx.execute("DELETE FROM thread WHERE id = ?", (row.thread_id,))
        self._tombstone("thread", row.thread_id, created[0] if created else 0)

    def _check_mailboxes(self, mailbox_ids: frozenset[int]) -> None:
        """Refuse before anything is written: the caller may go on with the next message of the same transaction."""
        for mailbox_id in mailbox_ids:
            sql = "SELECT 1 FROM mailbox WHERE id = ? AND account_id = ?"
            if self._tx.row(sql, (mailbox_id, self._account_id)) is None:
                raise NotFound("There is no such mailbox.")

    def _insert(self, mailbox_id: int, row: _Row) -> None:
        (found,) = self._tx.rows(
            "UPDATE mailbox SET uidnext = uidnext + 1 WHERE id = ? RETURNING uidnext",
            (mailbox_id,),
        )
        self._tx.execute(
            "INSERT INTO mailbox_message (mailbox_id, received_at, message_id, uid) VALUES (?, ?, ?, ?)",
            (mailbox_id, row.received_at, row.id, found[0] - 1),
        )

    def _row(self, message_id: int) -> tuple[_Row, str]:
        found = self._tx.row(_SELECT, (message_id, self._account_id))
        if found is None:
            raise NotFound("There is no such message.")
        return _Row(*found[:7]), found[7]

    def _places(self, message_id: int) -> frozenset[int]:
        sql = "SELECT mailbox_id FROM mailbox_message WHERE message_id = ?"
        return frozenset(row[0] for row in self._tx.rows(sql, (message_id,)))

    def _tombstone(self, kind: str, object_id: int, created_modseq: int) -> None:
        self._tx.execute(
            "INSERT INTO destroyed (account_id, modseq, kind, object_id, created_modseq) VALUES (?, ?, ?, ?, ?)",
            (self._account_id, self._modseq, kind, object_id, created_modseq),
        )

    def _next_modseq(self) -> int:
        # One number for the whole transaction: nobody can see a state between its changes.
        if not self._modseq:
            self._modseq = self._tx.next_modseq(self._account_id)
        return self._modseq
