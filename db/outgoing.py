"""A submitted message on its way to its recipients, and what its author is told of each of them.

What recipients get is the author's message without Bcc and with the trace of this server. It is made ready before a
transaction and handed out inside the one that makes the submission final: both happen, or neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from db.database import Transaction
from db.delivery import Prepared, deliver, prepare
from db.envelope import Envelope, Outside, Recipient, Submitted, new_id
from db.sending import Rules, Undeliverable
from db.trace_headers import HTTP, Trace, with_trace

DeliveryStatus = dict[str, dict[str, str]]
"""For each recipient's address, a DeliveryStatus as JMAP shows it (RFC 8621 section 7)."""

# https://www.iana.org/assignments/smtp-enhanced-status-codes
_CODES = {
    Undeliverable.NO_ADDRESS: "553 5.1.3",
    Undeliverable.OUTSIDE: "550 5.7.1",
    Undeliverable.NO_DOMAIN: "550 5.1.2",
    Undeliverable.NOBODY: "550 5.1.1",
    Undeliverable.DISABLED: "550 5.2.1",
    Undeliverable.FULL: "552 5.2.2",
}
HELD = "250 2.0.0 Kept to be sent later"
CANCELED = "554 5.7.0 Its author has canceled it"
AUTHOR_DISABLED = "550 5.7.1 Its author's account is disabled"
NOT_ITS_AUTHORS = "550 5.7.1 The address that it is from was taken from its author"
CONTENT_GONE = "554 5.6.0 The message itself is gone"


def make_ready(content: bytes, sender: str, domain: str, moment: float) -> Prepared:
    """Return the message as recipients get it, without recipients yet; `moment` is in Unix seconds. Pure."""
    envelope_id = new_id()
    trace = Trace(sender, "", "", domain, HTTP, f"{envelope_id:016x}", moment)
    return prepare(Envelope(sender, (), with_trace(content, trace), int(moment), None, envelope_id))


def hand_out(
    tx: Transaction, rules: Rules, ready: Prepared, addresses: Iterable[str], submitted: Submitted
) -> DeliveryStatus:
    """Deliver to everybody of `addresses` who is there now, let it wait for those outside, and return what became of
    each; what waits goes on to write into the status of `submitted`.
    """
    found = {address: rules.addressee(address) for address in addresses}
    recipients = tuple(one for one in found.values() if isinstance(one, Recipient))
    outside = tuple(one.address for one in found.values() if isinstance(one, Outside))
    if recipients or outside:
        envelope = replace(ready.envelope, recipients=recipients, outside=outside, submitted=submitted)
        deliver(tx, [replace(ready, envelope=envelope)])
    return {address: _status(one, ready.envelope.name, rules.domain) for address, one in found.items()}


def all_alike(addresses: Iterable[str], delivered: str, reply: str) -> DeliveryStatus:
    """Return the same status for each of `addresses`."""
    return {address: delivery_status(delivered, reply) for address in addresses}


def delivery_status(delivered: str, reply: str) -> dict[str, str]:
    """Return a DeliveryStatus; nobody here tells whether a message was displayed."""
    return {"smtpReply": reply, "delivered": delivered, "displayed": "unknown"}


def _status(found: Recipient | Outside | Undeliverable, name: str, domain: str) -> dict[str, str]:
    if isinstance(found, Recipient):
        return delivery_status("yes", f"250 2.0.0 {name} is kept")
    if isinstance(found, Outside):
        return delivery_status("queued", f"250 2.0.0 {name} is on its way")
    return delivery_status("no", f"{_CODES[found]} {found.value.format(domain=domain)}")
