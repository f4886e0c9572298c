"""Invitations: codes that let somebody register; kept only as hashes.

A code is shown once, when it is made. Using it and making the account is one transaction, so that a code is never
spent without an account and never used once too often.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass

from db import accounts, passwords
from db.accounts import Account
from db.database import Store, Transaction
from db.errors import RegistrationClosed
from db.models import Invitation

_REFUSED = "This invitation is not valid, is used up or has expired. Ask for a new one."
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def create(store: Store, created_by: int | None, uses: int = 1, lifetime: int = 7 * 86400) -> str:
    """Return a new code (20 characters, 100 bits) for `uses` accounts within `lifetime` seconds."""
    return store.run_tx(lambda tx: write(tx, created_by, uses, lifetime))


def write(tx: Transaction, created_by: int | None, uses: int, lifetime: int) -> str:
    """Do as `create`, inside a transaction that does more."""
    code = new_code()
    keep(tx, code, created_by, uses, lifetime)
    return code


def new_code() -> str:
    """Return a code that is worth nothing before `keep`: for who has to write it down first."""
    return "".join(secrets.choice(_LETTERS) for _ in range(20))


def keep(tx: Transaction, code: str, created_by: int | None, uses: int, lifetime: int) -> None:
    """Let `code` make so many accounts, from now on; only its hash is kept."""
    now = int(time.time())
    (invitation_id,) = tx.new_ids(1)
    values = {"id": invitation_id, "code_hash": _hash(code), "created_by": created_by, "uses_left": uses}
    tx.query(Invitation.insert({**values, "created_at": now, "expires_at": now + lifetime}))


@dataclass(frozen=True, slots=True)
class Open:
    """An invitation that can still be used, without its code; times in Unix seconds."""

    id: int
    made_by: str
    uses_left: int
    created_at: int
    expires_at: int


def still_open(store: Store, now: int) -> list[Open]:
    """Return the invitations that can still be used, the newest first."""
    rows = store.rows(
        "SELECT invitation.id, coalesce(account.address, ''), uses_left, invitation.created_at, expires_at"
        " FROM invitation LEFT JOIN account ON account.id = created_by"
        " WHERE uses_left > 0 AND expires_at > ? ORDER BY invitation.id DESC LIMIT 500",
        (now,),
    )
    return [Open(*row) for row in rows]


def revoke(tx: Transaction, invitation_id: int) -> bool:
    """Make an invitation worth nothing; False when there is none."""
    return bool(tx.query(Invitation.delete().where(Invitation.id == invitation_id)))


def register(store: Store, code: str, name: str, domain: str, password: str) -> Account:
    """Make the account that an invited person asks for, and use the code up.

    Raises:
        RegistrationClosed: the code is unknown, used or expired; nothing was written.
        NameNotAllowed, NameTaken, WeakPassword: the code stays usable.
    """
    local = accounts.checked_name(name, domain)
    passwords.check_strength(password, local)
    valid = (
        (Invitation.code_hash == _hash(code)) & (Invitation.uses_left > 0) & (Invitation.expires_at > int(time.time()))
    )
    # Asked before the costly hash, so that nobody can have a core hash passwords by sending codes.
    if not store.query(Invitation.select().where(valid)):
        raise RegistrationClosed(_REFUSED)
    hashed = passwords.hash_password(password)

    def work(tx: Transaction) -> Account:
        if not tx.query(Invitation.update(uses_left=Invitation.uses_left - 1).where(valid)):
            raise RegistrationClosed(_REFUSED)
        return accounts.insert(tx, f"{local}@{domain}", hashed)

    return store.run_tx(work)


def _hash(code: str) -> str:
    plain = "".join(code.split()).replace("-", "").upper()
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
