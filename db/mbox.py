"""Writing messages into an mbox (RFC 4155) with the quoting of mboxrd, which every reader can undo.

Pure: a message in, blocks of bytes out. Line ends become LF. What is known of a message beside its bytes goes into the
header fields that mail programs use for it: `Status`, `X-Status`, `X-Keywords`. https://www.rfc-editor.org/rfc/rfc4155
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime

from db import flags

BLOCK = 64 * 1024

_NEEDS_QUOTE = re.compile(rb"^(?=>*From )", re.MULTILINE)
_UNFIT = re.compile(r"[^!-~]")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# The moments that a date can tell of: 1 January 1, to the end of 9999.
_FIRST, _LAST = -62_135_596_800, 253_402_300_799
# Letters that mail programs know; the other keywords go by their names.
_LETTERS = {"$answered": "A", "$flagged": "F", "$draft": "T", "$deleted": "D"}
_NAMED = frozenset({"$seen", *_LETTERS})


def entry(content: bytes, sender: str, received_at: int, bits: int, keywords: str) -> Iterator[bytes]:
    """Give one message of an mbox, in blocks; `received_at` in Unix seconds, `bits` and `keywords` as `db.flags` has
    them."""
    yield separator(sender, received_at) + _flag_fields(flags.unpack(bits, keywords))
    last = b""
    for start, end in _blocks(content):
        block = content[start:end].replace(b"\r\n", b"\n")
        last = block or last
        yield _NEEDS_QUOTE.sub(b">", block)
    yield b"\n" if last.endswith(b"\n") else b"\n\n"


def separator(sender: str, received_at: int) -> bytes:
    """Return the line in front of a message: RFC 4155 appendix A, the time in UTC as asctime writes it, in English."""
    who = _UNFIT.sub("", sender) or "MAILER-DAEMON"
    at = datetime.fromtimestamp(min(max(received_at, _FIRST), _LAST), UTC)
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    return f"From {who} {day} {month} {at.day:2d} {at:%H:%M:%S} {at.year:04d}\n".encode("ascii")


def _flag_fields(found: frozenset[str]) -> bytes:
    lines = ["Status: RO" if "$seen" in found else "Status: O"]
    letters = "".join(letter for keyword, letter in _LETTERS.items() if keyword in found)
    if letters:
        lines.append(f"X-Status: {letters}")
    if others := sorted(found - _NAMED):
        lines += textwrap.wrap(
            f"X-Keywords: {' '.join(others)}",
            width=78,
            subsequent_indent=" ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "".join(f"{line}\n" for line in lines).encode("ascii", "replace")


def _blocks(content: bytes) -> Iterator[tuple[int, int]]:
    """Cut a message into blocks that end with a line, so that each can be quoted alone; a long line is one block."""
    start = 0
    while start < len(content):
        end = content.find(b"\n", start + BLOCK) + 1 or len(content)
        yield start, end
        start = end
