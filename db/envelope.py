"""What goes through the one door: a message with who sent it, whose mailboxes it is for, and who outside gets it."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Recipient:
    """One mailbox that gets a copy: the account's Inbox, as `db.directory` found it."""

    account_id: int
    mailbox_id: int


@dataclass(frozen=True, slots=True)
class Author:
    """The signed-in account that submits, and its mailbox for sent messages."""

    account_id: int
    mailbox_id: int


@dataclass(frozen=True, slots=True)
class Outside:
    """An address beyond the domain that may be written to."""

    address: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """The submission of a program that a message belongs to (RFC 8621 section 7); it follows what becomes of it."""

    account_id: int
    submission_id: int


# Ours alone: whoever seeds the shared one would make ids come back, and a message whose id is known is not kept again.
_ids = random.Random()  # noqa: S311 - unique, not secret
os.register_at_fork(after_in_child=_ids.seed)


def new_id() -> int:
    """Return a random 63-bit id for an envelope; unique, not secret, so no system call is spent on it."""
    return _ids.getrandbits(63)


@dataclass(frozen=True, slots=True)
class Envelope:
    """`content` is the whole message with CRLF line ends; `sender` is "" for a bounce; `received_at` is Unix seconds.

    `author` gets a copy in Sent, with the Bcc fields that recipients must not see. `id` makes accepting the same
    envelope twice harmless; the same message in another envelope of its author goes on under the first one
    (`db.sent_before`). `outside` are addresses beyond the domain, `purpose` chooses the relay for them (`db.relay`).
    """

    sender: str
    recipients: tuple[Recipient, ...]
    content: bytes
    received_at: int
    author: Author | None = None
    id: int = field(default_factory=new_id)
    outside: tuple[str, ...] = ()
    submitted: Submitted | None = None
    purpose: str = "everything"

    @property
    def account_id(self) -> int | None:
        """The account that sends it; None for mail of the system itself and from other hosts."""
        if self.submitted is not None:
            return self.submitted.account_id
        return None if self.author is None else self.author.account_id

    @property
    def name(self) -> str:
        """The id as people and logs see it."""
        return f"{self.id:016x}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A message that is durable: `name` is the id as text of the envelope under which it is kept, `copies` how many
    mailboxes and addresses outside it is for, those included who have it from an earlier try.
    """

    name: str
    copies: int
