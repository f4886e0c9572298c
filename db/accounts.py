"""Accounts: made, found, checked, changed.

An account has one address of its own and may have more; each has its mailboxes from the first moment. Nothing here
knows a protocol. Passwords come in as text, stay in no object, and are kept as argon2id hashes only.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from db import account_notices, former_addresses, identities, passwords
from db.address import check_new_name, complete, folded
from db.charset import storable
from db.database import Store, Transaction
from db.errors import AccountNotUsable, NameTaken, NotFound, SignInRefused
from db.mailboxes import create_standard
from db.models import Account as Row
from db.models import Address, RecoveryCode, ResetLink

ROLE_NAMES = ("postmaster", "abuse")
"""Local parts that must reach a person (RFC 5321 section 4.5.1, RFC 2142): they belong to the first admin."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account; `state` is `active`, `waiting` (for approval) or `disabled`.

    `disabled_message` is what its owner is told while it is disabled, one line; "" for nothing in particular.
    """

    id: int
    address: str
    display_name: str
    is_admin: bool
    state: str
    disabled_message: str = ""


def create(
    store: Store,
    address: str,
    password: str,
    *,
    display_name: str = "",
    is_admin: bool = False,
    state: str = "active",
    also: Iterable[str] = (),
) -> Account:
    """Make an account with its mailboxes; `also` are further addresses of it. Reserved names are allowed here.

    Raises:
        NameTaken: one of the addresses belongs to somebody.
        WeakPassword: the password is not good enough.
    """
    passwords.check_strength(password, address)
    hashed = passwords.hash_password(password)
    return store.run_tx(lambda tx: insert(tx, address, hashed, display_name, is_admin=is_admin, state=state, also=also))


def insert(
    tx: Transaction,
    address: str,
    password_hash: str,
    display_name: str = "",
    *,
    is_admin: bool = False,
    state: str = "active",
    also: Iterable[str] = (),
) -> Account:
    """Write a new account inside a transaction that may do more (use an invitation, for one)."""
    (account_id,) = tx.new_ids(1)
    address, display_name = folded(address), storable(display_name)
    addresses = list(dict.fromkeys([address, *map(folded, also)]))
    former_addresses.check(tx, addresses)
    taken = tx.query(Address.select().where(Address.address.in_(addresses)).limit(1))
    if list(taken):
        raise NameTaken(f"The name {address.partition('@')[0]} is taken. Choose another one.")
    now = int(time.time())
    row = {"id": account_id, "address": address, "display_name": display_name, "password_hash": password_hash}
    tx.query(Row.insert({**row, "is_admin": int(is_admin), "state": state, "modseq": 1, "created_at": now}))
    tx.query(Address.insert_many([{"address": one, "account_id": account_id} for one in addresses]))
    create_standard(tx, account_id, now)
    identities.create_own(tx, account_id, address, display_name)
    return Account(account_id, address, display_name, is_admin, state)


def register(store: Store, name: str, domain: str, password: str, state: str = "active") -> Account:
    """Make the account that a stranger asks for: `name` is a local part or an address of `domain`.

    Admins are told of one that waits for approval.

    Raises:
        NameNotAllowed, NameTaken, WeakPassword: each with its sentence.
    """
    address = f"{checked_name(name, domain)}@{domain}"
    passwords.check_strength(password, address)
    hashed = passwords.hash_password(password)

    def work(tx: Transaction) -> Account:
        account = insert(tx, address, hashed, state=state)
        if state == "waiting":
            account_notices.approval_wanted(tx, account.id)
        return account

    return store.run_tx(work)


def checked_name(name: str, domain: str) -> str:
    """Return the local part that `name` asks for.

    Raises:
        NameNotAllowed: not a name that an account of `domain` may have.
    """
    local, at, asked = name.rpartition("@")
    return check_new_name(local if at and asked.lower() == domain else name)


def find(store: Store, address: str) -> Account | None:
    """Return the account that `address` (any case) belongs to."""
    query = Row.select().join(Address, on=(Address.account_id == Row.id)).where(Address.address == folded(address))
    return _first(store.query(query))


def get(store: Store, account_id: int) -> Account:
    """Return the account with this id.

    Raises:
        NotFound: there is none.
    """
    found = _first(store.query(Row.select().where(Row.id == account_id, Row.deleted_at.is_null())))
    if found is None:
        raise NotFound("There is no such account.")
    return found


def is_active(store: Store | Transaction, account_id: int) -> bool:
    """Return whether the account is there and may be used."""
    row = store.row("SELECT state FROM account WHERE id = ?", (account_id,))
    return row is not None and row[0] == "active"


def owns(store: Store | Transaction, account_id: int, address: str) -> bool:
    """Return whether `address` (any case) is one of the account's."""
    sql = "SELECT 1 FROM address WHERE address = ? AND account_id = ?"
    return store.row(sql, (folded(address), account_id)) is not None


