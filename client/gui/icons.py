"""The pictures on buttons, menus and rows: drawn from an icon font in the colours of the look, and drawn
again when the look changes. Widgets ask by our own names, never by those of the font."""

import os
from collections.abc import Callable
from typing import Protocol
from weakref import WeakKeyDictionary

from PyQt5 import sip
from PyQt5.QtCore import QObject, QRect, QSize, Qt
from PyQt5.QtGui import QGuiApplication, QIcon, QPainter, QPixmap

from client.gui.theme import Theme

# qtawesome reaches Qt through qtpy, which takes the first binding that it finds unless it is told.
os.environ.setdefault("QT_API", "pyqt5")

import qtawesome
from qtawesome import iconic_font


class _Engine(iconic_font.CharIconEngine):  # type: ignore[misc] # the font's package has no types
    """Draws nothing where there is no room: Qt paints a tool button that a layout has squeezed to nothing."""

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        if not rect.isEmpty():
            super().paint(painter, rect, mode, state)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return QPixmap() if size.isEmpty() else super().pixmap(size, mode, state)


# The only way in: every icon of the font is made with what stands under this name.
iconic_font.CharIconEngine = _Engine

GLYPHS = {
    "about": "mdi6.information-outline",
    "account": "mdi6.account-plus-outline",
    "archive": "mdi6.archive-outline",
    "attachment": "mdi6.paperclip",
    "bold": "mdi6.format-bold",
    "bullets": "mdi6.format-list-bulleted",
    "cancel": "mdi6.close",
    "check": "mdi6.stethoscope",
    "close": "mdi6.close",
    "code": "mdi6.code-tags",
    "delete": "mdi6.trash-can-outline",
    "devices": "mdi6.devices",
    "recovery": "mdi6.email-lock-outline",
    "drafts": "mdi6.file-document-edit-outline",
    "empty": "mdi6.mailbox-outline",
    "export": "mdi6.export-variant",
    "fault": "mdi6.alert-circle-outline",
    "file-archive": "mdi6.folder-zip-outline",
    "file-document": "mdi6.file-document-outline",
    "file-film": "mdi6.file-video-outline",
    "file-message": "mdi6.email-outline",
    "file-pdf": "mdi6.file-pdf-box",
    "file-picture": "mdi6.file-image-outline",
    "file-program": "mdi6.file-cog-outline",
    "file-sound": "mdi6.file-music-outline",
    "file-table": "mdi6.file-table-outline",
    "flag": "mdi6.flag-outline",
    "flagged": "mdi6.flag",
    "folder": "mdi6.folder-outline",
    "forward": "mdi6.share",
    "help": "mdi6.help-circle-outline",
    "hide": "mdi6.eye-off-outline",
    "import": "mdi6.import",
    "inbox": "mdi6.inbox",
    "list-look": "mdi6.format-list-text",
    "search": "mdi6.magnify",
    "italic": "mdi6.format-italic",
    "junk": "mdi6.alert-octagon-outline",
    "keyboard": "mdi6.keyboard-outline",
    "link": "mdi6.qrcode",
    "mail": "mdi6.email-outline",
    "more": "mdi6.chevron-double-right",
    "new-folder": "mdi6.folder-plus-outline",
    "news": "mdi6.information-outline",
    "numbers": "mdi6.format-list-numbered",
    "offline": "mdi6.cloud-off-outline",
    "outbox": "mdi6.tray-arrow-up",
    "password": "mdi6.lock-outline",
    "pdf": "mdi6.file-pdf-box",
    "people": "mdi6.account-circle-outline",
    "pictures": "mdi6.image-off-outline",
    "print": "mdi6.printer-outline",
    "program": "mdi6.email-newsletter",
    "quit": "mdi6.power",
    "quote": "mdi6.format-quote-close",
    "read": "mdi6.email-open-outline",
    "redo": "mdi6.redo",
    "refresh": "mdi6.refresh",
    "refused": "mdi6.alert-circle-outline",
    "reply": "mdi6.reply",
    "reply-all": "mdi6.reply-all",
    "rich": "mdi6.format-text",
    "save": "mdi6.content-save-outline",
    "save-all": "mdi6.content-save-all-outline",
    "send": "mdi6.send",
    "sending": "mdi6.email-fast-outline",
    "sent": "mdi6.check-circle-outline",
    "sent-box": "mdi6.send-outline",
    "settings": "mdi6.cog-outline",
    "show": "mdi6.eye-outline",
    "sign-out": "mdi6.logout",
    "source": "mdi6.open-in-new",
    "trust": "mdi6.shield-lock-outline",
    "underline": "mdi6.format-underline",
    "undo": "mdi6.undo",
    "unread": "mdi6.email-mark-as-unread",
    "unread-dot": "mdi6.circle",
    "unsure": "mdi6.help-circle-outline",
    "versions": "mdi6.history",
    "waiting": "mdi6.clock-outline",
    "warning": "mdi6.alert-outline",
    "web-link": "mdi6.link-variant",
    "write": "mdi6.square-edit-outline",
}
SCALES = {"unread-dot": 0.6}
# They point along the line of reading, so they point the other way where lines begin at the right.
DIRECTED = frozenset({"forward", "more", "redo", "reply", "reply-all", "send", "sign-out", "undo"})


class IconBearer(Protocol):
    """What can wear an icon: actions, buttons."""

    def setIcon(self, icon: QIcon) -> None: ...


class Icons(QObject):
    """`put()` gives a button or an action its icon for good; `icon()` and `pixmap()` are for painting right
    now."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme
        self._bearers: WeakKeyDictionary[IconBearer, Callable[[], QIcon]] = WeakKeyDictionary()
        self._drawn: dict[tuple[str, str, bool], QIcon] = {}
        theme.changed.connect(self._draw_again)

    def icon(self, name: str, colour: str = "") -> QIcon:
        """Return the icon in `colour` ("#rrggbb"), else in the colour of text. Raises KeyError for an unknown
        name."""
        turned = name in DIRECTED and QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
        wanted = (GLYPHS[name], colour or self._theme.colours.text, turned)
        if wanted not in self._drawn:
            glyph, paint, _ = wanted
            scale = SCALES.get(name, 1.0)
            faint = self._theme.colours.border
            self._drawn[wanted] = qtawesome.icon(
                glyph, color=paint, color_disabled=faint, scale_factor=scale, hflip=turned
            )
        return self._drawn[wanted]

    def pixmap(self, name: str, size: int, colour: str = "") -> QPixmap:
        return self.icon(name, colour).pixmap(size, size)

    def put(self, bearer: IconBearer, name: str, colour: Callable[[], str] = str) -> None:
        """Set the icon now and whenever the look changes. `colour` is asked each time; "" means the colour of
        text."""
        self._bearers[bearer] = lambda: self.icon(name, colour())
        bearer.setIcon(self.icon(name, colour()))

    def put_on_accent(self, bearer: IconBearer, name: str) -> None:
        """The same for a button that is filled with the accent colour."""
        self.put(bearer, name, lambda: self._theme.colours.on_accent)

    def _draw_again(self) -> None:
        self._drawn.clear()
        for bearer, make in list(self._bearers.items()):
            if not (isinstance(bearer, QObject) and sip.isdeleted(bearer)):
                bearer.setIcon(make())
