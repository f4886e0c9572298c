"""Files on their way into a message that is being written: their sizes are read, those of a forwarded message fetched,
and pasted pictures packed, in worker threads; each can be stopped, and sending waits until all are there."""

import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from client.account import Account
from client.draft import AttachedFile
from client.errors import Cancelled, FileFault
from client.gui.composer_files import SizedFile
from client.gui.safe_file_name import safe_file_name
from client.gui.tasks import Tasks
from client.message import Attachment


@dataclass(frozen=True)
class Coming:
    """A file that is being fetched; `stop` ends that."""

    number: int
    name: str
    stop: threading.Event = field(default_factory=threading.Event)


class Attaching(QObject):
    """Signals: attached(list of SizedFile); failed(Exception); coming(Coming), one that takes its time has begun;
    progressed(int, int, int), number, bytes that came, bytes in all; ended(int), it is there or will not come.
    """

    attached = pyqtSignal(object)
    failed = pyqtSignal(object)
    coming = pyqtSignal(object)
    # Sizes of more than 2 GB do not fit Qt's int.
    progressed = pyqtSignal(int, object, object)
    ended = pyqtSignal(int)

    def __init__(self, account: Account, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._account = account
        self._tasks = tasks
        self._under_way = 0
        self._ended = False
        self._numbers = count()
        self._fetching: dict[int, Coming] = {}

    def is_busy(self) -> bool:
        return self._under_way > 0

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Attach files of this computer; a file that cannot be read is told, the others are attached."""
        for path in paths:
            self._start(partial(_sized_files, [AttachedFile(path.name, path)]))

    def add_files(self, files: Sequence[AttachedFile]) -> None:
        """Attach files whose bytes are at hand."""
        self._start(partial(_sized_files, files))

    def add_made(self, make: Callable[[], AttachedFile]) -> None:
        """Attach what `make` gives in a worker thread."""
        self._start(lambda: _sized_files([make()]))

    def fetch(self, attachments: Sequence[Attachment]) -> None:
        """Attach what came with a message of the server."""
        for attachment in attachments:
            coming = Coming(next(self._numbers), safe_file_name(attachment.name))
            self._fetching[coming.number] = coming
            self.coming.emit(coming)
            # What crosses over from the worker is a signal; the thread knows nothing else of this object.
            tell = partial(self.progressed.emit, coming.number)
            self._start(partial(_fetched, self._account, attachment, coming, tell), coming)

    def end(self) -> None:
        """The window closes: what still comes is not wanted."""
        self._ended = True
        for coming in self._fetching.values():
            coming.stop.set()

    def _start(self, work: Callable[[], list[SizedFile]], coming: Coming | None = None) -> None:
        self._under_way += 1
        self._tasks.start(
            work, lambda files: self._done(files, coming), lambda error: self._refused(error, coming), owner=self
        )

    def _done(self, files: list[SizedFile], coming: Coming | None) -> None:
        self._finish(coming)
        if not self._ended:
            self.attached.emit(files)

    def _refused(self, error: Exception, coming: Coming | None) -> None:
        self._finish(coming)
        if not self._ended:
            self.failed.emit(error)

    def _finish(self, coming: Coming | None) -> None:
        self._under_way -= 1
        if coming is not None:
            self._fetching.pop(coming.number, None)
            self.ended.emit(coming.number)


def _sized_files(files: Sequence[AttachedFile]) -> list[SizedFile]:
    return [_sized(file) for file in files]


def _sized(file: AttachedFile) -> SizedFile:
    if isinstance(file.content, Path) and file.content.is_dir():
        raise FileFault(f"{file.name} is a folder. Attach the files in it, or pack it into one file first.")
    return SizedFile(file, file.size())


def _fetched(
    account: Account, attachment: Attachment, coming: Coming, tell: Callable[[int, int], None]
) -> list[SizedFile]:
    def progress(done: int, total: int) -> None:
        if coming.stop.is_set():
            raise Cancelled
        tell(done, total or attachment.size)

    with tempfile.TemporaryDirectory(prefix="postroom-") as folder:
        path = Path(folder) / "attachment"
        account.save_attachment(attachment.blob_id, path, progress, attachment.size)
        content = path.read_bytes()
    return [SizedFile(AttachedFile(coming.name, content, attachment.type), len(content))]
