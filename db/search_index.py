"""The search index, as the one process sees it that writes it: rows of words by content id, and how far it has come.

Rows and progress are in one file and change in one transaction, so a crash at any moment neither loses nor repeats
anything. A file that is missing, damaged or of another version is made anew, empty; `db.search_following` fills it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import peewee

from db.database import translated
from db.errors import StoreBusy, StoreDamaged
from db.search_file import NAMES, PROGRESS, VERSION, WORDS, is_wrong, stamp, uri
from db.search_text import COLUMNS, Texts

_INSERT = f"INSERT OR REPLACE INTO words (rowid, {NAMES}) VALUES (?{', ?' * len(COLUMNS)})"  # noqa: S608 - our own words
_PRAGMAS = (
    "page_size = 8192",
    "journal_mode = wal",
    # What a power cut takes away is indexed again: the progress goes with it.
    "synchronous = normal",
    "secure_delete = 1",
    "busy_timeout = 5000",
    "cache_size = -16384",
    "temp_store = memory",
    "journal_size_limit = 67108864",
)


class IndexInUse(StoreBusy):
    """Another process writes it."""


class SearchIndex:
    """The index in the file `path`. Whoever opens it is its only writer until `close`; for one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None
        self._connection: sqlite3.Connection | None = None
        self._stamp: tuple[int, int] | None = None
        self._distrusted = False
        self.progress: dict[str, int] = {}

    def open(self) -> None:
        """Make sure that the file is there and can be used; what is in it stays when it can be trusted.

        Raises:
            IndexInUse: another process writes it.
            Unavailable: the disk is full, or cannot be written.
        """
        self._take_lock()
        if self._connection is not None and self._stamp == stamp(self.path):
            return
        with self._translating():
            self._forget()
            if self._distrusted or not self._usable():
                self._make()
            self.progress = dict(self._opened().execute("SELECT name, position FROM progress"))

    def clear(self) -> None:
        """Make the file anew, empty."""
        with self._translating():
            self._forget()
            self._make()
            self.progress = {}

    def close(self) -> None:
        """Let another process write it."""
        self._forget()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def ids(self, after: int, up_to: int) -> list[int]:
        """Return the content ids in the index that are above `after`, up to `up_to`."""
        sql = "SELECT id FROM words_docsize WHERE id > ? AND id <= ? ORDER BY id"
        with self._translating():
            return [row[0] for row in self._opened().execute(sql, (after, up_to))]

    def write(
        self, found: Iterable[tuple[int, Texts]], gone: Sequence[int] = (), progress: Mapping[str, int] | None = None
    ) -> None:
        """Add contents, remove others and note `progress`, in one transaction."""
        rows = [(content_id, *texts.row()) for content_id, texts in found]
        progress = {**(progress or {}), "writes": self.progress.get("writes", 0) + 1}
        with self._translating(), _transaction(self._opened()) as connection:
            connection.executemany("DELETE FROM words WHERE rowid = ?", [(one,) for one in gone])
            connection.executemany(_INSERT, rows)
            connection.executemany("REPLACE INTO progress VALUES (?, ?)", list(progress.items()))
        self.progress |= progress

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("open comes first")
        return self._connection

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        handle = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise IndexInUse("Another process fills the search index.") from None
        self._lock = handle

    def _usable(self) -> bool:
        if not self.path.exists():
            return False
        try:
            connection = self._connect()
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            return bool(version == VERSION and connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
        except sqlite3.DatabaseError as problem:
            if is_wrong(problem):
                return False
            raise

    def _make(self) -> None:
        self._forget()
        # Nobody else writes, and who reads has the old files open or finds none: they may go one by one.
        for end in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)
        os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with _transaction(self._connect()) as connection:
            for made in (WORDS, PROGRESS):
                connection.execute(f"CREATE {made.format(schema='main')}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        self._distrusted = False

    def _connect(self) -> sqlite3.Connection:
        self._forget()
        self._connection = sqlite3.connect(
            uri(self.path, "rw"), uri=True, isolation_level=None, check_same_thread=False
        )
        self._stamp = stamp(self.path)
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        return self._connection

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._stamp = None

    @contextlib.contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as problem:
            if is_wrong(problem):
                # Looking at the file as a whole does not find everything that can be wrong with it.
                self._distrusted = True
                self._forget()
                raise StoreDamaged("The search index is damaged; it is made anew.") from problem
            raise translated(peewee.DatabaseError(*problem.args)) from problem


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        # When the disk is full, SQLite has rolled back already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
