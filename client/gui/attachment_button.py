"""One attachment as a button: its icon, name and size. A click opens it, the small arrow offers to save it, and it can
be dragged out to a folder of the desktop."""

from collections.abc import Callable

from PyQt5.QtCore import QPoint, Qt, pyqtSignal
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication, QMenu, QToolButton, QWidget

from client.gui.icons import Icons
from client.gui.opened_files import may_act
from client.gui.plain_words import plain_tool_tip
from client.gui.present import present
from client.gui.spoken import spoken
from client.message import Attachment
from client.wording import spoken_bytes

NAME_WIDTH = 260
_ICONS = {
    "image": "file-picture",
    "audio": "file-sound",
    "video": "file-film",
    "message": "file-message",
    "text/csv": "file-table",
    "text": "file-document",
    "application/pdf": "file-pdf",
}
_ENDINGS = {
    "file-archive": ("zip", "gz", "tgz", "bz2", "xz", "7z", "rar", "tar", "zst"),
    "file-table": ("csv", "ods", "xls", "xlsx", "tsv"),
    "file-document": ("doc", "docx", "odt", "rtf", "txt", "md", "odp", "ppt", "pptx", "epub"),
    "file-picture": ("png", "jpg", "jpeg", "gif", "webp", "heic", "tif", "tiff", "bmp"),
    "file-pdf": ("pdf",),
    "file-message": ("eml", "mbox"),
    "file-sound": ("mp3", "ogg", "opus", "flac", "wav", "m4a"),
    "file-film": ("mp4", "mkv", "mov", "webm", "avi"),
}


class AttachmentButton(QToolButton):
    """`name` is safe to show and to save under. Signals: save_wanted(); drag_wanted(); opening is `clicked`."""

    save_wanted = pyqtSignal()
    drag_wanted = pyqtSignal()

    def __init__(self, name: str, attachment: Attachment, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.attachment = attachment
        self._pressed_at: QPoint | None = None
        size = spoken(spoken_bytes(attachment.size))
        fitting = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH)
        self.setText(f"{fitting}  ({size})".replace("&", "&&"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("kind", "attachment")
        self.setAccessibleName(self.tr("Attachment {name}, {size}").format(name=name, size=size))
        self.setToolTip(plain_tool_tip(self.tr("Open {name}; drag it out to save it").format(name=name)))
        icons.put(self, icon_of(name, attachment.type))
        self.setMenu(self._menu(icons))

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        press = present(event)
        self._pressed_at = press.pos() if press.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        super().mouseMoveEvent(event)
        start = self._pressed_at
        if start is None:
            return
        if (present(event).pos() - start).manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            # What is dragged is not clicked when the mouse is let go.
            self.setDown(False)
            self.drag_wanted.emit()

    def _menu(self, icons: Icons) -> QMenu:
        menu = QMenu(self)
        entries: list[tuple[str, str, Callable[[], None]]] = [
            (self.tr("&Open"), "source", self.click),
            (self.tr("&Save as…"), "save", self.save_wanted.emit),
        ]
        for words, icon, act in entries:
            action = present(menu.addAction(words))
            icons.put(action, icon)
            action.triggered.connect(lambda _checked=False, act=act: act())
        return menu


def icon_of(name: str, media_type: str) -> str:
    """Return the icon of a file: by what it could do, by its ending, then by the type that the sender names."""
    ending = name.rpartition(".")[2].lower()
    plain = media_type.lower().partition(";")[0].strip()
    if may_act(name, media_type) and not plain.startswith("text/html"):
        return "file-program"
    found = next((icon for icon, endings in _ENDINGS.items() if ending in endings), "")
    return found or _ICONS.get(plain) or _ICONS.get(plain.partition("/")[0], "attachment")
