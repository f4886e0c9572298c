"""The statements that put a group of messages into the store, all in one transaction.

Locks come first and in one order: the uids of every mailbox, by mailbox id. Then each table gets its rows in one go;
`db.new_messages` knows which conversation each message belongs to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from db import outbound
from db.database import Transaction
from db.envelope import Envelope, Receipt
from db.errors import NoRecipients
from db.flags import SEEN
from db.message import Summary, summarize, without_bcc
from db.new_messages import RECEIVED, SENT, NewMessage, NewMessages, content_row, conversations, write_contents
from db.thread_counts import Deltas


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
    leaving = [index for index in fresh.values() if group[index].envelope.outside]
    wanted += [(index, 0) for index in leaving if (index, 0) not in wanted]
    ids = iter(tx.new_ids(len(wanted) + 2 * len(copies)))
    content_ids = dict(zip(wanted, ids, strict=False))
    _write_contents(tx, group, content_ids)
    _write_copies(tx, group, copies, content_ids, ids)
    for index in leaving:
        counts[group[index].envelope.id] += outbound.add(
            tx, group[index].envelope, content_ids[index, 0], group[index].summary
        )
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
    known = Counter({row[0]: row[1] for row in tx.rows(sql, [one.envelope.id for one in group])})
    # Only who writes to the outside pays for that question.
    leaving = [one.envelope.id for one in group if one.envelope.outside]
    return known + outbound.known(tx, leaving) if leaving else known


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
        rows.append(content_row(content_id, group[index].envelope.id, number, data, summary))
    write_contents(tx, rows)


def _write_copies(
    tx: Transaction,
    group: list[Prepared],
    copies: list[_Copy],
    content_ids: dict[tuple[int, int], int],
    ids: Iterator[int],
) -> None:
    deltas = Deltas()
    wanted = {(copy.account_id, group[copy.group_index].summary.references) for copy in copies}
    new = NewMessages(tx, deltas, conversations(tx, wanted))
    for copy in copies:
        one = group[copy.group_index]
        message = NewMessage(
            id=next(ids),
            spare_thread_id=next(ids),
            account_id=copy.account_id,
            content_id=content_ids[copy.group_index, copy.variant],
            kind=copy.kind,
            references=one.summary.references,
            places=((copy.mailbox_id, copy.uid),),
            received_at=one.envelope.received_at,
            flags=0 if copy.kind == RECEIVED else SEEN,
            keywords="",
            modseq=copy.modseq,
        )
        new.add(message)
    new.write()
    deltas.write(tx)
