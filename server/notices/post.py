"""The system's own mail: written, and put through the one door.

A message to an address of the domain goes into its Inbox; one to the outside waits in the queue for the relay of its
purpose, and is refused while the system is local only. Each has its line in the audit log, without content, in the
transaction that keeps it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from db import audit, outside, relay_settings
from db.audit import Actor
from db.database import Store, Transaction
from db.delivery import Prepared, deliver, prepare
from db.envelope import Envelope, Outside, Receipt, Recipient, new_id
from db.errors import AddressRefused
from db.paths import is_address
from db.relay import Purpose
from db.sending import Rules, Undeliverable
from db.settings import Settings
from db.trace_headers import LOCAL, Trace, with_trace
from server.notices.letter import Attachment as Attachment
from server.notices.letter import Letter, written

COURIER = Actor("courier")

NAME = "Postroom"
LOCAL_PART = "postroom"
"""Who writes: a name that no account can have (`db.address`); answers go to the postmaster, who is a person."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message that is ready to be kept, and for whom."""

    to: str
    is_outside: bool
    ready: Prepared


@dataclass(frozen=True, slots=True)
class _Sender:
    """Who writes to somebody: the From field, where answers go, and the sender of the envelope ("" for nobody)."""

    name: str
    address: str
    reply_to: str
    envelope: str


class Post:
    """Sends from `store`; `clock` gives Unix seconds."""

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._store, self._domain, self._clock = store, settings.domain, clock

    def send_email(
        self,
        to: str,
        subject: str,
        text: str,
        html: str | None = None,
        *,
        attachments: Sequence[Attachment] = (),
        purpose: Purpose = "notices",
        key: str = "",
    ) -> Receipt:
        """Send one message, and return when it is durable.

        `html` is a whole page whose writer has escaped what is not theirs. A `key` makes sending the same message
        once more harmless: what was kept before is not kept again.

        Raises:
            AddressRefused: nobody can be written to there now; nothing was sent.
            ValueError: an attachment has no media type that a file can have.
            Unavailable: the store cannot take it now.
        """
        parcel = self.parcel(to, subject, text, html, attachments=attachments, purpose=purpose, key=key)
        return self._store.run_tx(lambda tx: put(tx, parcel, {"purpose": purpose}))

    def parcel(
        self,
        to: str,
        subject: str,
        text: str,
        html: str | None = None,
        *,
        attachments: Sequence[Attachment] = (),
        purpose: Purpose = "notices",
        key: str = "",
    ) -> Parcel:
        """Return the message ready for `put`, for who has more to do in its transaction; raises as `send_email`."""
        found = self._addressee(to)
        sender = self._sender(found, purpose)
        envelope_id = _id_of(key, to) if key else new_id()
        name, moment = f"{envelope_id:016x}", int(self._clock())
        letter = Letter(
            sender.name, sender.address, sender.reply_to, to, subject, text, html, f"{name}@{self._domain}", moment,
            attachments,
        )  # fmt: skip
        content = with_trace(written(letter), Trace(sender.envelope, "", "", self._domain, LOCAL, name, moment))
        inside = (found,) if isinstance(found, Recipient) else ()
        beyond = (found.address,) if isinstance(found, Outside) else ()
        envelope = Envelope(
            sender.envelope, inside, content, moment, None, envelope_id, outside=beyond, purpose=purpose
        )
        return Parcel(to, bool(beyond), prepare(envelope))

    def _addressee(self, to: str) -> Recipient | Outside:
        found = Rules(self._store, self._domain).addressee(to) if is_address(to) else Undeliverable.NO_ADDRESS
        if isinstance(found, Undeliverable):
            sentence = found.value.format(domain=self._domain)
            raise AddressRefused(f"{sentence[0].upper()}{sentence[1:]}.")
        return found

    def _sender(self, to: Recipient | Outside, purpose: Purpose) -> _Sender:
        own = f"{LOCAL_PART}@{self._domain}"
        if isinstance(to, Recipient):
            # An empty sender: nothing comes back to a system that reads no mail.
            return _Sender(NAME, own, f"postmaster@{self._domain}", "")
        relay = relay_settings.for_purpose(self._store, purpose) if outside.read(self._store).mode == "relay" else None
        if relay is None:
            return _Sender(NAME, own, "", "")
        # A relay takes mail of the address that it knows, and of no other.
        address = relay.settings.from_address
        return _Sender(relay.settings.from_name or NAME, address, "", address)


def put(tx: Transaction, parcel: Parcel, facts: Mapping[str, object]) -> Receipt:
    """Keep a message inside a transaction that may do more; `facts` stand beside it in the audit log.

    Raises:
        NoRecipients: its mailbox is gone.
    """
    (outcome,) = deliver(tx, [parcel.ready])
    if isinstance(outcome, Exception):
        raise outcome
    action = "notice-queued" if parcel.is_outside else "notice-sent"
    audit.write(tx, COURIER, action, parcel.to, None, {**facts, "message": outcome.name})
    return outcome


def _id_of(key: str, to: str) -> int:
    """Return the id of the envelope that this key stands for, 63 bits as others."""
    digest = hashlib.sha256(f"{key}\n{to}".encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8]) >> 1
