"""Removes what has had its time: uploads that nobody used, sessions that have expired, old alerts and counts."""

from __future__ import annotations

import time
from collections.abc import Callable

from db import alerts, counts
from db.database import Store
from db.expiry import remove_expired
from db.settings import Settings


class Cleaning:
    """A duty that looks once a minute, however often the store changes; `clock` gives Unix seconds."""

    name = "cleaning"
    interval = 60.0

    def __init__(self, store: Store, _: Settings, clock: Callable[[], float] = time.time) -> None:
        self._store, self._clock = store, clock
        self._next = 0.0

    def turn(self, stopping: Callable[[], bool]) -> None:
        now = self._clock()
        if now >= self._next and not stopping():
            self._next = now + self.interval
            remove_expired(self._store, int(now))
            alerts.remove_old(self._store, int(now))
            counts.remove_old(self._store, int(now))
