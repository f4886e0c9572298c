"""Files on their way into a message that is being written: their sizes are read, and those of a forwarded message
fetched, in worker threads; sending waits until all are there."""

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from client.account import Account
from client.draft import AttachedFile
from client.errors import FileFault
from client.gui.composer_files import SizedFile
from client.gui.safe_file_name import safe_file_name
from client.gui.tasks import Tasks
from client.message import Attachment


class Attaching(QObject):
    """Signals: attached(list of SizedFile); failed(Exception)."""

    attached = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, account: Account, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._account = account
        self._tasks = tasks
        self._under_way = 0
        self._ended = False

    def is_busy(self) -> bool:
        return self._under_way > 0

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Attach files of this computer; a file that cannot be read is told, the others are attached."""
        for path in paths:
            self._start(partial(_sized_files, [AttachedFile(path.name, path)]))

    def add_files(self, files: Sequence[AttachedFile]) -> None:
        """Attach files whose bytes are at hand."""
        self._start(partial(_sized_files, files))

    def fetch(self, attachments: Sequence[Attachment]) -> None:
        """Attach what came with a message of the server."""
        if attachments:
            self._start(partial(_fetched_files, self._account, attachments))

    def end(self) -> None:
        """The window closes: what still comes is not wanted."""
        self._ended = True

    def _start(self, work: Callable[[], list[SizedFile]]) -> None:
        self._under_way += 1
        self._tasks.start(work, self._done, self._refused, owner=self)

    def _done(self, files: list[SizedFile]) -> None:
        self._under_way -= 1
        if not self._ended:
            self.attached.emit(files)

    def _refused(self, error: Exception) -> None:
        self._under_way -= 1
        if not self._ended:
            self.failed.emit(error)


def _sized_files(files: Sequence[AttachedFile]) -> list[SizedFile]:
    return [_sized(file) for file in files]


def _sized(file: AttachedFile) -> SizedFile:
    if isinstance(file.content, Path) and file.content.is_dir():
        raise FileFault(f"{file.name} is a folder. Attach the files in it, or pack it into one file first.")
    return SizedFile(file, file.size())


def _fetched_files(account: Account, attachments: Sequence[Attachment]) -> list[SizedFile]:
    return [_fetched(account, one) for one in attachments]


def _fetched(account: Account, attachment: Attachment) -> SizedFile:
    with tempfile.TemporaryDirectory(prefix="postroom-") as folder:
        path = Path(folder) / "attachment"
        account.save_attachment(attachment.blob_id, path, None, attachment.size)
        content = path.read_bytes()
    name = safe_file_name(attachment.name)
    return SizedFile(AttachedFile(name, content, attachment.type), len(content))
