"""Taking all messages out of a mailbox that goes away: those that lie nowhere else are destroyed.

Done for many messages with few statements, because a mailbox may hold a hundred thousand of them and nobody else can
write meanwhile. The counts of the mailbox itself are left as they are: it is gone when this transaction ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from db.contents import remove_if_unused
from db.filing import Filing
from db.flags import is_unread

_BATCH = 500
_ROWS = (
    "SELECT message.id, message.thread_id, message.content_id, message.flags, message.created_modseq,"
    " EXISTS (SELECT 1 FROM mailbox_message AS other WHERE other.message_id = message.id AND other.mailbox_id <> ?)"
    " FROM mailbox_message AS place CROSS JOIN message ON message.id = place.message_id"
    " WHERE place.mailbox_id = ? LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    thread_id: int
    content_id: int
    flags: int
    created_modseq: int
    elsewhere: bool


def empty(filing: Filing, mailbox_id: int) -> None:
    """Take every message out of the mailbox."""
    while rows := [_Row(*row) for row in filing.tx.rows(_ROWS, (mailbox_id, mailbox_id, _BATCH))]:
        _take_out(filing, mailbox_id, rows)


def _take_out(filing: Filing, mailbox_id: int, rows: Sequence[_Row]) -> None:
    tx, modseq = filing.tx, filing.next_modseq()
    every = [row.id for row in rows]
    marks = _marks(every)
    tx.execute(f"DELETE FROM mailbox_message WHERE message_id IN ({marks}) AND mailbox_id = ?", (*every, mailbox_id))  # noqa: S608
    staying = [row.id for row in rows if row.elsewhere]
    tx.execute(f"UPDATE message SET modseq = ? WHERE id IN ({_marks(staying)})", (modseq, *staying))  # noqa: S608
    doomed = [row for row in rows if not row.elsewhere]
    _destroy(filing, doomed)
    _settle_threads(filing, {row.thread_id for row in rows}, Counter(row.thread_id for row in doomed if _unread(row)))


def _destroy(filing: Filing, doomed: Sequence[_Row]) -> None:
    numbers = [row.id for row in doomed]
    filing.tx.execute(f"DELETE FROM message WHERE id IN ({_marks(numbers)})", numbers)  # noqa: S608 - question marks
    for row in doomed:
        remove_if_unused(filing.tx, row.content_id)
    filing.bury("message", [(row.id, row.created_modseq) for row in doomed])


def _settle_threads(filing: Filing, threads: Collection[int], lost: Counter[int]) -> None:
    """Bring conversations and the counts of them up to date; `lost` are the unread messages that each has no more."""
    tx, modseq = filing.tx, filing.next_modseq()
    read_now: list[int] = []
    for thread_id in threads:
        sql = "UPDATE thread SET unread = unread - ?, modseq = ? WHERE id = ? RETURNING unread"
        (found,) = tx.rows(sql, (lost[thread_id], modseq, thread_id))
        if lost[thread_id] and found[0] == 0:
            read_now.append(thread_id)
    # What lies elsewhere has not moved; but a conversation whose last unread message went is read there, too.
    sql = (
        "SELECT place.mailbox_id, count(DISTINCT message.thread_id) FROM message"  # noqa: S608 - question marks
        " JOIN mailbox_message AS place ON place.message_id = message.id"
        f" WHERE message.thread_id IN ({_marks(read_now)}) GROUP BY place.mailbox_id"
    )
    for other_id, count in tx.rows(sql, read_now):
        filing.deltas.add(other_id, modseq, 0, 0, 0, -count)
    _end_threads(filing, list(threads))


def _end_threads(filing: Filing, threads: Sequence[int]) -> None:
    sql = (
        f"DELETE FROM thread WHERE id IN ({_marks(threads)})"  # noqa: S608 - question marks
        " AND NOT EXISTS (SELECT 1 FROM message WHERE message.thread_id = thread.id) RETURNING id, created_modseq"
    )
    filing.bury("thread", filing.tx.rows(sql, threads))


def _unread(row: _Row) -> bool:
    return is_unread(row.flags)


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
