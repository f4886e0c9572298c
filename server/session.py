"""What the server remembers of one connection and of the message under way on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiosmtpd import smtp

from db.accounts import Account
from db.envelope import Author, Recipient
from db.grants import Grant


@dataclass
class Session(smtp.Session):
    """One connection: `greeting` is what EHLO said; `account`, and the `grant` it holds by, are set at the sign-in."""

    peer: str
    incoming: bool = False
    secure: bool = False
    greeting: str = ""
    extended: bool = False
    account: Account | None = None
    author: Author | None = None
    grant: Grant | None = None
    failures: int = 0
    questions: int = 0

    @property
    def protocol(self) -> str:
        """The word for Received (RFC 3848)."""
        if not self.extended:
            return "SMTP"
        return f"ESMTP{'S' if self.secure else ''}{'A' if self.account else ''}"


@dataclass(slots=True)
class Transaction:
    """One message under way: `sender` is None until MAIL was accepted; `recipients` are one a mailbox.

    `outside` are the addresses beyond the domain, each once, in the order in which they came.
    """

    sender: str | None = None
    smtp_utf8: bool = False
    count: int = 0
    recipients: dict[int, Recipient] = field(default_factory=dict)
    outside: dict[str, None] = field(default_factory=dict)
