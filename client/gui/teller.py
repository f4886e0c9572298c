"""How work in a thread tells a QObject of its progress: by a signal of it, as long as it lives. PyQt looks up nobody
when a signal is sent: one of an object that was destroyed meanwhile (its window was closed) ends the program with a
crash inside of Qt."""

import threading
from collections.abc import Callable

from PyQt5.QtCore import QObject


class Teller:
    """Made by its `owner`, once, and given to the work; called in worker threads, with what `emit` takes."""

    def __init__(self, owner: QObject, emit: Callable[..., None]) -> None:
        # The same thread may come twice: whoever is told may let go of the owner.
        self._lock = threading.RLock()
        self._emit = emit
        owner.destroyed.connect(self.end)

    def __call__(self, *told: object) -> None:
        with self._lock:
            self._emit(*told)

    def end(self, _owner: object = None) -> None:
        """Nobody is told any more; waits for who is being told right now, which takes no time."""
        with self._lock:
            self._emit = _nobody


def _nobody(*_told: object) -> None:
    """Whoever was to be told is gone."""
