"""The duty that brings mail to the outside: what is due is claimed, tried, and settled or put off.

Mail waits in lanes: one for each purpose with relays, one for each domain without. A few threads work on a lane, each
until nothing is due there, so a slow host holds up nobody but itself. When the other side cannot be spoken with at all,
everything that is due in its lane is put off with that one attempt. Nothing leaves while the system is local only, or
while the key of the stored passwords is missing; mail waits then.
"""

from __future__ import annotations

import itertools
import random
import re
import threading
import time
from collections.abc import Callable
from functools import partial

from db import outbound, outbound_queue
from db.database import Store
from db.errors import Unavailable
from db.events import Event, record
from db.outbound_queue import Claim, Column
from db.settings import Settings
from server.courier.connections import Connections
from server.courier.dkim_signing import Signer
from server.courier.hands import Hands
from server.courier.outcome import Outcome
from server.courier.rate import Rate
from server.courier.routing import Letter, NoWay, Routing, Way
from server.courier.schedule import Schedule
from server.courier.settling import Settling

LEASE = 120
"""Seconds that a claim holds; while it is worked on, it is renewed long before."""

_RENEWAL = 30.0
_SWEEP = 60.0
_HANDS, _EACH = 48, 3
_A_HAND = 100
_REST = 10.0
_LONG_LOOK = 0.05
_RETURN_PATH = re.compile(rb"\AReturn-Path: [^\r\n]*\r\n")


