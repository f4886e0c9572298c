"""Opens the store and owns its transactions.

A `Store` is one engine that all threads of a process share (peewee keeps a connection for each thread). Reads go
through `rows` and `row`; every write is a function given to `run_tx`, which owns BEGIN, COMMIT, the retry of what the
engine says may be retried, and the translation of the engine's errors into ours. SQL is written with `?` and works on
SQLite and PostgreSQL alike; what differs between the engines stays in this file and in `dialect`.
"""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import peewee

from db import patience
from db.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, TooMuchWork, Unavailable
from db.search_file import beside
from db.search_reader import SearchReader

T = TypeVar("T")

TX_DEADLINE = 30.0
"""Seconds after which a transaction that keeps being told to try again gives up."""

_MOST_ROWS = 64
_PAGE = 4096

_PRAGMAS: dict[str, int | str] = {
    # Before the first table is made. A commit writes whole pages, about twenty for one message: with 8 KiB it took a
    # fifth longer, also for messages of 100 KiB.
    "page_size": _PAGE,
    "journal_mode": "wal",
    # FULL: a commit is on the disk before it returns. 250 to a peer rests on this line.
    "synchronous": "full",
    "foreign_keys": 1,
    # What is deleted is written over. RFC 8620 section 7.2 demands it for the keys of push subscriptions, and destroyed
    # mail deserves it. Debian's SQLite does so by default, others do not.
    "secure_delete": 1,
    "busy_timeout": 5000,
    "cache_size": -32 * 1024,
    "temp_store": "memory",
    "wal_autocheckpoint": 64 * 1024 * 1024 // _PAGE,
    "journal_size_limit": 64 * 1024 * 1024,
}


