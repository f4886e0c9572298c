"""What is running, waiting or has failed, as a person may want to see it: each entry has words, progress where it is
known, and can be cancelled or tried again. Entries are made by `tasks.Tasks.start_listed`; windows only show them.
Progress is written by worker threads and looked at from time to time by the GUI thread."""

import threading
from collections.abc import Callable
from enum import Enum

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from client.errors import Cancelled

LOOK_MS = 150
MOST_FAILED = 20


class EntryState(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"


class Entry:
    """`done` of `total`; `total` is 0 while it is not known."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.state = EntryState.WAITING
        self.done = 0
        self.total = 0
        self.error: Exception | None = None
        self.stopping = False
        self.drop: Callable[[], None] = lambda: None
        self.again: Callable[[], None] = lambda: None
        self._stop = threading.Event()

    def begin(self) -> None:
        """In a worker thread, before the work. Raises `Cancelled`."""
        self.state = EntryState.RUNNING
        if self._stop.is_set():
            raise Cancelled

    def progress(self, done: int, total: int) -> None:
        """In a worker thread, whenever a part is done. Raises `Cancelled`."""
        self.done, self.total = done, total
        if self._stop.is_set():
            raise Cancelled

    def stop(self) -> None:
        self._stop.set()
        self.stopping = True


class TaskList(QObject):
    """Signals: changed(), entries came, went or changed their state; progressed(), some are further on."""

    changed = pyqtSignal()
    progressed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self._seen: list[tuple[EntryState, int, int]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._entries)

    def active(self) -> tuple[Entry, ...]:
        """Return those that run or wait."""
        return tuple(one for one in self._entries if one.state is not EntryState.FAILED)

    def add(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._tell()

    def remove(self, entry: Entry) -> None:
        if entry in self._entries:
            self._entries.remove(entry)
            self._tell()

    def fail(self, entry: Entry, error: Exception) -> None:
        """It stays in the list, to be tried again; very many failures do not."""
        entry.state, entry.error = EntryState.FAILED, error
        failed = [one for one in self._entries if one.state is EntryState.FAILED]
        for old in failed[:-MOST_FAILED]:
            self._entries.remove(old)
        self._tell()

    def cancel(self, entry: Entry) -> None:
        """Stop it at its next step; what has not begun never begins."""
        entry.stop()
        if entry.state is EntryState.WAITING:
            entry.drop()
            self.remove(entry)
        else:
            self._tell()

    def retry(self, entry: Entry) -> None:
        """Start a failed one once more."""
        if entry.state is EntryState.FAILED:
            self.remove(entry)
            entry.again()

    def clear_failed(self) -> None:
        self._entries = [one for one in self._entries if one.state is not EntryState.FAILED]
        self._tell()

    def _tell(self) -> None:
        if self.active():
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()

    def _look(self) -> None:
        seen = [(one.state, one.done, one.total) for one in self._entries]
        if seen != self._seen:
            self._seen = seen
            self.progressed.emit()
