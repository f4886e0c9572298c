"""Push subscriptions as their owners see and change them (RFC 8620 section 7.2).

A subscription belongs to the grant that it was made with, a session or a password, and nobody else sees it. Its URL and
keys go in here and come out only for sending (`db/push_queue.py`).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from db import states
from db.database import Store, Transaction
from db.grants import Grant

LONGEST_LIFE = 7 * 24 * 60 * 60
"""Seconds that a subscription may live without being extended; RFC 8620 section 7.2 asks for 48 hours at least."""

_COLUMNS = "id, device_client_id, url, p256dh, auth, verification_code, is_verified, types, expires_at"
_MINE = "account_id = ? AND session_id IS ? AND password_mark IS ? AND expires_at > ?"


@dataclass(frozen=True, slots=True)
class Keys:
    """What a receiver decrypts with, as it gave it: base64url of a P-256 point and of 16 secret bytes (RFC 8291)."""

    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscription; `types` None means all, `expires_at` is in Unix seconds."""

    id: int
    device_client_id: str
    url: str = field(repr=False)
    keys: Keys | None = field(repr=False)
    verification_code: str = field(repr=False)
    is_verified: bool
    types: tuple[str, ...] | None
    expires_at: int


def of_grant(store: Store | Transaction, grant: Grant, now: int) -> list[Subscription]:
    """Return the subscriptions that were made with `grant`, the oldest first."""
    sql = f"SELECT {_COLUMNS} FROM push_subscription WHERE {_MINE} ORDER BY id"  # noqa: S608 - our own words
    rows = store.rows(sql, (grant.account_id, grant.session_id, grant.mark, now))
    return [
        Subscription(number, device, url, _keys(p256dh, auth), code, bool(verified), _types(types), expires_at)
        for number, device, url, p256dh, auth, code, verified, types, expires_at in rows
    ]


def count(tx: Transaction, account_id: int) -> int:
    """Return how many subscriptions the account has, whatever they were made with."""
    row = tx.row("SELECT count(*) FROM push_subscription WHERE account_id = ?", (account_id,))
    return int(row[0]) if row else 0


def latest_end(tx: Transaction, grant: Grant, now: int) -> int:
    """Return the Unix second at which a subscription of `grant` must end at the latest."""
    row = tx.row("SELECT expires_at FROM session WHERE id = ?", (grant.session_id,))
    return min(now + LONGEST_LIFE, int(row[0])) if row else now + LONGEST_LIFE


def create(
    tx: Transaction,
    grant: Grant,
    device_client_id: str,
    url: str,
    keys: Keys | None,
    types: Sequence[str] | None,
    now: int,
    expires_at: int,
) -> int:
    """Make a subscription to which its code is sent next, and return its number.

    What changes from now on is told once it is verified.
    """
    (number,) = tx.new_ids(1)
    row = {
        "id": number,
        "account_id": grant.account_id,
        "session_id": grant.session_id,
        "password_mark": grant.mark,
        "device_client_id": device_client_id,
        "url": url,
        "p256dh": keys.p256dh if keys else None,
        "auth": keys.auth if keys else None,
        "verification_code": secrets.token_urlsafe(32),
        "is_code_sent": 0,
        "is_verified": 0,
        "types": None if types is None else json.dumps(types),
        "told": states.of_account(tx, grant.account_id).text(),
        "failures": 0,
        "next_try": 0,
        "created_at": now,
        "expires_at": expires_at,
    }
    tx.insert(f"push_subscription ({', '.join(row)})", [list(row.values())])
    return number


def verify(tx: Transaction, number: int) -> None:
    """Note that its owner has sent the code back: changes are told from now on."""
    tx.execute("UPDATE push_subscription SET is_verified = 1, failures = 0 WHERE id = ?", (number,))


def set_types(tx: Transaction, number: int, types: Sequence[str] | None) -> None:
    """Tell changes of these types only; of all when it is None."""
    value = None if types is None else json.dumps(types)
    tx.execute("UPDATE push_subscription SET types = ? WHERE id = ?", (value, number))


def set_end(tx: Transaction, number: int, expires_at: int) -> None:
    """Let it live until `expires_at` (Unix seconds)."""
    tx.execute("UPDATE push_subscription SET expires_at = ? WHERE id = ?", (expires_at, number))


def destroy(tx: Transaction, number: int) -> None:
    """Remove a subscription; the store writes zeros over its URL and keys (`secure_delete` in `db/database.py`)."""
    tx.execute("DELETE FROM push_subscription WHERE id = ?", (number,))


def _keys(p256dh: str | None, auth: str | None) -> Keys | None:
    return Keys(p256dh, auth) if p256dh is not None and auth is not None else None


def _types(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(json.loads(text))
