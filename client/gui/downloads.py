"""Saving attachments: one download after the other in a worker thread, its progress told on the GUI thread, and a way
to stop it. A file appears under its name only when it is complete."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from client.account import Account
from client.errors import Cancelled
from client.gui.tasks import Place, Tasks
from client.message import Attachment


@dataclass(frozen=True)
class Wanted:
    """One attachment and where it goes."""

    attachment: Attachment
    path: Path


class Downloads(QObject):
    """Signals: progressed(float), from 0 to 1 over everything that was asked for, -1 when not known; finished(list of
    Path); failed(Exception), Cancelled when the person stopped it.
    """

    progressed = pyqtSignal(float)
    finished = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, account: Account, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._account = account
        self._tasks = tasks
        self._place = Place()
        self._stop = threading.Event()
        self.active = False

    def start(self, wanted: Sequence[Wanted]) -> None:
        self._stop = threading.Event()
        self.active = True
        run = _Run(self._account, wanted, self._stop, self.progressed.emit)
        self._tasks.start(run, self._done, self._failed, place=self._place, owner=self)

    def stop(self) -> None:
        self._stop.set()

    def forget(self) -> None:
        """The window closes: stop, and tell nothing any more."""
        self.stop()
        self._place.forget()

    def _done(self, paths: list[Path]) -> None:
        self.active = False
        self.finished.emit(paths)

    def _failed(self, error: Exception) -> None:
        self.active = False
        self.failed.emit(error)


class _Run:
    """The work itself; called in a worker thread. `tell` is a signal, which crosses over to the GUI thread."""

    def __init__(
        self, account: Account, wanted: Sequence[Wanted], stop: threading.Event, tell: Callable[[float], None]
    ) -> None:
        self._account = account
        self._wanted = wanted
        self._stop = stop
        self._tell = tell
        self._before = 0
        self._total = sum(one.attachment.size for one in wanted)

    def __call__(self) -> list[Path]:
        for one in self._wanted:
            attachment = one.attachment
            self._account.save_attachment(attachment.blob_id, one.path, self._progress, attachment.size)
            self._before += attachment.size
        return [one.path for one in self._wanted]

    def _progress(self, done: int, _total: int) -> None:
        if self._stop.is_set():
            raise Cancelled
        self._tell(min(1.0, (self._before + done) / self._total) if self._total else -1.0)
