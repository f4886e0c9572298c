"""The icon in the tray of the desktop: how many messages are unread, a menu, and short notifications. Where there is no
icon, the desktop's service for notifications is asked; without that nothing is missing: the windows tell the same."""

from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QObject, QRectF, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PyQt5.QtWidgets import QMenu, QSystemTrayIcon

from client.gui.bus_notices import BusNotices
from client.gui.desktop_scheme import session_bus
from client.gui.icons import Icons
from client.gui.present import present
from client.gui.spoken import counted
from client.gui.theme import Theme

SIZES = (16, 22, 32, 48, 64)
MOST_SHOWN = 99
TOLD_MS = 8000


class Tray(QObject):
    """`make` gives Qt's icon, None where there is no tray; `notices` tell where no icon is shown. Signals:
    show_wanted(), write_wanted(), quit_wanted(); told_clicked(), the notification was clicked.
    """

    show_wanted = pyqtSignal()
    write_wanted = pyqtSignal()
    quit_wanted = pyqtSignal()
    told_clicked = pyqtSignal()

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        parent: QObject | None = None,
        make: Callable[[], Any] | None = None,
        notices: BusNotices | None = None,
    ) -> None:
        super().__init__(parent)
        self._notices = notices
        if notices is not None:
            notices.clicked.connect(self.told_clicked)
        self._theme = theme
        self._icons = icons
        self._count = 0
        self._icon: Any = (make or _made)()
        self._menu = QMenu()
        for words, wanted in (
            (self.tr("&Show Postroom"), self.show_wanted),
            (self.tr("&Write"), self.write_wanted),
            (self.tr("&Quit"), self.quit_wanted),
        ):
            present(self._menu.addAction(words)).triggered.connect(wanted)
        if self._icon is not None:
            self._icon.setContextMenu(self._menu)
            self._icon.activated.connect(self._activated)
            self._icon.messageClicked.connect(self.told_clicked)
            theme.changed.connect(self._draw)
            self._draw()

    def show_icon(self, shown: bool) -> None:
        if self._icon is not None:
            self._icon.setVisible(shown)

    def show_unread(self, count: int) -> None:
        """Draw the number of unread messages on the icon."""
        if count != self._count:
            self._count = count
            self._draw()

    def tell(self, title: str, words: str) -> None:
        """Show a notification: at the icon where it is shown, else by the desktop."""
        if self._icon is not None and self._icon.isVisible():
            self._icon.showMessage(title, words, numbered_icon(self._icons, self._theme, 0), TOLD_MS)
        elif self._notices is not None:
            self._notices.tell(title, words)

    def close(self) -> None:
        self.show_icon(False)

    def _draw(self) -> None:
        if self._icon is None:
            return
        self._icon.setIcon(numbered_icon(self._icons, self._theme, self._count))
        words = self.tr("Postroom")
        if self._count:
            words = counted("Tray", "Postroom: 1 unread message", "Postroom: %Ln unread messages", self._count)
        self._icon.setToolTip(words)

    def _activated(self, reason: int) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.show_wanted.emit()


def desktop_tray(theme: Theme, icons: Icons, parent: QObject) -> Tray:
    """Return what this desktop has: a tray, its service for notifications, or neither."""
    return Tray(theme, icons, parent, notices=BusNotices(session_bus(), parent))


def numbered_icon(icons: Icons, theme: Theme, count: int) -> QIcon:
    """Return the icon of the program with a number in its corner, nothing there for 0."""
    icon = QIcon()
    for size in SIZES:
        icon.addPixmap(_numbered(icons.pixmap("mail", size, theme.colours.accent), count))
    return icon


def _numbered(picture: QPixmap, count: int) -> QPixmap:
    if count == 0:
        return picture
    words = str(count) if count <= MOST_SHOWN else f"{MOST_SHOWN}+"
    size = picture.width() / picture.devicePixelRatioF()
    height = size * 0.6
    width = min(size, height * (0.5 + 0.5 * len(words)))
    place = QRectF(size - width, size - height, width, height)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    # The same red in both looks: the tray has the colours of the desktop, not ours.
    painter.setBrush(QColor("#c62828"))
    painter.drawRoundedRect(place, height / 2.5, height / 2.5)
    font = QFont()
    font.setBold(True)
    font.setPixelSize(max(6, int(height * (0.9 if len(words) < 3 else 0.65))))
    painter.setFont(font)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), words)
    painter.end()
    return picture


def _made() -> QSystemTrayIcon | None:
    return QSystemTrayIcon() if QSystemTrayIcon.isSystemTrayAvailable() else None
