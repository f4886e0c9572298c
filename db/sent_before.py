"""Whether an author has sent this very message before: again to those who were refused at first, or because the answer
to it was lost.

Then it goes on under the envelope of before: whoever has it gets it no second time, who has not gets the same content,
and the copy in Sent stays the only one. Only the same bytes are the same message, but for the trace of the server: a
program that gives two messages one Message-ID loses neither. Nothing is asked unless the author has a conversation with
this Message-ID already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from db import outbound
from db.database import Transaction
from db.envelope import Envelope
from db.message import Summary
from db.new_messages import RECEIVED, SENT, Found
from db.trace_headers import as_written

_MOST = 10
"""So many copies under one Message-ID are compared, the newest first: each may be as large as a message can be."""

_TRACE = 1024
"""By so many bytes the traces of two messages may differ in length."""

# From the few messages of one conversation: the index of accounts would lead through all mail of the author.
_COPIES = (
    "SELECT content.id, content.envelope, EXISTS (SELECT 1 FROM mailbox_message AS place"
    " JOIN mailbox ON mailbox.id = place.mailbox_id"
    " WHERE place.message_id = message.id AND coalesce(mailbox.role, '') <> 'trash')"
    " FROM thread_reference JOIN message ON message.thread_id = thread_reference.thread_id"
    " JOIN content ON content.id = message.content_id"
    " WHERE thread_reference.account_id = ? AND thread_reference.reference = ? AND message.copy = ?"
    " AND content.message_ids = ? AND content.size BETWEEN ? AND ? ORDER BY message.id DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class SentBefore:
    """`accounts` and `outside` have the message, or will: nobody of them gets it again.

    `envelope` is under which it goes on, with `contents`, ids by number of the variant; None when the author has thrown
    the copy away, and gets a new one.
    """

    accounts: frozenset[int]
    outside: frozenset[str]
    envelope: int | None
    contents: dict[int, int]

    def continued(self, envelope: Envelope) -> Envelope:
        """Return how `envelope` goes on: as the one of before, and to those outside who are left."""
        left = tuple(one for one in outbound.recipients(envelope) if one not in self.outside)
        return replace(envelope, id=self.envelope or envelope.id, outside=left)


def find(tx: Transaction, envelope: Envelope, kept: tuple[bytes, Summary], found: Found) -> SentBefore | None:
    """Return what became of a message so far; None when it is sent for the first time.

    `kept` is what its author keeps of it, `found` are conversations by account and reference.
    """
    content, summary = kept
    author = envelope.author
    if author is None or not summary.references or (author.account_id, summary.references[0]) not in found:
        return None
    # Without a Message-ID of its own, two messages with equal words may well be two.
    if not summary.has_message_id:
        return None
    same = list(_same(tx, author.account_id, content, summary))
    if not same:
        return None
    going_on = next((envelope_id for envelope_id, stands in same if stands), None)
    envelopes = [envelope_id for envelope_id, _ in same]
    contents = {} if going_on is None else _contents(tx, going_on)
    return SentBefore(_accounts(tx, envelopes), outbound.reached(tx, envelopes), going_on, contents)


def _same(tx: Transaction, account_id: int, content: bytes, summary: Summary) -> Iterator[tuple[int, bool]]:
    """Yield the envelopes of the author's copies of this message, and whether the copy stands outside Trash."""
    written, size = as_written(content), len(content)
    values = (account_id, summary.references[0], SENT, summary.message_ids, size - _TRACE, size + _TRACE, _MOST)
    for content_id, envelope_id, stands in tx.rows(_COPIES, values):
        ((data,),) = tx.rows("SELECT data FROM content WHERE id = ?", (content_id,))
        if as_written(bytes(data)) == written:
            yield envelope_id, bool(stands)


def _contents(tx: Transaction, envelope_id: int) -> dict[int, int]:
    return dict(tx.rows("SELECT variant, id FROM content WHERE envelope = ?", (envelope_id,)))


def _accounts(tx: Transaction, envelopes: list[int]) -> frozenset[int]:
    marks = ",".join("?" * len(envelopes))
    sql = (
        "SELECT message.account_id FROM content JOIN message ON message.content_id = content.id"  # noqa: S608 - marks
        f" WHERE content.envelope IN ({marks}) AND message.copy = ?"
    )
    return frozenset(row[0] for row in tx.rows(sql, (*envelopes, RECEIVED)))
