"""The menu of a right click on a folder, or beside all folders: what can be done with it, and nothing else."""

from collections.abc import Callable

from PyQt5.QtCore import QCoreApplication, Qt
from PyQt5.QtWidgets import QMenu, QWidget

from client.gui.folder_actions import FolderActions
from client.gui.folder_model import Folder
from client.gui.present import present


def folder_menu(parent: QWidget, folder: Folder | None, actions: FolderActions, go: Callable[[], None]) -> QMenu:
    """`folder` is None beside all folders."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if folder is None:
        _add(menu, _words("&New folder…"), actions.create)
        return menu
    key = folder.key
    _add(menu, _words("&Open"), go)
    menu.addSeparator()
    _add(menu, _words("New folder &in it…"), lambda: actions.create(key), folder.may("mayCreateChild"))
    if folder.is_own:
        _add(menu, _words("&Rename…"), lambda: actions.rename(key), folder.may("mayRename"))
        _add(menu, _words("&Move…"), lambda: actions.choose_place(key), folder.may("mayRename"))
        _add(menu, _words("Remo&ve…"), lambda: actions.remove(key), folder.may("mayDelete"))
    if key in ("trash", "junk"):
        full = folder.mailbox is not None and folder.mailbox.total > 0
        _add(menu, _words("&Empty…"), lambda: actions.empty(key), full)
    return menu


def _add(menu: QMenu, words: str, run: Callable[[], object], enabled: bool = True) -> None:
    action = present(menu.addAction(words))
    action.setEnabled(enabled)

    def triggered() -> None:
        run()

    action.triggered.connect(triggered)


def _words(words: str) -> str:
    return QCoreApplication.translate("FolderMenu", words)
