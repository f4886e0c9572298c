"""Listens to the log of events and keeps what matters: alerts in groups, and a counter for each event.

A program starts one. Whoever records an event adds a number in memory and goes on; a thread of its own writes what came
together, a second later, and what is left when the program ends. While the store cannot be written, nothing but memory
is used, and little of it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping

from db import alerts, counts
from db.alert_groups import AlertGroups, Group
from db.alert_rules import HERE, OTHERS
from db.charset import storable
from db.database import Store, Transaction
from db.errors import StoreError
from db.events import ALERTS, LOG, Event, Noticed, record, told

_PAUSE = 1.0
_COUNTING = 60.0
_AFTER_FAULT = 5.0
_LAST_WORDS = 8.0
_LONGEST_HOST, _LONGEST_DETAIL = 255, 500
_DEADLINE = 2.0


class AlertCollector(logging.Handler):
    """Keeps the events of this process in `store`, which becomes its own; `clock` gives Unix seconds.

    `pause` is how many seconds it lets come together before it writes.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.time, pause: float = _PAUSE) -> None:
        super().__init__()
        self._store, self._clock, self._pause = store, clock, pause
        self._groups = AlertGroups()
        self._counts: Counter[str] = Counter()
        self._next_count = 0.0
        self._in_trouble = False
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)

    @classmethod
    def beside(cls, store: Store) -> AlertCollector:
        """Return one with a connection of its own to the file of `store`."""
        return cls(Store(store.path, store.max_size, deadline=_DEADLINE))

    def start(self) -> None:
        """Begin to listen."""
        self._next_count = time.monotonic() + _COUNTING
        logging.getLogger(LOG).addHandler(self)
        self._thread.start()

    def stop(self) -> None:
        """Listen no more, and return when everything is written, or cannot be."""
        logging.getLogger(LOG).removeHandler(self)
        self._stopping.set()
        self._woken.set()
        self._thread.join(_LAST_WORDS)

    def emit(self, entry: logging.LogRecord) -> None:
        """Note one event; called by the log, with this handler's lock held."""
        noticed = getattr(entry, "noticed", None)
        if not isinstance(noticed, Noticed):
            return
        event, facts = noticed.event, noticed.facts
        self._counts[event.label] += 1
        if event in ALERTS:
            self._note(event, facts)

    def _note(self, event: Event, facts: Mapping[str, object]) -> None:
        group = self._groups.note(event.label, _host(facts.get(ALERTS[event])), self._clock())
        if group.count == 1 and group.host != OTHERS:
            rest = {name: value for name, value in facts.items() if name not in (ALERTS[event], "account")}
            group.detail = told(rest)[:_LONGEST_DETAIL]
            group.account = str(facts.get("account", ""))[:_LONGEST_HOST]
        self._woken.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait(_COUNTING)
            self._woken.clear()
            self._stopping.wait(_AFTER_FAULT if self._in_trouble else self._pause)
            self._write(time.monotonic() >= self._next_count)
        self._write(True)
        self._store.close()

    def _write(self, with_counts: bool) -> None:
        """Write what the store does not know yet; what cannot be written now stays for the next time."""
        try:
            self._try_to_write(with_counts)
        except StoreError as problem:
            self._failed(Event.STORE_UNAVAILABLE, problem)
        except Exception as problem:  # this thread must not end: alerts would wait for ever, and nobody would know
            self._failed(Event.FAULT, problem)

    def _try_to_write(self, with_counts: bool) -> None:
        with self._held():
            groups = [(one, one.count) for one in self._groups.unwritten()]
            counted = dict(self._counts) if with_counts else {}
        if groups or counted:
            rows = self._store.run_tx(lambda tx: self._written(tx, [one for one, _ in groups], counted))
            self._note_written(groups, rows, counted)
        if with_counts:
            self._next_count = time.monotonic() + _COUNTING
        self._in_trouble = False
        with self._held():
            self._groups.forget(self._clock())

    def _written(self, tx: Transaction, groups: list[Group], counted: Mapping[str, int]) -> list[int]:
        counts.add(tx, int(self._clock()), counted)
        return alerts.write(tx, [one.alert(_detail(tx, one)) for one in groups])

    def _note_written(self, groups: list[tuple[Group, int]], rows: list[int], counted: Mapping[str, int]) -> None:
        with self._held():
            for (group, count), row in zip(groups, rows, strict=True):
                group.written, group.row = count, row
            self._counts.subtract(counted)
            self._counts = +self._counts

    def _failed(self, event: Event, problem: Exception) -> None:
        if not self._in_trouble:
            self._in_trouble = True
            record(event, None if event is Event.STORE_UNAVAILABLE else problem, what="alerts wait", cause=str(problem))
        self._woken.set()

    def _held(self) -> threading.RLock:
        assert self.lock is not None
        return self.lock


def _detail(tx: Transaction, group: Group) -> str:
    """Return what a row tells: accounts by name, but never a name that nobody has.

    People type their password where the name belongs.
    """
    if not group.account:
        return group.detail
    known = tx.row("SELECT 1 FROM address WHERE address = ?", (storable(group.account),)) is not None
    return " ".join(filter(None, [told({"account": group.account if known else "unknown"}), group.detail]))


def _host(value: object) -> str:
    """Return the name of a host, printable and bounded: of a hop, only the host that was spoken with."""
    words = str(value or "").split()
    text = "".join(letter for letter in words[0] if letter.isprintable()) if words else ""
    return storable(text)[:_LONGEST_HOST] or HERE
