"""What one inbox server accepts before it says no: numbers, and nothing else.

Times are seconds, sizes are bytes. A connection that is over a limit gets an answer where one is possible,
and is closed; it never holds a worker while it is slow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Every limit of the transport, with the values it runs with when nobody says otherwise."""

    connections: int = 2_000
    # For each address that is not a loopback one.
    per_address: int = 100

    workers: int = 8
    # Whole requests that may wait for a worker; one more is answered 503.
    waiting_requests: int = 256

    # RFC 9112 section 3 asks for at least 8,000 octets of request line.
    # https://www.rfc-editor.org/rfc/rfc9112#section-3
    request_line: int = 8 * 1024
    head: int = 64 * 1024
    body: int = 10 * MIB
    # Larger than this, a body lies in a temporary file.
    body_in_memory: int = 1 * MIB
    # All bodies being received or worked on, together.
    bodies_at_once: int = 1024 * MIB
    # By method and WSGI path (bytes as latin-1): the limit of one body, where `body` is not the right one.
    body_limit: Callable[[str, str], int] | None = None
    # Where temporary files are made; None is the system's folder.
    spool_folder: Path | None = None

    handshake_seconds: float = 10.0
    head_seconds: float = 15.0
    idle_seconds: float = 75.0
    stall_seconds: float = 30.0
    # What a body may be behind the least rate of `db.pace`: a peer that never stalls is bounded by it.
    body_behind_seconds: float = 60.0
    # How long a peer may take to notice that the answer it got was the last.
    linger_seconds: float = 5.0
    shutdown_seconds: float = 10.0

    def body_of(self, method: str, path: str) -> int:
        """The limit for one request's body."""
        return self.body if self.body_limit is None else self.body_limit(method, path)

    def tick(self) -> float:
        """How often deadlines are looked at: often enough for the shortest of them."""
        receiving = min(self.head_seconds, self.stall_seconds, self.body_behind_seconds)
        return min(0.5, min(self.handshake_seconds, self.idle_seconds, receiving) / 4)
