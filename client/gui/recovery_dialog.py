"""For somebody who forgot the password: with a code of the admin they set a new one. The code comes by another way than
mail, so the dialog begins with where to get it."""

from dataclasses import dataclass

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QLineEdit, QWidget

from client.discovery import Server
from client.errors import RecoveryRefused, WeakPassword
from client.gui.form import labelled
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.new_password import NewPassword
from client.gui.tasks import Tasks
from client.gui.theme import Theme
from client.gui.waiting_dialog import WaitingDialog


@dataclass(frozen=True)
class Recovered:
    """What the sign-in window needs to go on."""

    username: str
    password: str

    def __repr__(self) -> str:
        return f"Recovered({self.username!r})"


class RecoveryDialog(WaitingDialog):
    """Signals: recovered(Recovered)."""

    recovered = pyqtSignal(object)

    def __init__(
        self,
        server: Server,
        username: str,
        door: FrontDoor,
        tasks: Tasks,
        theme: Theme,
        icons: Icons,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tasks, theme, icons, parent)
        words = self.tr(
            "Ask the admin of {domain} for a recovery code, on the telephone or face to face. It is good for one hour "
            "and once. All your devices are signed out when you use it."
        ).format(domain=server.domain)
        self.describe(self.tr("Set a new password"), words, self.tr("Set the password"))
        self._server = server
        self._door = door
        self.username = QLineEdit(username)
        self.code = QLineEdit()
        self.new = NewPassword(icons, self.username.text)
        self.username.textChanged.connect(lambda _: self.new.judge())
        self.code.setPlaceholderText("ABCDE-FGHJK-LMNPQ-RSTUV")
        self.fields.addLayout(labelled(self.tr("&User name"), self.username))
        self.fields.addLayout(labelled(self.tr("Recovery &code"), self.code))
        self.fields.addWidget(self.new)
        (self.code if username else self.username).setFocus()

    def act(self) -> None:
        username, code = self.username.text().strip(), self.code.text().strip()
        for field, text, sentence in (
            (self.username, username, self.tr("Type your user name or your address.")),
            (self.code, code, self.tr("Type the code that your admin gave you.")),
        ):
            if not text:
                self.complain(field, sentence)
                return
        mistake = self.new.mistake()
        if mistake is not None:
            self.complain(*mistake)
            return
        server, door, password = self._server, self._door, self.new.password.text()
        self.attempt(
            lambda: door.recover(server, username, code, password), lambda _: self._done(Recovered(username, password))
        )

    def failed(self, error: Exception) -> None:
        super().failed(error)
        if isinstance(error, RecoveryRefused):
            self.go_to(self.code)
        elif isinstance(error, WeakPassword):
            self.go_to(self.new.password)

    def _done(self, recovered: Recovered) -> None:
        self.accept()
        self.recovered.emit(recovered)
