"""How long the peer of one connection may take for what it does now. Nothing here waits: whoever polls looks at the
moment, and ends what is too late."""

import time

from db.pace import Pace
from webserver.limits import Limits


class Patience:
    """`until`, in monotonic seconds, is when the peer is too late; at first it may shake hands."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pace: Pace | None = None
        self.allow(limits.handshake_seconds)

    def allow(self, seconds: float) -> None:
        """Give it so long from now on."""
        self.until = time.monotonic() + seconds

    def allow_body(self, size: int) -> None:
        """Let the rest of a body come after `size` bytes more, as long as it neither stalls nor drips (`db.pace`)."""
        now = time.monotonic()
        if self._pace is None:
            self._pace = Pace(now, self._limits.body_behind_seconds)
        self.until = min(now + self._limits.stall_seconds, self._pace.took(now, size))

    def begin_again(self) -> None:
        """The next request has a pace of its own."""
        self._pace = None
