"""The queue of mail to the outside as the courier works on it: what is due, whose it is to try, and what became of it.

A message is claimed before it is tried: one UPDATE writes the number of the attempt, the time of the next one and until
when the claim holds. A courier that dies leaves a row that is due again at its next time; one that comes back to a
claim that is another's by then finds another attempt number, and settles nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from db import outbound, outbound_changes
from db.charset import storable
from db.database import Store, Transaction

Column = Literal["purpose", "domain"]
"""What a lane is by: with relays, the purpose chooses one; without, each domain is a lane of its own."""

MOST_RECIPIENTS = 100
"""Recipients of one claim; RFC 5321 section 4.5.3.1.8 has every server take as many."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One recipient of a claim. `attempts` counts this one, too; `created_at` is in Unix seconds."""

    id: int
    recipient: str
    attempts: int
    created_at: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A message and the recipients that it is now tried for; `envelope` is its id."""

    envelope: int
    sender: str
    purpose: str
    recipients: tuple[Claimed, ...]
    content: bytes


@dataclass(frozen=True, slots=True)
class Late:
    """A message that has waited for long: its sender is told, once. Times are Unix seconds."""

    envelope: int
    sender: str
    recipients: tuple[tuple[int, str, str, str], ...]
    """For each: id, address, last reply, hop."""
    created_at: int
    content: bytes


_DUE = "state IN ('waiting', 'claimed') AND next_at <= ? AND claimed_until <= ?"
_CLAIM = "UPDATE outbound SET state = 'claimed', attempts = ?, next_at = ?, claimed_until = ? WHERE id = ?"
_MINE = "UPDATE outbound SET claimed_until = claimed_until WHERE id = ? AND attempts = ? AND state = 'claimed'"
_POSTPONE = "UPDATE outbound SET state = 'waiting', claimed_until = 0, reply = ?, hop = ? WHERE id = ?"
_LATE = (
    "SELECT envelope, min(created_at) FROM outbound WHERE state = 'waiting' AND warned = 0 AND created_at <= ?"
    " AND sender <> '' GROUP BY envelope LIMIT ?"
)


def lanes(store: Store, column: Column, now: int) -> list[str]:
    """Return the lanes in which something is due at `now` (Unix seconds)."""
    sql = f"SELECT DISTINCT {column} FROM outbound WHERE {_DUE}"  # noqa: S608 - our own words
    return [row[0] for row in store.rows(sql, (now, now))]


def next_due(store: Store, after: int) -> int | None:
    """Return when (Unix seconds) something is due that is not at `after`; None when there is none."""
    sql = (
        "SELECT min(max(next_at, claimed_until)) FROM outbound"
        " WHERE state IN ('waiting', 'claimed') AND max(next_at, claimed_until) > ?"
    )
    row = store.row(sql, (after,))
    return None if row is None else row[0]


def claim(
    store: Store, column: Column, lane: str, now: int, lease: int, next_time: Callable[[int, int], int]
) -> Claim | None:
    """Claim the message of the lane that has been due for longest, for all its recipients there; None for none.

    The claim holds for `lease` seconds. `next_time` gives the moment of the next attempt from the number of this one
    and the moment of acceptance.
    """
    where = f"{_DUE} AND {column} = ?"
    look = f"SELECT 1 FROM outbound WHERE {where} LIMIT 1"  # noqa: S608 - our own words
    if store.row(look, (now, now, lane)) is None:
        return None

    def work(tx: Transaction) -> Claim | None:
        first = f"SELECT envelope FROM outbound WHERE {where} ORDER BY next_at LIMIT 1"  # noqa: S608 - our own words
        row = tx.row(first, (now, now, lane))
        return None if row is None else _claim(tx, where, (now, now, lane), row[0], (now + lease, next_time))

    return store.run_tx(work)


def _claim(
    tx: Transaction,
    where: str,
    values: Sequence[int | str],
    envelope: int,
    times: tuple[int, Callable[[int, int], int]],
) -> Claim:
    until, next_time = times
    sql = (
        "SELECT id, recipient, attempts + 1, created_at, sender, purpose, content_id FROM outbound"  # noqa: S608 - ours
        f" WHERE {where} AND envelope = ? ORDER BY id LIMIT ?"
    )
    rows = tx.rows(sql, (*values, envelope, MOST_RECIPIENTS))
    claimed = tuple(Claimed(*row[:4]) for row in rows)
    for one in claimed:
        tx.execute(_CLAIM, (one.attempts, next_time(one.attempts, one.created_at), until, one.id))
    outbound_changes.note(tx, [one.id for one in claimed])
    (content,) = tx.rows("SELECT data FROM content WHERE id = ?", (rows[0][6],))
    return Claim(envelope, rows[0][4], rows[0][5], claimed, bytes(content[0]))


def renew(store: Store, ids: Collection[int], until: int) -> None:
    """Let claims hold until a later moment (Unix seconds): they are still being worked on."""
    marks = ",".join("?" * len(ids))
    sql = f"UPDATE outbound SET claimed_until = ? WHERE state = 'claimed' AND id IN ({marks})"  # noqa: S608 - marks
    store.run_tx(lambda tx: tx.execute(sql, (until, *ids)))


def is_mine(tx: Transaction, one: Claimed) -> bool:
    """Return whether the claim is still this one; locks the row."""
    return tx.execute(_MINE, (one.id, one.attempts)) == 1


def postpone(tx: Transaction, one: Claimed, reply: str, hop: str) -> None:
    """Let it wait for its next attempt, whose time was written when it was claimed."""
    tx.execute(_POSTPONE, (storable(reply), storable(hop), one.id))
    outbound_changes.note(tx, [one.id])
    outbound.follow(tx, one.id, "queued", outbound.for_sender(reply))


def explain(store: Store, column: Column, lane: str, words: str) -> None:
    """Say of everything that waits in the lane why it is not even tried."""
    where = f"state = 'waiting' AND {column} = ? AND reply <> ?"
    if store.row(f"SELECT 1 FROM outbound WHERE {where} LIMIT 1", (lane, words)):  # noqa: S608 - our own words
        store.run_tx(lambda tx: _explain(tx, where, lane, words))


def _explain(tx: Transaction, where: str, lane: str, words: str) -> None:
    outbound_changes.note_where(tx, where, (lane, words))
    tx.execute(f"UPDATE outbound SET reply = ? WHERE {where}", (words, lane, words))  # noqa: S608 - our own words


def late(store: Store, accepted_before: int, limit: int) -> list[Late]:
    """Return messages that were accepted before a moment (Unix seconds), still wait, and whose sender was not told."""
    found = []
    for envelope, created_at in store.rows(_LATE, (accepted_before, limit)):
        sql = (
            "SELECT outbound.id, recipient, reply, hop, sender, data FROM outbound"
            " JOIN content ON content.id = content_id"
            " WHERE outbound.envelope = ? AND state = 'waiting' AND warned = 0 AND created_at <= ? ORDER BY outbound.id"
        )
        # Who was added by a second try has not waited for long.
        rows = store.rows(sql, (envelope, accepted_before))
        if rows:
            recipients = tuple((row[0], row[1], row[2], row[3]) for row in rows)
            found.append(Late(envelope, rows[0][4], recipients, created_at, bytes(rows[0][5])))
    return found


def note_warned(tx: Transaction, one: Late) -> bool:
    """Note that the sender is told now; False when that was done already, or nothing waits any more."""
    sql = "UPDATE outbound SET warned = 1 WHERE id = ? AND warned = 0 AND state = 'waiting'"
    return sum(tx.execute(sql, (number,)) for number, *_ in one.recipients) > 0
