"""Recovery codes: what lets somebody who forgot a password set a new one; kept only as hashes.

An admin makes a code and gives it to its person by another way than mail. It lasts an hour, works once, and a newer one
takes its place. Using it replaces the password and ends every session of the account, in one transaction.
"""

from __future__ import annotations

import hashlib
import secrets
import time

from db import accounts, passwords, sessions
from db.accounts import Account
from db.address import complete
from db.database import Store, Transaction
from db.errors import RecoveryRefused
from db.models import RecoveryCode

LIFETIME = 60 * 60
"""Seconds that a code is good for."""

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_REFUSED = "The name or the code is wrong, or the code is used up or older than an hour. Ask your admin for a new one."
_FIND = (
    "SELECT recovery_code.account_id FROM recovery_code"
    " JOIN address ON address.account_id = recovery_code.account_id"
    " WHERE recovery_code.code_hash = ? AND recovery_code.expires_at > ? AND address.address = ?"
)


def create(store: Store, account_id: int, lifetime: int = LIFETIME) -> str:
    """Return a new code (20 letters and digits, 100 bits) for the account; earlier ones of it are worth nothing."""
    return store.run_tx(lambda tx: write(tx, account_id, lifetime))


def write(tx: Transaction, account_id: int, lifetime: int = LIFETIME) -> str:
    """Do as `create`, inside a transaction that does more."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(20))
    now = int(time.time())
    tx.query(RecoveryCode.delete().where(RecoveryCode.account_id == account_id))
    row = {"account_id": account_id, "code_hash": _hash(code), "created_at": now, "expires_at": now + lifetime}
    tx.query(RecoveryCode.insert(row))
    return code


def use(store: Store, name: str, domain: str, code: str, password: str) -> Account:
    """Set a new password with a code, and return the account; all its sessions are ended.

    A code of nobody costs one indexed read and no password hash, whether the account is there or not: the time tells
    nothing, and nobody can have a core hash passwords by sending codes.

    Raises:
        RecoveryRefused: no such account, or not a valid code of it; nothing was written.
        WeakPassword: the password is not good enough; the code stays usable.
    """
    address = complete(name, domain)
    passwords.check_strength(password, address)
    wanted = (_hash(code), int(time.time()), address)
    if store.row(_FIND, wanted) is None:
        raise RecoveryRefused(_REFUSED)
    hashed = passwords.hash_password(password)

    def work(tx: Transaction) -> int:
        found = tx.row(_FIND, wanted)
        if found is None:
            # Used by somebody else while the password was being hashed.
            raise RecoveryRefused(_REFUSED)
        account_id = int(found[0])
        tx.query(RecoveryCode.delete().where(RecoveryCode.account_id == account_id))
        accounts.replace_password(tx, account_id, hashed)
        sessions.revoke_all(tx, account_id, None)
        return account_id

    return accounts.get(store, store.run_tx(work))


def _hash(code: str) -> str:
    plain = "".join(code.split()).replace("-", "").upper()
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
