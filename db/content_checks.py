"""What a message must be before it is kept: pure functions over its bytes.

The line ends are the security part: a server that takes a bare LF for a line end, next to one that does not, lets a
sender smuggle a second message inside the first. Here nothing with a bare CR or LF gets in, nor a NUL, which some
programs drop and some end a line at (RFC 2045 section 2.8 has none).
"""

from __future__ import annotations

import re
from enum import Enum

# RFC 5321 section 6.3 speaks of a hundred; nothing on its way to a small system passes fifty.
MAX_HOPS = 50
# In bytes. A thousand recipients with their names take 60,000; each rule about the header looks through all of it, and
# everybody waits meanwhile.
LONGEST_HEADER = 1024 * 1024
_RECEIVED = re.compile(rb"^received[ \t]*:", re.IGNORECASE | re.MULTILINE)
_FIELD_START = re.compile(rb"[!-9;-~]+[ \t]*:")


class Flaw(Enum):
    """Why a message cannot be kept, in words for people."""

    EMPTY = "The message is empty"
    BARE_LINE_END = "The message has a bare CR or LF; every line must end in CRLF"
    NUL = "The message has a NUL byte; encode what is not text"
    LOOP = "The message has been through too many servers: a loop"
    LONG_HEADER = "The header of the message is larger than 1 MB: put the text behind an empty line"


def flaw(content: bytes) -> Flaw | None:
    """Return what is wrong with `content`, or None when it may be kept."""
    if not content or content.isspace():
        return Flaw.EMPTY
    if has_bare_line_ends(content):
        return Flaw.BARE_LINE_END
    if b"\0" in content:
        return Flaw.NUL
    end = header_end(content)
    if end > LONGEST_HEADER:
        return Flaw.LONG_HEADER
    if len(_RECEIVED.findall(content, 0, end)) > MAX_HOPS:
        return Flaw.LOOP
    return None


def has_bare_line_ends(content: bytes) -> bool:
    """Return whether a CR or LF stands alone (RFC 5321 section 2.3.8)."""
    pairs = content.count(b"\r\n")
    return content.count(b"\n") != pairs or content.count(b"\r") != pairs


def header_end(content: bytes) -> int:
    """Return how long the header block is, its last CRLF included; 0 when there is none."""
    if not _FIELD_START.match(content):
        return 0
    found = content.find(b"\r\n\r\n")
    return len(content) if found < 0 else found + 2
