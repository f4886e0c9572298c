"""From the bytes of one connection to whole requests, one after another, without touching the socket.

Bytes go in as they come, in pieces of any size; `advance` understands as much of them as makes up the present
request and leaves the rest for the next one. What is wrong with a request is an HttpError.
"""

import io
from typing import IO

from webserver.http_codec import RequestHead, find_head, parse_head
from webserver.limits import Limits
from webserver.request_body import ByteBudget, RequestBody


class RequestReader:
    """The present request of one connection; `head` is None until it is whole."""

    def __init__(self, limits: Limits, budget: ByteBudget) -> None:
        self._limits = limits
        self._budget = budget
        self._received = bytearray()
        self._scanned = 0
        self._body: RequestBody | None = None
        self._awaits_continue = False
        self.head: RequestHead | None = None

    @property
    def begun(self) -> bool:
        """Whether a byte of the present request has come."""
        return self.head is not None or bool(self._received)

    @property
    def in_body(self) -> bool:
        """Whether the head is whole and a body belongs to it."""
        return self._body is not None

    def add(self, data: bytes) -> None:
        """Take what has been received."""
        self._received += data

    def advance(self) -> bool:
        """Understand what has come; True when the present request is whole. Raises HttpError."""
        if self.head is None and not self._take_head():
            return False
        return self._body is None or self._body.feed(self._received)

    def take_continue(self) -> bool:
        """Whether the client waits to be told to send its body: True once a request."""
        awaits, self._awaits_continue = self._awaits_continue, False
        return awaits

    def body(self) -> tuple[IO[bytes], int]:
        """The whole body as a file, and its size in bytes."""
        return (io.BytesIO(), 0) if self._body is None else (self._body.open(), self._body.size)

    def next(self) -> None:
        """Drop the present request; what was received behind it is the beginning of the next one."""
        self.drop_body()
        self.head = None
        self._scanned = 0

    def drop_body(self) -> None:
        """Give back what the body takes in memory or on disk."""
        if self._body is not None:
            self._body.close()
            self._body = None

    def _take_head(self) -> bool:
        span = find_head(self._received, self._scanned, self._limits.request_line, self._limits.head)
        if span is None:
            self._scanned = len(self._received)
            return False
        head = parse_head(bytes(self._received[span.start : span.end]))
        del self._received[: span.end]
        self.head = head
        if head.length or head.chunked:
            self._body = RequestBody(head, self._limits, self._budget)
            # RFC 9110 section 10.1.1: a 100 may be left out when some of the body is there already.
            # https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1
            self._awaits_continue = head.expects_continue and not self._received
        return True
