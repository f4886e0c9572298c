"""Submissions: messages that an account sends or has sent, and what became of them (RFC 8621 section 7).

A submission is pending until its time has come or its author cancels it. One transaction makes it final and delivers;
whoever loses the race for it (the courier, a program that cancels) finds it no longer pending.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db import accounts, outgoing, type_state
from db.contents import remove_if_unused
from db.database import Store, Transaction
from db.delivery import Prepared
from db.envelope import Envelope, Submitted
from db.errors import NotFound, Refused
from db.outgoing import DeliveryStatus
from db.sending import Rules

PENDING, FINAL, CANCELED = "pending", "final", "canceled"

Path = dict[str, Any]
"""An address with its parameters, as JMAP shows it: `{"email": …, "parameters": {…} or None}`."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sent: which message, as whom, to whom, and when (Unix seconds)."""

    identity_id: int
    message_id: int
    thread_id: int
    content_id: int
    mail_from: Path
    rcpt_to: tuple[Path, ...]
    send_at: int

    @property
    def addresses(self) -> list[str]:
        """The recipients' addresses."""
        return [one["email"] for one in self.rcpt_to]


@dataclass(frozen=True, slots=True)
class Submission:
    """An order that was taken, and what became of it."""

    id: int
    order: Order
    undo_status: str
    delivery_status: DeliveryStatus


_COLUMNS = (
    "id, identity_id, message_id, thread_id, coalesce(content_id, 0), envelope, send_at, undo_status, delivery_status"
)
_INSERT = (
    "INSERT INTO submission (id, account_id, identity_id, message_id, thread_id, content_id, envelope, send_at,"
    " undo_status, delivery_status, created_modseq, modseq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SETTLE = (
    "UPDATE submission SET undo_status = ?, delivery_status = ?, modseq = ?, content_id = NULL"
    " WHERE id = ? AND account_id = ?"
)
# Locks the row as well: of two that want to settle a submission, the second one finds it settled.
_CLAIM = (
    f"UPDATE submission SET undo_status = undo_status WHERE id = ? AND undo_status = '{PENDING}'"  # noqa: S608
    " RETURNING account_id, content_id"
)
_WAITING = (
    "SELECT submission.envelope, content.data FROM submission LEFT JOIN content ON content.id = content_id"
    " WHERE submission.id = ? AND undo_status = ?"
)
_BATCH = 500


def of_account(store: Store | Transaction, account_id: int, limit: int) -> list[int]:
    """Return ids of the account's submissions, at most `limit`."""
    sql = "SELECT id FROM submission WHERE account_id = ? ORDER BY id LIMIT ?"
    return [row[0] for row in store.rows(sql, (account_id, limit))]


def get(store: Store | Transaction, account_id: int, ids: Sequence[int]) -> dict[int, Submission]:
    """Return those of `ids` that are the account's."""
    found: dict[int, Submission] = {}
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        marks = ",".join("?" * len(batch))
        sql = f"SELECT {_COLUMNS} FROM submission WHERE id IN ({marks}) AND account_id = ?"  # noqa: S608 - marks
        found.update((row[0], _submission(row)) for row in store.rows(sql, (*batch, account_id)))
    return found


def one(store: Store | Transaction, account_id: int, submission_id: int) -> Submission:
    """Return one submission.

    Raises:
        NotFound: it is not the account's.
    """
    found = get(store, account_id, [submission_id]).get(submission_id)
    if found is None:
        raise NotFound("There is no such submission.")
    return found


def has_message(tx: Transaction, account_id: int, order: Order) -> bool:
    """Return whether the message of the order is there as it was when the order was made."""
    sql = "SELECT 1 FROM message WHERE id = ? AND account_id = ? AND content_id = ?"
    return tx.row(sql, (order.message_id, account_id, order.content_id)) is not None


def hold(tx: Transaction, account_id: int, order: Order) -> Submission:
    """Keep an order until its time has come."""
    status = outgoing.all_alike(order.addresses, "queued", outgoing.HELD)
    (submission_id,) = tx.new_ids(1)
    return _insert(tx, Submitted(account_id, submission_id), order, PENDING, status, order.content_id)


def send(tx: Transaction, account_id: int, order: Order, ready: Prepared, rules: Rules) -> Submission:
    """Deliver at once; the submission is final from the beginning."""
    (submission_id,) = tx.new_ids(1)
    submitted = Submitted(account_id, submission_id)
    status = outgoing.hand_out(tx, rules, ready, order.addresses, submitted)
    return _insert(tx, submitted, order, FINAL, status, None)


def cancel(tx: Transaction, account_id: int, submission_id: int) -> None:
    """Call back what has not been sent yet; what was canceled before stays so.

    Raises:
        NotFound: it is not the account's.
        Refused: it is too late.
    """
    known = one(tx, account_id, submission_id)
    if known.undo_status == CANCELED:
        return
    if known.undo_status != PENDING or tx.row(_CLAIM, (submission_id,)) is None:
        raise Refused("The message has been sent already.")
    _settle(tx, account_id, known, CANCELED, outgoing.all_alike(known.order.addresses, "no", outgoing.CANCELED))


