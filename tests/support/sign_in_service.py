"""Who may sign in at a Postfix of the tests: the small part of Dovecot's protocol that Postfix asks with.

One name, one password, the mechanisms PLAIN, LOGIN and CRAM-MD5.
https://doc.dovecot.org/developer_manual/design/auth_protocol/
"""

from __future__ import annotations

import hmac
import socketserver
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER, PASSWORD = "office", "a relay's pa55word"
CHALLENGE = b"<1896.697170952@relay.test>"
_HELLO = (
    "VERSION\t1\t1", "MECH\tPLAIN\tplaintext", "MECH\tLOGIN\tplaintext", "MECH\tCRAM-MD5\tdictionary", "SPID\t1",
    "CUID\t1", f"COOKIE\t{'0' * 32}", "DONE",
)  # fmt: skip


class _Asker(socketserver.StreamRequestHandler):
    """One of Postfix's processes."""

    def handle(self) -> None:
        self._say(*_HELLO)
        while fields := self._next():
            if fields[0] == "AUTH":
                given = next((one.partition("=")[2] for one in fields if one.startswith("resp=")), "")
                good = self._is_right(fields[1], fields[2], b64decode(given))
                self._say(f"{'OK' if good else 'FAIL'}\t{fields[1]}\tuser={USER}")

    def _is_right(self, number: str, mechanism: str, first: bytes) -> bool:
        if mechanism == "PLAIN":
            return first == f"\0{USER}\0{PASSWORD}".encode()
        if mechanism == "LOGIN":
            return [self._ask(number, b"Username:"), self._ask(number, b"Password:")] == [
                USER.encode(), PASSWORD.encode(),
            ]  # fmt: skip
        digest = hmac.new(PASSWORD.encode(), CHALLENGE, "md5").hexdigest()
        return self._ask(number, CHALLENGE) == f"{USER} {digest}".encode()

    def _ask(self, number: str, question: bytes) -> bytes:
        self._say(f"CONT\t{number}\t{b64encode(question).decode()}")
        return b64decode(self._next()[2])

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\n" for line in lines).encode())

    def _next(self) -> list[str]:
        line = self.rfile.readline().decode().rstrip("\n")
        return line.split("\t") if line else []


class _Service(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def sign_in_service(path: Path) -> Iterator[None]:
    """Answer at the socket `path`, which anybody on this machine may use, until the block ends."""
    with _Service(str(path), _Asker) as service:
        path.chmod(0o666)
        thread = threading.Thread(target=service.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield
        finally:
            service.shutdown()
            thread.join()
