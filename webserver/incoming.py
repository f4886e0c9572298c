"""The request that is under way on one connection: received as far as the peer sends it.

It takes a few reads at a time from the stream, gives them to the reader, and tells how far that came. Nothing
here waits, and nothing here decides what happens to the connection.
"""

from enum import Enum

from webserver.http_answer import CONTINUE
from webserver.limits import Limits
from webserver.patience import Patience
from webserver.request_reader import RequestReader
from webserver.tls_stream import TlsStream

# Reads in a row before others have their turn.
READS = 16


class Came(Enum):
    """How far receiving has come."""

    WHOLE = "a whole request is there"
    ENOUGH = "others have their turn first"
    NOTHING = "the stream has nothing more now"
    END = "the peer sends no more"


class Incoming:
    """Fills `reader` from `stream`, and gives the peer `patience` as it goes on."""

    def __init__(self, stream: TlsStream, reader: RequestReader, patience: Patience, limits: Limits) -> None:
        self._stream = stream
        self._reader = reader
        self._patience = patience
        self._limits = limits

    def receive(self) -> Came:
        """Take what has come. Raises HttpError."""
        for _ in range(READS):
            data = self._stream.receive()
            if data is None:
                return Came.NOTHING
            if not data:
                return Came.END
            if not self._reader.begun:
                self._patience.allow(self._limits.head_seconds)
            self._reader.add(data)
            if self.advance(len(data)):
                return Came.WHOLE
        return Came.ENOUGH

    def advance(self, size: int = 0) -> bool:
        """Understand what has come in, `size` bytes more; True when a whole request is there. Raises HttpError."""
        if self._reader.advance():
            return True
        if self._reader.in_body:
            self._patience.allow_body(size)
        if self._reader.take_continue() and self._stream.send(memoryview(CONTINUE)) is None:
            raise ConnectionError("the peer asks for more while it does not read what it got")
        return False

    def drop(self) -> bool:
        """Throw away what has come; True when the peer sends no more."""
        for _ in range(READS):
            data = self._stream.receive()
            if data is None:
                break
            if not data:
                return True
        return False
