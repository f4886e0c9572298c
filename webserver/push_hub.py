"""The push thread: owns every connection that listens for changes, notices changes of the store, and tells them.

One thread for all, so that thousands of idle listeners cost memory and nothing else. While there are some it looks at
the store's version a hundred times a second, which costs microseconds; only after a change it asks which of their
accounts it concerns. It never waits for a peer.
"""

from __future__ import annotations

import os
import selectors
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import partial

from db import grants, states
from db.database import Store
from db.errors import StoreError
from db.events import Event, record
from webserver.push_listener import Gone, Listener


@dataclass(frozen=True, slots=True)
class PushLimits:
    """How many may listen, and times in seconds."""

    listeners: int = 1500
    per_account: int = 50
    # Half of it is what a change waits to be noticed, on average.
    poll: float = 0.01
    # How often pings, slow readers and grants are looked at.
    sweep: float = 0.5
    grants: float = 2.0
    # A reader that takes nothing for so long is closed.
    stall: float = 30.0
    # After the store could not be read.
    patience: float = 1.0


class Place(Enum):
    """Whether there is room for one more listener."""

    FREE = "there is"
    ACCOUNT_FULL = "not of this account"
    FULL = "of nobody"


@dataclass(slots=True)
class _Audience:
    """The listeners of one account, and the version of it that they were told of."""

    version: int = -1
    listeners: set[Listener] = field(default_factory=set)


