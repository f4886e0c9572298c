"""A server that knows several people, and the program in front of it: accounts and keyring in memory, files real."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from client import settings
from client.account import Account
from client.addresses import Address
from client.discovery import Server
from client.errors import Fault, SignInNeeded, WrongPassword
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.main_window import MainWindow
from client.gui.program import Program
from client.gui.remembered import Remembered
from client.gui.tasks import Tasks
from client.keyring_store import KeyringStore
from client.settings import KnownAccount
from client.trust import TrustStore
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import themed
from tests.support.gui_samples import SERVER, inbox
from tests.support.keyring_in_memory import KeyringInMemory

PASSWORD = "correct horse battery"


class HouseAccount(AccountInMemory):
    """Has the token that it was signed in with; signing out makes it worthless."""

    def __init__(self, house: "House", address: Address, token: str, *, connected: bool = True) -> None:
        super().__init__(inbox(), address=address, server=house.server)
        self._connected = connected
        self._house = house
        self._token = token

    @property
    def token(self) -> str:
        return self._token

    def sign_out(self) -> None:
        self._house.tokens.pop(self._token, None)
        super().sign_out()


@dataclass
class House:
    """`tokens` are the sessions that are open; `faults` come from the next questions for the server."""

    server: Server = SERVER
    keyring: KeyringInMemory | None = field(default_factory=KeyringInMemory)
    tokens: dict[str, str] = field(default_factory=dict)
    accounts: list[HouseAccount] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def door(self, folder: Path) -> FrontDoor:
        keys = KeyringStore(lambda: self.keyring)
        return FrontDoor(
            TrustStore(folder),
            connect=self._connect,
            sign_in=self._sign_in,
            resume=self._resume,
            offline=self._offline,
            keys=keys,
        )

    def of(self, name: str) -> HouseAccount:
        """The latest account of this name."""
        return next(one for one in reversed(self.accounts) if one.address.address == f"{name}@project.com")

    def _connect(self, _text: str, _trust: TrustStore, _ca: Path | None) -> Server:
        if self.faults:
            raise self.faults.pop(0)
        return self.server

    def _sign_in(self, _server: Server, username: str, password: str) -> Account:
        if password != PASSWORD:
            raise WrongPassword
        name = username.partition("@")[0]
        token = f"pst_{name}_{len(self.accounts)}"
        self.tokens[token] = name
        return self._opened(name, token)

    def _resume(self, _server: Server, token: str) -> Account:
        if token not in self.tokens:
            raise SignInNeeded
        return self._opened(self.tokens[token], token)

    def _offline(self, server: Server, address: Address) -> Account:
        made = HouseAccount(self, address, "", connected=False)
        made.server = server
        return made

    def _opened(self, name: str, token: str) -> Account:
        self.accounts.append(HouseAccount(self, Address(name.title(), f"{name}@project.com"), token))
        return self.accounts[-1]


@dataclass
class Running:
    """One run of the program on a folder; `close()` ends it."""

    qtbot: QtBot
    house: House
    folder: Path
    tasks: Tasks = field(init=False)
    program: Program = field(init=False)

    def __post_init__(self) -> None:
        self.tasks = Tasks()
        theme = themed()
        remembered = Remembered(self.folder, settings.load(self.folder).settings, self.tasks)
        self.program = Program(self.folder, self.house.door(self.folder), self.tasks, theme, Icons(theme), remembered)

    def sign_in(self, name: str, *, keep: bool = True) -> MainWindow:
        """Use the sign-in window that is open, and wait for the inbox."""
        login = self.program.login
        assert login is not None
        self.qtbot.waitUntil(self.tasks.is_idle)
        login.server.setText("mail.project.com")
        login.username.setText(name)
        login.password.setText(PASSWORD)
        login.keep.box.setChecked(keep and login.keep.box.isEnabled())
        login.sign_in()
        return self.wait_for(name)

    def add(self, name: str, *, keep: bool = True) -> MainWindow:
        self.window.menus.commands["add-account"].trigger()
        return self.sign_in(name, keep=keep)

    def wait_for(self, name: str) -> MainWindow:
        """Wait until the window of this account is shown, and everything that was asked is answered."""
        wanted = f"{name}@project.com"
        self.qtbot.waitUntil(lambda: self.shown() == wanted and self.tasks.is_idle())
        self.qtbot.waitUntil(lambda: self.window.mail.messages.rowCount() > 0)
        return self.window

    def shown(self) -> str:
        """The address whose window is shown; "" when none is."""
        seats = [seat for seat in self.program.seats.open if seat.window.isVisible()]
        assert len(seats) <= 1
        return seats[0].known.address if seats else ""

    @property
    def window(self) -> MainWindow:
        assert self.program.window is not None
        return self.program.window

    def known(self) -> dict[str, bool]:
        """The remembered addresses in their order, and whether their sign-in is kept, as the file says."""
        self.qtbot.waitUntil(self.tasks.is_idle)
        return {one.address: one.kept for one in settings.load(self.folder).settings.accounts}

    def again(self) -> "Running":
        """Quit, and start once more on the same folder."""
        self.close()
        running = replace(self)
        running.program.start()
        return running

    def close(self) -> None:
        self.program.stop()
        self.qtbot.waitUntil(self.tasks.is_idle)
        self.tasks.close()


@contextmanager
def runs_of_the_program(qtbot: QtBot, house: House, folder: Path) -> Iterator[list[Running]]:
    """The first run, to which `again` adds the next ones; the last one runs, and is closed when the block ends."""
    started = [Running(qtbot, house, folder)]
    yield started
    started[-1].close()


def again(runs: list[Running]) -> Running:
    """Quit the last run, and start once more on its folder."""
    runs.append(runs[-1].again())
    return runs[-1]


def anna(kept: bool = True) -> KnownAccount:
    return KnownAccount("mail.project.com:1443", "anna@project.com", SERVER.fingerprint, kept)
