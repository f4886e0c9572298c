"""One connection to the SMTP server, byte by byte: for what a well-behaved client library would not send.

Lines go out as they are given and come in without their CRLF; a line that ends another way is a failure.
"""

from __future__ import annotations

import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.support.postroom import PASSWORD, Postroom

PATIENCE = 60.0


class Wire:
    """A connection to `port` of this machine; `context` brings TLS from the first byte."""

    def __init__(self, port: int, context: ssl.SSLContext | None = None, source: str | None = None) -> None:
        here = (source, 0) if source else None
        plain = socket.create_connection(("127.0.0.1", port), PATIENCE, source_address=here)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""
        self.socket = context.wrap_socket(plain, server_hostname="127.0.0.1") if context else plain

    @classmethod
    def greeted(cls, port: int, context: ssl.SSLContext | None = None) -> Self:
        """Return a connection that has read the greeting and said EHLO."""
        wire = cls(port, context)
        try:
            wire.reply()
            wire.command("EHLO client.test")
        except BaseException:
            wire.close()
            raise
        return wire

    @classmethod
    def signed_in(cls, postroom: Postroom, name: str, password: str = PASSWORD) -> Self:
        """Return a connection over TLS on which `name` is signed in."""
        wire = cls.greeted(postroom.ports.smtp_tls, postroom.client_context())
        blob = b64encode(f"\0{name}\0{password}".encode()).decode()
        try:
            answer = wire.command(f"AUTH PLAIN {blob}")
            assert answer.startswith("235"), answer
        except BaseException:
            wire.close()
            raise
        return wire

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def line(self) -> str:
        """Return the next line. Raises EOFError when the server has closed instead."""
        while b"\n" not in self._buffer:
            more = self._receive()
            if not more:
                raise EOFError(f"the server closed the connection; unfinished line: {self._buffer!r}")
            self._buffer += more
        line, _, self._buffer = self._buffer.partition(b"\n")
        assert line.endswith(b"\r"), f"a bare LF ends {line!r}"
        return line[:-1].decode()

    def reply(self) -> str:
        """Return the next reply, its lines joined by LF."""
        lines = [self.line()]
        while lines[-1][3:4] == "-":
            lines.append(self.line())
        return "\n".join(lines)

    def command(self, line: str) -> str:
        """Send one command line and return its reply."""
        self.send(line.encode() + b"\r\n")
        return self.reply()

    def begin(self, sender: str, *recipients: str) -> None:
        """Go on to where the server waits for the message."""
        for line in (f"MAIL FROM:<{sender}>", *(f"RCPT TO:<{one}>" for one in recipients)):
            answer = self.command(line)
            assert answer.startswith("250"), f"{line}: {answer}"
        assert self.command("DATA").startswith("354")

    def message(self, sender: str, recipient: str, content: bytes) -> str:
        """Send `content`, whose lines end in CRLF, and return the reply behind DATA."""
        self.begin(sender, recipient)
        self.send(stuffed(content) + b".\r\n")
        return self.reply()

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Put TLS under the connection, after the server's 220."""
        assert not self._buffer, f"the server said more in clear: {self._buffer!r}"
        self.socket = context.wrap_socket(self.socket, server_hostname="127.0.0.1")

    def at_end(self) -> bool:
        """Wait for whatever comes next: True when it is the end of the connection."""
        return not self._buffer and not self._receive()

    def rest(self) -> bytes:
        """Return everything until the end of the connection."""
        while more := self._receive():
            self._buffer += more
        return self._buffer

    def half_close(self) -> None:
        """Tell the server that nothing more will come, and go on reading."""
        self.socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self.socket.close()

    def reset(self) -> None:
        """Break off so that the other side sees an error instead of an end."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def _receive(self) -> bytes:
        try:
            return self.socket.recv(65536)
        except (ConnectionResetError, BrokenPipeError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
            return b""


def stuffed(content: bytes) -> bytes:
    """Return `content` with the dots at the beginning of lines doubled (RFC 5321 section 4.5.2)."""
    lines = content.split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)


def eventually(what: str, condition: Callable[[], bool], within: float = PATIENCE) -> None:
    """Wait until `condition()` is true; fail with `what` when it is not `within` seconds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"never came true: {what}"
        time.sleep(0.01)
