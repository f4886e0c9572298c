"""The first window: which server, who, and the password, or going on with a sign-in that was kept. It tells what went
wrong in one sentence, loses nothing that was typed, and leads to a new account and to a new password. Waiting happens
in worker threads; Cancel is always there."""

from collections.abc import Callable

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PyQt5.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from client import errors, trust_errors
from client.account import Account
from client.discovery import Server
from client.gui.entry import Entry
from client.gui.explanations import notice_of
from client.gui.form import fit_height, keep_fitting, labelled, note
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.keep_choice import KeepChoice
from client.gui.notice_bar import NoticeBar
from client.gui.notices import Notice, Notices, Urgency
from client.gui.password_field import PasswordField
from client.gui.present import present
from client.gui.question import ask
from client.gui.recovery_dialog import Recovered, RecoveryDialog
from client.gui.register_dialog import NewAccount, RegisterDialog
from client.gui.tasks import Tasks
from client.gui.theme import Theme
from client.settings import KnownAccount

WIDTH = 440
LOGO_SIZE = 44
# What the person has to look at when one of these goes wrong; anything else is about the server as a whole.
ABOUT_THE_PASSWORD = (errors.WrongPassword, errors.SignInNeeded, errors.KeyringFault)
ABOUT_THE_SERVER = (
    *(errors.BadServerAddress, errors.NameNotFound, errors.NotPostroom, errors.ServerDown),
    *(trust_errors.UntrustedServer, trust_errors.WrongHostName, trust_errors.WrongServer),
)


