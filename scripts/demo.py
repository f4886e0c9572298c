"""Two accounts to look around in, `anna` and `ben`, each with a hundred messages; made once.

Their mail goes through the one door like any other. Cut short, it is taken up at the next start: the envelopes have the
same ids each time, and what is there already is not delivered again.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from db import accounts, directory, passwords
from db.accounts import Account
from db.database import Store
from db.envelope import Envelope
from db.mailroom import Mailroom
from scripts.demo_messages import COUNT, letters
from scripts.errors import StartError

_NAMES = {"anna": "Anna", "ben": "Ben"}
_STARTED = "disabled"


def add(store: Store, domain: str) -> str:
    """Make what is missing of the demo and return lines that tell how to sign in."""
    addresses = [f"{name}@{domain}" for name in _NAMES]
    there = [accounts.find(store, address) for address in addresses]
    if all(there) and not any(account and account.state == _STARTED for account in there):
        return f"{' and '.join(addresses)} are there already"
    given = [passwords.generate_password() for _ in addresses]
    anna, ben = (_account(store, *pair) for pair in zip(addresses, given, strict=True))
    _deliver(store, anna, ben)
    _deliver(store, ben, anna)
    for account in (anna, ben):
        accounts.set_state(store, account.id, "active")
    signing_in = [f"{address}  password {password}" for address, password in zip(addresses, given, strict=True)]
    return "\n".join([f"{COUNT} messages each, made in {{time}}", *signing_in])


def _account(store: Store, address: str, password: str) -> Account:
    """Return the demo account, not to be signed in to yet, with its new password."""
    account = accounts.find(store, address)
    if account is None:
        name = _NAMES[address.partition("@")[0]]
        return accounts.create(store, address, password, display_name=name, state=_STARTED)
    if account.state != _STARTED:
        raise StartError(f"{address} is somebody's account: there can be no demo in this store.")
    accounts.set_password(store, account.id, password)
    return account


def _deliver(store: Store, to: Account, other: Account) -> None:
    """Fill the inbox of `to`; what `other` wrote stands in that account's sent messages too."""
    found = directory.recipient(store, to.address)
    if found is None:
        raise StartError(f"{to.address} has no inbox.")
    now = datetime.now(UTC)
    author = directory.author(store, other.id)
    mailroom = Mailroom(store)
    mailroom.start()
    try:
        for number, letter in enumerate(letters(to.address, other.address, now)):
            mailroom.accept(
                Envelope(
                    letter.sender, (found.recipient,), letter.content, int(now.timestamp()) - letter.age,
                    author if letter.between else None, _id(to.address, number),
                )
            )  # fmt: skip
    finally:
        mailroom.stop()


def _id(address: str, number: int) -> int:
    return int.from_bytes(hashlib.sha256(f"demo {address} {number}".encode()).digest()[:8]) >> 1
