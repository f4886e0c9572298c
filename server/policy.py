"""Who may send what to whom, as SMTP says it: the rules of `db.sending` at MAIL, RCPT and after DATA.

Answers with a reply line or with what was asked for; reads the store and never writes it.
"""

from __future__ import annotations

from db.accounts import Account
from db.address import split
from db.database import Store
from db.envelope import Outside, Recipient
from db.sending import Rules, Undeliverable
from server.replies import (
    BY_UNDELIVERABLE,
    NOT_FROM_OUTSIDE_550,
    NOT_YOUR_FROM_550,
    NOT_YOURS_553,
    one_line,
)


class Policy:
    """The rules of one domain."""

    def __init__(self, store: Store, domain: str) -> None:
        self._store, self._domain = store, domain
        self._rules = Rules(store, domain)

    def check_sender(self, account: Account | None, sender: str) -> str | None:
        """Return the refusal of a sender at MAIL, or None; `account` is None for mail from other hosts.

        RFC 6409 section 6.1: who submits writes in nobody else's name.
        """
        if account is None:
            return NOT_FROM_OUTSIDE_550.format(domain=self._domain) if split(sender)[1] == self._domain else None
        return None if self._rules.owns(account.id, sender) else NOT_YOURS_553

    def find_recipient(self, account: Account | None, address: str) -> Recipient | Outside | str:
        """Return who gets mail for `address`, or the refusal at RCPT; `account` as for `check_sender`.

        Mail from other hosts is for people here and for nobody else, whatever the way to the outside is.
        """
        found = self._rules.recipient(address) if account is None else self._rules.addressee(address)
        return BY_UNDELIVERABLE[found].format(domain=self._domain) if isinstance(found, Undeliverable) else found

    def check_from(self, account: Account, content: bytes) -> str | None:
        """Return the refusal of a submitted message whose From field names somebody else, or None."""
        foreign = self._rules.foreign_author(account.id, content)
        if foreign is None:
            return None
        return NOT_YOUR_FROM_550.format(address=one_line(foreign, 200) or "no address at all")
