"""How the program looks: light, dark or as the desktop asks. The theme gives the application its palette and
one style sheet made from the look's colours, again whenever the choice or the desktop changes; whoever paints
by hand asks it for the colours and listens to `changed`."""

from enum import Enum

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QApplication

from client.gui.colours import DARK, LIGHT, Colours, palette_of
from client.gui.desktop_scheme import DesktopScheme
from client.gui.style_sheet import style_sheet

FONTS = ["Inter", "Noto Sans", "Cantarell", "Segoe UI", "Helvetica Neue", "DejaVu Sans"]
FONT_POINTS = 10


class Look(Enum):
    """What a person may choose in the View menu."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Signals: changed(), after palette and style sheet have been replaced."""

    changed = pyqtSignal()

    def __init__(self, application: QApplication, scheme: DesktopScheme, look: Look = Look.SYSTEM) -> None:
        super().__init__(application)
        self._application = application
        self._scheme = scheme
        self.look = look
        self.colours = self._wanted()
        scheme.changed.connect(self._refresh)
        self._apply()

    def choose(self, look: Look) -> None:
        self.look = look
        self._refresh()

    def _wanted(self) -> Colours:
        dark = self._scheme.dark if self.look is Look.SYSTEM else self.look is Look.DARK
        return DARK if dark else LIGHT

    def _refresh(self) -> None:
        wanted = self._wanted()
        if wanted is not self.colours:
            self.colours = wanted
            self._apply()

    def _apply(self) -> None:
        self._application.setPalette(palette_of(self.colours))
        sheet = style_sheet(self.colours)
        # Qt would look through every widget again, also when nothing is different.
        if sheet != self._application.styleSheet():
            self._application.setStyleSheet(sheet)
        self.changed.emit()


def application_font(points: int = FONT_POINTS) -> QFont:
    """Return the font of the whole program: named, because platforms pick different ones of themselves."""
    font = QFont()
    font.setFamilies(FONTS)
    font.setPointSize(points)
    return font
