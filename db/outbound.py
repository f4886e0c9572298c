"""Mail to the outside: one row for each recipient of a message, from its acceptance until it is settled, and after.

Written in the transaction that accepts the message, so there is never one without the other. The courier works on what
waits (`db.outbound_queue`); this file has what people see of it and may do: admins with every row, a sender with their
own. A settled row lets go of the content and is kept for a while, so that people can see what became of their mail.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from db import outbound_changes, type_state
from db.address import split
from db.charset import storable
from db.contents import remove_if_unused
from db.database import Store, Transaction
from db.envelope import Envelope
from db.errors import NotFound, Refused
from db.message import Summary

State = Literal["waiting", "claimed", "sent", "failed", "held", "dropped"]
STATES: tuple[State, ...] = ("waiting", "claimed", "sent", "failed", "held", "dropped")

MOST = 500
"""Rows that one question gives."""

HISTORY = 30 * 24 * 60 * 60
"""Seconds that a settled row is kept."""

DROPPED_BY_ADMIN = "554 5.7.0 An admin has taken it out of the queue"
CANCELED_BY_SENDER = "554 5.7.0 Its sender has canceled it"
HELD_BY_ADMIN = "450 4.7.0 An admin holds it"
_BEFORE = ". Before: "
NOT_REACHED = "451 4.4.1 The other server cannot be used now"


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message on its way to one recipient. Times are Unix seconds.

    `reply` are the last words about it, for admins, and `hop` is who said them. `subject` and `size` are
    known while the content is needed, else "" and 0.
    """

    id: int
    account_id: int | None
    purpose: str
    sender: str
    recipient: str
    state: State
    attempts: int
    next_at: int
    created_at: int
    settled_at: int | None
    reply: str
    hop: str
    subject: str
    size: int

    @property
    def told(self) -> str:
        """The last words about it, for its sender."""
        return for_sender(self.reply) if self.reply else ""


_A_REPLY = re.compile(r"[245]\d\d[ -]")
_INSERT = (
    "outbound (id, envelope, content_id, account_id, submission_id, purpose, sender, recipient, domain, state,"
    " attempts, next_at, claimed_until, created_at, settled_at, warned, reply, hop, subject, message_ids,"
    " created_modseq, modseq)"
)
_SELECT = (
    "SELECT outbound.id, account_id, purpose, sender, recipient, state, attempts, next_at, created_at, settled_at,"
    " reply, hop, coalesce(content.subject, ''), coalesce(content.size, 0)"
    " FROM outbound LEFT JOIN content ON content.id = content_id"
)
_SETTLE = (
    "UPDATE outbound SET state = ?, reply = ?, hop = ?, settled_at = ?, content_id = NULL, claimed_until = 0"
    " WHERE id = ?"
)


def for_sender(reply: str) -> str:
    """Return what a sender is told: what was said of the message itself; the rest is for admins.

    How the relay is called, and why it does not let us in, is nothing for everybody who writes.
    """
    if reply.startswith(HELD_BY_ADMIN):
        return HELD_BY_ADMIN
    return reply if _A_REPLY.match(reply) else NOT_REACHED


def recipients(envelope: Envelope) -> list[str]:
    """Return who outside it is for, each once, as their rows have them."""
    return list(dict.fromkeys(storable(one, "\ufffd") for one in envelope.outside))


def add(tx: Transaction, envelope: Envelope, content_id: int, summary: Summary) -> None:
    """Let the message wait for each of its recipients outside."""
    whom = recipients(envelope)
    submission_id = envelope.submitted.submission_id if envelope.submitted else None
    origin = (envelope.id, content_id, envelope.account_id, submission_id, envelope.purpose, envelope.sender)
    now = envelope.received_at
    modseq = outbound_changes.first(tx, envelope.account_id)
    told = ("", "", summary.subject, summary.message_ids, modseq, modseq)
    rows = [
        (number, *origin, recipient, split(recipient)[1], "waiting", 0, now, 0, now, None, 0, *told)
        for number, recipient in zip(tx.new_ids(len(whom)), whom, strict=True)
    ]
    tx.insert(_INSERT, rows)


