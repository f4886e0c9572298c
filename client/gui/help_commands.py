"""What the Help menu opens: the help itself, which is one window, the project's source, and what this program is."""

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QWidget

from client.gui.about import show_about, show_source
from client.gui.desk import Desk
from client.gui.help_window import HelpWindow
from client.gui.main_menus import MainMenus


class HelpCommands(QObject):
    """Belongs to the main window. `help` is the open help, None while there is none."""

    def __init__(self, desk: Desk, menus: MainMenus, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self.help: HelpWindow | None = None
        menus.commands.connect(
            {
                "help": self.show_help,
                "source": lambda: show_source(window),
                "about": lambda: show_about(window, desk.theme, desk.icons),
            }
        )

    def show_help(self) -> None:
        """Open the help, or bring it to the front."""
        if self.help is None:
            self.help = HelpWindow(self._desk.theme, keys=self._desk.keys)
            self.help.destroyed.connect(self._gone)
        self.help.show()
        self.help.raise_()
        self.help.activateWindow()

    def close(self) -> None:
        """Close the help if it is open."""
        if self.help is not None:
            self.help.close()

    def _gone(self) -> None:
        self.help = None
