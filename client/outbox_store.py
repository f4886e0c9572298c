"""The outbox's file: its tables, how it is opened, and what goes wrong with it in words.

SQLite with a write-ahead log and synchronous FULL, so that what was put in is on disk. One program at a
time has it open: two would send the same message twice.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from client.cache_sqlite import SUFFIXES
from client.damage import Damage
from client.errors import Fault, FileFault, LocalDiskFull
from client.faults import file_fault
from client.outbox_salvage import add_items, saved_items
from client.private_files import finish_replacing, made_beside, make_private_folder, set_aside
from client.wording import Said

log = logging.getLogger(__name__)

VERSION = 1
DAMAGED = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})

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


def open_store(path: Path) -> tuple[sqlite3.Connection, Damage | None]:
    """The open file, and what the person is to be told when a damaged one had to be set aside. What could be read of
    that is in the new one.

    Raises `LocalDiskFull` and `FileFault`; so it does when another program has it open, or when it is from
    a newer version.
    """
    make_private_folder(path.parent)
    finish_replacing(path)
    try:
        return _open(path), None
    except sqlite3.DatabaseError as error:
        if _code(error) not in DAMAGED:
            raise store_fault(error, path) from error
    try:
        with store_faults(path):
            return _replaced(path)
    except OSError as error:
        raise file_fault(error, path) from error


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
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            words = Said("The outbox is damaged. Start Postroom again: what can be read of it is kept then.")
            return FileFault(words, f"{path}: {detail}")
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
        _check(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _check(connection: sqlite3.Connection) -> None:
    """Damage must show before anything is added, and not when a message is to be sent. Raises sqlite3.Error."""
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        error = sqlite3.DatabaseError(found)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _replaced(path: Path) -> tuple[sqlite3.Connection, Damage]:
    """A new file with what can be read of the damaged one, which is set aside. Raises `FileFault`, sqlite3.Error and
    OSError.
    """
    items = saved_items(path)
    made = made_beside(path)
    for suffix in SUFFIXES:
        made.with_name(made.name + suffix).unlink(missing_ok=True)
    # Whole before it takes the place of the other: a crash leaves one of both.
    with closing(_open(made)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        add_items(connection, items)
        connection.execute("COMMIT")
    aside = set_aside(path, SUFFIXES[1:])
    made.rename(path)
    log.warning("The outbox was damaged. The file is now %s; %s messages of it are kept.", aside, len(items))
    return _open(path), Damage(_told(len(items), aside.name), aside)


def _told(kept: int, aside: str) -> str:
    if not kept:
        return Said(
            "The outbox was damaged and could not be read: write again what was not sent yet; the damaged file is now "
            "{aside}.",
            aside=aside,
        )
    return Said(
        "The outbox was damaged: %n messages in it could be read and are kept, so look there what is to be sent and "
        "whether one is missing; the damaged file is now {aside}.",
        one="The outbox was damaged: 1 message in it could be read and is kept, so look there what is to be sent and "
        "whether one is missing; the damaged file is now {aside}.",
        number=kept,
        aside=aside,
    )
