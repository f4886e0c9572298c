"""Fetches the pictures of the message that is shown: its own parts from the account, remote ones from the web when the
person has allowed it. Everything waits in worker threads; each picture is told as it comes, and what belongs to a
message that is not shown any more is dropped."""

import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtGui import QImage

from client.account import Account
from client.errors import Cancelled, Fault
from client.gui.explanations import mistake_notice
from client.gui.picture_decoding import content_of_data_url, decode
from client.gui.tasks import Place, Tasks
from client.gui.teller import Teller
from client.message import Attachment
from client.picture_fetching import PictureFetcher
from client.pictures import Picture
from client.pictures import Place as Where

LARGEST_OWN = 20_000_000
MOST_OWN = 60

Tell = Callable[[int, int, object], None]


class PictureLoader(QObject):
    """Signals: arrived(int, QImage), a picture by its number; remote_done(int, int), how many came and how many did
    not.
    """

    arrived = pyqtSignal(int, object)
    remote_done = pyqtSignal(int, int)
    _came = pyqtSignal(int, int, object)

    def __init__(self, account: Account, tasks: Tasks, fetcher: PictureFetcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._account = account
        self._tasks = tasks
        self._fetcher = fetcher
        self._own = Place()
        self._remote = Place()
        self._generation = 0
        self._stop = threading.Event()
        self._tell = Teller(self, self._came.emit)
        self._came.connect(self._deliver)

    def forget(self) -> None:
        """Another message is shown."""
        self._stop.set()
        self._stop = threading.Event()
        self._generation += 1
        self._own.forget()
        self._remote.forget()

    def load_own(self, pictures: Sequence[Picture], attachments: Sequence[Attachment]) -> None:
        """Those that came with the message; what cannot be had stays an empty frame."""
        if pictures:
            work = _Own(self._account, pictures, attachments, self._stop, self._generation, self._tell)
            self._tasks.start(work, _nothing, _log, place=self._own, owner=self, quiet=True)

    def load_remote(self, pictures: Sequence[Picture]) -> None:
        work = _Remote(self._fetcher, pictures, self._stop, self._generation, self._tell)
        self._tasks.start(work, self._told, self._failed, place=self._remote, owner=self, quiet=True)

    def _deliver(self, generation: int, number: int, image: object) -> None:
        if generation == self._generation:
            self.arrived.emit(number, image)

    def _told(self, counts: tuple[int, int]) -> None:
        self.remote_done.emit(*counts)

    def _failed(self, error: Exception) -> None:
        # What a network does is no error here: this is a mistake of the program, and goes into its log.
        mistake_notice(error)
        self.remote_done.emit(0, 1)


class _Own:
    """The work; called in a worker thread. Each part is fetched once, however often it is shown."""

    def __init__(
        self,
        account: Account,
        pictures: Sequence[Picture],
        attachments: Sequence[Attachment],
        stop: threading.Event,
        generation: int,
        tell: Tell,
    ) -> None:
        self._account = account
        self._pictures = pictures
        self._parts = {one.content_id.strip("<>"): one for one in attachments if one.content_id}
        self._stop = stop
        self._generation = generation
        self._tell = tell
        self._left = LARGEST_OWN

    def __call__(self) -> None:
        images: dict[str, QImage | None] = {}
        with tempfile.TemporaryDirectory(prefix="postroom-") as folder:
            for picture in self._pictures[:MOST_OWN]:
                if self._stop.is_set():
                    return
                if picture.source not in images:
                    images[picture.source] = self._image(picture, Path(folder))
                image = images[picture.source]
                if image is not None:
                    self._tell(self._generation, picture.number, image)

    def _image(self, picture: Picture, folder: Path) -> QImage | None:
        if picture.place is Where.INLINE:
            content = content_of_data_url(picture.source)
        else:
            content = self._part(self._parts.get(picture.source), folder / str(picture.number))
        return None if content is None else decode(content)

    def _part(self, part: Attachment | None, path: Path) -> bytes | None:
        if part is None or part.size > self._left:
            return None
        self._left -= part.size
        try:
            self._account.save_attachment(part.blob_id, path, self._go_on, part.size)
            return path.read_bytes()
        except (Fault, OSError):
            # The message can be read without it; its frame stays empty and its attachment can still be saved.
            return None

    def _go_on(self, done: int, _total: int) -> None:
        if self._stop.is_set() or done > LARGEST_OWN:
            raise Cancelled


class _Remote:
    """The work; called in a worker thread."""

    def __init__(
        self, fetcher: PictureFetcher, pictures: Sequence[Picture], stop: threading.Event, generation: int, tell: Tell
    ) -> None:
        self._fetcher = fetcher
        self._pictures = pictures
        self._stop = stop
        self._generation = generation
        self._tell = tell
        self._came = 0

    def __call__(self) -> tuple[int, int]:
        self._fetcher.fetch_all([one.source for one in self._pictures], self._stop, self._arrived)
        return self._came, len(self._pictures) - self._came

    def _arrived(self, source: str, content: bytes | None) -> None:
        image = None if content is None else decode(content)
        for picture in self._pictures:
            if picture.source == source and image is not None:
                self._came += 1
                self._tell(self._generation, picture.number, image)


def _log(error: Exception) -> None:
    mistake_notice(error)


def _nothing(_answer: object) -> None:
    """What came was told; what did not leaves its frame empty."""