class LoginDialog(QDialog):
    """Signals: signed_in(Account); came_back(Account), the keyring had the sign-in; remove_wanted(KnownAccount), the
    person does not want this account on this computer any more; offline_wanted(KnownAccount), its mail is to be
    shown as this computer has it.
    """

    signed_in = pyqtSignal(object)
    came_back = pyqtSignal(object)
    remove_wanted = pyqtSignal(object)
    offline_wanted = pyqtSignal(object)

    def __init__(
        self, door: FrontDoor, tasks: Tasks, theme: Theme, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._theme = theme
        self._icons = icons
        self._known: KnownAccount | None = None
        self._again: Callable[[], None] | None = None
        self.notices = Notices(self)
        self._entry = Entry(door, tasks, theme, icons, self)
        self.server = QLineEdit()
        self.username = QLineEdit()
        self.password = PasswordField(self.tr("Password"), icons)
        self.keep = KeepChoice(door, tasks)
        self.forgot_button = QPushButton(self.tr("I forgot my password…"))
        self.remove_button = QPushButton(self.tr("Remove this account…"))
        self.offline_button = QPushButton(self.tr("Use offline"))
        self.create_button = QPushButton(self.tr("Create account…"))
        self.sign_in_button = QPushButton(self.tr("Sign in"))
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self._progress = QProgressBar()
        self._build()
        self._connect()
        self._show_busy(False)

    def prefill(self, server: str, username: str, known: KnownAccount | None = None) -> None:
        """Fill in what is known, and go to the first field that is empty. `known` is an account of this computer."""
        self._known = known
        self.server.setText(server)
        self.username.setText(username)
        self.remove_button.setVisible(known is not None)
        self.offline_button.hide()
        empty = (field for field in (self.server, self.username) if not field.text())
        next(empty, self.password).setFocus()

    def offer_offline(self) -> None:
        """Mail of the known account is on this computer, and can be read without the server."""
        self.offline_button.show()

    def sign_in(self) -> None:
        server, username, password = self.server.text().strip(), self.username.text().strip(), self.password.text()
        if self._complain_of_empty(password_needed=True):
            return
        door = self._entry.door
        self.notices.clear()
        self._again = None
        self._entry.attempt(lambda: door.enter(server, username, password), self._enter, _close)

    def come_back(self, known: KnownAccount) -> None:
        """Go on with the sign-in that the keyring has; where that cannot be, the password is asked for."""
        door = self._entry.door
        self.notices.clear()
        self._again = lambda: self.come_back(known)
        self._entry.attempt(lambda: door.come_back(known), self.came_back.emit, _close)

    def forgot_password(self) -> None:
        """Find the server first: the code is for it and nobody else."""
        if self._complain_of_empty(password_needed=False):
            return
        server, door = self.server.text().strip(), self._entry.door
        self.notices.clear()
        self._entry.attempt(lambda: door.find(server), self._open_recovery)

    def create_account(self) -> None:
        """Find the server first: it says how it takes new accounts."""
        if self._complain_of_empty(password_needed=False):
            return
        server, door = self.server.text().strip(), self._entry.door
        self.notices.clear()
        self._entry.attempt(lambda: door.find(server), self._open_register)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if present(event).key() == Qt.Key.Key_Escape and self.cancel_button.isVisible():
            self._entry.cancel()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        # Only now all fields have their style, and with it their height.
        fit_height(self)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self._entry.cancel()
        super().closeEvent(event)

    def reject(self) -> None:
        self._entry.cancel()
        super().reject()

    def _enter(self, account: Account) -> None:
        self.password.wipe()
        self.signed_in.emit(account)

    def _use_offline(self) -> None:
        if self._known is not None:
            self.offline_wanted.emit(self._known)

    def _open_register(self, server: Server) -> None:
        dialog = RegisterDialog(server, self._entry.door, self._tasks, self._theme, self._icons, self)
        dialog.registered.connect(self._registered)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open_recovery(self, server: Server) -> None:
        username = self.username.text().strip()
        dialog = RecoveryDialog(server, username, self._entry.door, self._tasks, self._theme, self._icons, self)
        dialog.recovered.connect(self._recovered)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _recovered(self, recovered: Recovered) -> None:
        self.username.setText(recovered.username)
        self.password.setText(recovered.password)
        self.sign_in()

    def _remove(self) -> None:
        known = self._known
        if known is None:
            return
        title = self.tr("Remove {address} from this computer?").format(address=known.address)
        words = self.tr("Its mail stays on the server. You can add the account again with its password.")
        ask(self, title, words, self.tr("Remove"), self.tr("Keep"), lambda: self.remove_wanted.emit(known))

    def _registered(self, new: NewAccount) -> None:
        self.username.setText(new.address)
        if new.needs_approval:
            words = self.tr("{address} is noted. You can sign in as soon as an admin has approved it.")
            self.notices.tell(Notice("approval", words.format(address=new.address), Urgency.WARNING))
            return
        self.password.setText(new.password)
        self.sign_in()

    def _failed(self, error: Exception) -> None:
        passes = isinstance(error, errors.Fault) and error.may_pass
        notice = notice_of(error, "sign-in", again=self._again if passes else None)
        if notice is not None:
            self.notices.tell(notice)
        if isinstance(error, ABOUT_THE_PASSWORD):
            self.password.setFocus()
            self.password.selectAll()
        elif isinstance(error, ABOUT_THE_SERVER):
            self.server.setFocus()
            self.server.selectAll()

    def _complain_of_empty(self, *, password_needed: bool) -> bool:
        wanted: list[tuple[QLineEdit, str]] = [
            (self.server, self.tr("Which server? Type its address or paste the link."))
        ]
        if password_needed:
            wanted.append((self.username, self.tr("Type your user name or your address.")))
            wanted.append((self.password, self.tr("Type your password.")))
        for field, sentence in wanted:
            if not field.text().strip():
                self.notices.clear()
                self.notices.tell(Notice("empty", sentence, Urgency.WARNING))
                field.setFocus()
                return True
        return False

    def _show_busy(self, busy: bool) -> None:
        links = (self.create_button, self.forgot_button, self.remove_button, self.offline_button)
        for field in (self.server, self.username, self.password, self.keep, self.sign_in_button, *links):
            field.setEnabled(not busy)
        self._progress.setVisible(busy)
        self.cancel_button.setVisible(busy)
        self.sign_in_button.setVisible(not busy)
        self.create_button.setVisible(not busy)
        if busy:
            self.cancel_button.setFocus()
        else:
            self.password.setFocus()
        fit_height(self)

    def _connect(self) -> None:
        self._entry.busy_changed.connect(self._show_busy)
        keep_fitting(self)
        self.notices.changed.connect(lambda _: fit_height(self))
        self._entry.failed.connect(self._failed)
        self.sign_in_button.clicked.connect(self.sign_in)
        self.create_button.clicked.connect(self.create_account)
        self.forgot_button.clicked.connect(self.forgot_password)
        self.remove_button.clicked.connect(self._remove)
        self.offline_button.clicked.connect(self._use_offline)
        self.keep.explained.connect(lambda: fit_height(self))
        self.cancel_button.clicked.connect(self._entry.cancel)

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Sign in to Postroom"))
        self.setFixedWidth(WIDTH)
        self.server.setPlaceholderText(self.tr("For example mail.example.org, or an invitation link"))
        self.username.setPlaceholderText(self.tr("Your name on this server, or your address"))
        self.sign_in_button.setProperty("kind", "primary")
        self.sign_in_button.setDefault(True)
        for link in (self.create_button, self.forgot_button, self.remove_button, self.offline_button):
            link.setProperty("kind", "link")
            link.setAutoDefault(False)
        self.remove_button.hide()
        self.offline_button.hide()
        self.cancel_button.setAutoDefault(False)
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Connecting to the server"))
        page = QVBoxLayout(self)
        page.setContentsMargins(32, 28, 32, 24)
        page.setSpacing(14)
        page.addLayout(self._heading())
        page.addSpacing(4)
        page.addWidget(NoticeBar(self.notices, self._theme, self._icons, narrow=True))
        page.addLayout(labelled(self.tr("Ser&ver or invitation link"), self.server))
        page.addLayout(labelled(self.tr("&User name"), self.username))
        page.addLayout(labelled(self.tr("&Password"), self.password))
        page.addWidget(self.keep)
        page.addWidget(self._progress)
        page.addLayout(self._links())
        page.addLayout(self._buttons())

    def _heading(self) -> QHBoxLayout:
        logo = QLabel()
        logo.setPixmap(self._icons.pixmap("program", LOGO_SIZE, self._theme.colours.accent))
        title = QLabel("Postroom")
        title.setProperty("kind", "title")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(note(self.tr("Sign in to read and write your mail.")))
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(logo)
        row.addLayout(words, 1)
        return row

    def _links(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.forgot_button)
        row.addStretch()
        row.addWidget(self.offline_button)
        row.addWidget(self.remove_button)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.create_button)
        row.addStretch()
        row.addWidget(self.cancel_button)
        row.addWidget(self.sign_in_button)
        return row


def _close(account: Account) -> None:
    """An account that came after Cancel."""
    account.close()
