"""The recovery address: where a link goes when the password is forgotten. What is set is fetched when the dialog opens;
changing it needs the password, because whoever reads mail there can take the account over."""

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtGui import QShowEvent
from PyQt5.QtWidgets import QLineEdit, QWidget

from client.account import Account
from client.account_requests import RecoveryAddress
from client.errors import NotAccepted, WrongPassword
from client.gui.form import fit_height, labelled, note
from client.gui.icons import Icons
from client.gui.notices import Notice, Urgency
from client.gui.password_field import PasswordField
from client.gui.tasks import Tasks
from client.gui.theme import Theme
from client.gui.waiting_dialog import WaitingDialog


class RecoveryAddressDialog(WaitingDialog):
    """Signals: chosen(str), what is so now, in a sentence."""

    chosen = pyqtSignal(str)

    def __init__(
        self, account: Account, tasks: Tasks, theme: Theme, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(tasks, theme, icons, parent)
        words = self.tr(
            "When you forget your password, a link to set a new one is sent to this address. Choose one that only you "
            "read, and that you can read without {address}. Leave it empty for none."
        ).format(address=account.address.address)
        self.describe(self.tr("Recovery address"), words, self.tr("Save"))
        self._account = account
        self._now: RecoveryAddress | None = None
        self.address = QLineEdit()
        self.password = PasswordField(self.tr("Your password"), icons)
        self.outside_note = note()
        self.fields.addLayout(labelled(self.tr("&Recovery address"), self.address))
        self.fields.addWidget(self.outside_note)
        self.fields.addLayout(labelled(self.tr("Your &password"), self.password))
        self.address.textChanged.connect(lambda _: self._say_outside())
        self._say_outside()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        account = self._account
        if self._now is None:
            self.attempt(lambda: account.access().recovery_address(), self._show)

    def act(self) -> None:
        if not self.password.text():
            self.complain(self.password, self.tr("Type your password."))
            return
        account, password, address = self._account, self.password.text(), self.address.text().strip()
        self.attempt(lambda: account.access().set_recovery_address(password, address), self._saved)

    def failed(self, error: Exception) -> None:
        if isinstance(error, WrongPassword):
            # There is no user name here that could be wrong.
            self.notices.tell(Notice("attempt", self.tr("The password is wrong. Type it again."), Urgency.WARNING))
            self.go_to(self.password)
            return
        super().failed(error)
        if isinstance(error, NotAccepted):
            self.go_to(self.address)

    def _show(self, now: RecoveryAddress) -> None:
        self._now = now
        self.address.setText(now.address)
        self._say_outside()
        self.address.setFocus()

    def _say_outside(self) -> None:
        """Say plainly what an address outside needs, while it is typed."""
        domain = self.address.text().strip().rpartition("@")[2].lower()
        is_outside = "." in domain and domain != self._account.server.domain.lower()
        words = ""
        if is_outside and self._now is not None and not self._now.outside_open:
            words = self.tr(
                "This address is outside, and this system sends no mail to the outside now: no link will arrive there "
                "until its admin opens that."
            )
        elif is_outside:
            words = self.tr("This address is outside: links arrive there while this system sends mail to the outside.")
        self.outside_note.setText(words)
        self.outside_note.setVisible(bool(words))
        self.address.setAccessibleDescription(words)
        if self.isVisible():
            fit_height(self)

    def _saved(self, now: RecoveryAddress) -> None:
        self.password.wipe()
        self.accept()
        if not now.address:
            self.chosen.emit(self.tr("You have no recovery address now."))
            return
        words = self.tr("If you forget your password, a link is sent to {address}.").format(address=now.address)
        self.chosen.emit(words)
