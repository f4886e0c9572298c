"""For somebody who forgot the password: a link to the recovery address, or a code of the admin. What is said after a
link was asked for is always the same, whether there is such an account or not; the code comes by another way than mail,
so the dialog says where to get it."""

from dataclasses import dataclass

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QLineEdit, QRadioButton, QVBoxLayout, QWidget

from client.discovery import Server
from client.errors import RecoveryRefused, WeakPassword
from client.gui.form import fit_height, labelled, note
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
        self._server = server
        self._door = door
        self.by_link = QRadioButton(self.tr("Send me a &link"))
        self.by_code = QRadioButton(self.tr("I &have a code"))
        self.username = QLineEdit(username)
        self.asked = note(kind="")
        self.code = QLineEdit()
        self.new = NewPassword(icons, self.username.text)
        self._code_part = QWidget()
        self._lay_out()
        self._connect()
        self._choose(by_code=False)
        (self.by_link if username else self.username).setFocus()

    def act(self) -> None:
        username = self.username.text().strip()
        if not username:
            self.complain(self.username, self.tr("Type your user name or your address."))
        elif self.by_link.isChecked():
            self._ask(username)
        else:
            self._set(username)

    def failed(self, error: Exception) -> None:
        super().failed(error)
        if isinstance(error, RecoveryRefused):
            self.go_to(self.code)
        elif isinstance(error, WeakPassword):
            self.go_to(self.new.password)

    def _ask(self, username: str) -> None:
        server, door = self._server, self._door
        self.asked.hide()
        self.attempt(lambda: door.ask_reset(server, username), lambda _: self._say_asked())

    def _say_asked(self) -> None:
        words = self.tr(
            "If there is such an account with a recovery address, a link is on its way there. It is good for one hour. "
            "If nothing comes, ask the admin of {domain} for a recovery code."
        )
        self.asked.setText(words.format(domain=self._server.domain))
        self.asked.show()
        self.cancel_button.setText(self.tr("Close"))
        # Read aloud with the button that has the focus now.
        self.cancel_button.setAccessibleDescription(self.asked.text())
        self.cancel_button.setFocus()
        fit_height(self)

    def _set(self, username: str) -> None:
        code = self.code.text().strip()
        if not code:
            self.complain(self.code, self.tr("Type the code that your admin gave you."))
            return
        mistake = self.new.mistake()
        if mistake is not None:
            self.complain(*mistake)
            return
        server, door, password = self._server, self._door, self.new.password.text()
        self.attempt(
            lambda: door.recover(server, username, code, password), lambda _: self._done(Recovered(username, password))
        )

    def _done(self, recovered: Recovered) -> None:
        self.accept()
        self.recovered.emit(recovered)

    def _choose(self, *, by_code: bool) -> None:
        """Show what the chosen way needs, and nothing of the other."""
        self.by_link.setChecked(not by_code)
        self.by_code.setChecked(by_code)
        if by_code:
            words = self.tr(
                "Ask the admin of {domain} for a recovery code, on the telephone or face to face. It is good for one "
                "hour and once. All your devices are signed out when you use it."
            )
        else:
            words = self.tr(
                "A link is sent to the recovery address of your account on {domain}. With it you set a new password in "
                "the browser. All your devices are signed out then."
            )
        act = self.tr("Set the password") if by_code else self.tr("Send the link")
        self.describe(self.tr("Set a new password"), words.format(domain=self._server.domain), act)
        self._code_part.setVisible(by_code)
        self.asked.hide()
        self.notices.clear()
        if self.isVisible():
            fit_height(self)

    def _show_busy(self, busy: bool) -> None:
        for one in (self.by_link, self.by_code):
            one.setEnabled(not busy)
        super()._show_busy(busy)

    def _connect(self) -> None:
        for way in (self.by_link, self.by_code):
            # Left to Qt, Tab would reach only the one that is chosen.
            way.setAutoExclusive(False)
        self.by_link.clicked.connect(lambda: self._choose(by_code=False))
        self.by_code.clicked.connect(lambda: self._choose(by_code=True))
        self.username.textChanged.connect(lambda _: self.new.judge())

    def _lay_out(self) -> None:
        self.code.setPlaceholderText("ABCDE-FGHJK-LMNPQ-RSTUV")
        self.asked.hide()
        self.fields.addWidget(self.by_link)
        self.fields.addWidget(self.by_code)
        self.fields.addLayout(labelled(self.tr("&User name"), self.username))
        self.fields.addWidget(self.asked)
        column = QVBoxLayout(self._code_part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.fields.spacing())
        column.addLayout(labelled(self.tr("Recovery &code"), self.code))
        column.addWidget(self.new)
        self.fields.addWidget(self._code_part)
