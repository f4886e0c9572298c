"""A lock whose holder is interrupted in the last moment: what another thread does there is done exactly there."""

import threading
from collections.abc import Callable


class LastMoment:
    """Takes the place of `lock`; calls `work` once, right before the lock is let go of for the first time."""

    def __init__(self, lock: threading.Lock, work: Callable[[], object]) -> None:
        self._lock = lock
        self._work: Callable[[], object] | None = work

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        work, self._work = self._work, None
        if work is not None:
            work()
        self._lock.release()

    def acquire(self, *, blocking: bool) -> bool:
        return self._lock.acquire(blocking=blocking)

    def release(self) -> None:
        self._lock.release()
