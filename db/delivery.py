"""The statements that put a group of messages into the store, all in one transaction.

Locks come first and in one order: the uids of every mailbox, by mailbox id. Then each table gets its rows in one go. A
message that continues a conversation is written by itself, because what it changes depends on what is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from db.database import Transaction
from db.envelope import Envelope, Receipt
from db.errors import NoRecipients
from db.flags import SEEN
from db.message import Summary, summarize, without_bcc
from db.thread_counts import Deltas, Picture, picture

MAX_CONVERSATION = 500
"""Messages of one conversation; then another begins. What a delivery or a change costs grows with its conversation."""

RECEIVED, SENT = 0, 1
"""The two kinds of copy: in a recipient's Inbox, in the author's Sent."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An envelope with what could be worked out before the transaction began.

    `variants` are the contents to keep: what recipients get, and what the author keeps where that differs.
    """

    envelope: Envelope
    summary: Summary
    variants: tuple[tuple[bytes, Summary], ...]


@dataclass(slots=True)
class _Copy:
    """One row-to-be in somebody's mailbox."""

    account_id: int
    mailbox_id: int
    kind: int
    variant: int
    group_index: int
    uid: int = 0
    modseq: int = 0


@dataclass(slots=True)
class _Rows:
    """What waits to be written, by table."""

    threads: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    references: list[tuple[int, int, int]] = field(default_factory=list)
    messages: list[tuple[int | str, ...]] = field(default_factory=list)
    places: list[tuple[int, int, int, int]] = field(default_factory=list)
    found: dict[tuple[int, int], int] = field(default_factory=dict)

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


_CONTENT = (
    "content (id, envelope, variant, size, has_attachment, sent_at, subject, addresses, message_ids, preview, data)"
)
_THREAD = "thread (id, account_id, unread, created_modseq, modseq)"
_REFERENCE = "thread_reference (account_id, reference, thread_id)"
_MESSAGE = "message (id, account_id, content_id, thread_id, copy, received_at, flags, keywords, created_modseq, modseq)"
_PLACE = "mailbox_message (mailbox_id, received_at, message_id, uid)"
_THREAD_GREW = "UPDATE thread SET unread = unread + ?, modseq = ? WHERE id = ?"
_PAIRS = 400
_UIDS = "UPDATE mailbox SET uidnext = uidnext + ? WHERE id = ? RETURNING uidnext"


def prepare(envelope: Envelope) -> Prepared:
    """Return `envelope` with its summaries; pure, so it runs before any lock is held."""
    public = without_bcc(envelope.content)
    summary = summarize(envelope.content if public is None else public)
    if public is None:
        return Prepared(envelope, summary, ((envelope.content, summary),))
    variants = [(public, summary)]
    if envelope.author:
        variants.append((envelope.content, summarize(envelope.content)))
    return Prepared(envelope, summary, tuple(variants))


def deliver(tx: Transaction, group: list[Prepared]) -> list[Receipt | Exception]:
    """Write every message of `group`, and return its receipt, or NoRecipients when nobody is there to get it."""
    known = _known(tx, group)
    fresh: dict[int, int] = {}
    for index, one in enumerate(group):
        if one.envelope.id not in known:
            fresh.setdefault(one.envelope.id, index)
    copies = list(_locked(tx, [copy for index in fresh.values() for copy in _copies(group[index], index)]))
    counts = known + Counter(group[copy.group_index].envelope.id for copy in copies)
    # Only what somebody gets: a mailbox that is gone may have been the only one for this content.
    wanted = list(dict.fromkeys((copy.group_index, copy.variant) for copy in copies))
    ids = iter(tx.new_ids(len(wanted) + 2 * len(copies)))
    content_ids = dict(zip(wanted, ids, strict=False))
    _write_contents(tx, group, content_ids)
    _write_copies(tx, group, copies, content_ids, ids)
    return [
        Receipt(one.envelope.name, counts[one.envelope.id])
        if counts[one.envelope.id]
        else NoRecipients("None of the recipients is there any more.")
        for one in group
    ]


def _known(tx: Transaction, group: list[Prepared]) -> Counter[int]:
    """Return the copies of envelopes that are in the store already: their commit was lost on the way back, not they."""
    marks = ",".join("?" * len(group))
    sql = (
        "SELECT envelope, count(*) FROM content JOIN message ON message.content_id = content.id"  # noqa: S608 - marks
        f" WHERE envelope IN ({marks}) GROUP BY envelope"
    )
    return Counter({row[0]: row[1] for row in tx.rows(sql, [one.envelope.id for one in group])})


