"""Wakes the courier's duties when another process has changed the store."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from db.database import Store
from db.errors import StoreError
from db.events import Event, record
from server.courier.duty import DutyThread

POLL = 0.05
"""Seconds between two looks at the store's version: a look costs some microseconds."""

_PATIENCE = 10.0


class Courier:
    """Runs duties until it is told to stop."""

    def __init__(self, store: Store, duties: Sequence[DutyThread]) -> None:
        self._store, self._duties = store, duties

    def run(self, stop: threading.Event) -> None:
        """Watch and wake until `stop` is set, then end every duty at its next good point."""
        for one in self._duties:
            one.start()
        version = -1
        while not stop.wait(POLL):
            version = self._look(version)
        for one in self._duties:
            one.ask_to_stop()
        # What does not end in time ends with the process: a duty may be killed at any moment.
        for one in self._duties:
            one.join(_PATIENCE)

    def _look(self, before: int) -> int:
        try:
            version = self._store.data_version()
        except StoreError as problem:
            record(Event.STORE_UNAVAILABLE, why=type(problem).__name__, cause=str(problem))
            return before
        if version != before:
            for one in self._duties:
                one.wake()
        return version
