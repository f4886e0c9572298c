"""Erases the mail of deleted accounts, step by step, and leaves the store to others between two steps."""

from __future__ import annotations

import time
from collections.abc import Callable

from db import erasing
from db.database import Store
from db.events import Event, record
from db.settings import Settings

_LONGEST_PAUSE = 0.5


class Erasing:
    """A duty that goes on until nothing of a deleted account is left; `pause` waits for so many seconds."""

    name = "erasing"
    interval = 60.0

    def __init__(self, store: Store, _: Settings, pause: Callable[[float], None] = time.sleep) -> None:
        self._store, self._pause = store, pause

    def turn(self, stopping: Callable[[], bool]) -> None:
        for account_id in erasing.waiting(self._store):
            self._erase(account_id, stopping)

    def _erase(self, account_id: int, stopping: Callable[[], bool]) -> None:
        while not stopping():
            began = time.monotonic()
            what = erasing.step(self._store, account_id)
            if what == "done":
                record(Event.ACCOUNT_ERASED, id=account_id)
            if what != "more":
                return
            # As long as the step took: whoever accepts mail or reads it has the store for half of the time at least.
            self._pause(min(time.monotonic() - began, _LONGEST_PAUSE))
