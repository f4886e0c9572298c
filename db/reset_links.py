"""Reset links: what the notice "password reset" carries, so that its reader sets a new password in a browser.

Made while the notice is written, kept only as a hash, good for one hour and once; a newer one takes its place, and so
does any new password. Using one replaces the password and ends every session of the account, in one transaction, and
forgives nothing else: a disabled account stays disabled. Nothing here decides who may ask for a link.
"""

from __future__ import annotations

import hashlib
import secrets
import time

from db import accounts, passwords, sessions
from db.accounts import Account
from db.database import Store, Transaction
from db.errors import RecoveryRefused
from db.models import ResetLink

LIFETIME = 60 * 60
"""Seconds that a link is good for."""

LONGEST = 100
"""Characters that a token has at most."""

_REFUSED = "This link is used up, or older than an hour, or a newer one was asked for. Ask for a new link."
_FIND = (
    "SELECT account.id, account.address FROM reset_link JOIN account ON account.id = reset_link.account_id"
    " WHERE reset_link.token_hash = ? AND reset_link.expires_at > ? AND account.state = 'active'"
)


def create(store: Store, account_id: int, now: int) -> str:
    """Return the token of a new link (43 letters, digits, `-` and `_`; 256 bits); an earlier one is worth nothing.

    `now` is in Unix seconds. Raises NotFound: there is no such account.
    """
    token = new_token()
    accounts.get(store, account_id)
    store.run_tx(lambda tx: keep(tx, account_id, token, now))
    return token


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(32)


def keep(tx: Transaction, account_id: int, token: str, now: int) -> None:
    """Make `token` the link of an account, inside a transaction that does more (sends it, for one)."""
    row = {"account_id": account_id, "token_hash": _hash(token), "created_at": now, "expires_at": now + LIFETIME}
    tx.query(ResetLink.delete().where(ResetLink.account_id == account_id))
    tx.query(ResetLink.insert(row))


def check(store: Store, token: str, now: int | None = None) -> str:
    """Return the address of the account that a link is for; the link stays as it is.

    Raises:
        RecoveryRefused: not a valid link (any more).
    """
    return str(_found(store, token, now)[1])


def use(store: Store, token: str, password: str, now: int | None = None) -> Account:
    """Set a new password with a link, and return the account; all its sessions are ended.

    A token of nobody costs one indexed read and no password hash.

    Raises:
        RecoveryRefused: not a valid link (any more); nothing was written.
        WeakPassword: the password is not good enough; the link stays usable.
    """
    address = check(store, token, now)
    passwords.check_strength(password, address)
    hashed = passwords.hash_password(password)

    def work(tx: Transaction) -> int:
        # Once more: it may have been used while the password was being hashed.
        account_id = int(_found(tx, token, now)[0])
        accounts.replace_password(tx, account_id, hashed)
        sessions.revoke_all(tx, account_id, None)
        return account_id

    return accounts.get(store, store.run_tx(work))


def _found(store: Store | Transaction, token: str, now: int | None) -> tuple[int, str]:
    found = store.row(_FIND, (_hash(token), int(time.time()) if now is None else now)) if _is_token(token) else None
    if found is None:
        raise RecoveryRefused(_REFUSED)
    return int(found[0]), str(found[1])


def _is_token(text: str) -> bool:
    return 0 < len(text) <= LONGEST


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
