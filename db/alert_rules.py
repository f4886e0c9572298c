"""The rules that alerts are of: a closed list with the words that people read. Pure.

A rule is named like the event that it comes from (`db.events`). Those that need somebody are about this machine itself;
the courier looks for them (the supervisor, for programs of ours that end), tells each once a day while it lasts, and
writes to every admin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

HERE = "this machine"
"""The host of an alert that is about no other machine."""

OTHERS = "others"
"""The host of what had no row of its own, because too many hosts did the same within a minute."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`title` names it for people; `remedy` says what to do, "" where nothing has to be done at once."""

    title: str
    remedy: str = ""


RULES: Mapping[str, Rule] = {
    "sign-in-failed": Rule("Failed sign-in"),
    "sign-in-limit": Rule("Too many failed sign-ins"),
    "registration-limit": Rule("Too many registrations"),
    "too-many-connections": Rule("Too many connections"),
    "relay-refused": Rule("Refused to relay"),
    "tls-failed": Rule("TLS failed"),
    "recovery-refused": Rule("Password recovery refused"),
    "reset-limit": Rule("Too many links for forgotten passwords"),
    "admin-refused": Rule("Admin area refused"),
    "not-sent": Rule("Mail bounced"),
    "not-bounced": Rule("Lost mail could not be told of"),
    "host-not-reached": Rule("Other server cannot be used"),
    "store-unavailable": Rule("Store cannot be used"),
    "search-index-unusable": Rule("Search index cannot be used"),
    "fault": Rule("Fault of Postroom"),
    "certificate-runs-out": Rule(
        "Certificate runs out",
        "Restart Postroom: it makes what is missing or about to expire. Its log says why it did not.",
    ),
    "disk-nearly-full": Rule(
        "Disk nearly full",
        "Make room on the disk of the data folder, or raise limits.store_size: without room no mail is taken.",
    ),
    "queue-stuck": Rule("Queue is stuck", "Look at the queue and the relay in the web area, and at logs/courier.log."),
    "relay-fails": Rule("Relay fails", "Test the relay in the web area: the test shows at which step it fails."),
    "key-unusable": Rule(
        "Key of stored passwords cannot be used",
        "Put secret.keys back into the data folder from a copy, or enter the passwords of the relays again.",
    ),
    "program-ended": Rule(
        "Program ended by itself",
        "Its log, in the folder logs of the data folder, tells why. Look there if it happens again.",
    ),
    "program-not-started": Rule(
        "Program cannot be started",
        "Its log, in the folder logs of the data folder, tells why. It is tried again by itself.",
    ),
}
"""Every rule by its name."""


def title(rule: str) -> str:
    """Return what people read for a rule, also for one of another version."""
    found = RULES.get(rule)
    return found.title if found else rule
