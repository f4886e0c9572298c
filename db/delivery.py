"""The statements that put a group of messages into the store, all in one transaction.

Locks come first and in one order: the uids of every mailbox, by mailbox id. Then each table gets its rows in one go;
`db.new_messages` knows which conversation each message belongs to, and `db.sent_before` who has it from an earlier try.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from db import outbound, sent_before
from db.database import Transaction
from db.envelope import Envelope, Receipt
from db.errors import NoRecipients
from db.flags import SEEN
from db.message import Summary, summarize, without_bcc
from db.new_messages import RECEIVED, SENT, Found, NewMessage, NewMessages, content_row, conversations, write_contents
from db.sent_before import SentBefore
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


Before = dict[int, SentBefore]
"""Of those messages that are sent again, by index in the group: what became of them so far."""

ContentIds = dict[tuple[int, int], int]
"""Contents by index in the group and number of the variant."""

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
    modseqs: dict[int, int] = {}
    return [outcome for part in _parts(group) for outcome in _deliver(tx, part, modseqs)]


def _parts(group: list[Prepared]) -> Iterator[list[Prepared]]:
    """Cut the group where an author may be sending a message again: the second try has to find the first."""
    start, seen = 0, set[tuple[int, int]]()
    for index, one in enumerate(group):
        if one.envelope.author is None or not one.summary.references:
            continue
        key = (one.envelope.author.account_id, one.summary.references[0])
        if key in seen:
            yield group[start:index]
            start = index
            seen.clear()
        seen.add(key)
    yield group[start:]


def _deliver(tx: Transaction, asked: list[Prepared], modseqs: dict[int, int]) -> list[Receipt | Exception]:
    known = _known(tx, asked)
    fresh = _fresh(asked, known)
    there = list(_locked(tx, [copy for index in fresh for copy in _copies(asked[index], index)]))
    found = conversations(tx, {(copy.account_id, asked[copy.group_index].summary.references) for copy in there})
    before = _sent_before(tx, asked, fresh, found)
    counts = known + _counted(asked, fresh, there, before)
    group, copies = _continued(asked, there, before) if before else (asked, there)
    _number(tx, copies, modseqs)
    leaving = [index for index in fresh if group[index].envelope.outside]
    content_ids, ids = _write_contents(tx, group, copies, leaving, before)
    _write_copies(tx, group, copies, content_ids, ids, found)
    for index in leaving:
        if index in before:
            outbound.make_room(tx, group[index].envelope)
        outbound.add(tx, group[index].envelope, content_ids[index, 0], group[index].summary)
    return [_outcome(now.envelope, counts[one.envelope.id]) for one, now in zip(asked, group, strict=True)]


def _fresh(group: list[Prepared], known: Counter[int]) -> list[int]:
    """Return where the messages stand that are to be written, each once."""
    fresh: dict[int, int] = {}
    for index, one in enumerate(group):
        if one.envelope.id not in known:
            fresh.setdefault(one.envelope.id, index)
    return list(fresh.values())


def _outcome(envelope: Envelope, count: int) -> Receipt | Exception:
    return Receipt(envelope.name, count) if count else NoRecipients("None of the recipients is there any more.")


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
    """Give every copy its uid; copies whose mailbox is gone are left out."""
    wanted: dict[int, list[_Copy]] = {}
    for copy in copies:
        wanted.setdefault(copy.mailbox_id, []).append(copy)
    for mailbox_id in sorted(wanted):
        mine = wanted[mailbox_id]
        found = tx.row(_UIDS, (len(mine), mailbox_id))
        if found is None:
            continue
        for uid, copy in enumerate(mine, found[0] - len(mine)):
            copy.uid = uid
    return (copy for copy in copies if copy.uid)


def _number(tx: Transaction, copies: list[_Copy], modseqs: dict[int, int]) -> None:
    """Give every copy its modseq: one for each account, however many parts the group has."""
    for account_id in sorted({copy.account_id for copy in copies}.difference(modseqs)):
        modseqs[account_id] = tx.next_modseq(account_id)
    for copy in copies:
        copy.modseq = modseqs[copy.account_id]


def _sent_before(tx: Transaction, group: list[Prepared], fresh: list[int], found: Found) -> Before:
    before: Before = {}
    for index in fresh:
        one = group[index]
        past = sent_before.find(tx, one.envelope, one.variants[-1], found)
        if past is not None:
            before[index] = past
    return before


def _is_second(copy: _Copy, before: Before) -> bool:
    """Whether it would be a second one in Sent."""
    return copy.kind == SENT and copy.group_index in before and before[copy.group_index].envelope is not None


def _counted(group: list[Prepared], fresh: list[int], there: list[_Copy], before: Before) -> Counter[int]:
    """Return for how many mailboxes and addresses outside each message is, those included who have it from before.

    What makes no second copy in Sent is not counted, or mail that nobody gets would be accepted for it.
    """
    counted = [copy for copy in there if not _is_second(copy, before)] if before else there
    counts = Counter(group[copy.group_index].envelope.id for copy in counted)
    for index in fresh:
        if group[index].envelope.outside:
            counts[group[index].envelope.id] += len(outbound.recipients(group[index].envelope))
    return counts


def _continued(asked: list[Prepared], there: list[_Copy], before: Before) -> tuple[list[Prepared], list[_Copy]]:
    """Return how the messages go on, and the copies that nobody has from an earlier try."""
    group = list(asked)
    for index, past in before.items():
        group[index] = replace(asked[index], envelope=past.continued(asked[index].envelope))
    had = {(index, account_id) for index, past in before.items() for account_id in past.accounts}
    return group, [
        copy
        for copy in there
        if not _is_second(copy, before) and (copy.kind == SENT or (copy.group_index, copy.account_id) not in had)
    ]


def _write_contents(
    tx: Transaction, group: list[Prepared], copies: list[_Copy], leaving: list[int], before: Before
) -> tuple[ContentIds, Iterator[int]]:
    """Write each content that is wanted once, and return the ids of all, with ids for the copies."""
    there = {(index, number): one for index, past in before.items() for number, one in past.contents.items()}
    # Only what somebody gets: a mailbox that is gone may have been the only one for this content.
    wanted = dict.fromkeys([*((copy.group_index, copy.variant) for copy in copies), *((index, 0) for index in leaving)])
    missing = [key for key in wanted if key not in there]
    ids = iter(tx.new_ids(len(missing) + 2 * len(copies)))
    rows = []
    for index, number in missing:
        data, summary = group[index].variants[number]
        there[index, number] = next(ids)
        rows.append(content_row(there[index, number], group[index].envelope.id, number, data, summary))
    write_contents(tx, rows)
    return there, ids


def _write_copies(
    tx: Transaction,
    group: list[Prepared],
    copies: list[_Copy],
    content_ids: ContentIds,
    ids: Iterator[int],
    found: Found,
) -> None:
    deltas = Deltas()
    new = NewMessages(tx, deltas, found)
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
