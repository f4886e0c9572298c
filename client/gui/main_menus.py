"""The menus and the tool bar of the main window, made from the table of actions, and which of them can be used."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QActionGroup, QMainWindow, QMenu, QPushButton, QSizePolicy, QToolBar, QWidget

from client.gui.actions import Actions
from client.gui.icons import Icons
from client.gui.present import present
from client.gui.theme import Look

SEPARATOR = ""
MAIL = ("inbox", "write", "outbox", "sent", SEPARATOR, "refresh", SEPARATOR, "sign-out", "quit")
MESSAGE = (
    *("open", SEPARATOR, "reply", "reply-all", "forward", SEPARATOR, "unread", "flag", "archive", "delete"),
    *(SEPARATOR, "next", "previous", SEPARATOR, "save-all"),
)
VIEW = ("preview", "reading-pane", SEPARATOR, "look-system", "look-light", "look-dark")
HELP = ("help", "source", SEPARATOR, "about")
TOOLS = ("reply", "reply-all", "forward", SEPARATOR, "archive", "delete", "flag", "unread")
OF_ONE_MESSAGE = ("reply", "reply-all", "forward")
OF_SELECTED = ("unread", "flag", "delete")


class MainMenus:
    """`commands` are the actions by name; `looks` belong together, one is checked."""

    def __init__(self, icons: Icons, window: QMainWindow) -> None:
        names = [name for name in (*MAIL, *MESSAGE, *VIEW, *HELP) if name != SEPARATOR]
        self.commands = Actions(names, icons, window)
        self._window = window
        self.write_button = QPushButton(window.tr("Write"))
        self._icons = icons
        self.looks = QActionGroup(window)
        for look in Look:
            self.looks.addAction(self.commands[f"look-{look.value}"])
        self._fill_menus()
        window.addToolBar(self._tool_bar())

    def show_look(self, look: Look) -> None:
        self.commands[f"look-{look.value}"].setChecked(True)

    def chosen_look(self) -> Look:
        checked = self.looks.checkedAction()
        return Look(checked.objectName().removeprefix("look-")) if checked is not None else Look.SYSTEM

    def enable(self, *, selected: int, reading: bool, attachments: bool, mailbox: str) -> None:
        """Offer what can be done with `selected` messages, with the one that is being read, in this mailbox."""
        self.commands.enable(OF_ONE_MESSAGE, reading)
        self.commands.enable(OF_SELECTED, selected > 0)
        self.commands.enable(("open",), selected > 0)
        self.commands.enable(("archive",), selected > 0 and mailbox != "archive")
        self.commands.enable(("save-all",), attachments)

    def _fill_menus(self) -> None:
        bar = present(self._window.menuBar())
        titles = {
            self._window.tr("&Mail"): MAIL,
            self._window.tr("M&essage"): MESSAGE,
            self._window.tr("&View"): VIEW,
            self._window.tr("&Help"): HELP,
        }
        for title, names in titles.items():
            self._fill(present(bar.addMenu(title)), names)

    def _fill(self, menu: QMenu, names: tuple[str, ...]) -> None:
        for name in names:
            if name == SEPARATOR:
                menu.addSeparator()
            else:
                menu.addAction(self.commands[name])

    def _tool_bar(self) -> QToolBar:
        self.write_button.setProperty("kind", "primary")
        self.write_button.setToolTip(self.commands["write"].toolTip())
        self.write_button.clicked.connect(self.commands["write"].trigger)
        self._icons.put_on_accent(self.write_button, "write")
        bar = QToolBar(self._window.tr("Tools"))
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.addWidget(self.write_button)
        bar.addSeparator()
        for name in TOOLS:
            if name == SEPARATOR:
                bar.addSeparator()
            else:
                bar.addAction(self.commands[name])
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(gap)
        bar.addAction(self.commands["refresh"])
        return bar
