"""What a person does who takes everything along, or goes for good: the account saved into a file, as a task with
progress and a way to stop it; and the account deleted."""

from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QWidget

from client.gui.delete_account_dialog import DeleteAccountDialog
from client.gui.desk import Desk
from client.gui.explanations import notice_of
from client.gui.main_menus import MainMenus
from client.gui.message_output import documents_folder
from client.gui.notices import Notice, Notices
from client.gui.safe_file_name import safe_file_name


class LeavingCommands(QObject):
    """Belongs to the main window. Signals: deleted(), the account is no more."""

    deleted = pyqtSignal()

    def __init__(self, desk: Desk, menus: MainMenus, notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._notices = notices
        self._window = window
        self._folder = documents_folder()
        menus.commands.connect({"export-account": self.export, "delete-account": self.delete})

    def export(self) -> None:
        """Ask for a file, and write everything into it."""
        address = self._desk.account.address.address
        path = self._desk.chooser.save_as(self._window, self._folder / f"{safe_file_name(address)}.zip")
        if path is None:
            return
        self._folder = path.parent
        leaving = self._desk.account.leaving()
        words = self.tr("Saving everything of {address}").format(address=address)
        self._desk.tasks.start_listed(
            words,
            lambda progress: leaving.export(path, progress),
            lambda _: self._exported(address, path),
            self._failed,
            owner=self,
        )
        told = self.tr("Everything of {address} is being saved. The tasks in the menu View show how far it is.")
        self._notices.tell(Notice("export-account", told.format(address=address)))

    def delete(self) -> DeleteAccountDialog:
        """Open the dialog that says what happens, and asks."""
        desk = self._desk
        dialog = DeleteAccountDialog(desk.account, desk.tasks, desk.theme, desk.icons, self._window)
        dialog.accepted.connect(self.deleted)
        dialog.export_wanted.connect(self.export)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _exported(self, address: str, path: Path) -> None:
        words = self.tr("Everything of {address} is saved in {path}.").format(address=address, path=path)
        self._notices.tell(Notice("export-account", words))

    def _failed(self, error: Exception) -> None:
        self._notices.settle("export-account")
        notice = notice_of(error, "export-account", again=self.export)
        if notice is not None:
            self._notices.tell(notice)