def known(tx: Transaction, envelopes: Collection[int]) -> Counter[int]:
    """Return for how many recipients outside each of these envelopes was taken before."""
    marks = ",".join("?" * len(envelopes))
    sql = f"SELECT envelope, count(*) FROM outbound WHERE envelope IN ({marks}) GROUP BY envelope"  # noqa: S608 - marks
    return Counter({row[0]: row[1] for row in tx.rows(sql, list(envelopes))})


def reached(tx: Transaction, envelopes: Collection[int]) -> frozenset[str]:
    """Return who has got one of these envelopes, or may still get it: everybody but those whose row has failed."""
    marks = ",".join("?" * len(envelopes))
    sql = f"SELECT recipient FROM outbound WHERE envelope IN ({marks}) AND state NOT IN ('failed', 'dropped')"  # noqa: S608 - marks
    return frozenset(row[0] for row in tx.rows(sql, list(envelopes)))


def make_room(tx: Transaction, envelope: Envelope) -> None:
    """Remove the settled rows of its recipients: what failed or was called back is tried anew, in new rows."""
    for recipient in recipients(envelope):
        where, values = "envelope = ? AND recipient = ? AND settled_at IS NOT NULL", (envelope.id, recipient)
        outbound_changes.note_gone(tx, where, values)
        tx.execute(f"DELETE FROM outbound WHERE {where}", values)  # noqa: S608 - our own words


def rows(
    store: Store | Transaction,
    *,
    account_id: int | None = None,
    states: Collection[State] = STATES,
    before: int | None = None,
    count: int = 100,
) -> list[Outbound]:
    """Return the newest rows, at most `count` (and MOST): of one account or of all, those with an id below `before`."""
    tests, values = [f"state IN ({','.join('?' * len(states))})"], list[Any](states)
    for test, value in (("account_id = ?", account_id), ("outbound.id < ?", before)):
        if value is not None:
            tests.append(test)
            values.append(value)
    sql = f"{_SELECT} WHERE {' AND '.join(tests)} ORDER BY outbound.id DESC LIMIT ?"
    return [Outbound(*row) for row in store.rows(sql, (*values, max(1, min(count, MOST))))]


def get(store: Store | Transaction, outbound_id: int, account_id: int | None = None) -> Outbound:
    """Return one row, of this account when one is given. Raises NotFound."""
    row = store.row(f"{_SELECT} WHERE outbound.id = ?", (outbound_id,))
    if row is None or (account_id is not None and row[1] != account_id):
        raise NotFound("There is no such message in the queue.")
    return Outbound(*row)


def counts(store: Store | Transaction) -> dict[State, int]:
    """Return how many rows are in each state."""
    found = dict(store.rows("SELECT state, count(*) FROM outbound GROUP BY state"))
    return {state: int(found.get(state, 0)) for state in STATES}


def retry(tx: Transaction, outbound_id: int, now: int, account_id: int | None = None) -> None:
    """Let what waits or is held be tried at once; `now` is in Unix seconds, `account_id` as for `get`.

    Raises:
        NotFound: there is no such row.
        Refused: it is being sent, or settled; or an admin holds it, and a sender asks.
    """
    one = _open(tx, outbound_id, account_id)
    if account_id is not None and one.state == "held":
        raise Refused("An admin holds this message: ask them to let it go.")
    # That an admin holds it is not true any more; what the other server said before is.
    reply = _before_hold(one.reply)
    sql = "UPDATE outbound SET state = 'waiting', next_at = ?, reply = ? WHERE id = ?"
    tx.execute(sql, (now, reply, outbound_id))
    outbound_changes.note(tx, [outbound_id])


def retry_all(tx: Transaction, now: int) -> int:
    """Let everything that waits be tried at once, as after a relay was put right; return how many rows that are."""
    where = "state = 'waiting' AND next_at > ?"
    outbound_changes.note_where(tx, where, (now,))
    return tx.execute(f"UPDATE outbound SET next_at = ? WHERE {where}", (now, now))  # noqa: S608 - our own words


