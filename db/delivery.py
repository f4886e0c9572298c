"""The statements that put a group of messages into the store, all in one transaction.

Locks come first and in one order: the uids of every mailbox, by mailbox id. Then each table gets its rows in one go. A
message that continues a conversation is written by itself, because what it changes depends on what is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from db.database import Transaction
from db.envelope import Envelope, Receipt
from db.errors import NoRecipients
from db.flags import SEEN
from db.message import Summary, summarize, without_bcc
from db.thread_counts import Deltas, picture

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
    waiting: set[tuple[int, int]] = field(default_factory=set)

    def refer(self, account_id: int, hashes: tuple[int, ...], thread_id: int) -> None:
        """Note under which hashes a conversation will be found."""
        self.references += [(account_id, one, thread_id) for one in hashes]
        self.waiting.update((account_id, one) for one in hashes)

    def write(self, tx: Transaction) -> None:
        for sql, rows in (
            (_THREAD, self.threads),
            (_REFERENCE, self.references),
            (_MESSAGE, self.messages),
            (_PLACE, self.places),
        ):
            if rows:
                tx.many(sql, rows)
                rows.clear()
        self.waiting.clear()


_CONTENT = (
    "INSERT INTO content (id, envelope, variant, size, has_attachment, sent_at, subject, addresses, message_ids,"
    " preview, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_THREAD = "INSERT INTO thread (id, account_id, unread, created_modseq, modseq) VALUES (?, ?, ?, ?, ?)"
_REFERENCE = "INSERT INTO thread_reference (account_id, reference, thread_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_MESSAGE = (
    "INSERT INTO message (id, account_id, content_id, thread_id, copy, received_at, flags, keywords, created_modseq,"
    " modseq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PLACE = "INSERT INTO mailbox_message (mailbox_id, received_at, message_id, uid) VALUES (?, ?, ?, ?)"
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
    fresh = [index for index, one in enumerate(group) if not _known(tx, one.envelope)]
    copies = list(_locked(tx, [copy for index in fresh for copy in _copies(group[index], index)]))
    counts = [0] * len(group)
    for copy in copies:
        counts[copy.group_index] += 1
    content_ids = _write_contents(tx, group, [index for index in fresh if counts[index]])
    _write_copies(tx, group, copies, content_ids)
    return [
        NoRecipients("None of the recipients is there any more.")
        if index in fresh and not counts[index]
        else Receipt(one.envelope.name, counts[index])
        for index, one in enumerate(group)
    ]


def _known(tx: Transaction, envelope: Envelope) -> bool:
    """Return whether this envelope is in the store already: its commit was lost on the way back, not the message."""
    return tx.row("SELECT 1 FROM content WHERE envelope = ?", (envelope.id,)) is not None


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


def _write_contents(tx: Transaction, group: list[Prepared], indexes: list[int]) -> dict[tuple[int, int], int]:
    """Write each content once; return the content ids by group index and variant."""
    wanted = [(index, number) for index in indexes for number in range(len(group[index].variants))]
    ids = dict(zip(wanted, tx.new_ids(len(wanted)), strict=True))
    rows = []
    for (index, number), content_id in ids.items():
        data, summary = group[index].variants[number]
        facts = (len(data), int(summary.has_attachment), summary.sent_at, summary.subject, summary.addresses)
        rows.append((content_id, group[index].envelope.id, number, *facts, summary.message_ids, summary.preview, data))
    tx.many(_CONTENT, rows)
    return ids


def _write_copies(
    tx: Transaction, group: list[Prepared], copies: list[_Copy], content_ids: dict[tuple[int, int], int]
) -> None:
    ids = iter(tx.new_ids(2 * len(copies)))
    rows, deltas = _Rows(), Deltas()
    for copy in copies:
        one = group[copy.group_index]
        message_id, new_thread = next(ids), next(ids)
        unread = int(copy.kind == RECEIVED)
        thread_id = _find_thread(tx, rows, copy.account_id, one.summary)
        if thread_id is None:
            rows.threads.append((new_thread, copy.account_id, unread, copy.modseq, copy.modseq))
            deltas.add(copy.mailbox_id, copy.modseq, 1, unread, 1, unread)
        before = picture(tx, thread_id) if thread_id else None
        rows.refer(copy.account_id, one.summary.references, thread_id or new_thread)
        rows.messages.append(
            (
                message_id,
                copy.account_id,
                content_ids[copy.group_index, copy.variant],
                thread_id or new_thread,
                copy.kind,
                one.envelope.received_at,
                0 if unread else SEEN,
                "",
                copy.modseq,
                copy.modseq,
            )
        )
        rows.places.append((copy.mailbox_id, one.envelope.received_at, message_id, copy.uid))
        if thread_id and before:
            rows.write(tx)
            deltas.between(before, picture(tx, thread_id), copy.modseq)
            tx.execute(
                "UPDATE thread SET unread = unread + ?, modseq = ? WHERE id = ?",
                (unread, copy.modseq, thread_id),
            )
    rows.write(tx)
    deltas.write(tx)


def _find_thread(tx: Transaction, rows: _Rows, account_id: int, summary: Summary) -> int | None:
    """Return the conversation that a message continues, in this account; None starts a new one."""
    if not summary.references:
        return None
    if any((account_id, reference) in rows.waiting for reference in summary.references):
        rows.write(tx)
    marks = ",".join("?" * len(summary.references))
    found = tx.row(
        f"SELECT min(thread_id) FROM thread_reference WHERE account_id = ? AND reference IN ({marks})",  # noqa: S608
        (account_id, *summary.references),
    )
    return found[0] if found else None
