"""Postrooms with settings of a test's own, for one test or for a whole module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from db.settings import Limits, Settings
from tests.support.postroom import Postroom

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