def hold(tx: Transaction, outbound_id: int) -> None:
    """Keep it until somebody says `retry` or `drop`. Raises NotFound, Refused."""
    before = _before_hold(_open(tx, outbound_id, None).reply)
    reply = f"{HELD_BY_ADMIN}{_BEFORE}{before}" if before else HELD_BY_ADMIN
    tx.execute("UPDATE outbound SET state = 'held', reply = ? WHERE id = ?", (reply, outbound_id))
    outbound_changes.note(tx, [outbound_id])


def _before_hold(reply: str) -> str:
    """Return the last words of the other server, without those of an admin who holds the message."""
    return reply.removeprefix(HELD_BY_ADMIN).removeprefix(_BEFORE) if reply.startswith(HELD_BY_ADMIN) else reply


def drop(tx: Transaction, outbound_id: int, now: int) -> None:
    """Take it out of the queue without a word to its sender, who sees it in the state. Raises NotFound, Refused."""
    _open(tx, outbound_id, None)
    settle(tx, outbound_id, "dropped", DROPPED_BY_ADMIN, "", now)


def cancel(tx: Transaction, account_id: int, outbound_id: int, now: int) -> None:
    """Call back what a sender's own message has not reached yet. Raises NotFound, Refused: it is too late."""
    _open(tx, outbound_id, account_id)
    settle(tx, outbound_id, "dropped", CANCELED_BY_SENDER, "", now)


def settle(tx: Transaction, outbound_id: int, state: State, reply: str, hop: str, now: int) -> None:
    """End a row as `state`: the content goes unless others need it, and the submission it belongs to follows."""
    row = tx.row("SELECT content_id FROM outbound WHERE id = ?", (outbound_id,))
    tx.execute(_SETTLE, (state, storable(reply), storable(hop), now, outbound_id))
    outbound_changes.note(tx, [outbound_id])
    if row is not None and row[0] is not None:
        remove_if_unused(tx, row[0])
    # RFC 8621 section 7: what another machine has taken over has an unknown fate, however well it began.
    # https://www.rfc-editor.org/rfc/rfc8621#section-7
    follow(tx, outbound_id, "unknown" if state == "sent" else "no", for_sender(reply))


def follow(tx: Transaction, outbound_id: int, delivered: str, reply: str) -> None:
    """Write what became of a recipient into the delivery status of the submission, while that is there."""
    sql = (
        "SELECT submission.id, submission.account_id, delivery_status, recipient FROM outbound"
        " JOIN submission ON submission.id = submission_id WHERE outbound.id = ?"
    )
    row = tx.row(sql, (outbound_id,))
    if row is None:
        return
    submission_id, account_id, text, recipient = row
    status = json.loads(text)
    now = {**status.get(recipient, {"displayed": "unknown"}), "smtpReply": storable(reply), "delivered": delivered}
    if status.get(recipient) == now:
        return
    modseq = type_state.advance(tx, account_id, "submission")
    changed = json.dumps({**status, recipient: now})
    tx.execute("UPDATE submission SET delivery_status = ?, modseq = ? WHERE id = ?", (changed, modseq, submission_id))


def remove_old(store: Store, now: int) -> int:
    """Forget what was settled a while before `now` (Unix seconds), and return how many rows that were."""
    where, values = "settled_at IS NOT NULL AND settled_at <= ?", (now - HISTORY,)
    # Mostly there is nothing, and a look does not lock the store.
    if store.row(f"SELECT 1 FROM outbound WHERE {where} LIMIT 1", values) is None:  # noqa: S608 - our own words
        return 0
    return store.run_tx(lambda tx: _remove(tx, where, values))


def _remove(tx: Transaction, where: str, values: tuple[int]) -> int:
    outbound_changes.note_gone(tx, where, values)
    return tx.execute(f"DELETE FROM outbound WHERE {where}", values)  # noqa: S608 - our own words


def _open(tx: Transaction, outbound_id: int, account_id: int | None) -> Outbound:
    """Return a row that people may act on. Raises NotFound, Refused."""
    one = get(tx, outbound_id, account_id)
    if one.state not in ("waiting", "held"):
        raise Refused("It is being sent right now." if one.state == "claimed" else "It is settled already.")
    return one
