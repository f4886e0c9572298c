"""The rows of new messages: each one's content, its conversation and its places, with the counts that follow.

Delivery and storing both end here, so a message finds its conversation in one way, however it came. Rows wait until
they have to be there, so that a group of messages takes few statements; a message that continues a conversation is
written by itself, because what it changes depends on what is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from db.database import Transaction
from db.flags import is_unread
from db.message import Summary
from db.thread_counts import Deltas, Picture, picture

MAX_CONVERSATION = 500
"""Messages of one conversation; then another begins. What a delivery or a change costs grows with its conversation."""

RECEIVED, SENT = 0, 1
"""The two kinds of copy of one content in an account: in a recipient's Inbox, in the author's Sent."""

_CONTENT = (
    "content (id, envelope, variant, size, has_attachment, sent_at, subject, addresses, message_ids, preview, data)"
)
_THREAD = "thread (id, account_id, unread, created_modseq, modseq)"
_REFERENCE = "thread_reference (account_id, reference, thread_id)"
_MESSAGE = "message (id, account_id, content_id, thread_id, copy, received_at, flags, keywords, created_modseq, modseq)"
_PLACE = "mailbox_message (mailbox_id, received_at, message_id, uid)"
_THREAD_GREW = "UPDATE thread SET unread = unread + ?, modseq = ? WHERE id = ?"
_PAIRS = 400

ContentRow = tuple[int | str | bytes | None, ...]
Found = dict[tuple[int, int], int]
"""Conversations by account and hash of a reference."""


@dataclass(slots=True)
class NewMessage:
    """One message of one account. `references` are the hashes of its summary; `places` are mailbox ids and uids.

    `spare_thread_id` becomes the id of its conversation when it begins one.
    """

    id: int
    spare_thread_id: int
    account_id: int
    content_id: int
    kind: int
    references: tuple[int, ...]
    places: tuple[tuple[int, int], ...]
    received_at: int
    flags: int
    keywords: str
    modseq: int


@dataclass(slots=True)
class _Rows:
    """What waits to be written, by table."""

    threads: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    references: list[tuple[int, int, int]] = field(default_factory=list)
    messages: list[tuple[int | str, ...]] = field(default_factory=list)
    places: list[tuple[int, int, int, int]] = field(default_factory=list)
    found: Found = field(default_factory=dict)

    def refer(self, account_id: int, hashes: tuple[int, ...], thread_id: int) -> None:
        """Note under which hashes a conversation is found from now on."""
        for one in hashes:
            self.references.append((account_id, one, thread_id))
            self.found[account_id, one] = min(thread_id, self.found.get((account_id, one), thread_id))

    def thread_of(self, account_id: int, hashes: tuple[int, ...]) -> int | None:
        """Return the conversation that a message continues, the oldest if several; None starts a new one."""
        return min((self.found[account_id, one] for one in hashes if (account_id, one) in self.found), default=None)

    def end(self, tx: Transaction, thread_id: int) -> None:
        """Let nothing lead to this conversation any more."""
        tx.execute("DELETE FROM thread_reference WHERE thread_id = ?", (thread_id,))
        self.found = {key: found for key, found in self.found.items() if found != thread_id}

    def write(self, tx: Transaction) -> None:
        for sql, rows in (
            (_THREAD, self.threads),
            (_REFERENCE, self.references),
            (_MESSAGE, self.messages),
            (_PLACE, self.places),
        ):
            if rows:
                tx.insert(sql, rows, "ON CONFLICT DO NOTHING" if sql is _REFERENCE else "")
                rows.clear()


class NewMessages:
    """Adds messages to their accounts; `deltas` are written by who made them, after `write`."""

    def __init__(self, tx: Transaction, deltas: Deltas, found: Found) -> None:
        self._tx, self._deltas = tx, deltas
        self._rows = _Rows(found=found)

    def add(self, one: NewMessage) -> int:
        """Add a message, and return the id of its conversation."""
        rows, unread = self._rows, int(is_unread(one.flags))
        continued, before = self._continued(one.account_id, one.references)
        thread_id = continued or one.spare_thread_id
        if continued is None:
            rows.threads.append((thread_id, one.account_id, unread, one.modseq, one.modseq))
            for mailbox_id, _ in one.places:
                self._deltas.add(mailbox_id, one.modseq, 1, unread, 1, unread)
        rows.refer(one.account_id, one.references, thread_id)
        times = (one.received_at, one.flags, one.keywords, one.modseq, one.modseq)
        rows.messages.append((one.id, one.account_id, one.content_id, thread_id, one.kind, *times))
        for mailbox_id, uid in one.places:
            rows.places.append((mailbox_id, one.received_at, one.id, uid))
        if before is not None:
            rows.write(self._tx)
            self._deltas.between(before, picture(self._tx, thread_id), one.modseq)
            self._tx.execute(_THREAD_GREW, (unread, one.modseq, thread_id))
        return thread_id

    def write(self) -> None:
        """Write what still waits."""
        self._rows.write(self._tx)

    def _continued(self, account_id: int, references: tuple[int, ...]) -> tuple[int | None, Picture | None]:
        """Return the conversation that a message continues, and how it stands; it ends when it is too long for that."""
        rows = self._rows
        while (thread_id := rows.thread_of(account_id, references)) is not None:
            rows.write(self._tx)
            before = picture(self._tx, thread_id)
            if sum(total for total, _ in before.places.values()) < MAX_CONVERSATION:
                return thread_id, before
            rows.end(self._tx, thread_id)
        return None, None


def content_row(content_id: int, envelope_id: int, variant: int, data: bytes, summary: Summary) -> ContentRow:
    """Return the row of one content; `envelope_id` and `variant` together are its own."""
    facts = (len(data), int(summary.has_attachment), summary.sent_at, summary.subject, summary.addresses)
    return (content_id, envelope_id, variant, *facts, summary.message_ids, summary.preview, data)


def write_contents(tx: Transaction, rows: list[ContentRow]) -> None:
    """Write contents, each once."""
    tx.insert(_CONTENT, rows)


def conversations(tx: Transaction, wanted: Iterable[tuple[int, tuple[int, ...]]]) -> Found:
    """Return the conversations that are there for accounts and their references, in as few look-ups as can be."""
    pairs = list({(account_id, one) for account_id, references in wanted for one in references})
    found: Found = {}
    for start in range(0, len(pairs), _PAIRS):
        batch = pairs[start : start + _PAIRS]
        # A join that starts from the few wanted ones: with IN, SQLite would read the whole table.
        sql = (
            f"WITH wanted (account_id, reference) AS (VALUES {','.join(['(?, ?)'] * len(batch))})"  # noqa: S608
            " SELECT wanted.account_id, wanted.reference, min(known.thread_id) FROM wanted"
            " CROSS JOIN thread_reference AS known"
            " WHERE known.account_id = wanted.account_id AND known.reference = wanted.reference"
            " GROUP BY wanted.account_id, wanted.reference"
        )
        rows = tx.rows(sql, [number for pair in batch for number in pair])
        found.update(((row[0], row[1]), row[2]) for row in rows)
    return found
