"""The one door in: every message, whoever brings it, becomes durable here and nowhere else.

`submit` may be called from any thread. One thread writes: it takes whatever waits, puts it into one transaction, and
tells each caller after the commit, so the cost of one disk flush is shared by all messages that came meanwhile. A
message that fails is tried again alone, so that it cannot take others with it.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from db.database import Store
from db.delivery import deliver, prepare
from db.envelope import Envelope, Receipt
from db.errors import StoreError, StoreFull, Unavailable

_log = logging.getLogger("postroom.mailroom")

Outcome = Receipt | Exception
Settle = Callable[[Sequence[tuple[Any, Outcome]]], None]
"""Told of a whole group at once: pairs of the caller's token and what became of its envelope."""

MAX_GROUP = 128
MAX_GROUP_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Ticket:
    envelope: Envelope
    token: Any
    settle: Settle


class Mailroom:
    """Accepts messages into `store`; start it before the first and stop it after the last."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: queue.SimpleQueue[_Ticket | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="mailroom", daemon=True)
        self._stopped = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start the writing thread."""
        self._thread.start()

    def stop(self) -> None:
        """Return after everything that was submitted before has been settled; what comes later is refused."""
        with self._lock:
            if not self._stopped:
                self._waiting.put(None)
            self._stopped = True
        if self._thread.ident is not None:
            self._thread.join()

    def submit(self, envelope: Envelope, token: Any, settle: Settle) -> None:
        """Queue `envelope`; `settle` is called on the writing thread once it is durable, or has failed.

        After `stop`, it is called at once with Unavailable.
        """
        ticket = _Ticket(envelope, token, settle)
        with self._lock:
            # Nobody looks behind the mark that ends the thread.
            if not self._stopped:
                self._waiting.put(ticket)
                return
        self._settle([ticket], [Unavailable("The server is stopping. Try again in a moment.")])

    def accept(self, envelope: Envelope) -> Receipt:
        """Return when `envelope` is durable.

        Raises:
            StoreFull, StoreBusy, Unavailable: nothing was kept; try again later.
            NoRecipients: none of its mailboxes is there any more.
        """
        waiting: Future[Receipt] = Future()
        self.submit(envelope, waiting, _settle_futures)
        return waiting.result()

    def _run(self) -> None:
        try:
            while (group := self._next_group()) is not None:
                self._settle(group, keep(self._store, [ticket.envelope for ticket in group]))
        finally:
            self._store.close()

    def _next_group(self) -> list[_Ticket] | None:
        first = self._waiting.get()
        if first is None:
            return None
        group, size = [first], len(first.envelope.content)
        while len(group) < MAX_GROUP and size < MAX_GROUP_BYTES:
            try:
                ticket = self._waiting.get_nowait()
            except queue.Empty:
                break
            if ticket is None:
                # Stop after this group: the mark goes back to where the next round finds it.
                self._waiting.put(None)
                break
            group.append(ticket)
            size += len(ticket.envelope.content)
        return group

    def _settle(self, group: list[_Ticket], outcomes: list[Outcome]) -> None:
        told: dict[Settle, list[tuple[Any, Outcome]]] = {}
        for ticket, outcome in zip(group, outcomes, strict=True):
            told.setdefault(ticket.settle, []).append((ticket.token, outcome))
        for settle, pairs in told.items():
            try:
                settle(pairs)
            except Exception:  # the caller is gone (its loop is closed): the messages are kept all the same
                _log.exception("%d accepted messages could not be told to who brought them", len(pairs))


def keep(store: Store, group: Sequence[Envelope]) -> list[Outcome]:
    """Return what became of each envelope of `group`, which share one transaction unless one of them fails."""
    try:
        prepared = [prepare(envelope) for envelope in group]
        return store.run_tx(lambda tx: deliver(tx, prepared))
    except StoreError as problem:
        # A full disk may have room for a smaller one; a store that is busy has already kept everybody waiting.
        if len(group) == 1 or (isinstance(problem, Unavailable) and not isinstance(problem, StoreFull)):
            return [problem] * len(group)
    except Exception as problem:  # one bad message must neither end the thread nor take others with it
        if len(group) == 1:
            _log.exception("message %s was not kept", group[0].name)
            return [problem]
    return [outcome for envelope in group for outcome in keep(store, [envelope])]


def _settle_futures(pairs: Sequence[tuple[Any, Outcome]]) -> None:
    for future, outcome in pairs:
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