class _Engine(peewee.SqliteDatabase):
    def _connect(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = super()._connect()  # type: ignore[misc] # its stubs leave this out
        patience.watch(connection)
        return connection

    def rollback(self) -> None:
        # When the disk is full, SQLite has rolled back already: doing it again is an error, which would hide the first.
        connection: sqlite3.Connection = peewee.SqliteDatabase.connection(self)
        if connection.in_transaction:
            super().rollback()


class Store:
    """The store in the SQLite file `path`; `max_size` bounds it in bytes (0: only the disk does).

    `deadline` is how many seconds a transaction may wait for its turn. Threads may share a store. Opening makes no
    table: `db.migrate.migrate` does.
    """

    def __init__(self, path: Path, max_size: int = 0, deadline: float = TX_DEADLINE) -> None:
        self.path = path
        self.max_size = max_size
        self._deadline = deadline
        pragmas = dict(_PRAGMAS)
        if max_size:
            pragmas["max_page_count"] = max(64, max_size // _PAGE)
        self.database: peewee.SqliteDatabase = _Engine(str(path), pragmas=pragmas, timeout=5)
        self._finding = SearchReader(path, beside(path))

    def close(self) -> None:
        """Close this thread's connections; those of other threads end with their threads."""
        self._finding.close()
        if not self.database.is_closed():
            self.database.close()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of one reading statement.

        Raises:
            Unavailable: the engine cannot answer now.
        """
        try:
            return list(self.database.execute_sql(sql, parameters).fetchall())
        except peewee.DatabaseError as problem:
            raise translated(problem) from problem

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row of one reading statement, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def found_rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of one reading statement that needs more than the store: the search index as the table
        `words` (empty while it cannot be used), or a function of `db.search_functions`.

        Raises:
            Unavailable: the engine cannot answer now.
        """
        try:
            return self._finding.rows(sql, parameters)
        except sqlite3.DatabaseError as problem:
            raise translated(peewee.DatabaseError(*problem.args)) from problem

    def run_tx(self, work: Callable[[Transaction], T]) -> T:
        """Return what `work` returns, after everything it wrote is committed and durable.

        `work` may run several times and must do nothing but SQL. Its own exceptions roll back and pass through.

        Raises:
            StoreFull: no room; nothing was written.
            StoreBusy: the store did not become free within the deadline.
            Unavailable: another fault of the engine.
        """
        deadline = time.monotonic() + self._deadline
        pause = 0.002
        while True:
            try:
                with self.database.atomic("IMMEDIATE"):
                    return work(Transaction(self.database, self.database.connection()))
            except peewee.OperationalError as problem:
                if not _may_retry(problem) or time.monotonic() > deadline:
                    raise translated(problem) from problem
            except peewee.DatabaseError as problem:
                if isinstance(problem, peewee.IntegrityError):
                    raise
                raise translated(problem) from problem
            # Jitter, so that two writers that collided do not collide again.
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads load, guards nothing
            pause = min(pause * 2, 0.25)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let everything that this thread reads inside the block be of one moment; nothing may be written there.

        Raises:
            Unavailable: the engine cannot answer now.
        """
        try:
            with self.database.atomic("DEFERRED"), self._finding.snapshot():
                yield
        except peewee.DatabaseError as problem:
            raise translated(problem) from problem

    def query(self, query: peewee.BaseQuery) -> list[Any]:
        """Return what a reading peewee query gives: rows or model instances."""
        try:
            # To its end: a read that is left half way holds its snapshot, and this thread could not write on top of it.
            return list(query.execute(self.database))
        except peewee.DatabaseError as problem:
            raise translated(problem) from problem

    def data_version(self) -> int:
        """Return a number that differs once another connection has committed a change."""
        found = self.row("PRAGMA data_version")
        return int(found[0]) if found else 0


class Transaction:
    """What a function given to `run_tx` may do: statements, nothing else."""

    __slots__ = ("_connection", "_database")

    def __init__(self, database: peewee.SqliteDatabase, connection: sqlite3.Connection) -> None:
        self._database = database
        self._connection = connection

    def _run(self, sql: str, parameters: Sequence[Any]) -> sqlite3.Cursor:
        # Straight to the connection: peewee's way to it costs as much again as a short statement.
        try:
            return self._connection.execute(sql, parameters)
        except sqlite3.IntegrityError as problem:
            raise peewee.IntegrityError(*problem.args) from problem
        except sqlite3.DatabaseError as problem:
            raise peewee.OperationalError(*problem.args) from problem

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement and return how many rows it changed."""
        return self._run(sql, parameters).rowcount

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a SELECT or of a statement with RETURNING."""
        return self._run(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def insert(self, into: str, rows: Sequence[Sequence[Any]], suffix: str = "") -> None:
        """Insert `rows` with few statements; `into` is "table (column, …)", `suffix` goes behind the values.

        Each statement gives the interpreter's lock away and has to win it back from a busy thread, so it is their
        number that costs. Powers of two, because only few different texts stay prepared.
        """
        start = 0
        while start < len(rows):
            count = min(1 << ((len(rows) - start).bit_length() - 1), _MOST_ROWS)
            batch = rows[start : start + count]
            self._run(_insert(into, len(batch[0]), count, suffix), [value for row in batch for value in row])
            start += count

    def query(self, query: peewee.BaseQuery) -> Any:
        """Run a peewee query and return what it gives: an iterable, or the count of changed rows."""
        return query.execute(self._database)

    def new_ids(self, count: int) -> range:
        """Return `count` ids that no object of this store had or will have."""
        found = self.row("UPDATE id_sequence SET next = next + ? RETURNING next", (count,))
        if found is None:
            raise StoreDamaged("The store has lost its id sequence. Restore it from a backup.")
        return range(found[0] - count, found[0])

    def next_modseq(self, account_id: int) -> int:
        """Return the number that every change of this transaction to the account carries."""
        found = self.row("UPDATE account SET modseq = modseq + 1 WHERE id = ? RETURNING modseq", (account_id,))
        return int(found[0]) if found else 0


@lru_cache(128)
def _insert(into: str, width: int, rows: int, suffix: str) -> str:
    one = f"({', '.join('?' * width)})"
    return f"INSERT INTO {into} VALUES {', '.join([one] * rows)} {suffix}"  # noqa: S608 - our own words


def translated(problem: peewee.DatabaseError) -> StoreError:
    """Return the engine's error as one of ours."""
    text = str(problem).lower()
    if "full" in text or "no space" in text:
        return StoreFull("The disk is full. Make room, then try again.")
    if "locked" in text or "busy" in text:
        return StoreBusy("The store is busy. Try again in a moment.")
    if "interrupted" in text:
        return TooMuchWork("This took too long. Ask for less at once.")
    if "malformed" in text or "not a database" in text:
        return StoreDamaged("The store cannot be read: it is damaged. Restore it from a backup.")
    return Unavailable(f"The store cannot be used now: {problem}")


def _may_retry(problem: peewee.OperationalError) -> bool:
    text = str(problem).lower()
    return "locked" in text or "busy" in text


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy the SQLite store `source` to `target` (mode 0600), consistent even while others write.

    Raises:
        OSError: `target` cannot be made.
        StoreError: `source` cannot be read, or there is no room.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
    except sqlite3.DatabaseError as problem:
        target.unlink()
        raise translated(peewee.DatabaseError(*problem.args)) from problem
