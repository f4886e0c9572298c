"""Garbage is collected on the GUI thread only. Python may otherwise collect in whichever thread allocates, and a window
that is part of a cycle would be destroyed by a worker thread, which ends the program with a crash inside of Qt."""

import gc
import time
from functools import cache

from PyQt5.QtCore import QObject, QTimer

# Often, so that each time is short: what half a second of scrolling leaves behind takes 30 ms to look through.
LOOK_EVERY_MS = 50
# Looking through everything since the start takes some 20 ms; what only that finds can wait.
OLDEST_EVERY_SECONDS = 60.0


@cache
def _set_aside() -> None:
    """What is there before the first window (mostly the modules) stays to the end: looking through that again and again
    is what takes longest."""
    gc.collect()
    gc.freeze()


class Collector(QObject):
    """Takes the place of Python's own timing as long as it lives, or until `put_back`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        self._oldest_at = time.monotonic()
        gc.disable()
        _set_aside()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation whose threshold is passed, as Python itself would, the oldest of all seldom."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [
            generation
            for generation in range(3)
            if thresholds[generation] and counts[generation] > thresholds[generation]
        ]
        if due and due[0] == 0:
            gc.collect(self._oldest(due))

    def _oldest(self, due: list[int]) -> int:
        now = time.monotonic()
        if max(due) < 2:
            return max(due)
        if now - self._oldest_at < OLDEST_EVERY_SECONDS:
            return 1
        self._oldest_at = now
        return 2

    def put_back(self) -> None:
        self._timer.stop()
        if self._was_enabled:
            gc.enable()
