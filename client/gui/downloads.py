"""Saving attachments: one download after the other in a worker thread, its progress told on the GUI thread, and a way
to stop it. A file appears under its name only when it is complete."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from client.account import Account
from client.blob_download import Progress
from client.errors import Cancelled
from client.gui.task_list import Entry
from client.gui.tasks import Tasks
from client.gui.teller import Teller
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
        self._entry: Entry | None = None
        self._forgotten = False
        self._tell = Teller(self, self.progressed.emit)
        self.active = False

    def start(self, wanted: Sequence[Wanted], words: str) -> None:
        """Fetch them as one entry of the list of tasks, which says `words`."""
        self.active = True
        run = _Run(self._account, wanted, self._tell)
        entry = self._entry = self._tasks.start_listed(words, run, self._done, self._failed, owner=self)
        drop = entry.drop

        def never_begun() -> None:
            drop()
            self._failed(Cancelled())

        entry.drop = never_begun

    def stop(self) -> None:
        if self._entry is not None:
            self._tasks.list.cancel(self._entry)

    def forget(self) -> None:
        """The window closes: stop, and tell nothing any more."""
        self._forgotten = True
        self.stop()

    def _done(self, paths: list[Path]) -> None:
        self.active, self._entry = False, None
        if not self._forgotten:
            self.finished.emit(paths)

    def _failed(self, error: Exception) -> None:
        self.active, self._entry = False, None
        if not self._forgotten:
            self.failed.emit(error)


class _Run:
    """The work itself; called in a worker thread. `tell` is a signal, which crosses over to the GUI thread."""

    def __init__(self, account: Account, wanted: Sequence[Wanted], tell: Callable[[float], None]) -> None:
        self._account = account
        self._wanted = wanted
        self._tell = tell
        self._total = sum(one.attachment.size for one in wanted)

    def __call__(self, progress: Progress) -> list[Path]:
        """`progress` raises `Cancelled` when nobody wants them any more."""
        before = 0

        def step(done: int, _total: int) -> None:
            progress(min(before + done, self._total), self._total)
            self._tell(min(1.0, (before + done) / self._total) if self._total else -1.0)

        for one in self._wanted:
            attachment = one.attachment
            self._account.save_attachment(attachment.blob_id, one.path, step, attachment.size)
            before += attachment.size
        return [one.path for one in self._wanted]
