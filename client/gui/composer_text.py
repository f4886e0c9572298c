"""Where a message is typed: plain text only. Files dropped or pasted are attached instead of being written out as
addresses."""

from pathlib import Path

from PyQt5.QtCore import QMimeData, pyqtSignal
from PyQt5.QtWidgets import QPlainTextEdit, QWidget

from client.gui.present import present


class ComposerText(QPlainTextEdit):
    """Signals: files_dropped(list of Path)."""

    files_dropped = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "plain")
        self.setAccessibleName(self.tr("Text of the message"))
        self.setTabChangesFocus(True)
        self.setPlaceholderText(self.tr("Write your message here"))

    def canInsertFromMimeData(self, source: QMimeData | None) -> bool:
        return bool(local_files(present(source))) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData | None) -> None:
        files = local_files(present(source))
        if files:
            self.files_dropped.emit(files)
        else:
            super().insertFromMimeData(source)


def local_files(data: QMimeData) -> list[Path]:
    """Return the files of this computer that are dragged or copied."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
