"""Who may send what to whom: the rules at MAIL, RCPT and after DATA, apart from any protocol state.

Rules of this file answer with a reply line or with what was asked for; they read the store and never write it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from db import accounts, directory, header
from db.accounts import Account
from db.address import split
from db.database import Store
from db.envelope import Recipient
from server.content_checks import header_end
from server.replies import (
    BAD_ADDRESS_553,
    LOCAL_ONLY_550,
    NO_RECIPIENT_550,
    NOT_FROM_OUTSIDE_550,
    NOT_YOUR_FROM_550,
    NOT_YOURS_553,
    RECIPIENT_DISABLED_550,
    SENDER_DISABLED_550,
    one_line,
)

_FROM = re.compile(rb"^from[ \t]*:((?:[^\n]*\n[ \t])*[^\n]*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one domain."""

    store: Store
    domain: str

    def check_sender(self, account: Account | None, sender: str) -> str | None:
        """Return the refusal of a sender at MAIL, or None; `account` is None for mail from other hosts.

        RFC 6409 section 6.1: who submits writes in nobody else's name.
        """
        if account is None:
            return NOT_FROM_OUTSIDE_550.format(domain=self.domain) if split(sender)[1] == self.domain else None
        if not accounts.is_active(self.store, account.id):
            # Disabled while it was signed in: this connection must not go on for it.
            return SENDER_DISABLED_550
        return None if self._owns(account, sender) else NOT_YOURS_553

    def find_recipient(self, address: str) -> Recipient | str:
        """Return who gets mail for `address`, or the refusal at RCPT."""
        local, domain = split(address)
        if not domain and local.lower() == "postmaster":
            domain = self.domain  # RFC 5321 section 4.5.1: also without a domain
        if not domain:
            return BAD_ADDRESS_553
        if domain != self.domain:
            return LOCAL_ONLY_550.format(domain=self.domain)
        found = directory.recipient(self.store, f"{local}@{domain}")
        if found is None and "+" in local:
            found = directory.recipient(self.store, without_detail(f"{local}@{domain}"))
        if found is None or found.state == "waiting":
            return NO_RECIPIENT_550
        return found.recipient if found.state == "active" else RECIPIENT_DISABLED_550

    def check_from(self, account: Account, content: bytes) -> str | None:
        """Return the refusal of a submitted message whose From field names somebody else, or None."""
        for one in _FROM.finditer(content, 0, header_end(content)):
            # What has no address for us could have somebody's for another program.
            for _, address in header.addresses(one[1]) or [["", ""]]:
                if not self._owns(account, address):
                    return NOT_YOUR_FROM_550.format(address=one_line(address, 200) or "no address at all")
        return None

    def _owns(self, account: Account, address: str) -> bool:
        plain = without_detail(address).lower()
        return plain == account.address or accounts.owns(self.store, account.id, plain)


def without_detail(address: str) -> str:
    """Return anna@ for anna+shop@: a name of ours never has a plus, so both are one mailbox (RFC 5233)."""
    local, domain = split(address)
    return f"{local.partition('+')[0]}@{domain}"