def addresses(store: Store, account_id: int) -> list[str]:
    """Return every address of the account, its own first."""
    own = get(store, account_id).address
    query = Address.select().where(Address.account_id == account_id).order_by(Address.address)
    return [own, *(row.address for row in store.query(query) if row.address != own)]


def sign_in(store: Store, verifier: passwords.Verifier, name: str, domain: str, password: str) -> Account:
    """Return the account whose name and password these are; costs a password hash, so call it off the event loop.

    Raises:
        SignInRefused: unknown name or wrong password, after the same time.
        AccountNotUsable: right, but the account is waiting for approval or disabled.
    """
    found = _by_address(store, complete(name, domain))
    if not verifier.verify(found[1] if found else None, password) or found is None:
        raise SignInRefused("The name or the password is wrong.")
    account, hashed = found
    if passwords.needs_rehash(hashed):
        _rehash(store, account.id, hashed, password)
    check_usable(account)
    return account


def sign_in_remembered(
    store: Store, verifier: passwords.Verifier, name: str, domain: str, password: str
) -> Account | None:
    """Return the account if this very sign-in was right a short while ago and still is; None asks for `sign_in`."""
    found = _by_address(store, complete(name, domain))
    if found is None or not verifier.remembered(found[1], password):
        return None
    return found[0] if found[0].state == "active" else None


def check_usable(account: Account) -> None:
    """Accept an active account.

    Raises:
        AccountNotUsable: it is waiting or disabled.
    """
    if account.state == "waiting":
        raise AccountNotUsable("Your account waits for an admin to approve it. Try again later.")
    if account.state != "active":
        told = account.disabled_message or "Ask the admin of this server."
        raise AccountNotUsable(f"Your account is disabled. {told}{'' if told.endswith(('.', '!', '?')) else '.'}")


def set_password(store: Store, account_id: int, password: str) -> None:
    """Replace the password; whoever used the old one must sign in again where sessions are not used."""
    hashed = passwords.hash_password(password)
    store.run_tx(lambda tx: replace_password(tx, account_id, hashed))


def replace_password(tx: Transaction, account_id: int, password_hash: str) -> None:
    """Write the hash of a new password inside a transaction that may do more (end sessions, for one).

    What was handed out to set one by other ways is worth nothing from now on.
    """
    tx.query(Row.update(password_hash=password_hash).where(Row.id == account_id))
    tx.query(RecoveryCode.delete().where(RecoveryCode.account_id == account_id))
    tx.query(ResetLink.delete().where(ResetLink.account_id == account_id))


def _rehash(store: Store, account_id: int, old_hash: str, password: str) -> None:
    """Put a stronger hash in the place of `old_hash`, unless the password was changed meanwhile."""
    hashed = passwords.hash_password(password)
    query = Row.update(password_hash=hashed).where(Row.id == account_id, Row.password_hash == old_hash)
    store.run_tx(lambda tx: tx.query(query))


def set_state(store: Store, account_id: int, state: str) -> None:
    """Make the account `active`, `waiting` or `disabled`."""
    store.run_tx(lambda tx: tx.query(Row.update(state=state).where(Row.id == account_id)))


def admins(store: Store) -> list[Account]:
    """Return the admins, the oldest first."""
    return [_account(row) for row in store.query(Row.select().where(Row.is_admin == 1).order_by(Row.id))]


def _by_address(store: Store, address: str) -> tuple[Account, str] | None:
    """Return an account and its password's hash; as plain SQL, because every short connection asks for it."""
    row = store.row(
        "SELECT account.id, account.address, account.display_name, account.is_admin, account.state,"
        " account.password_hash, account.disabled_message FROM address"
        " JOIN account ON account.id = address.account_id WHERE address.address = ?",
        (address,),
    )
    return (Account(row[0], row[1], row[2], bool(row[3]), row[4], row[6] or ""), row[5]) if row else None


def _first(rows: list[Any]) -> Account | None:
    return _account(rows[0]) if rows else None


def _account(row: Any) -> Account:
    return Account(row.id, row.address, row.display_name, bool(row.is_admin), row.state, row.disabled_message or "")
