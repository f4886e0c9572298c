"""Writes the answer of somebody who is away: a value in, the bytes of a message out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from db.charset import storable
from db.message import page_text
from db.vacation import Arrived, Vacation

DEFAULT_TEXT = "I am away and will read your message when I am back."
MOST_REFERENCES = 20
_LONGEST_SUBJECT = 1000
# What is written into our header as it is; an id of other characters is nothing that anybody could refer to.
_PLAIN_ID = re.compile(r"[!-;=?-~]{1,900}")
_LINE = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """Who answers whom, when (Unix seconds), and the Message-ID without its angle brackets."""

    display_name: str
    address: str
    to: str
    message_id: str
    moment: int


def written(reply: Reply, vacation: Vacation, arrived: Arrived) -> bytes:
    """Return the answer to `arrived`, with CRLF line ends."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_one_line(reply.display_name), addr_spec=reply.address)
    message["To"] = Address(addr_spec=reply.to)
    # RFC 5230 section 5.3 has "Auto: " for whoever chose no subject.
    # https://www.rfc-editor.org/rfc/rfc5230#section-5.3
    message["Subject"] = _one_line(vacation.subject or f"Auto: {arrived.subject}")
    message["Date"] = format_datetime(datetime.fromtimestamp(reply.moment, UTC))
    # RFC 3834 section 3.1.7. https://www.rfc-editor.org/rfc/rfc3834#section-3.1.7
    message["Auto-Submitted"] = "auto-replied"
    _add_bodies(message, vacation)
    # By hand: the library would fold long ids into encoded words, which no program takes for an id.
    return f"Message-ID: <{reply.message_id}>\r\n".encode() + _references(arrived.message_ids) + message.as_bytes()


def _references(ids: dict[str, list[str]]) -> bytes:
    answered = _plain(ids.get("messageId", []))
    if not answered:
        return b""
    # RFC 5322 section 3.6.4. https://www.rfc-editor.org/rfc/rfc5322#section-3.6.4
    before = _plain(ids.get("references", []) or ids.get("inReplyTo", [])[:1])
    chain = [one for one in before if one not in answered][-MOST_REFERENCES:] + answered
    return f"In-Reply-To: {answered[0]}\r\nReferences: {f'{chr(13)}{chr(10)} '.join(chain)}\r\n".encode()


def _plain(ids: list[str]) -> list[str]:
    return [f"<{one}>" for one in ids if _PLAIN_ID.fullmatch(one)]


def _add_bodies(message: EmailMessage, vacation: Vacation) -> None:
    # RFC 8621 section 8: what is not there is made from what is. https://www.rfc-editor.org/rfc/rfc8621#section-8
    page = vacation.html_body or ""
    text = vacation.text_body or _text_of(page) or DEFAULT_TEXT
    message.set_content(storable(text))
    if page:
        message.add_alternative(storable(page), subtype="html")


def _text_of(page: str) -> str:
    lines = (" ".join(line.split()) for line in page_text(_LINE.sub("\n", page)).split("\n"))
    return "\n".join(lines).strip()


def _one_line(text: str) -> str:
    cut = storable(text[:_LONGEST_SUBJECT])
    return " ".join("".join(one if one.isprintable() else " " for one in cut).split())
