"""Many messages in one file, as programs exchange them: mbox (RFC 4155) with the quoting of mboxrd, which can be
undone.

Read and written in lines, so that a file of any size takes little memory. A message inside has LF line ends; the server
writes CRLF again. https://www.rfc-editor.org/rfc/rfc4155
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

# A piece of a line that is longer: only the beginning of a line can need quotes.
PIECE = 1 << 16
LONGEST_SEPARATOR = 1_000

_QUOTED = re.compile(rb">+From ")
_NEEDS_QUOTE = re.compile(rb">*From ")
# With a time of day, as every program writes it: "From here on, ..." at the begin of a paragraph is no separator.
_SEPARATOR = re.compile(rb"From (?:(\S+) +)?(.*\d{1,2}:\d{2}.*)")
_UNFIT = re.compile(r"[^!-~]")
_FORMATS = ("%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M %Y", "%a %b %d %H:%M:%S %z %Y", "%a %b %d %H:%M:%S %Y %z")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Found:
    """One message of a file, lying alone in `path` until the next one is asked for; `received_at` in UTC, None when
    the separator does not say.
    """

    number: int
    path: Path
    received_at: datetime | None


def is_mbox(path: Path) -> bool:
    """Whether the file begins as an mbox does. Raises OSError."""
    with path.open("rb") as file:
        return _separator(file.readline(LONGEST_SEPARATOR)) is not None


def append_message(target: BinaryIO, source: BinaryIO, sender: str, received_at: datetime) -> None:
    """Write one message behind those that are there. Raises OSError."""
    target.write(separator_line(sender, received_at))
    at_begin = True
    held = b""
    while piece := source.readline(PIECE):
        piece = held + piece
        held = b""
        # CR and LF of one line end may come in two pieces.
        if piece.endswith(b"\r"):
            piece, held = piece[:-1], b"\r"
        if piece.endswith(b"\r\n"):
            piece = piece[:-2] + b"\n"
        if at_begin and _NEEDS_QUOTE.match(piece):
            target.write(b">")
        target.write(piece)
        if piece:
            at_begin = piece.endswith(b"\n")
    target.write(held)
    target.write(b"\n" if at_begin and not held else b"\n\n")


def separator_line(sender: str, received_at: datetime) -> bytes:
    """The line in front of a message: RFC 4155 appendix A, the time in UTC as asctime writes it, in English always."""
    who = _UNFIT.sub("", sender) or "MAILER-DAEMON"
    at = received_at.astimezone(UTC)
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    return f"From {who} {day} {month} {at.day:2d} {at:%H:%M:%S} {at.year:04d}\n".encode("ascii")


def read_messages(source: BinaryIO, spool: Path) -> Iterator[Found]:
    """Each message of an mbox, one after the other in the file `spool`, which is written anew for each.

    What stands before the first separator is left out. Raises OSError.
    """
    lines = _Lines(source)
    number = 0
    while lines.separator is not None:
        received = _time_of(lines.separator)
        number += 1
        with spool.open("wb") as target:
            lines.copy_message(target)
        yield Found(number, spool, received)


class _Lines:
    """Looks one line ahead: a blank line in front of a separator belongs to the separator."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.separator: bytes | None = None
        while line := source.readline(PIECE):
            self.separator = _separator(line)
            if self.separator is not None:
                break

    def copy_message(self, target: BinaryIO) -> None:
        """Write lines until the next separator, which is then in `separator`, None at the end of the file."""
        self.separator = None
        held = b""
        at_begin = True
        while line := self._source.readline(PIECE):
            if at_begin and (held or target.tell() == 0):
                self.separator = _separator(line)
                if self.separator is not None:
                    return
            target.write(held)
            held = b""
            starts = at_begin
            at_begin = line.endswith(b"\n")
            if starts and line in (b"\n", b"\r\n"):
                held = line
            else:
                target.write(line[1:] if starts and _QUOTED.match(line) else line)


def _separator(line: bytes) -> bytes | None:
    """What says when, of a line that separates."""
    match = _SEPARATOR.fullmatch(line.rstrip(b"\r\n")) if line.startswith(b"From ") else None
    return match[2] if match is not None else None


def _time_of(written: bytes) -> datetime | None:
    words = " ".join(written.decode("ascii", "replace").split())
    # The day of the week can be taken for the sender where there is none.
    for candidate in (words, f"Mon {words}"):
        for layout in _FORMATS:
            try:
                found = datetime.strptime(candidate, layout)  # noqa: DTZ007 - most separators name no zone
            except ValueError:
                continue
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return None
