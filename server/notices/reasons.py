"""Why a message has not arrived, in plain words for who wrote it: an enhanced code in, a sentence out. Pure.

https://www.iana.org/assignments/smtp-enhanced-status-codes has the codes. The servers' own words are for admins, and
for programs that read a report.
"""

from __future__ import annotations

_BY_DETAIL = {
    "1.0": "Something is wrong with this address.",
    "1.1": "Nobody has this address.",
    "1.2": "The domain of this address takes no mail.",
    "1.3": "This is not an address.",
    "1.6": "This address has moved, and nobody knows where to.",
    "1.10": "The domain of this address takes no mail.",
    "2.1": "This mailbox takes no mail now.",
    "2.2": "This mailbox is full.",
    "2.3": "The message is too large for this mailbox.",
    "3.4": "The message is too large for the other server.",
    "4.1": "The other server could not be reached.",
    "4.2": "The connection to the other server broke.",
    "4.4": "No way to this domain was found.",
    "4.6": "The message went round in circles.",
    "4.7": "It could not be delivered for too long.",
}
_BY_SUBJECT = {
    "1": "Something is wrong with this address.",
    "2": "This mailbox takes no mail now.",
    "3": "The other server cannot take it now.",
    "4": "The other server could not be reached.",
    "6": "The other server cannot read a message like this.",
    "7": "The other server does not take this message: its rules are against it.",
}
LATER, NEVER = "The other server did not take it yet.", "The other server refused it."


def reason(status: str) -> str:
    """Return the sentence for an enhanced code like 5.1.1."""
    kind, _, detail = status.partition(".")
    subject = detail.partition(".")[0]
    return _BY_DETAIL.get(detail) or _BY_SUBJECT.get(subject) or (LATER if kind == "4" else NEVER)
