"""A duty of the courier: one kind of work that waits in the store, done on a thread of its own.

A slow duty (a push to a far host) does not hold up another (the search index). Each has its own connection to the
store; they meet only there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from db.database import Store
from db.events import Event, record


class Duty(Protocol):
    """What the courier does over and over."""

    @property
    def name(self) -> str:
        """A word for the log."""

    @property
    def interval(self) -> float:
        """Seconds after which it has a turn even when the store has not changed."""

    def turn(self, stopping: Callable[[], bool]) -> None:
        """Do everything that waits now, and return; early, at a good point, once `stopping()` is true.

        It may be killed at any moment, so what it has done must be in the store. It may raise: the cause is logged,
        and its next turn is another try.
        """


@runtime_checkable
class Finishing(Protocol):
    """A duty with work under way on threads of its own, which an orderly stop waits for."""

    def finish(self, seconds: float) -> None:
        """Return once all of it has ended, or after so many seconds."""


_FINISHING = 8.0


class DutyThread:
    """Gives `duty` a turn whenever `wake` was called, and after its interval."""

    def __init__(self, duty: Duty, store: Store) -> None:
        self._duty, self._store = duty, store
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=duty.name, daemon=True)

    def start(self) -> None:
        """Start with a turn: something may have waited since the last run."""
        self._woken.set()
        self._thread.start()

    def wake(self) -> None:
        """Have a turn soon; several calls during one turn are one."""
        self._woken.set()

    def ask_to_stop(self) -> None:
        """Ask it to end; `join` waits until it has."""
        self._stopping.set()
        self._woken.set()

    def join(self, seconds: float) -> bool:
        """Return whether it has ended within `seconds`."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._woken.wait(self._duty.interval)
                self._woken.clear()
                if not self._stopping.is_set():
                    self._turn()
            if isinstance(self._duty, Finishing):
                self._duty.finish(_FINISHING)
        finally:
            self._store.close()

    def _turn(self) -> None:
        try:
            self._duty.turn(self._stopping.is_set)
        except Exception as problem:  # one bad turn must not end the duty
            record(Event.FAULT, problem, what=f"the courier's turn at {self._duty.name} failed")