class Outbound:
    """`routing` knows the way of each message, `schedule` when it is tried again; `clock` gives Unix seconds."""

    name = "outbound"

    def __init__(
        self,
        store: Store,
        settings: Settings,
        routing: Routing | None = None,
        schedule: Schedule | None = None,
        clock: Callable[[], float] = time.time,
        lease: int = LEASE,
    ) -> None:
        self._store, self._clock, self._lease = store, clock, lease
        self._routing = routing or Routing(store, settings, Connections())
        self._schedule = schedule or Schedule()
        self._settling = Settling(store, settings.domain, self._schedule, clock)
        self._signer = Signer(settings.data / "dkim", settings.domain)
        self._rate = Rate()
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._under_way: set[int] = set()
        self._rests: dict[str, float] = {}
        self._limited: dict[str, Way] = {}
        self._next_renewal = self._next_sweep = self._next_look = 0.0
        self._interval = _SWEEP
        self.hands = Hands(_HANDS, _EACH)

    @property
    def interval(self) -> float:
        """Seconds until the next message is due, a lane has rested, or a claim must be renewed."""
        return self._interval

    def turn(self, stopping: Callable[[], bool]) -> None:
        now = self._clock()
        self._renew(now)
        self._routing.connections.close_idle()
        if now >= self._next_sweep:
            self._next_sweep = now + _SWEEP
            self._sweep(int(now))
        column = self._routing.column()
        if column is None:
            self._interval = _SWEEP
            return
        with self._lock:
            self._rests = {lane: until for lane, until in self._rests.items() if until > now}
        self._look_at_limits(column)
        if time.monotonic() < self._next_look:
            self._interval = _LONG_LOOK * 10
            return
        lanes = self._lanes(column, int(now))
        # Else those who come first would always have the hands.
        random.shuffle(lanes)
        # A hand for each lane before any has a second one, and those only while there are plenty.
        for number in range(_EACH):
            spare = _HANDS // 2 if number else 0
            for lane in lanes:
                if stopping():
                    return
                if lane not in self._rests and self.hands.has_room(spare):
                    self._begin(column, lane, stopping)
        self._interval = self._until_next(now, bool(lanes))

    def finish(self, seconds: float) -> None:
        """Let what is under way come to its end, for so long."""
        self.hands.wait(seconds)
        self._routing.connections.close_idle(everything=True)

    def _renew(self, now: float) -> None:
        with self._lock:
            ids = set(self._under_way)
        if ids and now >= self._next_renewal:
            self._next_renewal = now + min(_RENEWAL, self._lease / 4)
            outbound_queue.renew(self._store, ids, int(now) + self._lease)

    def _sweep(self, now: int) -> None:
        self._settling.warn_late()
        outbound.remove_old(self._store, now)

    def _until_next(self, now: float, has_more: bool) -> float:
        upcoming = outbound_queue.next_due(self._store, int(now))
        moments = [now + _RENEWAL / 2, *self._rests.values(), *([upcoming] if upcoming is not None else [])]
        return max(0.05, min([*moments, now + 1.0] if has_more and not self._rests else moments) - now)

    def _lanes(self, column: Column, now: int) -> list[str]:
        """Return the lanes in which something is due; a look at a very long queue is not had at every change."""
        start = time.monotonic()
        lanes = outbound_queue.lanes(self._store, column, now)
        took = time.monotonic() - start
        self._next_look = start + 10 * took if took > _LONG_LOOK else 0.0
        return lanes

    def _begin(self, column: Column, lane: str, stopping: Callable[[], bool]) -> None:
        try:
            way = self._routing.way(column, lane)
        except NoWay as problem:
            self._no_way(column, lane, problem)
            return
        self.hands.take(next(self._numbers), (way.name,), partial(self._work, column, lane, stopping))

    def _work(self, column: Column, lane: str, stopping: Callable[[], bool]) -> None:
        try:
            self._work_off(column, lane, stopping)
        except Unavailable as problem:
            record(Event.STORE_UNAVAILABLE, why=type(problem).__name__, cause=str(problem), lane=lane)
            self._rest(lane, _REST)
        except Exception as problem:  # nobody waits for this thread; what it had is due again at its next time
            record(Event.FAULT, problem, what="a message could not be sent to the outside", lane=lane)
            self._rest(lane, _REST)
        finally:
            self._store.close()

    def _work_off(self, column: Column, lane: str, stopping: Callable[[], bool]) -> None:
        try:
            for _ in range(_A_HAND):
                if stopping() or lane in self._rests or not self._one(column, lane):
                    return
        except NoWay as problem:
            self._no_way(column, lane, problem)

    def _one(self, column: Column, lane: str) -> bool:
        """Try the next message of the lane; False when there is none, or none may leave now."""
        way = self._routing.way(column, lane)
        wait = self._rate.take(way.name, way.per_minute)
        if wait:
            self._rest(lane, wait)
            self._limited[lane] = way
            return False
        claim = self._claim(column, lane)
        if claim is None:
            self._rate.undo(way.name)
            return False
        try:
            tried = self._routing.send(way, self._letter(claim))
            self._settling.settle(claim, tried.outcomes)
        finally:
            self._let_go(claim)
        if tried.is_unreachable:
            words = next(iter(tried.outcomes.values())).reply
            record(Event.HOST_NOT_REACHED, host=way.host, why=words)
            self._put_off(column, lane, next(iter(tried.outcomes.values())))
        return not tried.is_unreachable

    def _look_at_limits(self, column: Column) -> None:
        """End the rest of a lane whose limit or relay is another by now: what admins save is in force at once."""
        for lane, way in list(self._limited.items()):
            if lane not in self._rests or not self._is_still(column, lane, way):
                self._limited.pop(lane, None)
                with self._lock:
                    self._rests = {one: until for one, until in self._rests.items() if one != lane}

    def _is_still(self, column: Column, lane: str, way: Way) -> bool:
        try:
            return self._routing.way(column, lane) == way
        except NoWay:
            return False

    def _letter(self, claim: Claim) -> Letter:
        # RFC 5321 section 4.4: the last server writes this field, and nobody before it.
        # https://www.rfc-editor.org/rfc/rfc5321#section-4.4
        content = self._signer.signed(_RETURN_PATH.sub(b"", claim.content))
        return Letter(claim.sender, tuple(one.recipient for one in claim.recipients), content)

    def _claim(self, column: Column, lane: str) -> Claim | None:
        now = self._clock()

        def next_time(attempt: int, created_at: int) -> int:
            spread = random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, guards nothing
            return self._schedule.next_time(attempt, now, created_at, spread)

        claim = outbound_queue.claim(self._store, column, lane, int(now), self._lease, next_time)
        if claim is not None:
            with self._lock:
                self._under_way.update(one.id for one in claim.recipients)
        return claim

    def _let_go(self, claim: Claim) -> None:
        with self._lock:
            self._under_way.difference_update(one.id for one in claim.recipients)

    def _put_off(self, column: Column, lane: str, outcome: Outcome) -> None:
        """Let everything that is due in a lane share the attempt that has found nobody to speak with."""
        self._rest(lane, _REST / 2)
        while (claim := self._claim(column, lane)) is not None:
            try:
                self._settling.settle(claim, {one.recipient: outcome for one in claim.recipients})
            finally:
                self._let_go(claim)

    def _no_way(self, column: Column, lane: str, problem: NoWay) -> None:
        self._rest(lane, _REST)
        record(Event.QUEUE_WAITS, lane=lane, why=str(problem))
        outbound_queue.explain(self._store, column, lane, str(problem))

    def _rest(self, lane: str, seconds: float) -> None:
        until = self._clock() + seconds
        # Several threads write; whoever reads has a whole one, which nobody changes.
        with self._lock:
            self._rests = {**self._rests, lane: until}