def _copies(one: Prepared, index: int) -> Iterator[_Copy]:
    seen = set()
    for recipient in one.envelope.recipients:
        # Two addresses of one account are one mailbox: one copy.
        if recipient.mailbox_id not in seen:
            seen.add(recipient.mailbox_id)
            yield _Copy(recipient.account_id, recipient.mailbox_id, RECEIVED, 0, index)
    if one.envelope.author:
        author = one.envelope.author
        yield _Copy(author.account_id, author.mailbox_id, SENT, len(one.variants) - 1, index)


def _locked(tx: Transaction, copies: list[_Copy]) -> Iterator[_Copy]:
    """Give every copy its uid and modseq; copies whose mailbox is gone are left out."""
    wanted: dict[int, list[_Copy]] = {}
    for copy in copies:
        wanted.setdefault(copy.mailbox_id, []).append(copy)
    modseqs: dict[int, int] = {}
    for mailbox_id in sorted(wanted):
        mine = wanted[mailbox_id]
        found = tx.row(_UIDS, (len(mine), mailbox_id))
        if found is None:
            continue
        for uid, copy in enumerate(mine, found[0] - len(mine)):
            copy.uid = uid
            if copy.account_id not in modseqs:
                modseqs[copy.account_id] = tx.next_modseq(copy.account_id)
            copy.modseq = modseqs[copy.account_id]
    return (copy for copy in copies if copy.uid)


def _write_contents(tx: Transaction, group: list[Prepared], ids: dict[tuple[int, int], int]) -> None:
    """Write each content once; `ids` are by index in the group and number of the variant."""
    rows = []
    for (index, number), content_id in ids.items():
        data, summary = group[index].variants[number]
        facts = (len(data), int(summary.has_attachment), summary.sent_at, summary.subject, summary.addresses)
        rows.append((content_id, group[index].envelope.id, number, *facts, summary.message_ids, summary.preview, data))
    tx.insert(_CONTENT, rows)


def _write_copies(
    tx: Transaction,
    group: list[Prepared],
    copies: list[_Copy],
    content_ids: dict[tuple[int, int], int],
    ids: Iterator[int],
) -> None:
    deltas = Deltas()
    rows = _Rows(found=_threads(tx, {(copy.account_id, group[copy.group_index].summary.references) for copy in copies}))
    for copy in copies:
        one = group[copy.group_index]
        message_id, new_thread = next(ids), next(ids)
        unread = int(copy.kind == RECEIVED)
        continued, before = _continued(tx, rows, copy.account_id, one.summary.references)
        thread_id = continued or new_thread
        if continued is None:
            rows.threads.append((new_thread, copy.account_id, unread, copy.modseq, copy.modseq))
            deltas.add(copy.mailbox_id, copy.modseq, 1, unread, 1, unread)
        rows.refer(copy.account_id, one.summary.references, thread_id)
        flags = 0 if unread else SEEN
        content_id = content_ids[copy.group_index, copy.variant]
        times = (one.envelope.received_at, flags, "", copy.modseq, copy.modseq)
        rows.messages.append((message_id, copy.account_id, content_id, thread_id, copy.kind, *times))
        rows.places.append((copy.mailbox_id, one.envelope.received_at, message_id, copy.uid))
        if before is not None:
            rows.write(tx)
            deltas.between(before, picture(tx, thread_id), copy.modseq)
            tx.execute(_THREAD_GREW, (unread, copy.modseq, thread_id))
    rows.write(tx)
    deltas.write(tx)


def _continued(
    tx: Transaction, rows: _Rows, account_id: int, references: tuple[int, ...]
) -> tuple[int | None, Picture | None]:
    """Return the conversation that a message continues, and how it stands; it ends when it is too long for that."""
    while (thread_id := rows.thread_of(account_id, references)) is not None:
        rows.write(tx)
        before = picture(tx, thread_id)
        if sum(total for total, _ in before.places.values()) < MAX_CONVERSATION:
            return thread_id, before
        rows.end(tx, thread_id)
    return None, None


def _threads(tx: Transaction, wanted: set[tuple[int, tuple[int, ...]]]) -> dict[tuple[int, int], int]:
    """Return the conversations that are there already, by account and reference, in as few look-ups as can be."""
    pairs = list({(account_id, one) for account_id, references in wanted for one in references})
    found: dict[tuple[int, int], int] = {}
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
