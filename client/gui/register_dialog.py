"""A new account: the form follows how the server takes accounts (open, with an invitation, after approval, not at all).
The password is judged while it is typed; what the server refuses is told at the field that it is about."""

from dataclasses import dataclass

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent, QShowEvent
from PyQt5.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from client.discovery import Server
from client.errors import RegistrationRefused
from client.gui.entry import Entry
from client.gui.explanations import notice_of
from client.gui.form import fit_height, keep_fitting, labelled, note
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.notice_bar import NoticeBar
from client.gui.notices import Notice, Notices, Urgency
from client.gui.password_field import PasswordField
from client.gui.present import present
from client.gui.spoken import spoken
from client.gui.strength_meter import StrengthMeter
from client.gui.tasks import Tasks
from client.gui.theme import Theme
from client.mail_client import Registered

WIDTH = 440


@dataclass(frozen=True)
class NewAccount:
    """What the sign-in window needs to go on."""

    address: str
    password: str
    needs_approval: bool

    def __repr__(self) -> str:
        return f"NewAccount({self.address!r})"


class RegisterDialog(QDialog):
    """Signals: registered(NewAccount)."""

    registered = pyqtSignal(object)

    def __init__(
        self,
        server: Server,
        door: FrontDoor,
        tasks: Tasks,
        theme: Theme,
        icons: Icons,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._server = server
        self._theme = theme
        self._icons = icons
        self.notices = Notices(self)
        self._entry = Entry(door, tasks, theme, icons, self)
        self.username = QLineEdit()
        self.password = PasswordField(self.tr("Password"), icons)
        self.repeated = PasswordField(self.tr("Password again"), icons)
        self.invitation = QLineEdit(server.code)
        self.meter = StrengthMeter()
        self.create_button = QPushButton(self.tr("Create account"))
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self._progress = QProgressBar()
        self._build()
        self._connect()
        self.username.setFocus()

    def create_account(self) -> None:
        wrong = self._first_mistake()
        self.notices.clear()
        if wrong is not None:
            field, sentence = wrong
            self._complain(field, sentence)
            return
        server, code = self._server, self.invitation.text().strip()
        username, password = self.username.text().strip(), self.password.text()
        door = self._entry.door
        self._entry.attempt(lambda: door.register(server, username, password, code), self._created)

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        # Only now all fields have their style, and with it their height.
        fit_height(self)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if present(event).key() == Qt.Key.Key_Escape and not self.create_button.isEnabled():
            self._entry.cancel()
            return
        super().keyPressEvent(event)

    def reject(self) -> None:
        self._entry.cancel()
        super().reject()

    def _first_mistake(self) -> tuple[QLineEdit, str] | None:
        if not self.username.text().strip():
            return self.username, self.tr("Choose a user name.")
        if not self.password.text():
            return self.password, self.tr("Choose a password.")
        if self.password.text() != self.repeated.text():
            return self.repeated, self.tr("The two passwords are not the same. Type the password again.")
        if self._server.registration == "invitation" and not self.invitation.text().strip():
            return self.invitation, self.tr("This server takes new accounts by invitation only. Type the code.")
        return None

    def _created(self, made: Registered) -> None:
        new = NewAccount(made.address, self.password.text(), made.needs_approval)
        self.password.wipe()
        self.repeated.wipe()
        self.accept()
        self.registered.emit(new)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, RegistrationRefused):
            fields = {"taken": self.username, "not allowed": self.username, "weak": self.password}
            invited = self._server.registration == "invitation"
            about_code = self.invitation if error.kind == "closed" and invited else None
            self._complain(fields.get(error.kind, about_code), spoken(error.sentence))
            return
        notice = notice_of(error, "register", again=self.create_account)
        if notice is not None:
            self.notices.tell(notice)

    def _complain(self, field: QLineEdit | None, sentence: str) -> None:
        self.notices.tell(Notice("register", sentence, Urgency.WARNING))
        if field is not None:
            field.setFocus()
            field.selectAll()

    def _show_busy(self, busy: bool) -> None:
        for widget in (self.username, self.password, self.repeated, self.invitation, self.create_button):
            widget.setEnabled(not busy)
        self._progress.setVisible(busy)
        fit_height(self)

    def _cancel(self) -> None:
        if self.create_button.isEnabled() or self._server.registration == "closed":
            self.reject()
        else:
            self._entry.cancel()

    def _connect(self) -> None:
        self._entry.busy_changed.connect(self._show_busy)
        keep_fitting(self)
        self.notices.changed.connect(lambda _: fit_height(self))
        self._entry.failed.connect(self._failed)
        self.password.textChanged.connect(lambda: self.meter.judge(self.password.text(), self.username.text()))
        self.username.textChanged.connect(lambda: self.meter.judge(self.password.text(), self.username.text()))
        self.create_button.clicked.connect(self.create_account)
        self.cancel_button.clicked.connect(self._cancel)

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Create an account"))
        self.setFixedWidth(WIDTH)
        self.setModal(True)
        page = QVBoxLayout(self)
        page.setContentsMargins(32, 26, 32, 24)
        page.setSpacing(14)
        title = QLabel(self.tr("Create an account"))
        title.setProperty("kind", "title")
        page.addWidget(title)
        page.addWidget(note(self._introduction()))
        if self._server.registration == "closed":
            self.create_button.hide()
            self.cancel_button.setText(self.tr("Close"))
        else:
            self._build_form(page)
        page.addLayout(self._buttons())

    def _build_form(self, page: QVBoxLayout) -> None:
        page.addWidget(NoticeBar(self.notices, self._theme, self._icons, narrow=True))
        domain = QHBoxLayout()
        domain.addWidget(self.username, 1)
        domain.addWidget(note(f"@{self._server.domain}"))
        page.addLayout(labelled(self.tr("&User name"), self.username, domain))
        page.addLayout(labelled(self.tr("&Password"), self.password))
        page.addWidget(self.meter)
        page.addLayout(labelled(self.tr("Password a&gain"), self.repeated))
        if self._server.registration == "invitation" or self._server.code:
            page.addLayout(labelled(self.tr("&Invitation code"), self.invitation))
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Creating the account"))
        self._progress.hide()
        page.addWidget(self._progress)

    def _introduction(self) -> str:
        words = {
            "open": self.tr("Choose a name and a password. Your address will be your name at {domain}."),
            "invitation": self.tr("{domain} takes new accounts by invitation. The code came with your invitation."),
            "approval": self.tr("An admin of {domain} looks at each new account before it can be used."),
            "closed": self.tr("{domain} takes no new accounts at the moment. Ask the admin of your server."),
        }
        return words.get(self._server.registration, words["open"]).format(domain=self._server.domain)

    def _buttons(self) -> QHBoxLayout:
        self.create_button.setProperty("kind", "primary")
        self.create_button.setDefault(True)
        self.cancel_button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.cancel_button)
        row.addWidget(self.create_button)
        return row
