"""The body of one request while it comes in: framed, bounded, in memory while small, on disk when not.

Bytes received go in through `feed`; when the body is whole, `open` gives it as the file an application
reads. All bodies of the server share one budget, so that many uploads at once cannot fill memory or disk.
"""

import io
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import IO

from webserver.chunked import ChunkedDecoder
from webserver.http_codec import RequestHead
from webserver.http_error import HttpError, too_large
from webserver.limits import Limits


class ByteBudget:
    """A number of bytes shared by many; thread-safe."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._lock = threading.Lock()

    def take(self, count: int) -> bool:
        """Take `count` bytes out of the budget; False when they are not there."""
        with self._lock:
            if count > self._left:
                return False
            self._left -= count
            return True

    def give_back(self, count: int) -> None:
        with self._lock:
            self._left += count


class RequestBody:
    """One body. Whoever owns the connection owns it; it is closed exactly once, also when it never came."""

    def __init__(self, head: RequestHead, limits: Limits, budget: ByteBudget) -> None:
        """Raises HttpError (413) when the declared length is over the limit, before a byte is read."""
        limit = limits.body_of(head.method, head.target.path)
        if head.length > limit:
            raise too_large(limit)
        self._limits = limits
        self._budget = budget
        self._taken = 0
        self._decoder = ChunkedDecoder(limit) if head.chunked else None
        self._left = head.length
        self._on_disk = head.length > limits.body_in_memory
        self._file: IO[bytes] = self._disk_file() if self._on_disk else io.BytesIO()
        self.size = 0

    def feed(self, buffer: bytearray) -> bool:
        """Take what belongs to the body from the front of `buffer`; True when the body is whole.

        Raises HttpError: 400 for broken chunks, 413 over the limit, 503 when the budget or the disk is full.
        """
        if self._decoder is not None:
            self._keep(self._decoder.feed(buffer))
        elif self._left and buffer:
            piece = bytes(buffer[: self._left])
            del buffer[: len(piece)]
            self._left -= len(piece)
            self._keep(piece)
        if not self._complete:
            return False
        with _room_on_disk():
            self._file.flush()
        return True

    @property
    def _complete(self) -> bool:
        return self._left == 0 if self._decoder is None else self._decoder.done

    def open(self) -> IO[bytes]:
        """The whole body, at its beginning."""
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        """Drop the body, its file and its share of the budget."""
        self._budget.give_back(self._taken)
        self._taken = 0
        # A full disk may be noticed only now, for bytes that nobody wants any more.
        with suppress(OSError):
            self._file.close()

    def _keep(self, piece: bytes) -> None:
        if not piece:
            return
        if not self._budget.take(len(piece)):
            raise _full("Too much is being uploaded just now: try again soon.")
        self._taken += len(piece)
        self.size += len(piece)
        if not self._on_disk and self.size > self._limits.body_in_memory:
            self._move_to_disk()
        self._write(piece)

    def _move_to_disk(self) -> None:
        in_memory = self._file
        self._file = self._disk_file()
        self._on_disk = True
        in_memory.seek(0)
        self._write(in_memory.read())

    def _disk_file(self) -> IO[bytes]:
        with _room_on_disk():
            return tempfile.TemporaryFile(dir=self._limits.spool_folder)

    def _write(self, piece: bytes) -> None:
        with _room_on_disk():
            self._file.write(piece)


@contextmanager
def _room_on_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _full("There is no room for a body of this size just now: try again later.") from error


def _full(detail: str) -> HttpError:
    return HttpError(HTTPStatus.SERVICE_UNAVAILABLE, detail, retry_after=30)
