"""Writes a message of the system itself: a value in, bytes out.

Whatever stands in the value, the message has the fields that are named here and no others: no argument can add one, or
end the header early.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from db.charset import storable
from db.paths import is_address

LONGEST_SUBJECT = 500
_LONGEST_NAME = 200
_TYPE = re.compile(r"([a-z0-9][a-z0-9!#$&^_.+-]{0,63})/([a-z0-9][a-z0-9!#$&^_.+-]{0,63})")
_COMPOSITE = ("multipart", "message")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along: its name as people see it, its media type, its bytes."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """Who writes what to whom: addresses that `db.paths.is_address` accepts, `moment` in Unix seconds.

    `message_id` is without its angle brackets; `reply_to` is "" for none; `html` None sends the text alone.
    """

    from_name: str
    from_address: str
    reply_to: str
    to: str
    subject: str
    text: str
    html: str | None
    message_id: str
    moment: int
    attachments: Sequence[Attachment] = ()


def written(letter: Letter) -> bytes:
    """Return the message with CRLF line ends and without trace fields.

    Raises:
        ValueError: one of the addresses is none, or an attachment has no media type that a file can have.
    """
    addresses = [letter.from_address, letter.to, *([letter.reply_to] if letter.reply_to else [])]
    if not all(map(is_address, addresses)):
        raise ValueError("This is not an address.")
    message = bodies(letter.text, letter.html)
    message["From"] = Address(one_line(letter.from_name, _LONGEST_NAME), addr_spec=letter.from_address)
    message["Subject"] = one_line(letter.subject, LONGEST_SUBJECT)
    message["Date"] = format_datetime(datetime.fromtimestamp(letter.moment, UTC))
    # RFC 3834 section 5: nothing that answers mail by itself answers this.
    # https://www.rfc-editor.org/rfc/rfc3834#section-5
    message["Auto-Submitted"] = "auto-generated"
    for one in letter.attachments:
        _attach(message, one)
    # By hand: the library writes no addresses beyond ASCII, and folds long ids into what no program takes for an id.
    fields = [f"To: <{letter.to}>", f"Message-ID: <{letter.message_id}>"]
    if letter.reply_to:
        fields.append(f"Reply-To: <{letter.reply_to}>")
    return "".join(f"{field}\r\n" for field in fields).encode() + message.as_bytes()


def bodies(text: str, html: str | None) -> EmailMessage:
    """Return a part with the text, and with the page beside it where there is one (multipart/alternative)."""
    message = EmailMessage(policy=SMTP)
    message.set_content(storable(text))
    if html is not None:
        message.add_alternative(storable(html), subtype="html")
    return message


def one_line(text: str, longest: int) -> str:
    """Return `text` as it can stand in a field: one line of printable characters, at most so many."""
    cut = storable(text[:longest])
    return " ".join("".join(one if one.isprintable() else " " for one in cut).split())


def _attach(message: EmailMessage, one: Attachment) -> None:
    found = _TYPE.fullmatch(one.type.lower())
    if found is None or found[1] in _COMPOSITE:
        raise ValueError("An attachment needs a media type like application/pdf.")
    name = one_line(one.name, _LONGEST_NAME).replace("/", "_") or "attachment"
    message.add_attachment(one.content, maintype=found[1], subtype=found[2], filename=name)
