"""One person's program at both real servers, with the hands of somebody who works in its window, and another connection
that sees what the server has."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import TypeAlias

from PyQt5.QtCore import QItemSelectionModel
from PyQt5.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from client import settings
from client.account import Account, connect
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.main_window import MainWindow
from client.gui.program import Program
from client.gui.remembered import Remembered
from client.gui.tasks import Tasks
from client.gui.tray import Tray
from client.keyring_store import KeyringStore
from client.message import Mailbox, MessageRow
from client.trust import TrustStore
from tests.support.gui_desk import themed
from tests.support.gui_hands import answer
from tests.support.inbox_process import inbox_process
from tests.support.keyring_in_memory import KeyringInMemory
from tests.support.live_account import name_like
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving
from tests.support.tray_in_memory import TrayInMemory

FLAG = QItemSelectionModel.SelectionFlag
SELECT_ROW = QItemSelectionModel.SelectionFlags(FLAG.Select) | FLAG.Rows

Servers: TypeAlias = tuple[Postroom, str]


@contextmanager
def both_servers(folder: Path) -> Iterator[Servers]:
    """Both servers, and the link to them."""
    with serving(folder) as postroom, inbox_process(postroom) as https:
        yield postroom, postroom.link(https)


@dataclass
class Run:
    """The program of one person, and a second connection that sees what the server has."""

    qtbot: QtBot
    postroom: Postroom
    name: str
    program: Program
    tray: TrayInMemory
    beside: Account

    @property
    def window(self) -> MainWindow:
        assert self.program.window is not None
        return self.program.window

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)

    def deliver(self, *subjects: str) -> None:
        with closing(self.postroom.sign_in(self.name)) as smtp:
            for subject in subjects:
                mail = EmailMessage()
                mail["From"] = mail["To"] = f"{self.name}@project.com"
                mail["Subject"] = subject
                mail.set_content("Hello!")
                smtp.send_message(mail)

    def listed(self) -> list[str]:
        messages = self.window.mail.messages
        rows = [messages.row(line) for line in range(messages.rowCount())]
        return sorted(row.subject for row in rows if row is not None)

    def on_server(self, mailbox: str) -> dict[str, MessageRow]:
        return {row.subject: row for row in self.beside.latest(mailbox, 50).rows}

    def box(self, name: str) -> Mailbox | None:
        return next((one for one in self.beside.mailboxes() if one.name == name), None)

    def has(self, mailbox: str, *subjects: str) -> None:
        """Wait until the server has exactly these messages there."""
        self.wait(lambda: sorted(self.on_server(mailbox)) == sorted(subjects))

    def select(self, *subjects: str) -> None:
        table, messages = self.window.mail.table, self.window.mail.messages
        table.clearSelection()
        selection = table.selectionModel()
        assert selection is not None
        for line in range(messages.rowCount()):
            row = messages.row(line)
            if row is not None and row.subject in subjects:
                selection.select(messages.index(line, 0), SELECT_ROW)
        self.wait(lambda: self.window.menus.commands["archive"].isEnabled())

    def trigger(self, name: str) -> None:
        action = self.window.menus.commands[name]
        assert action.isEnabled(), name
        action.trigger()

    def answer(self, words: str) -> None:
        answer(self.window, words)

    def keys_of_folders(self) -> list[str]:
        return [one.name for one in self.window.folders.folders.folders if one.is_own]

    def toast(self) -> str:
        return self.window.acting.toast.accessibleName()

    def dialog(self) -> QDialog:
        return next(one for one in self.window.findChildren(QDialog) if one.isVisible())


@contextmanager
def signed_in(qtbot: QtBot, servers: Servers, tmp_path: Path, test: str) -> Iterator[Run]:
    """The program of somebody who is called like the test, signed in, with three messages in the inbox."""
    postroom, link = servers
    name = name_like(test)
    postroom.account(name)
    tasks, theme, icon = Tasks(), themed(), TrayInMemory()
    icons, folder = Icons(theme), tmp_path / "config"
    door = FrontDoor(TrustStore(folder), keys=KeyringStore(KeyringInMemory))
    remembered = Remembered(folder, settings.load(folder).settings, tasks)
    tray = Tray(theme, icons, make=lambda: icon)
    program = Program(folder, door, tasks, theme, icons, remembered, tray=tray)
    with closing(Account.sign_in(connect(link, TrustStore(tmp_path / "beside")), name, PASSWORD)) as beside:
        made = Run(qtbot, postroom, name, program, icon, beside)
        made.deliver("One", "Two", "Three")
        program.start(link, name)
        login = program.login
        assert login is not None
        login.server.setText(link)
        login.username.setText(name)
        login.password.setText(PASSWORD)
        made.wait(lambda: login.sign_in_button.isEnabled())
        login.sign_in()
        made.wait(lambda: program.window is not None and len(made.listed()) == 3)
        made.window.activateWindow()
        yield made
        program.stop()
        qtbot.waitUntil(tasks.is_idle)
        tasks.close()
