"""One kept HTTPS connection: requests go out one after the other, whole answers come back.

It never follows a redirect, never retries what must not happen twice, and bounds the size and the time of
every answer. Whoever makes it decides what is trusted by the context that is given. Raises faults of
`client/errors.py` only.
"""

import http.client
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from client.errors import AnswerTooLarge, ConnectionLost, ServerDown
from client.faults import NETWORK_ERRORS, fault_from

BLOCK = 1 << 16

Body: TypeAlias = bytes | Iterable[bytes] | None


@dataclass(frozen=True)
class Answer:
    """`headers` has lower-case names; `body` is complete."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class HttpsConnection:
    """Threads may share it: their requests wait for each other.

    `timeout` in seconds is for connecting and for each wait, `answer_timeout` for the body of an answer as a whole.
    """

    def __init__(
        self, host: str, port: int, context: ssl.SSLContext, timeout: float = 20.0, answer_timeout: float = 120.0
    ) -> None:
        self.host = host
        self.port = port
        self._answer_timeout = answer_timeout
        self._http = http.client.HTTPSConnection(host, port, timeout=timeout, context=context)
        self._turn = threading.Lock()
        self._closed = False
        # http.client lets go of the socket as soon as the server says that it will close, while its body is still read.
        self._socket: socket.socket | None = None

    def request(
        self,
        method: str,
        path: str,
        *,
        body: Body = None,
        headers: Mapping[str, str] | None = None,
        most: int,
        repeatable: bool,
    ) -> Answer:
        """The whole answer, at most `most` bytes of body. A body in pieces needs a Content-Length in `headers`.

        A kept connection that the server closed meanwhile is opened again once; when that shows only after
        sending, a request that is not `repeatable` (safe to do twice) fails with `ConnectionLost`.
        """
        with self._at_work():
            response = self._ask(method, path, body, headers or {}, repeatable)
            with response:
                content = self._read(response, most)
            if response.will_close:
                self._http.close()
            return Answer(response.status, _headers(response), content)

    @contextmanager
    def open_body(self, path: str, headers: Mapping[str, str]) -> Iterator[http.client.HTTPResponse]:
        """A GET whose body the caller reads in blocks; the connection is closed afterwards, because it may
        be unread.
        """
        with self._at_work():
            try:
                with self._ask("GET", path, None, headers, True) as response:
                    yield response
            finally:
                self._http.close()

    @contextmanager
    def open_stream(self, path: str, headers: Mapping[str, str], wait: float) -> Iterator[http.client.HTTPResponse]:
        """As `open_body`, for an answer that has no end; each wait for more of it takes at most `wait` seconds."""
        with self._at_work():
            try:
                self._http.close()
                with self._send("GET", path, None, headers, wait) as response:
                    yield response
            finally:
                self._http.close()
                self._socket = None

    def read_error(self, response: http.client.HTTPResponse, most: int) -> Answer:
        """The rest of an answer from `open_body` that turned out to be no file."""
        return Answer(response.status, _headers(response), self._read(response, most))

    def close(self) -> None:
        """Close at once, from any thread; a request under way ends with `ConnectionLost`."""
        self._closed = True
        self._shut_down()
        self._close_when_idle()

    def _close_when_idle(self) -> None:
        if self._turn.acquire(blocking=False):
            try:
                self._http.close()
            finally:
                self._turn.release()

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        try:
            with self._turn, self._faults():
                yield
        finally:
            # `close` leaves the socket to whoever has the turn: also when the work was done, and the turn not yet over.
            if self._closed:
                self._close_when_idle()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            self._refuse_when_closed()
            yield
        except NETWORK_ERRORS as error:
            self._http.close()
            self._refuse_when_closed()
            raise fault_from(error, self.host, self.port) from error
        except BaseException:
            self._http.close()
            raise

    def _ask(
        self, method: str, path: str, body: Body, headers: Mapping[str, str], repeatable: bool
    ) -> http.client.HTTPResponse:
        self._drop_when_dead()
        kept = self._http.sock is not None
        try:
            return self._ask_once(method, path, body, headers)
        except (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
            if not (kept and repeatable) or self._closed:
                raise
        self._http.close()
        return self._ask_once(method, path, body, headers)

    def _ask_once(self, method: str, path: str, body: Body, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        response = self._send(method, path, body, headers)
        # A body that ends where the connection ends cannot be told from one that was cut off, nor can headers.
        if response.length is None and not response.chunked:
            response.close()
            raise ConnectionLost(self.host, self.port, "an answer whose end cannot be told")
        return response

    def _send(
        self, method: str, path: str, body: Body, headers: Mapping[str, str], wait: float | None = None
    ) -> http.client.HTTPResponse:
        """The answer, of which only the head was read."""
        if self._http.sock is None:
            self._http.connect()
            self._refuse_when_closed()
        if wait is not None:
            self._http.sock.settimeout(wait)
        self._socket = self._http.sock
        self._http.request(method, path, body=body, headers=dict(headers))
        return self._http.getresponse()

    def _drop_when_dead(self) -> None:
        """An idle connection that has something to read was closed by the server: nothing is due on it."""
        if self._http.sock is None:
            return
        with selectors.DefaultSelector() as selector:
            selector.register(self._http.sock, selectors.EVENT_READ)
            if selector.select(0):
                self._http.close()

    def _read(self, response: http.client.HTTPResponse, most: int) -> bytes:
        announced = response.length
        if announced is not None and announced > most:
            raise AnswerTooLarge(self.host, self.port, f"an answer of {announced} bytes, more than {most}")
        # Each wait has its own time-out; without a deadline a byte now and then could hold a thread for ever.
        deadline = time.monotonic() + self._answer_timeout
        body = bytearray()
        while block := response.read1(BLOCK):
            body += block
            if len(body) > most:
                raise AnswerTooLarge(self.host, self.port, f"an answer of more than {most} bytes")
            if time.monotonic() > deadline:
                raise ServerDown(self.host, self.port, "answers too slowly", f"{len(body)} bytes so far")
        if announced is not None and len(body) != announced:
            raise ConnectionLost(self.host, self.port, f"{len(body)} of {announced} bytes came")
        return bytes(body)

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise ConnectionLost(self.host, self.port, "closed by this program")

    def _shut_down(self) -> None:
        sock = self._http.sock or self._socket
        if isinstance(sock, socket.socket):
            try:
                # Past ssl: SSLSocket.shutdown would take the TLS state away under the reading thread.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            except OSError:
                # Not connected any more: what is wanted is so already.
                return


def _headers(response: http.client.HTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.getheaders()}
