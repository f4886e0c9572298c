"""Changing one's password: the old one is asked for again, because whoever finds an open window must not be able to
take the account over. Every other device is signed out by it, and the dialog says so before."""

from PyQt5.QtWidgets import QWidget

from client.account import Account
from client.errors import WeakPassword, WrongPassword
from client.gui.form import labelled
from client.gui.icons import Icons
from client.gui.new_password import NewPassword
from client.gui.notices import Notice, Urgency
from client.gui.password_field import PasswordField
from client.gui.tasks import Tasks
from client.gui.theme import Theme
from client.gui.waiting_dialog import WaitingDialog


class PasswordDialog(WaitingDialog):
    """Accepted when the password is changed."""

    def __init__(
        self, account: Account, tasks: Tasks, theme: Theme, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(tasks, theme, icons, parent)
        title = self.tr("Change the password")
        words = self.tr(
            "This is the password of {address}. You stay signed in here; all your other devices are signed out."
        ).format(address=account.address.address)
        self.describe(title, words, title)
        self._account = account
        self.old = PasswordField(self.tr("Old password"), icons)
        self.new = NewPassword(icons, lambda: account.address.address)
        self.fields.addLayout(labelled(self.tr("&Old password"), self.old))
        self.fields.addWidget(self.new)
        self.old.setFocus()

    def act(self) -> None:
        if not self.old.text():
            self.complain(self.old, self.tr("Type your old password."))
            return
        mistake = self.new.mistake()
        if mistake is not None:
            self.complain(*mistake)
            return
        account, old, new = self._account, self.old.text(), self.new.password.text()
        self.attempt(lambda: account.access().change_password(old, new), lambda _: self.accept())

    def failed(self, error: Exception) -> None:
        if isinstance(error, WrongPassword):
            # There is no user name here that could be wrong.
            self.notices.tell(Notice("attempt", self.tr("The old password is wrong. Type it again."), Urgency.WARNING))
            self.go_to(self.old)
            return
        super().failed(error)
        if isinstance(error, WeakPassword):
            self.go_to(self.new.password)
