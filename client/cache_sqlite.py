"""How the cache's two files are opened with SQLite, given their tables, and how its errors are understood.

Opening never makes a file: one that has gone must be noticed. Nothing here knows mail.
"""

import sqlite3
from pathlib import Path

from client.cache_schema import APPLICATION_ID
from client.errors import Fault, FileFault, LocalDiskFull
from client.wording import Said

BUSY_SECONDS = 10.0
UNUSABLE = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT})
# What belongs to a file of SQLite: itself, its write-ahead log, and the index of that log.
SUFFIXES = ("", "-wal", "-shm")


class OtherFormError(Exception):
    """The file has tables of another version, or is of another program."""


def connected(path: Path) -> sqlite3.Connection:
    """A connection to a file that is there. Raises sqlite3.Error."""
    return sqlite3.connect(
        file_uri(path), uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )


def file_uri(path: Path) -> str:
    """The name for `connect` and ATTACH that opens the file for writing and never makes one."""
    return f"{path.absolute().as_uri()}?mode=rw"


def make_private_file(path: Path) -> None:
    """An empty file for its owner alone, if none is there. Raises OSError."""
    path.touch(mode=0o600)
    path.chmod(0o600)


def make_ready(connection: sqlite3.Connection, tables: str, version: int) -> None:
    """Give an empty file its tables. Raises `OtherFormError`, and sqlite3.Error as far as damage shows."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (count,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if count and (found, application) != (version, APPLICATION_ID):
        raise OtherFormError
    connection.execute("PRAGMA journal_mode = WAL")
    if not count:
        connection.execute("BEGIN EXCLUSIVE")
        for statement in tables.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")


def error_code(error: sqlite3.Error) -> int:
    """The primary result code; extended ones carry it in their low byte."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def sqlite_fault(error: sqlite3.Error, path: Path) -> Fault:
    """What an error of SQLite means to the person."""
    detail = f"{type(error).__name__}: {error}"
    if error_code(error) == sqlite3.SQLITE_FULL:
        return LocalDiskFull(str(path), detail)
    return FileFault(
        Said("The stored mail {path} cannot be read or written ({error}).", path=path, error=error), detail
    )
