"""The fields that a server puts in front of a message: pure functions, bytes in, bytes out.

`Return-Path` and `Received` always (RFC 5321 section 4.4), `Date`, `Message-ID` and `From` where the sender left them
out (RFC 6409 section 8). What the sender wrote stays as it is, byte by byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from db.content_checks import header_end

_RETURN_PATH = re.compile(rb"^return-path[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)
_COLON = re.compile(rb"[ \t]*:")
_UNSAFE = re.compile(r"[^!-'*-\[\]-~]")


_OURS = re.compile(
    rb"Return-Path: <([^\r\n]*)>\r\n"
    rb"Received: (?:from [^\r\n]*\r\n\t)?by [^ \r\n]+ with [A-Z0-9]+ id ([0-9a-f]{16});\r\n"
)
HTTP, LOCAL = "HTTP", "LOCAL"
"""The protocols of messages that a program submits over JMAP, and of those that this system writes itself."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a message came from: names and addresses as text, `moment` in Unix seconds.

    `protocol` is from RFC 3848 (ESMTPSA and its kin), or HTTP or LOCAL; then `peer` is "", because no server sent it.
    """

    sender: str
    greeting: str
    peer: str
    host: str
    protocol: str
    name: str
    moment: float


def with_trace(content: bytes, trace: Trace) -> bytes:
    """Return `content` as it is kept: with its trace fields, and with a header even when it came without one."""
    end = header_end(content)
    block = content[:end].lower()
    fields = [f"Return-Path: <{trace.sender}>\r\n", received(trace), *_missing(block, trace)]
    head = "".join(fields).encode("utf-8", "surrogateescape")
    if end == 0:
        # No header at all: everything is body, and the empty line keeps it so.
        return b"".join((head, b"" if content.startswith(b"\r\n") else b"\r\n", content))
    if b"return-path" in block:
        return b"".join((head, _RETURN_PATH.sub(b"", content[:end]), content[end:]))
    return head + content


def received(trace: Trace) -> str:
    """Return the Received field (RFC 5321 section 4.4; without a peer, only what RFC 5322 section 3.6.7 asks for)."""
    here = f"by {trace.host} with {trace.protocol} id {trace.name};\r\n\t{_date(trace.moment)}\r\n"
    if not trace.peer:
        return f"Received: {here}"
    greeting = _UNSAFE.sub("?", trace.greeting)[:255]
    peer = f"IPv6:{trace.peer}" if ":" in trace.peer else trace.peer
    return f"Received: from {greeting} ([{peer}])\r\n\t{here}"


def read_back(content: bytes) -> tuple[str, int] | None:
    """Return sender and envelope id of a message that begins with the fields of `with_trace`; None for others."""
    found = _OURS.match(content)
    return (found[1].decode("utf-8", "surrogateescape"), int(found[2], 16)) if found else None


def as_written(content: bytes) -> tuple[bytes, bytes]:
    """Return the sender and the message as it came, without the two fields that `with_trace` puts in front of each."""
    found = _OURS.match(content)
    if found is None:
        return b"", content
    # The match ends where the date of Received begins, on a line of its own.
    return found[1], content[content.find(b"\n", found.end()) + 1 :]


def _missing(block: bytes, trace: Trace) -> list[str]:
    fields = []
    if not _has(block, b"from") and trace.sender:
        fields.append(f"From: <{trace.sender}>\r\n")
    if not _has(block, b"date"):
        fields.append(f"Date: {_date(trace.moment)}\r\n")
    if not _has(block, b"message-id"):
        fields.append(f"Message-ID: <{trace.name}@{trace.host}>\r\n")
    return fields


def _date(moment: float) -> str:
    return format_datetime(datetime.fromtimestamp(int(moment), UTC))


def _has(block: bytes, name: bytes) -> bool:
    """Return whether the lower-case header `block` has a field of this name."""
    start = block.find(name)
    while start >= 0:
        # Looked at where it stands: a copy of the rest for each such line takes time by the square.
        if (start == 0 or block[start - 1 : start] == b"\n") and _COLON.match(block, start + len(name)):
            return True
        start = block.find(name, start + 1)
    return False
