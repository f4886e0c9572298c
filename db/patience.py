"""How long a thread waits for the engine: a statement that works on after its time is interrupted.

What a stranger asks for can be within every limit and yet take minutes, where each of a hundred thousand messages is
tested in a hundred ways. Whoever answers strangers says for how long; everybody else has all the time.
"""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Steps of the engine between two looks at the clock: some milliseconds. Each look needs the interpreter's lock.
_STEPS = 300_000

_mine = threading.local()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Interrupt the statements that this thread still has running, or begins, after `seconds` from now."""
    before = _until()
    _mine.until = min(before, time.monotonic() + seconds)
    try:
        yield
    finally:
        _mine.until = before


def watch(connection: sqlite3.Connection) -> None:
    """Let the statements of `connection` be interrupted when the time of their thread is over."""
    connection.set_progress_handler(_is_over, _STEPS)


def _is_over() -> bool:
    return time.monotonic() > _until()


def _until() -> float:
    found: float = getattr(_mine, "until", math.inf)
    return found
