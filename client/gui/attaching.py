"""Files on their way into a message that is being written: their sizes are read, those of a forwarded message fetched,
and pasted pictures packed, in worker threads; each can be stopped, and sending waits until all are there."""

import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeVar

from PyQt5.QtCore import QObject, pyqtSignal

from client.account import Account
from client.draft import AttachedFile
from client.errors import Cancelled, Fault, FileFault
from client.gui.composer_files import SizedFile
from client.gui.safe_file_name import safe_file_name
from client.gui.tasks import Tasks
from client.gui.teller import Teller
from client.message import Attachment
from client.wording import Said

T = TypeVar("T")


@dataclass(frozen=True)
class Coming:
    """A file that is being fetched; `stop` ends that."""

    number: int
    name: str
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Came:
    """What came of some files, and why others did not come."""

    files: Sequence[SizedFile]
    error: Exception | None = None


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
        self._tell = Teller(self, self.progressed.emit)

    def is_busy(self) -> bool:
        return self._under_way > 0

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Attach files of this computer; a file that cannot be read is told, the others are attached."""
        self.add_files([AttachedFile(path.name, path) for path in paths])

    def add_files(self, files: Sequence[AttachedFile]) -> None:
        """Attach files, all in one go, so that they are laid out once."""
        if files:
            self._start(partial(_sized_files, files))

    def add_made(self, make: Callable[[], AttachedFile]) -> None:
        """Attach what `make` gives in a worker thread."""
        self._start(lambda: _sized_files([make()]))

    def fetch(self, attachments: Sequence[Attachment]) -> None:
        """Attach what came with a message of the server."""
        wanted = []
        for attachment in attachments:
            coming = Coming(next(self._numbers), safe_file_name(attachment.name))
            self._fetching[coming.number] = coming
            self.coming.emit(coming)
            wanted.append((attachment, coming))
        if wanted:
            # What crosses over from the worker are signals; the thread knows nothing else of this object.
            work = partial(_fetched_files, self._account, wanted, self._tell)
            numbers = [coming.number for _, coming in wanted]
            self._start(work, numbers)

    def end(self) -> None:
        """The window closes: what still comes is not wanted."""
        self._ended = True
        for coming in self._fetching.values():
            coming.stop.set()

    def _start(self, work: Callable[[], Came], numbers: Sequence[int] = ()) -> None:
        self._under_way += 1
        self._tasks.start(
            work, lambda came: self._done(came, numbers), lambda error: self._done(Came((), error), numbers), owner=self
        )

    def _done(self, came: Came, numbers: Sequence[int]) -> None:
        self._under_way -= 1
        for number in numbers:
            self._fetching.pop(number, None)
            self.ended.emit(number)
        if self._ended:
            return
        if came.files:
            self.attached.emit(list(came.files))
        if came.error is not None:
            self.failed.emit(came.error)


def _sized_files(files: Sequence[AttachedFile]) -> Came:
    return _each(_sized, files)


def _fetched_files(
    account: Account, wanted: Sequence[tuple[Attachment, Coming]], tell: Callable[[int, int, int], None]
) -> Came:
    return _each(lambda one: _fetched(account, one[0], one[1], partial(tell, one[1].number)), wanted)


def _each(work: Callable[[T], SizedFile], wanted: Sequence[T]) -> Came:
    """Do it for each in order; one that fails does not keep the others."""
    files, error = [], None
    for one in wanted:
        try:
            files.append(work(one))
        except Cancelled:
            continue
        except Fault as fault:
            error = fault
    return Came(files, error)


def _sized(file: AttachedFile) -> SizedFile:
    if isinstance(file.content, Path) and file.content.is_dir():
        raise FileFault(
            Said("{name} is a folder. Attach the files in it, or pack it into one file first.", name=file.name)
        )
    return SizedFile(file, file.size())


def _fetched(account: Account, attachment: Attachment, coming: Coming, tell: Callable[[int, int], None]) -> SizedFile:
    if coming.stop.is_set():
        raise Cancelled

    def progress(done: int, total: int) -> None:
        if coming.stop.is_set():
            raise Cancelled
        tell(done, total or attachment.size)

    with tempfile.TemporaryDirectory(prefix="postroom-") as folder:
        path = Path(folder) / "attachment"
        account.save_attachment(attachment.blob_id, path, progress, attachment.size)
        content = path.read_bytes()
    return SizedFile(AttachedFile(coming.name, content, attachment.type, attachment.content_id), len(content))
