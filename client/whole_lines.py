"""What smtplib reads replies from: a file that gives whole lines only, and not without end.

smtplib by itself takes half a line at the end of a connection for a reply, and collects the lines of one reply as long
as they come.
"""

from typing import BinaryIO

# More than any EHLO or HELP has, little enough to keep.
MOST_LINES_OF_A_REPLY = 1000


class WholeLines:
    """Raises ConnectionError instead of giving half a line or the thousandth continuation line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._continued = 0

    def readline(self, limit: int) -> bytes:
        """One line with its end, b"" at the end; a line longer than `limit` is cut there, as smtplib expects."""
        line = self._file.readline(limit)
        if line and not line.endswith(b"\n") and len(line) < limit:
            raise ConnectionResetError("the connection ended in the middle of a line")
        # RFC 5321 section 4.2.1: a hyphen behind the code says that the reply goes on.
        self._continued = self._continued + 1 if line[3:4] == b"-" else 0
        if self._continued > MOST_LINES_OF_A_REPLY:
            raise ConnectionAbortedError("a reply that does not end")
        return line

    def close(self) -> None:
        self._file.close()
