"""How the main window looks to this person: light or dark, previews, reading pane, and where its parts are. Chosen in
the View menu or with the mouse, remembered for the next start."""

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QMainWindow, QSplitter

from client.gui.mail_page import MailPage
from client.gui.main_menus import MainMenus
from client.gui.remembered import Remembered
from client.gui.theme import Theme

SIZE = (1120, 740)
SIDE_WIDTH = 190


class ViewChoices(QObject):
    """Belongs to the main window; `restore` once it is built, `remember` before it closes. Folders are those of an
    `account`.
    """

    def __init__(
        self,
        window: QMainWindow,
        side: QSplitter,
        mail: MailPage,
        menus: MainMenus,
        theme: Theme,
        remembered: Remembered,
        account: str,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._side = side
        self._mail = mail
        self._menus = menus
        self._theme = theme
        self._remembered = remembered
        self._account = account
        mail.bar.only_latest.toggled.connect(lambda only: remembered.set_flag("only-latest", only))
        menus.looks.triggered.connect(lambda _: self._choose_look())
        menus.commands["preview"].toggled.connect(self._show_previews)
        menus.commands["reading-pane"].toggled.connect(self._show_reading_pane)

    def restore(self) -> None:
        remembered, commands = self._remembered, self._menus.commands
        self._menus.show_look(remembered.look)
        for name, show in (("preview", self._show_previews), ("reading-pane", self._show_reading_pane)):
            shown = remembered.flag(name, True)
            commands[name].setChecked(shown)
            show(shown)
        self._window.resize(*SIZE)
        self._window.restoreGeometry(remembered.geometry)
        self._side.setSizes([SIDE_WIDTH, SIZE[0] - SIDE_WIDTH])
        self._side.restoreState(remembered.state("side"))
        self._mail.split.restoreState(remembered.state("reader"))

        only = remembered.flag("only-latest", False)
        self._mail.show_latest(remembered.settings.latest, only)
        account = self._account
        self._mail.looks.remember(
            lambda key: remembered.folder_look(account, key),
            lambda key, look: remembered.set_folder_look(account, key, look),
        )

    def remember(self) -> None:
        self._remembered.geometry = self._window.saveGeometry()
        self._remembered.set_state("side", self._side.saveState())
        self._remembered.set_state("reader", self._mail.split.saveState())

    def _choose_look(self) -> None:
        look = self._menus.chosen_look()
        self._remembered.look = look
        self._theme.choose(look)

    def _show_previews(self, shown: bool) -> None:
        self._remembered.set_flag("preview", shown)
        self._mail.show_previews(shown)

    def _show_reading_pane(self, shown: bool) -> None:
        self._remembered.set_flag("reading-pane", shown)
        self._mail.show_reading_pane(shown)
