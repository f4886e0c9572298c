"""Writes a sign of life into the store once a minute, for the page that tells admins whether the courier works."""

from __future__ import annotations

import time
from collections.abc import Callable

from db import heartbeat
from db.database import Store
from db.settings import Settings


class Heartbeat:
    """A duty; `clock` gives Unix seconds."""

    name = "heartbeat"
    interval = float(heartbeat.EVERY)

    def __init__(self, store: Store, _: Settings, clock: Callable[[], float] = time.time) -> None:
        self._store, self._clock = store, clock
        self._next = 0.0

    def turn(self, stopping: Callable[[], bool]) -> None:
        now = self._clock()
        if now >= self._next and not stopping():
            # A little less than the interval, so that a turn that comes a moment early is not left out.
            self._next = now + self.interval - 1
            heartbeat.beat(self._store, int(now))
