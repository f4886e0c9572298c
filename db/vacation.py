"""The answer that an account gives while its owner is away, and who got it when (RFC 8621 section 8).

The account's own modification number is the clock of what was looked at: it grows with every delivery in the order of
their commits, however many processes write, which the ids of messages need not do. `position` is the number up to
which new messages have been looked at; it starts at the moment of switching on, so older mail is never answered.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from db import type_state
from db.charset import storable
from db.database import Store, Transaction
from db.flags import JUNK
from db.new_messages import RECEIVED

PERIOD = 7 * 24 * 60 * 60
"""Seconds in which one sender is answered once (RFC 5230 section 4.1 has seven days where nothing else is said)."""


@dataclass(frozen=True, slots=True)
class Vacation:
    """What to answer, and to what was received from `from_date` on and before `to_date` (Unix seconds, None: always).

    What is None of subject and bodies is for whoever writes the answer to choose.
    """

    is_enabled: bool = False
    from_date: int | None = None
    to_date: int | None = None
    subject: str | None = None
    text_body: str | None = None
    html_body: str | None = None

    def covers(self, moment: int) -> bool:
        """Return whether mail received at `moment` (Unix seconds) is answered."""
        begun = self.from_date is None or self.from_date <= moment
        return self.is_enabled and begun and (self.to_date is None or moment < self.to_date)


@dataclass(frozen=True, slots=True)
class Away:
    """An account that answers, and the modification numbers up to which it was looked at, and of its last change."""

    account_id: int
    position: int
    modseq: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that came in since; `modseq` is the number of the transaction that brought it."""

    id: int
    modseq: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """A received message: `head` are its first bytes, `message_ids` as `db.messages` has them."""

    envelope_id: int
    head: bytes
    received_at: int
    subject: str
    message_ids: dict[str, list[str]]
    is_junk: bool


_COLUMNS = "is_enabled, from_date, to_date, subject, text_body, html_body"
_PUT = (
    f"INSERT INTO vacation (account_id, {_COLUMNS}, position)"  # noqa: S608 - our own words
    " VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT modseq FROM account WHERE id = ?)) ON CONFLICT (account_id) DO UPDATE SET"
    " is_enabled = excluded.is_enabled, from_date = excluded.from_date, to_date = excluded.to_date,"
    " subject = excluded.subject, text_body = excluded.text_body, html_body = excluded.html_body,"
    " position = CASE WHEN vacation.is_enabled = 0 THEN excluded.position ELSE vacation.position END"
)
_AWAY = (
    "SELECT account.id, vacation.position, account.modseq FROM vacation JOIN account ON account.id = account_id"
    " WHERE is_enabled = 1 AND account.modseq > vacation.position AND account.state = 'active' ORDER BY account.id"
)
_ARRIVALS = (
    "SELECT id, created_modseq FROM message WHERE account_id = ? AND modseq > ? AND (created_modseq, id) > (?, ?)"
    " AND created_modseq <= ? ORDER BY created_modseq, id LIMIT ?"
)
_ARRIVED = (
    "SELECT content.envelope, substr(content.data, 1, ?), message.received_at, content.subject, content.message_ids,"
    " message.flags, EXISTS (SELECT 1 FROM mailbox_message JOIN mailbox ON mailbox.id = mailbox_id"
    " WHERE message_id = message.id AND role = 'junk')"
    " FROM message JOIN content ON content.id = content_id WHERE message.id = ? AND account_id = ? AND copy = ?"
)
_HEAD = 256 * 1024
_ANSWERED = (
    "INSERT INTO vacation_reply (account_id, sender, sent_at) VALUES (?, ?, ?)"
    " ON CONFLICT (account_id, sender) DO UPDATE SET sent_at = excluded.sent_at"
    " WHERE vacation_reply.sent_at <= excluded.sent_at - ?"
)


def get(store: Store | Transaction, account_id: int) -> Vacation:
    """Return what the account answers; switched off when it was never set."""
    row = store.row(f"SELECT {_COLUMNS} FROM vacation WHERE account_id = ?", (account_id,))  # noqa: S608 - our words
    return Vacation(bool(row[0]), *row[1:]) if row else Vacation()


def put(tx: Transaction, account_id: int, vacation: Vacation) -> None:
    """Change what the account answers; saying the same is no change."""
    texts = (
        None if one is None else storable(one) for one in (vacation.subject, vacation.text_body, vacation.html_body)
    )
    subject, text_body, html_body = texts
    vacation = replace(vacation, subject=subject, text_body=text_body, html_body=html_body)
    if get(tx, account_id) == vacation:
        return
    type_state.advance(tx, account_id, "vacation")
    dates = (int(vacation.is_enabled), vacation.from_date, vacation.to_date)
    tx.execute(_PUT, (account_id, *dates, subject, text_body, html_body, account_id))


def away(store: Store) -> list[Away]:
    """Return the accounts that answer and have changed since they were looked at."""
    return [Away(*row) for row in store.rows(_AWAY)]


def arrivals(store: Store, one: Away, after: Arrival, limit: int) -> list[Arrival]:
    """Return messages that came between `after` and `one.modseq`, at most `limit`, in the order of their coming."""
    parameters = (one.account_id, one.position, after.modseq, after.id, one.modseq, limit)
    return [Arrival(*row) for row in store.rows(_ARRIVALS, parameters)]


def arrived(store: Store, account_id: int, message_id: int) -> Arrived | None:
    """Return what a message says of itself; None when it is gone, or is no received one."""
    row = store.row(_ARRIVED, (_HEAD, message_id, account_id, RECEIVED))
    if row is None:
        return None
    envelope_id, head, received_at, subject, ids, flags, in_junk = row
    return Arrived(envelope_id, bytes(head), received_at, subject, json.loads(ids), bool(in_junk or flags & JUNK))


def claim(tx: Transaction, account_id: int, sender: str, now: int) -> bool:
    """Note that `sender` (lower case) is answered now; False when that was done within the period, and nothing noted.

    `now` is in Unix seconds. Whoever was answered before the period is forgotten.
    """
    if not tx.execute(_ANSWERED, (account_id, sender, now, PERIOD)):
        return False
    tx.execute("DELETE FROM vacation_reply WHERE account_id = ? AND sent_at <= ?", (account_id, now - PERIOD))
    return True


def advance(store: Store, account_id: int, position: int) -> None:
    """Note that everything up to `position` was looked at."""
    sql = "UPDATE vacation SET position = ? WHERE account_id = ? AND position < ?"
    store.run_tx(lambda tx: tx.execute(sql, (position, account_id, position)))
