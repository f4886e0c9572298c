"""Lines and replies over one connection to another SMTP server, each with a time limit and a limit of size.

The other side may be slow, silent, broken or hostile: a reply that trickles in byte by byte has no more time than one
that comes at once, and one without end is cut off.
"""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass

_MOST_LINES = 100
# RFC 5321 section 4.5.3.1.5 has 512 bytes; some servers write long links into their refusals.
# https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.5
_LONGEST_LINE = 4096
_BLOCK = 64 * 1024
_LONGEST_SHOWN = 1000


class Broken(Exception):
    """The connection cannot be used any more; `str()` is a plain sentence about why."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply: its code and the text of each line."""

    code: int
    lines: tuple[str, ...]

    def __str__(self) -> str:
        """The server's own words on one line, fit for logs, reports and pages."""
        return f"{self.code} {' '.join(self.lines)}"[:_LONGEST_SHOWN].strip()


class Wire:
    """A socket that is connected to the address `peer`; every method that waits takes how many seconds it may."""

    def __init__(self, connected: socket.socket, peer: str) -> None:
        self._socket = connected
        self.peer = peer
        self._buffer = b""

    def command(self, line: str, seconds: float) -> Reply:
        """Send one command line and return the reply. Raises Broken."""
        self.send(line.encode() + b"\r\n", seconds)
        return self.reply(seconds)

    def send(self, data: bytes, seconds: float) -> None:
        """Send `data`; each block of it has so much time. Raises Broken."""
        self._socket.settimeout(seconds)
        try:
            for start in range(0, len(data), _BLOCK):
                self._socket.sendall(data[start : start + _BLOCK])
        except OSError as problem:
            raise Broken(_why(problem, seconds)) from problem

    def reply(self, seconds: float) -> Reply:
        """Return the next reply. Raises Broken, also for what is no reply."""
        deadline = time.monotonic() + seconds
        lines: list[str] = []
        while True:
            line = self._line(deadline, seconds)
            text = _readable(line)
            code, mark = text[:3], text[3:4]
            if not (code.isascii() and code.isdigit() and "2" <= code[0] <= "5") or mark not in ("", " ", "-"):
                raise Broken(f"The server said something that is no reply: {text[:200]}")
            if len(lines) == _MOST_LINES:
                raise Broken("The server sent a reply that does not end.")
            lines.append(text[4:])
            if mark != "-":
                return Reply(int(code), tuple(lines))

    def start_tls(self, context: ssl.SSLContext, host: str, seconds: float) -> None:
        """Put TLS under the connection. Raises OSError (ssl.SSLError is one), Broken."""
        if self._buffer:
            # RFC 3207 section 4.2: what came in clear behind the 220 may be an attacker's.
            # https://www.rfc-editor.org/rfc/rfc3207#section-4.2
            raise Broken("The server sent more in clear after it had agreed to start TLS.")
        self._socket.settimeout(seconds)
        self._socket = context.wrap_socket(self._socket, server_hostname=host)

    @property
    def tls(self) -> ssl.SSLSocket | None:
        """The socket once TLS is under it."""
        return self._socket if isinstance(self._socket, ssl.SSLSocket) else None

    def has_ended(self) -> bool:
        """Return whether the other side has closed, or said something unasked, as a server does before it closes."""
        self._socket.settimeout(0)
        try:
            return bool(self._buffer) or self._socket.recv(1, 0 if self.tls else socket.MSG_PEEK) is not None
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        except OSError:
            return True

    def close(self) -> None:
        """Close it, whatever its state."""
        self._socket.close()

    def _line(self, deadline: float, seconds: float) -> bytes:
        while b"\n" not in self._buffer:
            if len(self._buffer) > _LONGEST_LINE:
                raise Broken("The server sent a line that does not end.")
            self._buffer += self._receive(deadline, seconds)
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.rstrip(b"\r")

    def _receive(self, deadline: float, seconds: float) -> bytes:
        left = deadline - time.monotonic()
        if left <= 0:
            raise Broken(_silent(seconds))
        self._socket.settimeout(left)
        try:
            data = self._socket.recv(_LONGEST_LINE)
        except OSError as problem:
            raise Broken(_why(problem, seconds)) from problem
        if not data:
            half = f" in the middle of a line: {_readable(self._buffer[:100])}" if self._buffer else "."
            raise Broken(f"The server closed the connection{half}")
        return data


def _readable(said: bytes) -> str:
    return "".join(one if one.isprintable() else "?" for one in said.decode("utf-8", "replace"))


def _why(problem: OSError, seconds: float) -> str:
    if isinstance(problem, TimeoutError):
        return _silent(seconds)
    return f"The connection broke: {problem.strerror or problem}."


def _silent(seconds: float) -> str:
    return f"The server did not answer within {seconds:g} seconds."
