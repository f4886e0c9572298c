"""From a request to the environ of PEP 3333, and nothing else: no answer, no socket.

Besides the standard keys there are `wsgi.input_terminated` (the body ends by itself), `REQUEST_URI` (the
target as it came) and `postroom.detach` (see webserver/wsgi_call.py).
"""

import sys
from collections.abc import Iterator
from typing import IO
from wsgiref.types import WSGIEnvironment

from webserver.http_codec import RequestHead

BLOCK = 64 * 1024


class FileBlocks:
    """A file-like body in blocks (PEP 3333, `wsgi.file_wrapper`); closes the file with itself."""

    def __init__(self, file: IO[bytes], block_size: int = BLOCK) -> None:
        self._file = file
        # Frameworks ask for 8 KiB: eight times the calls for the same bytes.
        self._block_size = max(block_size, BLOCK)

    def __iter__(self) -> Iterator[bytes]:
        while block := self._file.read(self._block_size):
            yield block

    def close(self) -> None:
        close = getattr(self._file, "close", None)
        if close is not None:
            close()


def connection_environ(server: tuple[str, int], client: tuple[str, int]) -> WSGIEnvironment:
    """The part that all requests of one connection share; addresses are host and port."""
    return {
        "SCRIPT_NAME": "",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileBlocks,
        "wsgi.input_terminated": True,
    }


def request_environ(shared: WSGIEnvironment, head: RequestHead, body: IO[bytes], body_size: int) -> WSGIEnvironment:
    """The environ of one request whose whole body of `body_size` bytes is `body`."""
    environ = shared.copy()
    environ["REQUEST_METHOD"] = head.method
    environ["PATH_INFO"] = head.target.path
    environ["QUERY_STRING"] = head.target.query
    environ["REQUEST_URI"] = head.target.raw
    environ["SERVER_PROTOCOL"] = f"HTTP/1.{min(head.minor_version, 1)}"
    environ["wsgi.input"] = body
    for name, value in head.fields.items():
        key = _key(name)
        if key is not None:
            environ[key] = value
    if head.host:
        environ["HTTP_HOST"] = head.host
    # The chunks are decoded already: what the application reads has a length.
    if head.chunked or "content-length" in head.fields:
        environ["CONTENT_LENGTH"] = str(body_size)
    return environ


def _key(name: str) -> str | None:
    """The environ key of a header field; None for one that the application must not see.

    A name with an underscore would have the key of the one with a hyphen, and could pretend to be it.
    """
    if "_" in name or name in ("transfer-encoding", "connection", "keep-alive", "trailer"):
        return None
    if name in ("content-type", "content-length"):
        return name.upper().replace("-", "_")
    return "HTTP_" + name.upper().replace("-", "_")
