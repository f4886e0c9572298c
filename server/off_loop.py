"""Work that must not run on the event loop: password hashes in a small pool, and waiting for the mailroom.

The loop hands over and goes on; results come back to it in one call for a whole group.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from db.database import Store
from db.envelope import Envelope, Receipt
from db.mailroom import Outcome, Settle

T = TypeVar("T")

PASSWORD_CHECKS = 2
"""At most so many at once: each costs a core for tens of milliseconds and tens of MiB."""


class Door(Protocol):
    """Where messages are kept: a `Mailroom`, or the way to a keeper."""

    def submit(self, envelope: Envelope, token: Any, settle: Settle) -> None:
        """Take `envelope`; `settle` is called, on whatever thread, once it is durable or has failed."""


class OffLoop:
    """The way off one event loop; make it on that loop, close it after the last connection."""

    def __init__(self, store: Store, mailroom: Door) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._store = store
        self._mailroom = mailroom
        self._pool = ThreadPoolExecutor(PASSWORD_CHECKS, thread_name_prefix="accounts")

    async def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, run in the small pool."""
        return await self._loop.run_in_executor(self._pool, work)

    async def accept(self, envelope: Envelope) -> Receipt:
        """Return when `envelope` is durable; raises what `Mailroom.accept` raises."""
        waiting: asyncio.Future[Receipt] = self._loop.create_future()
        self._mailroom.submit(envelope, waiting, self._settle)
        return await waiting

    def _settle(self, pairs: Sequence[tuple[Any, Outcome]]) -> None:
        # One wake-up of the loop for the whole group, however many messages it had.
        if self._thread == threading.get_ident():
            _tell(pairs)
        else:
            self._loop.call_soon_threadsafe(_tell, pairs)

    def close(self) -> None:
        """Wait for the pool's last work and close its connections to the store."""
        self._pool.shutdown(wait=True)


def _tell(pairs: Sequence[tuple[asyncio.Future[Receipt], Outcome]]) -> None:
    for waiting, outcome in pairs:
        if waiting.done():
            # The connection went away meanwhile; the message is kept.
            continue
        if isinstance(outcome, Exception):
            waiting.set_exception(outcome)
        else:
            waiting.set_result(outcome)
