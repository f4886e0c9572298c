"""Messages that are dropped on the list as files: `.eml` and mbox files of this computer are taken, anything else is
not. It watches the list from outside."""

from collections.abc import Sequence
from pathlib import Path

from PyQt5.QtCore import QEvent, QMimeData, QObject, Qt, pyqtSignal
from PyQt5.QtGui import QDropEvent
from PyQt5.QtWidgets import QWidget

from client.gui.present import present

ENDINGS = {".eml", ".mbox", ".mbx", ".mboxrd"}


class MailDrop(QObject):
    """Signals: dropped(list of Path)."""

    dropped = pyqtSignal(object)

    def __init__(self, places: Sequence[QWidget]) -> None:
        super().__init__(places[0])
        for place in places:
            place.setAcceptDrops(True)
            place.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        found = present(event)
        if not isinstance(found, QDropEvent) or not (paths := mail_files_in(found.mimeData())):
            return super().eventFilter(watched, event)
        found.setDropAction(Qt.DropAction.CopyAction)
        found.accept()
        if found.type() == QEvent.Type.Drop:
            self.dropped.emit(paths)
        return True


def mail_files_in(data: QMimeData | None) -> list[Path]:
    """Return the files, empty unless all of them look like mail."""
    urls = data.urls() if data is not None else []
    paths = [Path(url.toLocalFile()) for url in urls]
    fit = all(url.isLocalFile() and path.suffix.lower() in ENDINGS for url, path in zip(urls, paths, strict=True))
    return paths if fit else []