class PushHub:
    """Starts its thread with the first listener; `stop` ends it and them.

    `clock` gives monotonic seconds for pings and patience with peers, `now` Unix seconds for what expires.
    """

    def __init__(
        self,
        store: Store,
        limits: PushLimits | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._limits, self._clock, self._now = store, limits or PushLimits(), clock, now
        self._audiences: dict[int, _Audience] = {}
        self._count = 0
        self._new: deque[Listener] = deque()
        self._selector: selectors.BaseSelector
        self._wake = -1
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._version = -1
        self._next_look = self._next_sweep = self._next_grants = 0.0

    def place(self, account_id: int) -> Place:
        """Return whether one more listener of the account would be taken. Any thread may ask."""
        audience = self._audiences.get(account_id)
        if audience is not None and len(audience.listeners) >= self._limits.per_account:
            return Place.ACCOUNT_FULL
        return Place.FULL if self._count >= self._limits.listeners else Place.FREE

    def add(self, listener: Listener) -> None:
        """Take a listener over. Any thread may call; it returns at once."""
        with self._lock:
            if self._stopping:
                listener.close()
                return
            self._new.append(listener)
            if self._thread is None:
                self._start()
            os.eventfd_write(self._wake, 1)

    def stop(self) -> None:
        """Close every listener and return when that is done; later ones are closed at once."""
        with self._lock:
            if self._stopping:
                return
            self._stopping = True
        if self._thread is not None:
            os.eventfd_write(self._wake, 1)
            self._thread.join()
            self._selector.close()
            os.close(self._wake)

    def _start(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._selector.register(self._wake, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name="push", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            while not self._stopping:
                try:
                    self._turn()
                except StoreError as problem:
                    record(Event.STORE_UNAVAILABLE, why=type(problem).__name__, cause=str(problem))
                    self._forget(time.monotonic() + self._limits.patience)
                except (
                    Exception
                ) as problem:  # a listener that is never told again must not believe that nothing happens
                    record(Event.FAULT, problem, what="push failed; all event sources were closed")
                    self._close_all()
        finally:
            self._close_all()
            while self._new:
                self._end(self._new.popleft())
            self._store.close()

    def _forget(self, next_look: float) -> None:
        """Look at everything again at `next_look`: somebody may not have been told."""
        self._version, self._next_look = -1, next_look
        for audience in self._audiences.values():
            audience.version = -1

    def _turn(self) -> None:
        for key, _ in self._selector.select(self._limits.poll if self._count or self._new else None):
            if key.fd == self._wake:
                os.eventfd_read(self._wake)
            else:
                self._go_on(key.data)
        while self._new:
            self._take(self._new.popleft())
        now = self._clock()
        if self._count and time.monotonic() >= self._next_look:
            self._look(now)
        if self._count and now >= self._next_sweep:
            self._sweep(now)

    def _take(self, listener: Listener) -> None:
        account_id = listener.grant.account_id
        # The worker that let it in has asked as well, but others may have come since.
        if self.place(account_id) is not Place.FREE:
            listener.close()
            return
        self._audiences.setdefault(account_id, _Audience()).listeners.add(listener)
        self._count += 1
        # Should this fail, it is closed with all others.
        self._selector.register(listener.descriptor, selectors.EVENT_READ, listener)
        now = self._clock()

        def begin() -> None:
            listener.begin(now)
            listener.tell(states.of_account(self._store, account_id), now)

        self._guarded(listener, begin)

    def _go_on(self, listener: Listener) -> None:
        """Its socket can be read, or written again."""

        def step() -> None:
            listener.read()
            waited = listener.sending
            listener.flush(self._clock())
            if waited and not listener.sending:
                listener.tell(states.of_account(self._store, listener.grant.account_id), self._clock())

        self._guarded(listener, step)

    def _look(self, now: float) -> None:
        """Tell what has changed in the store since the last look."""
        version = self._store.data_version()
        if version == self._version:
            return
        began = time.monotonic()
        for account_id, newest in states.versions(self._store, list(self._audiences)).items():
            audience = self._audiences[account_id]
            if newest != audience.version:
                self._tell(audience.listeners, states.of_account(self._store, account_id), now)
                audience.version = newest
        self._version = version
        # With very many listeners and a flood of mail, looking takes a fifth of the time and not all of it.
        ended = time.monotonic()
        self._next_look = ended + 4 * (ended - began)

    def _tell(self, listeners: Iterable[Listener], newest: states.States, now: float) -> None:
        for listener in list(listeners):
            self._guarded(listener, partial(listener.tell, newest, now))

    def _sweep(self, now: float) -> None:
        self._next_sweep = now + self._limits.sweep
        everybody = [one for audience in self._audiences.values() for one in audience.listeners]
        for listener in everybody:
            if listener.stuck(now, self._limits.stall):
                self._close(listener)
            else:
                self._guarded(listener, partial(listener.ping_if_due, now))
        if now >= self._next_grants:
            self._next_grants = now + self._limits.grants
            over = grants.lapsed(self._store, {one.grant for one in everybody}, int(self._now()))
            for listener in everybody:
                if listener.grant in over:
                    self._close(listener)

    def _guarded(self, listener: Listener, step: Callable[[], None]) -> None:
        """Let the listener do one step, then wait for what it needs; close it when it is over."""
        try:
            step()
        except Gone:
            self._close(listener)
            return
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if listener.sending else 0)
        if self._selector.get_key(listener.descriptor).events != events:
            self._selector.modify(listener.descriptor, events, listener)

    def _close(self, listener: Listener) -> None:
        audience = self._audiences.get(listener.grant.account_id)
        if audience is None or listener not in audience.listeners:
            return
        audience.listeners.discard(listener)
        if not audience.listeners:
            del self._audiences[listener.grant.account_id]
        self._count -= 1
        with suppress(KeyError, ValueError):  # what could not be registered is not there
            self._selector.unregister(listener.descriptor)
        self._end(listener)

    def _end(self, listener: Listener) -> None:
        try:
            listener.close()
        except Exception as problem:  # the thread has to go on, and the others have to be closed
            record(Event.FAULT, problem, what="an event source could not be closed")

    def _close_all(self) -> None:
        """Close those that were taken; who has come since was not told anything yet, and can still be."""
        for audience in list(self._audiences.values()):
            for listener in list(audience.listeners):
                self._close(listener)
