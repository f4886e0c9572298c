"""The account that Postroom itself writes from: `postroom@DOMAIN`, which nobody can register or sign in to.

It is disabled and its password is nobody's, except while a proof runs: then it has a random one that is stored as a
hash only. Being disabled it takes no mail.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from db import accounts, former_addresses, sessions, system_account
from db.accounts import Account
from db.audit import Actor
from db.database import Store

_TOKEN_LIFE = 60


@dataclass(frozen=True, slots=True)
class Lent:
    """What one proof may use: the system account with a password, and tokens to read as it and as the admin."""

    sender: Account
    password: str
    sender_token: str
    admin_token: str


@contextlib.contextmanager
def lent(store: Store, domain: str, admin: Account) -> Iterator[Lent]:
    """Open the system account, and sessions of it and of `admin`, for the block; close them however it ends."""
    password = secrets.token_urlsafe(32)
    sender = _opened(store, f"{system_account.NAME}@{domain}", password)
    with contextlib.ExitStack() as stack:
        stack.callback(accounts.set_state, store, sender.id, "disabled")
        tokens = [stack.enter_context(_session(store, account.id)) for account in (sender, admin)]
        yield Lent(sender, password, *tokens)


def _opened(store: Store, address: str, password: str) -> Account:
    account = accounts.find(store, address)
    if account is None:
        if former_addresses.kept(store, address):
            # An older version let admins delete it, and nobody got its address for a while.
            former_addresses.free(store, Actor("postroom start"), address)
        return accounts.create(store, address, password, display_name="Postroom")
    accounts.set_password(store, account.id, password)
    accounts.set_state(store, account.id, "active")
    return account


@contextlib.contextmanager
def _session(store: Store, account_id: int) -> Iterator[str]:
    token, session = sessions.create(store, account_id, "Proof at the start", "127.0.0.1", _TOKEN_LIFE)
    try:
        yield token
    finally:
        sessions.revoke(store, account_id, session.id)
