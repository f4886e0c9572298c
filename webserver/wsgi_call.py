"""One call of the WSGI application (PEP 3333) for one request: the answer as blocks of bytes for the wire.

`blocks` is a generator that a worker pulls from as fast as the peer reads, so that an answer of any size
holds one block in memory. Framing is decided here: a length when it is known, chunks when not, neither for
HTTP/1.0 and detached connections. A fault of the application becomes an id for the peer and a traceback for
the log, never the other way round.
"""

import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from http import HTTPStatus
from types import TracebackType
from wsgiref.types import WSGIApplication, WSGIEnvironment

from webserver.chunked import LAST_CHUNK, encode_chunk
from webserver.detached import Handover, Take
from webserver.http_answer import AnswerHead, BadAnswer, Fields, checked_head, encode_head, problem
from webserver.http_codec import RequestHead
from webserver.http_error import HttpError
from webserver.services import Stopping
from webserver.wsgi_environ import BLOCK

logger = logging.getLogger("postroom.webserver")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


class CutShort(Exception):
    """An answer broke off after its head was sent: only closing the connection tells the peer."""


class WsgiCall:
    """One request and its answer. `keep_alive` holds once the answer's last block was given."""

    def __init__(
        self,
        application: WSGIApplication,
        environ: WSGIEnvironment,
        request: RequestHead,
        *,
        stopping: Stopping,
        clock: Callable[[], float],
        new_id: Callable[[], str],
    ) -> None:
        self._application = application
        self._environ = environ
        self._request = request
        self._stopping = stopping
        self._clock = clock
        self._new_id = new_id
        self._head: AnswerHead | None = None
        self._written: list[bytes] = []
        self.keep_alive = request.keep_alive
        # Not this object: it holds the environ, and the two would keep each other alive.
        self._handover = Handover()
        environ["postroom.detach"] = self._handover.detach

    @property
    def take(self) -> Take | None:
        """Who gets the connection after this answer, when the application gave it away."""
        return self._handover.take

    def blocks(self) -> Generator[bytes, None, None]:
        """The answer, head first; runs the application. Raises CutShort."""
        try:
            result = self._application(self._environ, self._start_response)
            try:
                yield from self._encoded(result)
            finally:
                _close(result)
        except (Exception, SystemExit) as fault:
            yield self._fault(fault)

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        if exc_info is not None and exc_info[1] is not None and self._handover.closed:
            raise exc_info[1].with_traceback(exc_info[2])
        if exc_info is None and self._head is not None:
            raise BadAnswer("start_response was called twice")
        self._head = checked_head(status, headers)
        return self._written.append

    def _encoded(self, result: Iterable[bytes]) -> Iterator[bytes]:
        body = self._body(result)
        first = next(body, b"")
        if self._head is None:
            raise BadAnswer("start_response was not called")
        head, length = self._head, self._head.length
        if length is None and not self._written and isinstance(result, list | tuple) and len(result) <= 1:
            length = len(first)
        without_body = self._request.method == "HEAD" or head.bodiless
        framing = self._framing(head, head.length if without_body else length)
        wire_head = encode_head(head, framing, self._clock())
        self._handover.closed = True
        if without_body:
            yield wire_head
        elif length is not None and self.take is None:
            yield from self._with_length(wire_head, first, body, length)
        elif self.take is None and self._request.minor_version > 0:
            yield from _in_chunks(wire_head, first, body)
        else:
            yield wire_head + first
            yield from body

    def _body(self, result: Iterable[bytes]) -> Iterator[bytes]:
        for blocks in (self._written, result):
            for block in blocks:
                if not isinstance(block, bytes):
                    raise BadAnswer(f"the application gave a block of {type(block).__name__}, not of bytes")
                if block:
                    yield block

    def _framing(self, head: AnswerHead, length: int | None) -> Fields:
        framing: list[tuple[str, str]] = []
        ends_by_itself = True
        if head.bodiless:
            # RFC 9110 section 8.6: a server MUST NOT send Content-Length with 204.
            # https://www.rfc-editor.org/rfc/rfc9110#section-8.6
            framing = []
        elif self.take is not None:
            ends_by_itself = False
        elif length is not None:
            framing.append(("Content-Length", str(length)))
        elif self._request.method != "HEAD":
            ends_by_itself = self._request.minor_version > 0
            if ends_by_itself:
                framing.append(("Transfer-Encoding", "chunked"))
        self.keep_alive = self.keep_alive and ends_by_itself and not head.closes and not self._stopping.asked
        if not self.keep_alive:
            framing.append(("Connection", "close"))
        elif self._request.minor_version == 0:
            framing.append(("Connection", "keep-alive"))
        return framing

    def _with_length(self, wire_head: bytes, first: bytes, body: Iterator[bytes], length: int) -> Iterator[bytes]:
        left = length - len(first)
        if left < 0:
            first = first[:length]
        if len(first) <= BLOCK:
            yield wire_head + first
        else:
            yield wire_head
            yield first
        for block in body:
            if left > 0:
                yield block[:left] if len(block) > left else block
            left -= len(block)
            if left < 0:
                break
        if left:
            raise BadAnswer(f"the body is not as long as its Content-Length: {left} bytes are missing")

    def _fault(self, fault: Exception | SystemExit) -> bytes:
        """Log the fault; the answer for it, or CutShort when another one has begun."""
        fault_id = self._new_id()
        method, path = self._request.method, self._request.target.path
        logger.error("fault %s in the answer to %s %s", fault_id, method, ascii(path), exc_info=fault)
        if self._handover.closed:
            raise CutShort(fault_id) from fault
        self._handover.take = None
        error = HttpError(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            f"Something is wrong on this server; its log says what, under the id {fault_id}.",
        )
        return problem(error, keep_alive=self.keep_alive, with_body=method != "HEAD", now=self._clock())


def _in_chunks(wire_head: bytes, first: bytes, body: Iterator[bytes]) -> Iterator[bytes]:
    pending = wire_head
    while first:
        if len(first) > BLOCK:
            # A large block is not copied once more for the few bytes around it.
            yield pending + b"%x\r\n" % len(first)
            yield first
            pending = b"\r\n"
        else:
            yield pending + encode_chunk(first)
            pending = b""
        first = next(body, b"")
    yield pending + LAST_CHUNK


def _close(result: Iterable[bytes]) -> None:
    close = getattr(result, "close", None)
    if close is not None:
        close()
