"""The icon of a tray without a desktop: it notes what it is told."""

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtGui import QIcon
from PyQt5.QtWidgets import QMenu


class TrayInMemory(QObject):
    """As much of QSystemTrayIcon as the program uses. `told` are the notifications, title and words."""

    activated = pyqtSignal(int)
    messageClicked = pyqtSignal()  # noqa: N815 - the name is Qt's

    def __init__(self) -> None:
        super().__init__()
        self.icon = QIcon()
        self.tip = ""
        self.menu: QMenu | None = None
        self.visible = False
        self.told: list[tuple[str, str]] = []

    def setContextMenu(self, menu: QMenu) -> None:  # noqa: N802 - the name is Qt's
        self.menu = menu

    def setIcon(self, icon: QIcon) -> None:  # noqa: N802 - the name is Qt's
        self.icon = icon

    def setToolTip(self, words: str) -> None:  # noqa: N802 - the name is Qt's
        self.tip = words

    def setVisible(self, shown: bool) -> None:  # noqa: N802 - the name is Qt's
        self.visible = shown

    def isVisible(self) -> bool:  # noqa: N802 - the name is Qt's
        return self.visible

    def showMessage(self, title: str, words: str, _icon: QIcon, _ms: int) -> None:  # noqa: N802 - the name is Qt's
        self.told.append((title, words))
