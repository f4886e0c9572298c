"""Sessions: random tokens that stand for a signed-in device; kept only as hashes.

A token is given out once and can be listed (without itself), revoked and let expire. It is as good as the password
until then, so it is never logged.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass

from db.accounts import Account
from db.charset import storable
from db.database import Store, Transaction
from db.errors import Unavailable
from db.models import Session as Row

PREFIX = "pst_"
"""Tokens start with this, so that one can be told from a password."""

MOST = 100
"""Sessions that one account may have at a time."""

_USED_EVERY = 300
# Every request with a token asks for this: one statement, as plain SQL.
_FIND = (
    "SELECT session.id, session.account_id, session.device, session.peer, session.created_at, session.expires_at,"
    " session.last_used_at, account.id, account.address, account.display_name, account.is_admin, account.state"
    " FROM session JOIN account ON account.id = session.account_id"
    " WHERE session.token_hash = ? AND session.expires_at > ? AND account.state = 'active'"
)


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in device; times in Unix seconds."""

    id: int
    account_id: int
    device: str
    peer: str
    created_at: int
    expires_at: int
    last_used_at: int


def create(store: Store, account_id: int, device: str, peer: str, lifetime: int) -> tuple[str, Session]:
    """Return a new token and its session; `lifetime` is in seconds. Expired sessions of the account go."""
    token = PREFIX + secrets.token_urlsafe(32)
    now = int(time.time())

    def work(tx: Transaction) -> Session:
        tx.query(Row.delete().where(Row.account_id == account_id, Row.expires_at <= now))
        # Signing in again and again must not fill the store: the one that was not used for longest goes.
        newest = Row.select(Row.id).where(Row.account_id == account_id).order_by(Row.last_used_at.desc(), Row.id.desc())
        kept = newest.limit(MOST - 1)
        tx.query(Row.delete().where(Row.account_id == account_id, Row.id.not_in(kept)))
        (session_id,) = tx.new_ids(1)
        session = Session(session_id, account_id, storable(device)[:200], storable(peer), now, now + lifetime, now)
        tx.query(
            Row.insert(
                id=session_id,
                account_id=account_id,
                token_hash=_hash(token),
                device=session.device,
                peer=session.peer,
                created_at=now,
                expires_at=session.expires_at,
                last_used_at=now,
            )
        )
        return session

    return token, store.run_tx(work)


def find(store: Store, token: str) -> tuple[Session, Account] | None:
    """Return the session and the account of a token; None if unknown, expired, revoked or the account is not active.

    Its last use is written down, not more often than every five minutes.
    """
    if not token.startswith(PREFIX):
        return None
    now = int(time.time())
    row = store.row(_FIND, (_hash(token), now))
    if row is None:
        return None
    session, account = Session(*row[:7]), Account(row[7], row[8], row[9], bool(row[10]), row[11])
    if session.last_used_at < now - _USED_EVERY:
        # A full disk is no reason to keep people from reading.
        with suppress(Unavailable):
            store.run_tx(lambda tx: tx.query(Row.update(last_used_at=now).where(Row.id == session.id)))
    return session, account


def revoke(store: Store, account_id: int, session_id: int) -> bool:
    """End one session of the account; False when there is none."""
    query = Row.delete().where(Row.id == session_id, Row.account_id == account_id)
    return bool(store.run_tx(lambda tx: tx.query(query)))


def revoke_all(tx: Transaction, account_id: int, but: int | None) -> int:
    """End the sessions of the account, all of them or all except `but`, and return how many that were."""
    query = Row.delete().where(Row.account_id == account_id)
    return int(tx.query(query if but is None else query.where(Row.id != but)))


def of_account(store: Store, account_id: int) -> list[Session]:
    """Return the sessions of the account that are still valid, the last used first."""
    now = int(time.time())
    valid = Row.select().where(Row.account_id == account_id, Row.expires_at > now)
    return [_session(row) for row in store.query(valid.order_by(Row.last_used_at.desc(), Row.id.desc()))]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _session(row: Row) -> Session:
    return Session(row.id, row.account_id, row.device, row.peer, row.created_at, row.expires_at, row.last_used_at)
