"""The outbox's file: its tables, how it is opened, and what goes wrong with it in words.

SQLite with a write-ahead log and synchronous FULL, so that what was put in is on disk. One program at a
time has it open: two would send the same message twice.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from client.errors import Fault, FileFault, LocalDiskFull
from client.private_files import make_private_folder, set_aside
from client.wording import Said

VERSION = 1

_TABLES = """
CREATE TABLE item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state TEXT NOT NULL,
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    message_id TEXT NOT NULL,
    size INTEGER NOT NULL,
    created REAL NOT NULL,
    next_try REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    words TEXT NOT NULL DEFAULT '',
    content BLOB
);
CREATE TABLE recipient (
    item INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    address TEXT NOT NULL,
    state TEXT NOT NULL,
    words TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (item, position)
);
CREATE INDEX item_due ON item (state, next_try);
"""


def open_store(path: Path) -> tuple[sqlite3.Connection, str]:
    """The open file, and a sentence for the person when a damaged one had to be set aside ("" else).

    Raises `LocalDiskFull` and `FileFault`; so it does when another program has it open, or when it is from
    a newer version.
    """
    make_private_folder(path.parent)
    try:
        return _open(path), ""
    except sqlite3.DatabaseError as error:
        if _code(error) not in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
            raise store_fault(error, path) from error
    aside = set_aside(path)
    with store_faults(path):
        return _open(path), _moved_away(aside)


@contextmanager
def store_faults(path: Path) -> Iterator[None]:
    """What SQLite raises comes out as a fault."""
    try:
        yield
    except sqlite3.Error as error:
        raise store_fault(error, path) from error


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """All or nothing; on disk when it ends."""
    with store_faults(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def store_fault(error: sqlite3.Error, path: Path) -> Fault:
    """What an SQLite error means to the person."""
    detail = f"{type(error).__name__}: {error}"
    match _code(error):
        case sqlite3.SQLITE_FULL:
            return LocalDiskFull(str(path), detail)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return FileFault(
                Said("Another Postroom window uses the outbox {path}. Close that one first.", path=path), detail
            )
    return FileFault(Said("The outbox {path} cannot be read or written ({error}).", path=path, error=error), detail)


def _code(error: sqlite3.Error) -> int:
    """The primary result code; extended ones carry it in their low byte."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _open(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=1.0, isolation_level=None, check_same_thread=False)
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise FileFault(
                Said("The outbox {path} is from a newer version of Postroom. Start that version.", path=path)
            )
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN EXCLUSIVE")
        if version == 0:
            _make_tables(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _moved_away(aside: Path) -> str:
    return Said("The outbox was damaged. The file is now {aside}, and the outbox starts empty.", aside=aside)
