"""Postrooms with settings of a test's own, for one test or for a whole module."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from db.mailroom import Mailroom
from db.passwords import Verifier
from db.settings import Limits, Settings
from server.handler import Handler
from server.off_loop import OffLoop
from tests.support.postroom import Postroom
from tests.support.stores import People, fresh_store

T = TypeVar("T")

# Everybody in a test comes from one address: only the tests about these limits may meet them.
_ROOMY = {"registrations_per_hour": 10_000, "sign_in_failures": 1_000}


@contextmanager
def serving(folder: Path, limits: dict[str, int] | None = None, **changes: Any) -> Iterator[Postroom]:
    """Give a running Postroom whose data is in `folder`; `changes` are settings, `limits` those of that table."""
    settings = Settings(folder, limits=replace(Limits(), **{**_ROOMY, **(limits or {})}), **changes)
    running = Postroom(settings)
    running.start()
    try:
        yield running
    finally:
        running.stop()


async def with_handler(folder: Path, limits: Limits, check: Callable[[Handler], Coroutine[Any, Any, T]]) -> T:
    """Return what `check` finds out about a handler without connections, whose store has Anna."""
    store = fresh_store(folder / "store")
    People.make(store, "anna")
    off_loop = OffLoop(store, Mailroom(store))
    try:
        return await check(Handler(Settings(folder, limits=limits), store, off_loop, Verifier()))
    finally:
        off_loop.close()
        store.close()
