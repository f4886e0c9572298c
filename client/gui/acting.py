"""Everything that a person does in the main window with messages and folders, put together: the actions of menus and
keys, the menus of a right click, what is dragged, the words about what was done, and the windows of keys, settings and
tasks. The parts stand in their own files; here they are only connected."""

from PyQt5.QtCore import QObject, QPoint, Qt, pyqtSignal
from PyQt5.QtWidgets import QWidget

from client.gui.desk import Desk
from client.gui.folder_actions import FolderActions
from client.gui.folder_list import OUTBOX, FolderList
from client.gui.folder_menu import folder_menu
from client.gui.key_page import KeyPage
from client.gui.keys_overlay import KeysOverlay
from client.gui.language_page import LanguagePage
from client.gui.mail_actions import MailActions
from client.gui.mail_page import MailPage
from client.gui.main_menus import OF_ONE_SELECTED, OF_SELECTED, MainMenus
from client.gui.message_drag import MessageDrag
from client.gui.notice_page import NoticePage
from client.gui.present import present
from client.gui.remembered import Remembered
from client.gui.settings_dialog import SettingsDialog
from client.gui.task_window import TaskWindow
from client.gui.toast import Toast


class Acting(QObject):
    """Belongs to the main window; `place` is where the words about deeds are shown. Signals: went(str), a folder is to
    be opened.
    """

    went = pyqtSignal(str)

    def __init__(
        self,
        desk: Desk,
        page: MailPage,
        folders: FolderList,
        menus: MainMenus,
        remembered: Remembered,
        place: QWidget,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._list = folders
        self._menus = menus
        self._remembered = remembered
        self._window = window
        self.folders = FolderActions(desk, folders.folders, window)
        self.mail = MailActions(desk, page, folders.folders, self.folders, menus, window)
        self.mail.went.connect(self.went)
        self.drag = MessageDrag(page.table, desk.theme, desk.account.address.address)
        self.toast = Toast(desk.deeds.told, desk.theme, desk.icons, place)
        self.keys: KeysOverlay | None = None
        self.tasks: TaskWindow | None = None
        page.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        page.table.customContextMenuRequested.connect(self._show_list_menu)
        # At once, and not when the selection has come to rest: keys may follow each other fast.
        present(page.table.selectionModel()).selectionChanged.connect(lambda *_: self._enable_selected(page))
        folders.customContextMenuRequested.connect(self._show_folder_menu)
        # What was carried is the selection, which stays as it is meanwhile.
        folders.messages_dropped.connect(lambda _ids, key: self.mail.move(key))
        folders.folder_dropped.connect(self.folders.put_under)
        self._connect(page)

    def show_keys(self) -> KeysOverlay:
        """Lay the list of all keys over the window."""
        if self.keys is None:
            self.keys = KeysOverlay(self._desk.keys, self._window)
            self.keys.chosen.connect(self._run)
            self.keys.change_wanted.connect(self._change_keys)
        self.keys.open()
        return self.keys

    def show_settings(self, page: int = 0) -> SettingsDialog:
        pages = [KeyPage(self._desk.keys), NoticePage(self._remembered), LanguagePage(self._remembered)]
        dialog = SettingsDialog(pages, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show_page(page)
        dialog.open()
        return dialog

    def show_tasks(self) -> None:
        if self.tasks is None:
            self.tasks = TaskWindow(self._desk.tasks.list, self._desk.icons, self._window)
        self.tasks.show()
        self.tasks.raise_()
        self.tasks.activateWindow()

    def enable(self, key: str) -> None:
        """Offer what can be done with the folder that is open."""
        folder = self._list.folders.folder(key)
        own = folder is not None and folder.is_own
        self._menus.commands.enable(
            ("rename-folder", "move-folder"), own and folder is not None and folder.may("mayRename")
        )
        self._menus.commands.enable(("remove-folder",), own and folder is not None and folder.may("mayDelete"))
        for name, role in (("empty-trash", "trash"), ("empty-junk", "junk")):
            found = self._list.folders.folder(role)
            full = found is not None and found.mailbox is not None and found.mailbox.total > 0
            self._menus.commands.enable((name,), full)

    def _change_keys(self) -> None:
        self.show_settings(0)

    def _enable_selected(self, page: MailPage) -> None:
        count, session = page.table.selected_count(), self._desk.session
        commands = self._menus.commands
        commands.enable(OF_SELECTED, count > 0)
        commands.enable(OF_ONE_SELECTED, count == 1)
        commands.enable(("archive",), count > 0 and (session.list.searching or session.mailbox != "archive"))

    def _run(self, name: str) -> None:
        """Do what was chosen in the list of keys, where it can be done now."""
        if name in self._menus.commands:
            self._menus.commands[name].trigger()

    def _open_key(self) -> str:
        index = self._list.currentIndex()
        return self._list.folders.key(index.row()) if index.isValid() else ""

    def _go_to_folder(self) -> None:
        self.folders.choose_folder(self.tr("Go to a folder"), self.tr("Open"), self.went.emit)

    def _show_list_menu(self, at: QPoint) -> None:
        self.mail.show_menu(at)

    def _show_folder_menu(self, at: QPoint) -> None:
        index = self._list.indexAt(at)
        key = self._list.folders.key(index.row()) if index.isValid() else ""
        if key == OUTBOX:
            return
        menu = folder_menu(self._list, self._list.folders.folder(key), self.folders, lambda: self.went.emit(key))
        menu.popup(present(self._list.viewport()).mapToGlobal(at))

    def _connect(self, page: MailPage) -> None:
        mail, folders = self.mail, self.folders
        self._menus.commands.connect(
            {
                "read": lambda: mail.mark(True),
                "unread": lambda: mail.mark(False),
                "flag": mail.flag,
                "archive": mail.archive,
                "delete": mail.delete,
                "junk": mail.junk,
                "move": mail.choose_folder,
                "next": lambda: page.table.step(1),
                "previous": lambda: page.table.step(-1),
                "next-unread": lambda: mail.step_unread(1),
                "previous-unread": lambda: mail.step_unread(-1),
                "go-drafts": lambda: self.went.emit("drafts"),
                "go-archive": lambda: self.went.emit("archive"),
                "go-junk": lambda: self.went.emit("junk"),
                "go-trash": lambda: self.went.emit("trash"),
                "go-folder": self._go_to_folder,
                "new-folder": folders.create,
                "rename-folder": lambda: folders.rename(self._open_key()),
                "move-folder": lambda: folders.choose_place(self._open_key()),
                "remove-folder": lambda: folders.remove(self._open_key()),
                "empty-trash": lambda: folders.empty("trash"),
                "empty-junk": lambda: folders.empty("junk"),
                "keys": self.show_keys,
                "settings": self.show_settings,
                "tasks": self.show_tasks,
            }
        )
