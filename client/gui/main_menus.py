"""The menus and the tool bar of the main window, made from the table of actions, and which of them can be used."""

from PyQt5.QtCore import QCoreApplication, Qt
from PyQt5.QtWidgets import QActionGroup, QMainWindow, QMenu, QPushButton, QSizePolicy, QToolBar, QToolButton, QWidget

from client.gui.actions import Actions
from client.gui.icons import Icons
from client.gui.key_choices import KeyChoices
from client.gui.present import present
from client.gui.theme import Look

SEPARATOR = ""
MAIL = ("write", SEPARATOR, "refresh", SEPARATOR, "writing", "settings", SEPARATOR, "quit")
EDIT = ("undo", "redo", SEPARATOR, "select-all", "search")
GO = (
    *("inbox", "go-drafts", "sent", "outbox", "go-archive", "go-junk", "go-trash", "go-folder", SEPARATOR),
    *("next", "previous", "next-unread", "previous-unread"),
)
FOLDER = (
    *("new-folder", "rename-folder", "move-folder", "remove-folder", SEPARATOR, "empty-trash", "empty-junk"),
    *(SEPARATOR, "export-folder", "import"),
)
ACCOUNTS = (
    *(
        "next-account",
        "add-account",
        SEPARATOR,
        "change-password",
        "recovery-address",
        "devices",
        "server-link",
        SEPARATOR,
    ),
    *("export-account", SEPARATOR, "sign-out", "remove-account", "delete-account"),
)
ADMINISTRATION = ("administration", "invite", "check-system")
MESSAGE = (
    *("open", SEPARATOR, "reply", "reply-all", "forward", "forward-attached", "edit-as-new", SEPARATOR),
    *("read", "unread", "flag", SEPARATOR),
    *("archive", "junk", "move", "delete", SEPARATOR, "save-all"),
    *(SEPARATOR, "message-source", "export", "print", "pdf"),
)
VIEW = ("preview", "reading-pane", "tasks", "picture-senders", SEPARATOR, "look-system", "look-light", "look-dark")
HELP = ("keys", "help", "check-connection", "source", SEPARATOR, "about")
TOOLS = ("reply", "reply-all", "forward", SEPARATOR, "archive", "junk", "delete", "flag", "unread", SEPARATOR, "undo")
OF_ONE_MESSAGE = ("reply", "reply-all", "forward")
OF_ONE_SELECTED = (*OF_ONE_MESSAGE, "forward-attached", "edit-as-new")
OF_SHOWN = ("message-source", "print", "pdf")
OF_SELECTED = ("export", "open", "read", "unread", "flag", "delete", "junk", "move")
ON_LIST = ("open", SEPARATOR, *OF_ONE_MESSAGE, SEPARATOR, "read", "unread", "flag", SEPARATOR)
ON_LIST_END = ("archive", "junk", "move", "delete")


class MainMenus:
    """`commands` are the actions by name; `looks` belong together, one is checked. `accounts` is a menu to which the
    known accounts are added, `administration` one that only admins see, `view` the one of how things look.
    """

    def __init__(self, icons: Icons, window: QMainWindow, keys: KeyChoices) -> None:
        menus = (*MAIL, *EDIT, *GO, *FOLDER, *MESSAGE, *VIEW, *ACCOUNTS, *ADMINISTRATION, *HELP)
        self.commands = Actions([name for name in menus if name != SEPARATOR], icons, window, keys)
        self._window = window
        self.write_button = QPushButton(_words("Write"))
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
        self.commands.enable(OF_SHOWN, reading)
        self.commands.enable(OF_ONE_SELECTED, selected == 1)
        self.commands.enable(OF_SELECTED, selected > 0)
        self.commands.enable(("archive",), selected > 0 and mailbox != "archive")
        self.commands.enable(("save-all",), attachments)
        junk = _words("Not &junk") if mailbox == "junk" else _words("&Junk")
        self.commands["junk"].setText(junk)

    def show_deeds(self, undo: str | None, redo: str | None) -> None:
        """Say what Undo and Redo would do; None where there is nothing to do."""
        for name, words, what in (("undo", _words("U&ndo"), undo), ("redo", _words("R&edo"), redo)):
            self.commands[name].setEnabled(what is not None)
            named = _words("{action}: {what}").format(action=words, what=(what or "").replace("&", "&&"))
            self.commands[name].setText(named if what else words)
            self.commands[name].setIconText(words.replace("&", ""))

    def on_list(self, parent: QWidget, folders: QMenu) -> QMenu:
        """Return the menu of a right click on messages; `folders` are those into which they can go."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill(menu, ON_LIST)
        menu.addMenu(folders)
        self._fill(menu, ON_LIST_END)
        return menu

    def _fill_menus(self) -> None:
        bar = present(self._window.menuBar())
        titles = {
            _words("&Mail"): MAIL,
            _words("&Edit"): EDIT,
            _words("&Go"): GO,
            _words("Me&ssage"): MESSAGE,
            _words("&Folder"): FOLDER,
            _words("&View"): VIEW,
            _words("&Accounts"): ACCOUNTS,
            _words("A&dministration"): ADMINISTRATION,
            _words("&Help"): HELP,
        }
        made = {}
        for title, names in titles.items():
            made[names] = present(bar.addMenu(title))
            self._fill(made[names], names)
        self.accounts = made[ACCOUNTS]
        self.administration = made[ADMINISTRATION]
        self.view = made[VIEW]

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
        bar = QToolBar(_words("Tools"))
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
        # What does not fit is behind a button of Qt's, whose own picture is black in the dark too.
        more = present(bar.findChild(QToolButton, "qt_toolbar_ext_button"))
        more.setAccessibleName(_words("More tools"))
        self._icons.put(more, "more")
        return bar


def _words(words: str) -> str:
    return QCoreApplication.translate("MainMenus", words)
