"""The cache's file: how it is opened, thrown away when it cannot be used, and shared between threads.

SQLite with a write-ahead log: readers have connections of their own and never wait for the one writer. Work is given
as a function of a connection; when the file turns out to be damaged, a new one takes its place and the work runs again
there, so work must not keep what it read before. Nothing here knows mail, except that wishes outlive their file.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from client.cache_schema import APPLICATION_ID, TABLES, VERSION
from client.errors import Fault, FileFault, LocalDiskFull
from client.faults import file_fault
from client.private_files import make_private_folder
from client.wish import SavedWish, add_wish, saved_wishes
from client.wording import Said

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

BUSY_SECONDS = 10.0
_UNUSABLE = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT})


class CacheFile:
    """Safe to use from several threads. `generation` grows whenever the file was made anew.

    Raises `LocalDiskFull` and `FileFault` when this computer cannot keep any file there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.generation = 1
        self._turn = threading.RLock()
        self._gate = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        make_private_folder(path.parent)
        with self._faults():
            self._writer = self._opened()

    def read(self, work: Work[T]) -> T:
        """What `work` finds; it sees one state of the file, whatever is written meanwhile."""
        with self._faults():
            generation = self.generation
            try:
                return self._read(work)
            except sqlite3.DatabaseError as error:
                self._renew_after(error, generation)
            return self._read(work)

    def write(self, work: Work[T], *, durable: bool = False) -> T:
        """What `work` gives, run in a transaction: all or nothing. With `durable` it also survives a power cut."""
        with self._faults(), self._turn:
            generation = self.generation
            try:
                return self._write(work, durable)
            except sqlite3.DatabaseError as error:
                self._renew_after(error, generation)
            return self._write(work, durable)

    def close(self) -> None:
        """Wait for the writer, and close; what is still being read ends by itself."""
        with self._gate:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        with self._turn:
            self._writer.close()

    def _read(self, work: Work[T]) -> T:
        generation, connection = self._reader()
        try:
            connection.execute("BEGIN")
            found = work(connection)
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        self._give_back(generation, connection)
        return found

    def _write(self, work: Work[T], durable: bool) -> T:
        self._refuse_when_closed()
        connection = self._writer
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            found = work(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return found

    def _reader(self) -> tuple[int, sqlite3.Connection]:
        with self._gate:
            self._refuse_when_closed()
            generation = self.generation
            if self._idle:
                return generation, self._idle.pop()
        connection = _connected(self.path)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA cache_size = -8000")
        return generation, connection

    def _give_back(self, generation: int, connection: sqlite3.Connection) -> None:
        with self._gate:
            if not self._closed and generation == self.generation:
                self._idle.append(connection)
                return
        connection.close()

    def _opened(self) -> sqlite3.Connection:
        try:
            return _open(self.path)
        except sqlite3.DatabaseError as error:
            if _code(error) not in _UNUSABLE:
                raise
        except _OtherFormError:
            # Nothing to tell: the cache is filled from the server again.
            pass
        return self._made_anew()

    def _made_anew(self) -> sqlite3.Connection:
        wishes = _saved_wishes(self.path)
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        connection = _open(self.path)
        _restore_wishes(connection, wishes)
        return connection

    def _renew_after(self, error: sqlite3.DatabaseError, generation: int) -> None:
        """Throw the damaged file away, unless another thread has done so meanwhile."""
        if _code(error) not in _UNUSABLE:
            raise error
        with self._turn:
            self._refuse_when_closed()
            if self.generation != generation:
                return
            self._writer.close()
            with self._gate:
                idle, self._idle = self._idle, []
                self.generation += 1
            for connection in idle:
                connection.close()
            self._writer = self._made_anew()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _fault(error, self.path) from error
        except OSError as error:
            raise file_fault(error, self.path) from error

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise FileFault(Said("The stored mail {path} is closed.", path=self.path), "closed by this program")


class _OtherFormError(Exception):
    """The file has tables of another version, or is no cache at all."""


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def _open(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)
    path.chmod(0o600)
    connection = _connected(path)
    try:
        _make_ready(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_ready(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and (version, application) != (VERSION, APPLICATION_ID):
        raise _OtherFormError
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    if not tables:
        connection.execute("BEGIN EXCLUSIVE")
        for statement in TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")


def _saved_wishes(path: Path) -> list[SavedWish]:
    """What the person did offline, as far as a file that will be thrown away still tells it."""
    try:
        with contextlib.closing(_connected(path)) as connection:
            return saved_wishes(connection)
    except sqlite3.Error:
        # Damaged there too, or never a cache: then there is nothing to save.
        return []


def _restore_wishes(connection: sqlite3.Connection, wishes: list[SavedWish]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for wish in wishes:
        add_wish(connection, *wish)
    connection.execute("COMMIT")


def _fault(error: sqlite3.Error, path: Path) -> Fault:
    detail = f"{type(error).__name__}: {error}"
    if _code(error) == sqlite3.SQLITE_FULL:
        return LocalDiskFull(str(path), detail)
    return FileFault(
        Said("The stored mail {path} cannot be read or written ({error}).", path=path, error=error), detail
    )


def _code(error: sqlite3.Error) -> int:
    """The primary result code; extended ones carry it in their low byte."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
