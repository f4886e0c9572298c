"""Connections that are kept for the next message to the same server, for a short while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from server.courier.target import Patience, Target
from server.courier.transport import Connection, open_connection

IDLE = 20.0
"""Seconds that a connection waits for another message: servers close theirs after some minutes."""

MOST_MESSAGES = 100
"""Messages of one connection: servers count them, too."""


class Connections:
    """Opens, lends and keeps connections; any thread may ask."""

    def __init__(self, patience: Patience | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience, self._clock = patience or Patience(), clock
        self._lock = threading.Lock()
        self._idle: list[tuple[float, Connection]] = []

    def take(self, target: Target) -> Connection:
        """Return a connection to `target`, a kept one when there is one. Raises `transport.NotReady`."""
        while (kept := self._kept(target)) is not None:
            if kept.is_usable():
                return kept
            kept.close()
        return open_connection(target, self._patience)

    def give_back(self, connection: Connection) -> None:
        """Keep a connection that has done its message, unless it cannot be used again."""
        if connection.messages >= MOST_MESSAGES or not connection.is_usable():
            connection.quit()
            return
        with self._lock:
            self._idle.append((self._clock() + IDLE, connection))

    def close_idle(self, everything: bool = False) -> None:
        """Close what nobody has asked for in time."""
        now = self._clock()
        with self._lock:
            over = [one for until, one in self._idle if everything or until <= now]
            self._idle = [(until, one) for until, one in self._idle if one not in over]
        for one in over:
            one.quit()

    def _kept(self, target: Target) -> Connection | None:
        with self._lock:
            # The newest first: the others may then go.
            for place in range(len(self._idle) - 1, -1, -1):
                if self._idle[place][1].target == target:
                    return self._idle.pop(place)[1]
        return None
