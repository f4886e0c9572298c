"""The recovery address of an account: where a link to set a new password goes to when its owner asks for one.

Set, changed and removed by the owner or by an admin; each change is told to the account, and makes a link that was sent
before worth nothing. It may be an address outside, which is of use only while mail goes to the outside, or one of this
system that is somebody else's.
"""

from __future__ import annotations

from dataclasses import dataclass

from db import audit, members, outside, recovery_target
from db.accounts import Account
from db.address import folded, split, without_detail
from db.audit import Actor
from db.database import Store, Transaction
from db.errors import RecoveryAddressRefused
from db.members import Member
from db.paths import is_address

LONGEST = 254
"""Characters of an address (RFC 5321 section 4.5.3.1.3, without the angle brackets)."""


@dataclass(frozen=True, slots=True)
class RecoveryAddress:
    """`address` is "" for none; `works`: a link would reach it as things are, which for one outside (not of this
    system) depends on `outside_open`.
    """

    address: str
    works: bool
    outside_open: bool


def read(store: Store | Transaction, account_id: int, domain: str) -> RecoveryAddress:
    """Return the recovery address of an account."""
    address, is_open = _stored(store, account_id), outside.is_open(store)
    return RecoveryAddress(address, bool(address) and (is_open or split(address)[1] == domain), is_open)


def choose(store: Store, account: Account, address: str, domain: str) -> RecoveryAddress:
    """Set the recovery address, "" for none, as the owner of the account wants it.

    Raises:
        RecoveryAddressRefused: no address, one of the account's own, or one of this system that nobody has.
    """

    def work(tx: Transaction) -> RecoveryAddress:
        _write(tx, account, address, domain)
        return read(tx, account.id, domain)

    return store.run_tx(work)


def choose_for(store: Store, actor: Actor, account_id: int, address: str, domain: str) -> RecoveryAddress:
    """Do as `choose`, as an admin does it for somebody, with a line in the audit log. Raises NotFound too."""

    def work(tx: Transaction) -> RecoveryAddress:
        account, before = members.get(tx, account_id), _stored(tx, account_id)
        after = _write(tx, account, address, domain)
        changed = ({"recovery address": before}, {"recovery address": after})
        audit.write(tx, actor, "recovery-address-changed", account.address, *changed)
        return read(tx, account_id, domain)

    return store.run_tx(work)


def _write(tx: Transaction, account: Account | Member, address: str, domain: str) -> str:
    address = _checked(tx, account, address.strip(), domain)
    if address == _stored(tx, account.id):
        return address
    words = (
        f"Links to set a new password for {account.address} go to {address} from now on."
        if address
        else f"The recovery address of {account.address} was removed: links to set a new password go nowhere now."
    )
    told = f"{words} If that was not you, change your password and tell your admin."
    recovery_target.write(tx, account.id, address or None, account.address, told)
    return address


def _checked(tx: Transaction, account: Account | Member, address: str, domain: str) -> str:
    if not address:
        return ""
    local, host = split(address)
    # Quotes and bare network addresses: a path may have them, but no mailbox that anybody reads this mail in.
    if len(address) > LONGEST or not is_address(address) or '"' in address or "[" in host:
        raise RecoveryAddressRefused("This is not an address like anna@example.com.")
    if host != domain:
        return f"{local}@{host}"
    owner = tx.row("SELECT account_id FROM address WHERE address = ?", (without_detail(folded(address)),))
    if owner is None:
        raise RecoveryAddressRefused("Nobody here has this address. Give one that you can read mail of.")
    if owner[0] == account.id:
        raise RecoveryAddressRefused("This is an address of the same account: without the password, nobody reads it.")
    return folded(address)


def _stored(store: Store | Transaction, account_id: int) -> str:
    row = store.row("SELECT recovery_address FROM account WHERE id = ?", (account_id,))
    return str(row[0]) if row and row[0] else ""