def destroy(tx: Transaction, account_id: int, submission_id: int) -> None:
    """Forget a submission that is sent or canceled; what was delivered stays delivered.

    Raises:
        NotFound: it is not the account's.
        Refused: it waits to be sent.
    """
    if one(tx, account_id, submission_id).undo_status == PENDING:
        raise Refused("The message waits to be sent: cancel that first.")
    row = tx.row("DELETE FROM submission WHERE id = ? RETURNING created_modseq", (submission_id,))
    type_state.tombstone(tx, account_id, "submission", submission_id, row[0] if row else 0)


def due(store: Store, now: int, limit: int) -> list[int]:
    """Return ids of pending submissions whose time has come, the first due first, at most `limit`."""
    sql = f"SELECT id FROM submission WHERE undo_status = '{PENDING}' AND send_at <= ? ORDER BY send_at, id LIMIT ?"  # noqa: S608
    return [row[0] for row in store.rows(sql, (now, limit))]


def next_due(store: Store, after: int) -> int | None:
    """Return when (Unix seconds) the next submission is due that is not at `after`; None when there is none."""
    sql = f"SELECT min(send_at) FROM submission WHERE undo_status = '{PENDING}' AND send_at > ?"  # noqa: S608
    row = store.row(sql, (after,))
    return None if row is None else row[0]


def release(store: Store, domain: str, submission_id: int, moment: float) -> bool:
    """Send what was held, in one transaction; False when it is not pending any more. `moment` is in Unix seconds."""
    row = store.row(_WAITING, (submission_id, PENDING))
    if row is None:
        return False
    sender = json.loads(row[0])["mailFrom"]["email"]
    ready = None if row[1] is None else outgoing.make_ready(bytes(row[1]), sender, domain, moment)
    return store.run_tx(lambda tx: _release(tx, domain, submission_id, ready))


def _release(tx: Transaction, domain: str, submission_id: int, ready: Prepared | None) -> bool:
    claimed = tx.row(_CLAIM, (submission_id,))
    if claimed is None:
        return False
    account_id = claimed[0]
    known, rules = one(tx, account_id, submission_id), Rules(tx, domain)
    if not accounts.is_active(tx, account_id):
        # Disabled since: nothing leaves in its name, also not what it had prepared.
        status = outgoing.all_alike(known.order.addresses, "no", outgoing.AUTHOR_DISABLED)
    elif ready is None:
        status = outgoing.all_alike(known.order.addresses, "no", outgoing.CONTENT_GONE)
    elif not _is_by(rules, account_id, ready.envelope):
        # Taken away since, and maybe somebody else's by now.
        status = outgoing.all_alike(known.order.addresses, "no", outgoing.NOT_ITS_AUTHORS)
    else:
        submitted = Submitted(account_id, submission_id)
        status = outgoing.hand_out(tx, rules, ready, known.order.addresses, submitted)
    _settle(tx, account_id, known, FINAL, status)
    return True


def _is_by(rules: Rules, account_id: int, envelope: Envelope) -> bool:
    """Return whether sender and From are still the account's."""
    return rules.owns(account_id, envelope.sender) and rules.foreign_author(account_id, envelope.content) is None


def _settle(tx: Transaction, account_id: int, known: Submission, undo_status: str, status: DeliveryStatus) -> None:
    modseq = type_state.advance(tx, account_id, "submission")
    tx.execute(_SETTLE, (undo_status, json.dumps(status), modseq, known.id, account_id))
    remove_if_unused(tx, known.order.content_id)


def _insert(
    tx: Transaction,
    submitted: Submitted,
    order: Order,
    undo_status: str,
    status: DeliveryStatus,
    content_id: int | None,
) -> Submission:
    account_id, submission_id = submitted.account_id, submitted.submission_id
    modseq = type_state.advance(tx, account_id, "submission")
    envelope = json.dumps({"mailFrom": order.mail_from, "rcptTo": list(order.rcpt_to)})
    what = (order.identity_id, order.message_id, order.thread_id, content_id)
    facts = (envelope, order.send_at, undo_status, json.dumps(status))
    tx.execute(_INSERT, (submission_id, account_id, *what, *facts, modseq, modseq))
    return Submission(submission_id, order, undo_status, status)


def _submission(row: Sequence[Any]) -> Submission:
    submission_id, identity_id, message_id, thread_id, content_id, envelope, send_at, undo_status, status = row
    written = json.loads(envelope)
    paths = (written["mailFrom"], tuple(written["rcptTo"]))
    order = Order(identity_id, message_id, thread_id, content_id, *paths, send_at)
    return Submission(submission_id, order, undo_status, json.loads(status))
