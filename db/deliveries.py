"""Mail on its way to the outside as its sender sees it: one delivery for each recipient of a message.

The rows are those of `db.outbound`, read for one account and in words for its owner: what the servers on the way said
of the message itself, and nothing of how our relay is called or why it does not let us in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from db import outbound
from db.database import Store, Transaction
from db.errors import NotFound

State = Literal["waiting", "sending", "held", "sent", "failed", "canceled", "removed"]
"""`held` and `removed`: by an admin. `sent`: another server has taken it over."""

_STATES: dict[str, State] = {"waiting": "waiting", "claimed": "sending", "held": "held", "sent": "sent"}
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message and one recipient outside. Times are Unix seconds; `next_at` is None unless it waits.

    `envelope` is what all recipients of one message have in common, `message_id` its Message-ID without brackets or
    None, `stored_id` the sender's own copy where there is one. `reply` are the last words about it, "" for none yet.
    """

    id: int
    envelope: int
    submission_id: int | None
    stored_id: int | None
    message_id: str | None
    subject: str
    sender: str
    recipient: str
    state: State
    attempts: int
    accepted_at: int
    next_at: int | None
    settled_at: int | None
    reply: str


# The copy in Sent is the author's variant of the same envelope; a submission names the message that was sent.
_SELECT = """
    SELECT outbound.id, outbound.envelope, outbound.submission_id,
        coalesce(
            (SELECT message.id FROM submission JOIN message ON message.id = submission.message_id
             WHERE submission.id = outbound.submission_id AND message.account_id = outbound.account_id),
            (SELECT min(message.id) FROM content JOIN message ON message.content_id = content.id
             WHERE content.envelope = outbound.envelope AND message.account_id = outbound.account_id
                 AND message.copy = 1)),
        message_ids, outbound.subject, sender, recipient, state, attempts, created_at, next_at, settled_at, reply
    FROM outbound
"""


def newest(store: Store | Transaction, account_id: int, limit: int, *, settled: bool | None = None) -> list[int]:
    """Return ids of the account's deliveries, the newest first: all, or those that are settled, or are not."""
    test = {None: "", True: " AND settled_at IS NOT NULL", False: " AND settled_at IS NULL"}[settled]
    sql = f"SELECT id FROM outbound WHERE account_id = ?{test} ORDER BY id DESC LIMIT ?"  # noqa: S608 - our own words
    return [row[0] for row in store.rows(sql, (account_id, limit))]


def get(store: Store | Transaction, account_id: int, ids: Sequence[int]) -> dict[int, Delivery]:
    """Return those of `ids` that are the account's."""
    found: dict[int, Delivery] = {}
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        marks = ",".join("?" * len(batch))
        sql = f"{_SELECT} WHERE outbound.id IN ({marks}) AND outbound.account_id = ?"
        found.update((row[0], _delivery(row)) for row in store.rows(sql, (*batch, account_id)))
    return found


def one(store: Store | Transaction, account_id: int, delivery_id: int) -> Delivery:
    """Return one delivery.

    Raises:
        NotFound: it is not the account's.
    """
    found = get(store, account_id, [delivery_id]).get(delivery_id)
    if found is None:
        raise NotFound("There is no such delivery.")
    return found


def _delivery(row: Sequence[Any]) -> Delivery:
    number, envelope, submission_id, stored_id, message_ids, subject, sender, recipient, *rest = row
    state, attempts, created_at, next_at, settled_at, reply = rest
    told = json.loads(message_ids).get("messageId") or [None]
    shown = _state(state, reply)
    return Delivery(
        id=number,
        envelope=envelope,
        submission_id=submission_id,
        stored_id=stored_id,
        message_id=told[0],
        subject=subject,
        sender=sender,
        recipient=recipient,
        state=shown,
        attempts=attempts,
        accepted_at=created_at,
        next_at=next_at if shown == "waiting" else None,
        settled_at=settled_at,
        reply=outbound.for_sender(reply) if reply else "",
    )


def _state(state: str, reply: str) -> State:
    if state == "dropped":
        return "canceled" if reply == outbound.CANCELED_BY_SENDER else "removed"
    return _STATES.get(state, "failed")
