"""Who may send what to whom: the rules of one domain, whichever door a message comes through.

They read the store and never write it, and know no protocol: each door has its own words for a refusal. Inside a
transaction they see what that transaction sees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from db import accounts, directory, header, outside
from db.address import split, without_detail
from db.content_checks import header_end
from db.database import Store, Transaction
from db.envelope import Outside, Recipient
from db.quota import Usage

# What mail can be sent to: a name with a dot. Machines by their number or a bare name are nobody's mail domain, and
# would lead into the network of the server itself.
_DOMAIN = re.compile(r"(?=.{1,255}\Z)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?=[\w-]*[^\W\d])[^\W_](?:[\w-]{0,61}[^\W_])?")

# RFC 5322 section 3.6 has one From; an address costs a look into the store, and everybody waits while it is made.
_MOST_FROMS = 10
_LONGEST_FROM = 4 * 1024
_FROM = re.compile(rb"^from[ \t]*:((?:[^\n]*\n[ \t])*[^\n]*)", re.IGNORECASE | re.MULTILINE)


class Undeliverable(Enum):
    """Why nobody gets mail for an address, in words for people; `{domain}` stands for ours."""

    NO_ADDRESS = "This is not an address"
    OUTSIDE = "This system is local only: it delivers to addresses of {domain} and to nobody else"
    NO_DOMAIN = "The domain of this address is none that mail can be sent to"
    NOBODY = "no such recipient"
    DISABLED = "This recipient's account is disabled"
    FULL = "This recipient's mailbox is full"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of `domain`, as `store` knows its people."""

    store: Store | Transaction
    domain: str
    usage: Usage = field(default_factory=Usage, repr=False, compare=False)

    def recipient(self, address: str) -> Recipient | Undeliverable:
        """Return who gets mail for `address` (any case, also anna+shop@, RFC 5233)."""
        local, domain = split(address)
        if not domain and local.lower() == "postmaster":
            domain = self.domain  # RFC 5321 section 4.5.1: also without a domain
        if not domain:
            return Undeliverable.NO_ADDRESS
        if domain != self.domain:
            return Undeliverable.OUTSIDE
        found = directory.recipient(self.store, f"{local}@{domain}")
        if found is None and "+" in local:
            found = directory.recipient(self.store, without_detail(f"{local}@{domain}"))
        if found is None or found.state == "waiting":
            return Undeliverable.NOBODY
        if found.state != "active":
            return Undeliverable.DISABLED
        account_id = found.recipient.account_id
        if found.quota is not None and self.usage.is_full(self.store, account_id, found.quota):
            return Undeliverable.FULL
        return found.recipient

    def addressee(self, address: str) -> Recipient | Outside | Undeliverable:
        """Return who gets mail for `address` from one of our accounts: also somebody outside, when that is open.

        Only for who has signed in: a server that does this for everybody is an open relay.
        """
        found = self.recipient(address)
        # Who writes to people here has had the answer, and pays for no further question.
        if found is not Undeliverable.OUTSIDE or not outside.is_open(self.store):
            return found
        return Outside(address) if _DOMAIN.fullmatch(split(address)[1]) else Undeliverable.NO_DOMAIN

    def owns(self, account_id: int, address: str) -> bool:
        """Return whether the account may write as `address` (RFC 6409 section 6.1: in nobody else's name)."""
        return accounts.owns(self.store, account_id, without_detail(address))

    def foreign_author(self, account_id: int, content: bytes) -> str | None:
        """Return the first address of the From fields that is not the account's ("" for none at all), or None."""
        for number, one in enumerate(_FROM.finditer(content, 0, header_end(content))):
            # What has no address for us, or more than is read, could have somebody's for another program.
            is_read = number < _MOST_FROMS and len(one[1]) <= _LONGEST_FROM
            for _, address in (header.addresses(one[1]) if is_read else []) or [["", ""]]:
                if not self.owns(account_id, address):
                    return address
        return None
