"""Tells a sender what has not arrived: a delivery status notification (RFC 3464), as a value in and bytes out.

Three parts: words for people as text and page (`server/notices/templates`), the same for programs, and the header of
the message that it is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from db import header, mime
from db.content_checks import header_end
from db.outbound import NOT_REACHED
from server.notices.compose import Facts, Words, moment
from server.notices.compose import composed as composed_words
from server.notices.letter import bodies
from server.notices.reasons import reason

_MOST_HEADER = 64 * 1024
_NOT_PLAIN = re.compile(r"[^ -~]")
_MESSAGE_ID = re.compile(rb"^message-id[ \t]*:\s*(<[!-;=?-~]{1,900}>)[ \t]*\r$", re.IGNORECASE | re.MULTILINE)
_RETURN_PATH = re.compile(rb"\AReturn-Path: [^\r\n]*\r\n")


@dataclass(frozen=True, slots=True)
class Lost:
    """One recipient: the enhanced code (RFC 3463), the last words about it, and who said them ("" for nobody)."""

    recipient: str
    status: str
    reply: str
    hop: str


@dataclass(frozen=True, slots=True)
class Report:
    """What is told, to whom; moments in Unix seconds. `retry_until` 0: nothing more is tried."""

    domain: str
    to: str
    name: str
    """The id of the report's own envelope."""
    moment: int
    accepted_at: int
    retry_until: int
    lost: Sequence[Lost]
    content: bytes
    """The message that it is about."""


def composed(report: Report) -> bytes:
    """Return the message that tells of it, with CRLF line ends and without trace fields."""
    boundary, words = f"=_{report.name}", _words(report)
    parts = [_people(report, words)] + [
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode() + part
        for kind, part in (
            ("message/delivery-status", _fields(report)),
            ("text/rfc822-headers", _header(report.content)),
        )
    ]
    body = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts)
    return _head(report, words.subject, boundary) + b"\r\n" + body + f"--{boundary}--\r\n".encode()


def _head(report: Report, subject: str, boundary: str) -> bytes:
    fields = [
        f"From: Mail delivery <mailer-daemon@{report.domain}>",
        f"To: <{report.to}>",
        f"Subject: {subject}",
        f"Date: {_date(report.moment)}",
        f"Message-ID: <{report.name}@{report.domain}>",
        # RFC 3834 section 3.1.7: nothing that answers mail by itself answers this.
        # https://www.rfc-editor.org/rfc/rfc3834#section-3.1.7
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        # RFC 6522 section 3. https://www.rfc-editor.org/rfc/rfc6522#section-3
        f'Content-Type: multipart/report; report-type=delivery-status;\r\n boundary="{boundary}"',
    ]
    found = _MESSAGE_ID.search(report.content, 0, header_end(report.content))
    if found:
        fields += [f"In-Reply-To: {found[1].decode('ascii')}", f"References: {found[1].decode('ascii')}"]
    return "".join(f"{field}\r\n" for field in fields).encode()


def _words(report: Report) -> Words:
    lost = [
        {
            "recipient": one.recipient,
            "why": reason(one.status if one.reply != NOT_REACHED else NOT_REACHED.split()[1]),
            # What we say ourselves about the other server is nothing that it has said.
            "reply": "" if one.reply == NOT_REACHED else one.reply,
            "hop": one.hop.partition(" ")[0],
        }
        for one in report.lost
    ]
    facts: Facts = {"lost": lost, "subject": _subject(report.content), "until": moment(report.retry_until)}
    return composed_words("delivery-delayed" if report.retry_until else "not-delivered", report.domain, facts)


def _subject(content: bytes) -> str:
    fields = mime.header_fields(content[: min(header_end(content), _MOST_HEADER)])
    return next((header.unstructured(one.value) for one in fields if one.name.lower() == "subject"), "")


def _people(report: Report, words: Words) -> bytes:
    # RFC 6522 section 3: the first part may be any that people can read, so also one in two forms.
    # https://www.rfc-editor.org/rfc/rfc6522#section-3
    part = bodies(words.text, words.html)
    del part["MIME-Version"]
    # Its lines must not begin as the boundary around it does (RFC 2046 section 5.1.2).
    part.set_boundary(f"=_words_{report.name}")
    return part.as_bytes()


def _fields(report: Report) -> bytes:
    # RFC 3464 section 2.2 and 2.3. https://www.rfc-editor.org/rfc/rfc3464#section-2.2
    blocks = [[f"Reporting-MTA: dns; {report.domain}", f"Arrival-Date: {_date(report.accepted_at)}"]]
    blocks += [_recipient_fields(report, one) for one in report.lost]
    return "\r\n".join("".join(f"{line}\r\n" for line in block) for block in blocks).encode()


def _recipient_fields(report: Report, one: Lost) -> list[str]:
    # RFC 6533 section 3: addresses beyond ASCII have a type of their own.
    # https://www.rfc-editor.org/rfc/rfc6533#section-3
    kind = "rfc822" if one.recipient.isascii() else "utf-8"
    fields = [
        f"Final-Recipient: {kind}; {one.recipient}",
        f"Action: {'delayed' if report.retry_until else 'failed'}",
        f"Status: {one.status}",
    ]
    host = one.hop.partition(" ")[0]
    if host:
        fields.append(f"Remote-MTA: dns; {host}")
    if re.match(r"[2-5]\d\d", one.reply):
        # RFC 3464 section 2.3.6: only what a server has said. https://www.rfc-editor.org/rfc/rfc3464#section-2.3.6
        fields.append(f"Diagnostic-Code: smtp; {_NOT_PLAIN.sub('?', one.reply)[:900]}")
    fields.append(f"Last-Attempt-Date: {_date(report.moment)}")
    if report.retry_until:
        fields.append(f"Will-Retry-Until: {_date(report.retry_until)}")
    return fields


def _header(content: bytes) -> bytes:
    head = _RETURN_PATH.sub(b"", content[: header_end(content)])
    if len(head) <= _MOST_HEADER:
        return head
    return head[: head.rfind(b"\r\n", 0, _MOST_HEADER) + 2]


def _date(moment: int) -> str:
    return format_datetime(datetime.fromtimestamp(moment, UTC))
