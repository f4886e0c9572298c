"""Whether the store's file is whole, looked at for a limited time and without changing anything."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from db import heartbeat
from db.database import Store

_STEPS = 100_000


@dataclass(frozen=True, slots=True)
class Soundness:
    """`problem` is the engine's first word about damage, "" for none found; `complete` whether all was looked at."""

    problem: str
    complete: bool


def quick_check(path: Path, seconds: float) -> Soundness:
    """Look through the SQLite file `path`, also while others write; a large one only for so many seconds."""
    until = time.monotonic() + seconds
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=seconds)) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
            said = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as problem:
        if "interrupted" in str(problem):
            return Soundness("", complete=False)
        return Soundness(str(problem), complete=True)
    return Soundness("" if said == "ok" else said, complete=True)


def newest_moment(store: Store) -> int | None:
    """Return when the newest line of the audit log was written or the courier gave its last sign (Unix seconds); None
    for never. The clock was there once.
    """
    row = store.row("SELECT max(at) FROM audit")
    moments = [one for one in ((row[0] if row else None), heartbeat.last(store)) if one is not None]
    return max(moments, default=None)
