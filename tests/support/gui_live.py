"""A person's program at both real servers: a town whose inbox server can go away, and one run of the program in it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pytestqt.qtbot import QtBot

from client import settings
from client.account import Account, connect
from client.addresses import Address
from client.draft import Draft
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.main_window import MainWindow
from client.gui.program import Program
from client.gui.remembered import Remembered
from client.gui.tasks import Tasks
from client.keyring_store import KeyringStore
from client.trust import TrustStore
from tests.support.gui_desk import themed
from tests.support.inbox_process import inbox_process
from tests.support.keyring_in_memory import KeyringInMemory
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving


@dataclass
class Town:
    """Both servers, of which the inbox server can go away, and one computer."""

    qtbot: QtBot
    postroom: Postroom
    folder: Path
    stack: ExitStack
    keyring: KeyringInMemory = field(default_factory=KeyringInMemory)
    link: str = ""

    def open_inbox_server(self) -> None:
        https = self.stack.enter_context(inbox_process(self.postroom))
        self.link = self.postroom.link(https)

    def start(self) -> "Run":
        return Run(self)

    def send(self, name: str, subject: str, text: str) -> None:
        """Let another person write a message."""
        server = connect(self.link, TrustStore(self.folder.parent / "other"))
        account = Account.sign_in(server, "ben", PASSWORD)
        try:
            account.send(Draft(to=(Address("", f"{name}@{self.postroom.domain}"),), subject=subject, text=text))
        finally:
            account.close()


def program_on(folder: Path, keyring: KeyringInMemory, tasks: Tasks) -> Program:
    """The program on a computer with this keyring, with what it remembers in `folder`; it is not started yet."""
    theme = themed()
    door = FrontDoor(TrustStore(folder), keys=KeyringStore(lambda: keyring))
    remembered = Remembered(folder, settings.load(folder).settings, tasks)
    return Program(folder, door, tasks, theme, Icons(theme), remembered)


@contextmanager
def town_with(qtbot: QtBot, folder: Path, *names: str) -> Iterator[Town]:
    """Both servers with these people, and a computer, below `folder`."""
    with serving(folder / "postroom") as postroom, ExitStack() as stack:
        town = Town(qtbot, postroom, folder / "config", stack)
        town.open_inbox_server()
        for name in names:
            postroom.account(name)
        yield town


class Run:
    """One run of the program; leaving it quits."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self.tasks = Tasks()
        self.program = program_on(town.folder, town.keyring, self.tasks)

    def __enter__(self) -> "Run":
        self.program.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.program.stop()
        self.wait(self.tasks.is_idle)
        self.tasks.close()

    def wait(self, condition: Callable[[], bool]) -> None:
        self._town.qtbot.waitUntil(condition)

    def sign_in(self) -> MainWindow:
        login = self.program.login
        assert login is not None
        self.wait(self.tasks.is_idle)
        login.server.setText(self._town.link)
        login.username.setText("anna")
        login.password.setText(PASSWORD)
        login.keep.box.setChecked(True)
        login.sign_in()
        window = self.window()
        self.wait(lambda: window.status.connection.text() == "Up to date")
        return window

    def window(self) -> MainWindow:
        self.wait(lambda: self.program.window is not None)
        assert self.program.window is not None
        return self.program.window

    def subjects(self) -> list[str]:
        messages = self.window().mail.messages
        return [row.subject for line in range(messages.rowCount()) if (row := messages.row(line)) is not None]
