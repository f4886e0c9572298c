"""The connections that look for messages: to the store and to the search index beside it, both only to read.

They are apart from those that write, so whatever happens to the index, mail is kept and changed as ever. Where the
index is missing, damaged or of another version, an empty one stands in its place: then no words are found, and
nothing fails.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from db import patience, search_functions
from db.events import Event, record
from db.search_file import PROGRESS, VERSION, WORDS, Look, is_damage, look, stamp, uri

_PRAGMAS = ("busy_timeout = 5000", "cache_size = -8192", "temp_store = memory")
_TRIES = 3


class _Opened:
    """One thread's connection; `index` is the file that stood there, `attached` whether it is used."""

    def __init__(self, store: Path, path: Path, damaged: Look | None) -> None:
        self.connection = sqlite3.connect(uri(store, "ro"), uri=True, isolation_level=None)
        self.index = stamp(path)
        self.damaged = damaged is not None and look(path) == damaged
        for pragma in _PRAGMAS:
            self.connection.execute(f"PRAGMA {pragma}")
        search_functions.add_to(self.connection)
        patience.watch(self.connection)
        self.attached = self.index is not None and not self.damaged and self._attach(path)
        if not self.attached:
            self.connection.execute("ATTACH ':memory:' AS search")
            for made in (WORDS, PROGRESS):
                self.connection.execute(f"CREATE {made.format(schema='search')}")

    def _attach(self, path: Path) -> bool:
        try:
            self.connection.execute("ATTACH ? AS search", (uri(path, "ro"),))
        except sqlite3.DatabaseError as problem:
            self._note(problem)
            return False
        try:
            if self.connection.execute("PRAGMA search.user_version").fetchone()[0] == VERSION:
                self.connection.execute("SELECT 1 FROM search.words LIMIT 0")
                return True
        except sqlite3.DatabaseError as problem:
            self._note(problem)
        self.connection.execute("DETACH search")
        return False

    def _note(self, problem: sqlite3.DatabaseError) -> None:
        record(Event.SEARCH_INDEX_UNUSABLE, cause=str(problem))
        self.damaged = is_damage(problem)


class SearchReader:
    """Reads the store in the file `store`, with the index in the file `index` as the table `words`."""

    def __init__(self, store: Path, index: Path) -> None:
        self._store, self._index = store, index
        self._mine = threading.local()
        self._damaged: Look | None = None

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of one reading statement. Raises sqlite3.DatabaseError."""
        opened = self._opened()
        try:
            return opened.connection.execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as problem:
            if not is_damage(problem) or not opened.attached:
                raise
            record(Event.SEARCH_INDEX_UNUSABLE, cause=str(problem))
        # If it is not the index but the store that is damaged, this says so.
        self._damaged = look(self._index)
        self.close()
        return self._opened().connection.execute(sql, parameters).fetchall()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let everything that this thread reads inside the block be of one moment."""
        self._mine.within = True
        try:
            yield
        finally:
            self._mine.within = False
            opened: _Opened | None = getattr(self._mine, "opened", None)
            if opened is not None and opened.connection.in_transaction:
                opened.connection.execute("COMMIT")

    def close(self) -> None:
        """Close this thread's connection."""
        opened: _Opened | None = getattr(self._mine, "opened", None)
        if opened is not None:
            opened.connection.close()
            self._mine.opened = None

    def _opened(self) -> _Opened:
        opened: _Opened | None = getattr(self._mine, "opened", None)
        if opened is None or not (opened.connection.in_transaction or self._current(opened)):
            self.close()
            opened = self._open()
            if not self._current(opened):
                # Made anew between two steps of opening it: what is open may be of two files.
                opened.connection.close()
                opened = self._open()
            self._mine.opened = opened
        if getattr(self._mine, "within", False) and not opened.connection.in_transaction:
            opened.connection.execute("BEGIN")
        return opened

    def _open(self) -> _Opened:
        opened = _Opened(self._store, self._index, self._damaged)
        if opened.damaged:
            self._damaged = look(self._index)
        return opened

    def _current(self, opened: _Opened) -> bool:
        """Whether there is nothing better to open now."""
        there = stamp(self._index)
        if opened.attached or there is None:
            return opened.index == there
        return opened.damaged and look(self._index) == self._damaged
