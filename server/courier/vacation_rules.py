"""Which messages are answered while somebody is away: pure, over the head of a message as this server kept it.

An automatic answer to the wrong message is worse than none: two programs that answer each other fill mailboxes, and one
that answers a list tells hundreds of people that somebody is not at home. So everything that looks written by a
program, sent to many, or not meant for this very person is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum

from db import header, mime
from db.address import without_detail
from db.paths import is_address
from db.trace_headers import read_back


class Silence(Enum):
    """Why a message is not answered."""

    NOT_DELIVERED = "not delivered here"
    BOUNCE = "no sender"
    PROGRAM = "a program's address"
    OWN = "from the account itself"
    LIST = "sent to a list"
    AUTOMATIC = "sent by a program"
    NOT_ADDRESSED = "not addressed to the account"
    JUNK = "junk"
    DATES = "out of the dates"
    GONE = "gone"
    OUTSIDE = "sender outside"
    ANSWERED = "answered a short while ago"


# RFC 5230 section 4.6 and RFC 3834 section 2: addresses that stand for programs and for lists.
# https://www.rfc-editor.org/rfc/rfc5230#section-4.6
_PROGRAM = re.compile(
    r"owner-.*|.*-(?:request|owner|bounces?|relay)|mailer-?daemon|listserv|majordomo|(?:do-?not|no)-?_?reply.*",
    re.DOTALL,
)
_WORD = re.compile(r"[ \t]*([A-Za-z-]+)")
_TO_MANY = ("bulk", "list", "junk")
_ADDRESSED = ("to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc")


def sender_to_answer(head: bytes, envelope_id: int, own: Collection[str]) -> str | Silence:
    """Return the address that gets the answer, or why nobody does; `own` are the account's addresses.

    `head` begins with the fields of delivery; a copy that a program has put into the account has other ones, or none.
    """
    trace = read_back(head)
    if trace is None or trace[1] != envelope_id:
        return Silence.NOT_DELIVERED
    # RFC 3834 section 4: the answer goes to the sender of the envelope, and never to an empty one.
    # https://www.rfc-editor.org/rfc/rfc3834#section-4
    sender = trace[0].lower()
    if not is_address(sender):
        return Silence.BOUNCE
    local = without_detail(sender).rpartition("@")[0]
    if _PROGRAM.fullmatch(local):
        return Silence.PROGRAM
    if without_detail(sender) in own:
        return Silence.OWN
    return _silence(head, own) or sender


def _silence(head: bytes, own: Collection[str]) -> Silence | None:
    end, _ = mime.split_header(head, 0, len(head))
    addressed = False
    for name, value in mime.header_fields(head[:end]):
        match name.lower():
            case "auto-submitted" if _word(value) != "no":
                return Silence.AUTOMATIC
            case "x-auto-response-suppress" if _suppresses(value):
                return Silence.AUTOMATIC
            case "precedence" if _word(value) in _TO_MANY:
                return Silence.LIST
            case lowered if lowered.startswith("list-"):
                return Silence.LIST
            case lowered if lowered in _ADDRESSED:
                addressed = addressed or any(without_detail(one.lower()) in own for _, one in header.addresses(value))
    # RFC 5230 section 4.5. https://www.rfc-editor.org/rfc/rfc5230#section-4.5
    return None if addressed else Silence.NOT_ADDRESSED


def _word(value: bytes) -> str:
    found = _WORD.match(header.to_text(value))
    return found[1].lower() if found else ""


def _suppresses(value: bytes) -> bool:
    # What Exchange and its clients write; the others of its words are about reports, not about answers.
    words = {word.strip().lower() for word in header.to_text(value).split(",")}
    return bool(words & {"all", "oof", "autoreply"})
