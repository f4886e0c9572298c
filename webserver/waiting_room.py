"""Where connections wait that nobody works on: parked, silent, slow to send or slow to read.

A connection in the room belongs to nobody; whoever takes it out (because it is ready, late, or in the way)
owns it alone until it comes back. Each descriptor is armed for one event only, so any thread may bring a
connection in, and no thread has to be woken for it. Thousands may wait: they cost memory and no thread.
"""

import select
import threading
from typing import Protocol

READABLE = select.EPOLLIN
WRITABLE = select.EPOLLOUT


class Waiter(Protocol):
    """What can wait. `deadline` is in monotonic seconds; `idle` says that no request is lost by closing it."""

    descriptor: int

    @property
    def deadline(self) -> float: ...

    @property
    def idle(self) -> bool: ...

    def ready(self) -> None:
        """The event has come."""

    def expire(self) -> None:
        """The deadline has passed before the event."""

    def close(self) -> None:
        """Make room."""


class WaitingRoom:
    """The connections that wait, in the order they came, and the sources that are always listened to.

    Any thread may call `enter` and `leave`; the others are for the one thread that polls.
    """

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._lock = threading.Lock()
        self._waiting: dict[int, Waiter] = {}

    def listen(self, descriptor: int) -> None:
        """Report `descriptor` from every poll while it is readable, until `ignore`."""
        self._epoll.register(descriptor, READABLE)

    def ignore(self, descriptor: int) -> None:
        self._epoll.unregister(descriptor)

    def enter(self, waiter: Waiter, event: int) -> None:
        """Let `waiter` wait for `event`. The caller must not touch it any more: it may be out again."""
        # One lock around both: else a sweep could take out, and close, what is not yet armed.
        with self._lock:
            self._waiting[waiter.descriptor] = waiter
            try:
                self._epoll.modify(waiter.descriptor, event | select.EPOLLONESHOT)
            except FileNotFoundError:
                self._epoll.register(waiter.descriptor, event | select.EPOLLONESHOT)

    def leave(self, waiter: Waiter) -> None:
        """Stop watching a waiter that is out of the room and lives on elsewhere."""
        self._epoll.unregister(waiter.descriptor)

    def poll(self, seconds: float) -> tuple[list[int], list[Waiter]]:
        """Wait until something is ready: the sources that are, and the waiters, which are taken out."""
        events = self._epoll.poll(seconds)
        sources: list[int] = []
        ready: list[Waiter] = []
        with self._lock:
            for descriptor, _ in events:
                waiter = self._waiting.pop(descriptor, None)
                if waiter is None:
                    sources.append(descriptor)
                else:
                    ready.append(waiter)
        return sources, ready

    def take_late(self, now: float) -> list[Waiter]:
        """Take out those whose deadline has passed."""
        with self._lock:
            return self._taken([waiter for waiter in self._waiting.values() if waiter.deadline <= now])

    def take_idle(self, most: int | None = None) -> list[Waiter]:
        """Take out those that are idle, at most `most`, the longest waiting first."""
        idle: list[Waiter] = []
        with self._lock:
            for waiter in self._waiting.values():
                if len(idle) == most:
                    break
                if waiter.idle:
                    idle.append(waiter)
            return self._taken(idle)

    def take_all(self) -> list[Waiter]:
        """Empty the room."""
        with self._lock:
            return self._taken(list(self._waiting.values()))

    def close(self) -> None:
        self._epoll.close()

    def _taken(self, waiters: list[Waiter]) -> list[Waiter]:
        for waiter in waiters:
            del self._waiting[waiter.descriptor]
        return waiters
