"""`postroom reindex`: makes the search index anew from the store.

The index fills itself; this is for one that finds too little, or too much. The servers may run meanwhile: then the
courier does the work, the newest mail first, and this only tells how far it is.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from db import search
from db.database import Store
from db.errors import StoreError
from db.search_file import beside
from db.search_following import Following, ask_for_rebuild
from db.search_index import IndexInUse, SearchIndex
from db.settings_checks import SettingsError
from scripts.console import Console
from scripts.errors import StartError
from scripts.installation import existing
from scripts.options import default_data

_STEP = 1.0
_POLL = 0.2


def main(arguments: Sequence[str]) -> int:
    """Make the index anew; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="postroom reindex", description="Make the search index anew.", allow_abbrev=False
    )
    parser.add_argument("--data", metavar="DIR", type=Path, default=default_data(os.environ), help="the data folder")
    found = parser.parse_args(arguments)
    console = Console()
    try:
        with existing(found.data, os.environ) as (_, store):
            _rebuild(store, console)
    except (StartError, SettingsError, StoreError) as problem:
        console.problem(problem if isinstance(problem, StartError) else StartError(str(problem)))
        return 1
    return 0


def _rebuild(store: Store, console: Console) -> None:
    wanted = ask_for_rebuild(store)
    index = SearchIndex(beside(store.path))
    try:
        _fill(Following(store, index), console)
    except IndexInUse:
        console.text("Postroom is running and does it. Search finds the newest mail first.")
        _wait(store, index, wanted, console)
    finally:
        index.close()
    console.line("Indexed", f"{search.size(store)} messages")


def _fill(following: Following, console: Console) -> None:
    left = 1
    while left:
        following.follow(_after(_STEP))
        left = following.left()
        if left:
            console.text(f"{left} messages are left.")


def _after(seconds: float) -> Callable[[], bool]:
    until = time.monotonic() + seconds
    return lambda: time.monotonic() > until


def _wait(store: Store, index: SearchIndex, wanted: int, console: Console) -> None:
    progress = search.progress(store)
    while progress.get("rebuilds") != wanted or progress["low"]:
        time.sleep(_POLL)
        # Where the courier has ended meanwhile, the rest is done here.
        with contextlib.suppress(IndexInUse):
            _fill(Following(store, index), console)
        progress = search.progress(store)
