"""Deleting one's account: says first what happens and cannot be taken back, offers to save everything, and asks for the
password, because whoever finds an open window must not be able to do this."""

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QPushButton, QWidget

from client.account import Account
from client.errors import WrongPassword
from client.gui.form import labelled, note
from client.gui.icons import Icons
from client.gui.notices import Notice, Urgency
from client.gui.password_field import PasswordField
from client.gui.tasks import Tasks
from client.gui.theme import Theme
from client.gui.waiting_dialog import WaitingDialog


class DeleteAccountDialog(WaitingDialog):
    """Accepted when the account is deleted. Signals: export_wanted(), the person saves everything first; the dialog is
    closed then.
    """

    export_wanted = pyqtSignal()

    def __init__(
        self, account: Account, tasks: Tasks, theme: Theme, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(tasks, theme, icons, parent)
        words = self.tr(
            "{address} and all its mail are deleted on the server and on this computer. Nobody can undo this."
        )
        self.describe(
            self.tr("Delete your account"),
            words.format(address=account.address.address),
            self.tr("Delete my account"),
        )
        self._account = account
        happens = self.tr(
            "At once, you are signed out on all your devices, and mail to you is refused. What you have not sent yet "
            "stays unsent. What others have from you, they keep. Nobody gets your address for 30 days."
        )
        self.export_button = QPushButton(self.tr("&Save everything first…"))
        self.export_button.setAutoDefault(False)
        self.password = PasswordField(self.tr("Your password"), icons)
        self.fields.addWidget(note(happens))
        self.fields.addWidget(self.export_button)
        self.fields.addLayout(labelled(self.tr("Your &password"), self.password))
        self.export_button.clicked.connect(self._export_first)
        self.password.setFocus()

    def act(self) -> None:
        password = self.password.text()
        if not password:
            self.complain(self.password, self.tr("Type your password."))
            return
        leaving = self._account.leaving()
        self.attempt(lambda: leaving.delete(password), lambda _: self._deleted())

    def failed(self, error: Exception) -> None:
        if isinstance(error, WrongPassword):
            # There is no user name here that could be wrong.
            self.notices.tell(Notice("attempt", self.tr("The password is wrong. Type it again."), Urgency.WARNING))
            self.go_to(self.password)
            return
        super().failed(error)

    def _deleted(self) -> None:
        self.password.wipe()
        self.accept()

    def _export_first(self) -> None:
        self.reject()
        self.export_wanted.emit()
