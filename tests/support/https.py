"""An inbox server on a free port, and a client that sends exactly the bytes it is told to."""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Self
from wsgiref.types import WSGIApplication

from certs.contexts import client_context, server_context
from certs.files import CertificateFiles
from webserver.limits import Limits
from webserver.tls_server import InboxServer

SECONDS = 60


@contextmanager
def serving(
    files: CertificateFiles,
    application: WSGIApplication,
    limits: Limits | None = None,
    *,
    context: ssl.SSLContext | None = None,
    listener: socket.socket | None = None,
) -> Iterator[InboxServer]:
    """Serve `application` in a thread until the block ends."""
    context = context or server_context(files.certificate, files.key)
    server = InboxServer(listener or ("127.0.0.1", 0), context, application, limits)
    thread = threading.Thread(target=server.serve_forever, name="inbox server")
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join(SECONDS)
        assert not thread.is_alive()
        server.server_close()


@dataclass(frozen=True)
class Reply:
    """One answer as it came; field names are in lower case."""

    status: int
    fields: Mapping[str, str]
    body: bytes


class RawClient:
    """One TLS connection; answers are read one after another."""

    def __init__(self, server: InboxServer, trust: ssl.SSLContext) -> None:
        plain = socket.create_connection(("127.0.0.1", server.port), SECONDS)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = trust.wrap_socket(plain, server_hostname="localhost")
        self._file: IO[bytes] = self.socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def stop_sending(self) -> None:
        """End what this side sends, as a client that dies does; answers can still be read."""
        # Not SSLSocket.shutdown, which would take TLS away from what is still to be read.
        socket.socket.shutdown(self.socket, socket.SHUT_WR)

    def get(self, path: str, *fields: str, method: str = "GET") -> Reply:
        """Send one request without a body and read its answer."""
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *fields, "", ""]
        self.send("\r\n".join(lines).encode("latin-1"))
        return self.reply(with_body=method != "HEAD")

    def reply(self, *, with_body: bool = True) -> Reply:
        """Read the next answer; its body as its framing says."""
        status = int(self._line().split(" ")[1])
        fields: dict[str, str] = {}
        while line := self._line():
            name, _, value = line.partition(": ")
            assert name.lower() not in fields
            fields[name.lower()] = value
        if not with_body or status in (100, 204, 304):
            return Reply(status, fields, b"")
        return Reply(status, fields, self._body(fields))

    def at_end(self) -> bool:
        """Wait until the server says that nothing more comes, politely or not; False when something does."""
        try:
            return self._file.read(1) == b""
        except (ConnectionResetError, ssl.SSLError):
            return True

    def _line(self) -> str:
        line = self._file.readline()
        assert line.endswith(b"\r\n"), f"the answer breaks off with {line!r}"
        return line[:-2].decode("latin-1")

    def _body(self, fields: Mapping[str, str]) -> bytes:
        if "content-length" in fields:
            assert "transfer-encoding" not in fields
            return self._file.read(int(fields["content-length"]))
        if "transfer-encoding" not in fields:
            return self._file.read()
        body = b""
        while size := int(self._line(), 16):
            body += self._file.read(size)
            assert self._line() == ""
        assert self._line() == ""
        return body


class Visitors:
    """Makes clients of one server that trust its authority, and closes them all."""

    def __init__(self, server: InboxServer, files: CertificateFiles) -> None:
        self.server = server
        self._trust = client_context(files.ca_certificate)
        self._open: list[RawClient | socket.socket] = []

    def client(self) -> RawClient:
        """A client that has shaken hands."""
        made = RawClient(self.server, self._trust)
        self._open.append(made)
        return made

    def silent(self, first_bytes: bytes = b"") -> socket.socket:
        """A TCP peer that sends `first_bytes` and then nothing."""
        made = socket.create_connection(("127.0.0.1", self.server.port), SECONDS)
        self._open.append(made)
        made.sendall(first_bytes)
        return made

    def hello(self) -> bytes:
        """What a client sends first in a TLS handshake."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        half = self._trust.wrap_bio(incoming, outgoing, server_hostname="localhost")
        try:
            half.do_handshake()
        except ssl.SSLWantReadError:
            return outgoing.read()
        raise AssertionError("a handshake ended without a server")

    def leave(self) -> None:
        for made in self._open:
            if isinstance(made, RawClient):
                made.__exit__()
            else:
                made.close()


@contextmanager
def visiting(files: CertificateFiles, application: WSGIApplication, limits: Limits | None = None) -> Iterator[Visitors]:
    """Serve `application`, with clients for it at hand."""
    with serving(files, application, limits) as server:
        visitors = Visitors(server, files)
        try:
            yield visitors
        finally:
            visitors.leave()
