"""A server as the sign-in window meets it, with the faults that a test wants; nothing is asked of a network."""

import threading
from dataclasses import dataclass, field
from pathlib import Path

from PyQt5.QtWidgets import QDialogButtonBox, QPushButton

from client.account import Account
from client.discovery import Server
from client.errors import Fault, WrongPassword
from client.gui.front_door import FrontDoor
from client.gui.login_dialog import LoginDialog
from client.gui.trust_dialogs import ChangedAuthorityDialog, FirstContactDialog
from client.keyring_store import KeyringStore
from client.mail_client import Registered
from client.server_answers import Authority
from client.trust import TrustStore
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_samples import SERVER
from tests.support.keyring_in_memory import KeyringInMemory

PASSWORD = "correct horse battery"
AUTHORITY = Authority("mail.project.com", 1443, "the pem", SERVER.fingerprint)


@dataclass
class Town:
    """A server as the sign-in window meets it, with the faults that a test wants."""

    server: Server = SERVER
    connecting: list[Fault] = field(default_factory=list)
    signing_in: list[Fault] = field(default_factory=list)
    registering: list[Fault] = field(default_factory=list)
    needs_approval: bool = False
    pinned: list[Authority] = field(default_factory=list)
    registered: list[tuple[str, str, str]] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)
    gate: threading.Event = field(default_factory=threading.Event)
    account: AccountInMemory = field(default_factory=AccountInMemory)
    keyring: KeyringInMemory | None = field(default_factory=KeyringInMemory)
    recovering: list[Fault] = field(default_factory=list)
    recovered: list[tuple[str, str, str]] = field(default_factory=list)
    resumed: list[str] = field(default_factory=list)
    reset_asked: list[str] = field(default_factory=list)

    def connect(self, text: str, trust: TrustStore, ca: Path | None) -> Server:
        self.asked.set()
        assert self.gate.wait(30)
        if self.connecting:
            raise self.connecting.pop(0)
        return self.server

    def sign_in(self, server: Server, username: str, password: str) -> Account:
        if self.signing_in:
            raise self.signing_in.pop(0)
        if password != PASSWORD:
            raise WrongPassword
        return self.account

    def register(self, server: Server, username: str, password: str, code: str) -> Registered:
        if self.registering:
            raise self.registering.pop(0)
        self.registered.append((username, password, code))
        return Registered(f"{username}@{server.domain}", self.needs_approval)

    def resume(self, server: Server, token: str) -> Account:
        if self.signing_in:
            raise self.signing_in.pop(0)
        self.resumed.append(token)
        return self.account

    def recover(self, server: Server, username: str, code: str, password: str) -> None:
        if self.recovering:
            raise self.recovering.pop(0)
        self.recovered.append((username, code, password))

    def ask_reset(self, server: Server, username: str) -> None:
        if self.recovering:
            raise self.recovering.pop(0)
        self.reset_asked.append(username)

    def door(self) -> FrontDoor:
        keys = KeyringStore(self.keyring_of_this_computer)
        ways = (self.connect, self.sign_in, self.register, self.resume, self.recover)
        return FrontDoor(Pins(self), None, *ways, keys, ask_reset=self.ask_reset)

    def keyring_of_this_computer(self) -> KeyringInMemory | None:
        return self.keyring


class Pins(TrustStore):
    """Notes what is pinned instead of writing it."""

    def __init__(self, town: Town) -> None:
        super().__init__(Path("unused"))
        self._town = town

    def pin(self, authority: Authority) -> None:
        self._town.pinned.append(authority)


def sign_in(login: LoginDialog, password: str = PASSWORD) -> None:
    login.password.setText(password)
    login.sign_in_button.click()


def answer(dialog: FirstContactDialog | ChangedAuthorityDialog, role: QDialogButtonBox.ButtonRole) -> QPushButton:
    """The button with this role."""
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    found = next(button for button in box.buttons() if box.buttonRole(button) == role)
    assert isinstance(found, QPushButton)
    return found
