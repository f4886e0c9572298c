"""A thread that does one small thing every hour, until it is told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

HOUR = 3600.0


class Hourly:
    """Calls `work` every `interval` seconds between `start` and `stop`."""

    def __init__(self, work: Callable[[], None], interval: float = HOUR) -> None:
        self._work, self._interval = work, interval
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hourly", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Return when it will not be called again."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._interval):
            self._work()
