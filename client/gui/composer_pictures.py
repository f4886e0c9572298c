"""Attached pictures that stand in the text of a message that is being written: made ready in a worker thread, and shown
where the text names them. The files themselves are the business of the attachments."""

from collections.abc import Sequence

from PyQt5.QtCore import QObject
from PyQt5.QtGui import QImage

from client.draft import AttachedFile
from client.gui.composer_files import SizedFile
from client.gui.composer_text import ComposerText, fitting
from client.gui.picture_decoding import decode
from client.gui.tasks import Tasks

LARGEST = 20_000_000

Pictures = tuple[tuple[str, QImage], ...]


class ComposerPictures(QObject):
    """`show` with each file that is attached; what is no picture of the text is left alone."""

    def __init__(self, text: ComposerText, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._text = text
        self._tasks = tasks

    def show(self, files: Sequence[SizedFile]) -> None:
        wanted = [one.file for one in files if one.file.content_id and one.size <= LARGEST]
        if wanted:
            self._tasks.start(lambda: _decoded(wanted), self._shown, _left_out, owner=self)

    def _shown(self, pictures: Pictures) -> None:
        for content_id, image in pictures:
            self._text.show_picture(content_id, image)


def _decoded(files: Sequence[AttachedFile]) -> Pictures:
    found = ((one.content_id, decode(one.read())) for one in files)
    return tuple((content_id, fitting(image)) for content_id, image in found if image is not None)


def _left_out(_error: Exception) -> None:
    """A file that cannot be read is told where it is attached, and when it is sent."""
