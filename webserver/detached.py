"""A connection that has left request handling, and the way it leaves.

An application asks for it with `environ["postroom.detach"](take)` while it answers a request. Its answer is
then sent without a length, ended only by the close of the connection; when the last byte the application
gave is out, `take` gets the connection as a `Detached` and owns it from then on. The server neither
reads, writes nor times it any more, and a shutdown does not close it; it counts against the limits on
connections until it is closed.
"""

import socket
from collections.abc import Callable


class Detached:
    """What the new owner gets: the TLS socket, non-blocking, and the peer's address."""

    def __init__(self, owned: socket.socket, address: str, release: Callable[[str], None]) -> None:
        self.socket = owned
        self.address = address
        self._release = release

    def close(self) -> None:
        """Close the socket and give its place back; a second call does nothing."""
        if self.socket.fileno() >= 0:
            self.socket.close()
            self._release(self.address)


# Called on a thread of the server, so it must return at once: it may only pass the connection on.
Take = Callable[[Detached], None]


def give(detached: Detached, take: Take) -> None:
    """Let `take` own it; it is closed when that fails. Raises what `take` raises."""
    try:
        take(detached)
    except Exception:
        detached.close()
        raise


class Handover:
    """What `environ["postroom.detach"]` is made of: who gets the connection after the present answer."""

    def __init__(self) -> None:
        self.take: Take | None = None
        self.closed = False

    def detach(self, take: Take) -> None:
        """Ask for the connection. Raises RuntimeError once the answer has begun: its framing stands then."""
        if self.closed:
            raise RuntimeError("a connection can be detached only before its answer begins")
        self.take = take
