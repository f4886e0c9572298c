"""Bytes that are said to be a message: whether they are one, as the store keeps it, and when it was received.

Pure. For blobs, which anybody may have made of anything (RFC 8621 sections 4.8 and 4.9).
"""

from __future__ import annotations

import re
from datetime import datetime

from db import header, mime

# Programs that write mailboxes as files leave their own line in front.
_BEFORE = re.compile(rb"(?:>?From [^\n]*\n)?")
_FIRST_FIELD = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")


def is_message(content: bytes) -> bool:
    """Whether `content` begins with a header field, as every message does."""
    before = _BEFORE.match(content, 0, 1000)
    return _FIRST_FIELD.match(content, before.end() if before else 0) is not None


def normalized(content: bytes) -> bytes:
    """Return the message with CRLF line ends only, and without the line that a mailbox file has in front of it."""
    before = _BEFORE.match(content, 0, 1000)
    if before and before.end():
        content = content[before.end() :]
    ends = content.count(b"\r\n")
    if content.count(b"\n") == ends and content.count(b"\r") == ends:
        return content
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")


def received_at(content: bytes, default: int) -> int:
    """Return when the most recent Received field says the message came, in Unix seconds."""
    header_end, _ = mime.split_header(content, 0, len(content))
    fields = mime.header_fields(content[: min(header_end, 256 * 1024)])
    value = next((one.value for one in fields if one.name.lower() == "received"), b"")
    # RFC 5322 section 3.6.7: the date stands behind the last semicolon.
    # https://www.rfc-editor.org/rfc/rfc5322#section-3.6.7
    found = header.date(value.rpartition(b";")[2])
    return default if found is None else int(datetime.fromisoformat(found).timestamp())
