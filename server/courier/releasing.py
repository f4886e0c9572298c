"""Sends what was held for later (FUTURERELEASE) once its time has come.

Each submission is one transaction that delivers it and makes it final, so a courier that is killed at any moment has
either sent it or not touched it, and a second courier beside it sends nothing twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from db import submissions
from db.database import Store
from db.errors import Unavailable
from db.events import Event, record
from db.settings import Settings

_AT_ONCE = 100
_LONGEST = 60.0
_AFTER_FAULT = 10.0


class Releasing:
    """A duty whose next turn comes when the next message is due; `clock` gives Unix seconds."""

    name = "releasing"

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._store, self._domain, self._clock = store, settings.domain, clock
        self._failed: dict[int, float] = {}
        self._interval = _LONGEST

    @property
    def interval(self) -> float:
        """Seconds until the next message is due; a clock that was set is noticed within a minute."""
        return self._interval

    def turn(self, stopping: Callable[[], bool]) -> None:
        self._interval = _AFTER_FAULT
        while (waiting := self._waiting()) and not stopping():
            for submission_id in waiting:
                if stopping():
                    return
                self._release(submission_id)
        self._interval = self._until_next()

    def _waiting(self) -> list[int]:
        now = self._clock()
        self._failed = {one: until for one, until in self._failed.items() if until > now}
        found = submissions.due(self._store, int(now), _AT_ONCE + len(self._failed))
        return [one for one in found if one not in self._failed]

    def _release(self, submission_id: int) -> None:
        try:
            if submissions.release(self._store, self._domain, submission_id, self._clock()):
                record(Event.RELEASED, id=submission_id)
        except Unavailable as problem:
            record(Event.STORE_UNAVAILABLE, why=type(problem).__name__, cause=str(problem))
            self._failed[submission_id] = self._clock() + _AFTER_FAULT
        except Exception as problem:  # one bad message must not keep the others from being sent
            record(Event.FAULT, problem, what=f"the message of submission {submission_id} could not be sent")
            self._failed[submission_id] = self._clock() + _AFTER_FAULT

    def _until_next(self) -> float:
        now = self._clock()
        upcoming = submissions.next_due(self._store, int(now))
        moments = [*self._failed.values(), now + _LONGEST if upcoming is None else upcoming]
        return max(0.0, min(_LONGEST, min(moments) - now))
