"""The cache's file: how it is opened, thrown away when it cannot be used, and shared between threads.

SQLite with a write-ahead log: readers have connections of their own and never wait for the one writer. Work is given
as a function of a connection; when the file turns out to be damaged, a new one takes its place and the work runs again
there, so work must not keep what it read before. Nothing here knows mail, except that wishes outlive the file: they are
in another one (`client/cache_kept.py`), which every connection has too.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from client.cache_kept import add_all, attach, follow, is_followed, kept_path, make_kept, salvage
from client.cache_schema import TABLES, VERSION
from client.cache_sqlite import (
    SUFFIXES,
    UNUSABLE,
    OtherFormError,
    connected,
    error_code,
    make_private_file,
    make_ready,
    sqlite_fault,
)
from client.damage import Damage
from client.errors import FileFault
from client.faults import file_fault
from client.private_files import make_private_folder
from client.wording import Said

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

# The cache and the wishes may both turn out to be damaged.
RENEWALS = 2

# What SQLite says of a file whose name has gone: before it is opened, and before its write-ahead log is.
_GONE = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR})


class CacheFile:
    """Safe to use from several threads. `generation` grows whenever a file was made anew. `mend` is work that makes
    the file agree with the wishes again; it is called within a transaction.

    Raises `LocalDiskFull` and `FileFault` when this computer cannot keep any file there.
    """

    def __init__(self, path: Path, mend: Work[None]) -> None:
        self.path = path
        self._kept = kept_path(path)
        self._mend = mend
        self.generation = 1
        self._damage: Damage | None = None
        self._turn = threading.RLock()
        self._gate = threading.Lock()
        # Held while readers' connections are opened or closed, and while a new file is put into the place of another:
        # SQLite opens and deletes the log of an open file, and the index of that, by their names. In between a reader
        # of the old file would take those of the new one for its own: mix the two, or delete what was just written.
        self._names = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        make_private_folder(path.parent)
        with self._faults():
            self._writer = self._opened()

    def read(self, work: Work[T]) -> T:
        """What `work` finds; it sees one state of the file, whatever is written meanwhile, and one of the wishes."""
        with self._faults():
            return self._again_after_damage(lambda: self._read(work))

    def write(self, work: Work[T], *, durable: bool = False) -> T:
        """What `work` gives, run in a transaction: all or nothing. With `durable` its wishes survive a power cut."""
        with self._faults(), self._turn:
            return self._again_after_damage(lambda: self._write(work, durable))

    def take_damage(self) -> Damage | None:
        """What the person is to be told when wishes were damaged and set aside; it is given once. Waits for nobody."""
        damage, self._damage = self._damage, None
        return damage

    def close(self) -> None:
        """Wait for the writer, and close; what is still being read ends by itself."""
        with self._gate:
            self._closed = True
            idle, self._idle = self._idle, []
        with self._names:
            for connection in idle:
                connection.close()
        with self._turn:
            self._writer.close()

    def _again_after_damage(self, act: Callable[[], T]) -> T:
        for _ in range(RENEWALS):
            generation = self.generation
            try:
                return act()
            except sqlite3.DatabaseError as error:
                self._renew_after(error, generation)
        return act()

    def _read(self, work: Work[T]) -> T:
        generation, connection = self._reader()
        try:
            connection.execute("BEGIN")
            found = work(connection)
            connection.execute("COMMIT")
        except BaseException:
            with self._names:
                connection.close()
            raise
        self._give_back(generation, connection)
        return found

    def _write(self, work: Work[T], durable: bool) -> T:
        self._refuse_when_closed()
        connection = self._writer
        # The cache itself need not survive a power cut, and one wait for the disk is enough.
        connection.execute(f"PRAGMA kept.synchronous = {'FULL' if durable else 'NORMAL'}")
        with _transaction(connection):
            # Also after a commit that failed in one of the two files, for a full disk.
            self._mend_if_needed(connection)
            return work(connection)

    def _mend_if_needed(self, connection: sqlite3.Connection) -> None:
        if not is_followed(connection):
            self._mend(connection)
            follow(connection)

    def _reader(self) -> tuple[int, sqlite3.Connection]:
        with self._gate:
            self._refuse_when_closed()
            if self._idle:
                return self.generation, self._idle.pop()
        with self._names:
            # Since it was closed its files may be removed, of which nothing must be made again.
            self._refuse_when_closed()
            connection = connected(self.path)
            try:
                # It reads both files' tables: from here on the logs are open too.
                self._join(connection, "PRAGMA query_only = ON", "PRAGMA cache_size = -8000")
            except BaseException:
                connection.close()
                raise
            return self.generation, connection

    def _give_back(self, generation: int, connection: sqlite3.Connection) -> None:
        with self._gate:
            if not self._closed and generation == self.generation:
                self._idle.append(connection)
                return
        with self._names:
            connection.close()

    def _opened(self) -> sqlite3.Connection:
        self._kept_is_there()
        return self._as_it_is_or_anew()

    def _kept_is_there(self) -> bool:
        """Have a file of wishes; True when a damaged one was set aside for it, which the person is to be told."""
        damage = make_kept(self._kept)
        self._damage = damage or self._damage
        return damage is not None

    def _as_it_is_or_anew(self) -> sqlite3.Connection:
        try:
            return self._open()
        except sqlite3.DatabaseError as error:
            if error_code(error) not in UNUSABLE:
                raise
        except OtherFormError:
            # Nothing to tell: the cache is filled from the server again.
            pass
        return self._made_anew()

    def _made_anew(self) -> sqlite3.Connection:
        # Before version 2 the wishes were in there.
        wishes = salvage(self.path)
        if wishes:
            add_all(self._kept, wishes)
        for suffix in SUFFIXES:
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        return self._open()

    def _open(self) -> sqlite3.Connection:
        make_private_file(self.path)
        connection = connected(self.path)
        try:
            make_ready(connection, TABLES, VERSION)
            self._join(connection, "PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = ON")
            if not is_followed(connection):
                with _transaction(connection):
                    self._mend_if_needed(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _join(self, connection: sqlite3.Connection, *pragmas: str) -> None:
        attach(connection, self._kept)
        for pragma in pragmas:
            connection.execute(pragma)

    def _renew_after(self, error: sqlite3.DatabaseError, generation: int) -> None:
        """Throw the damaged file away, unless another thread has done so meanwhile. Wishes are set aside instead."""
        if error_code(error) not in UNUSABLE | _GONE:
            raise error
        with self._turn:
            self._refuse_when_closed()
            if self.generation != generation:
                return
            if error_code(error) not in UNUSABLE and self.path.exists():
                raise error
            with self._names:
                self._writer.close()
                self._let_go_of_readers(self.generation)
                # SQLite does not say which of the two files it means. When it was the wishes, the cache may stay.
                self._writer = self._as_it_is_or_anew() if self._kept_is_there() else self._made_anew()
                # Not before: who still reads the old file must not take that for the new one.
                self._let_go_of_readers(self.generation + 1)

    def _let_go_of_readers(self, generation: int) -> None:
        with self._gate:
            idle, self._idle = self._idle, []
            self.generation = generation
        for connection in idle:
            connection.close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise sqlite_fault(error, self.path) from error
        except OSError as error:
            raise file_fault(error, self.path) from error

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise FileFault(Said("The stored mail {path} is closed.", path=self.path), "closed by this program")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
