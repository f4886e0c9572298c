"""The list against both real servers: mail by push, a start without the server, and a search that the server makes."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from certs.authority import fingerprint
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
from tests.support.gui_hands import press, type_text
from tests.support.gui_rows import known
from tests.support.inbox_process import inbox_process
from tests.support.keyring_in_memory import KeyringInMemory
from tests.support.postroom import PASSWORD, Postroom
from tests.support.searching import index
from tests.support.serving import serving

PATIENCE = 20_000


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
        ca = fingerprint(self.postroom.certificates.ca_certificate.read_bytes())
        self.link = f"postroom://127.0.0.1/?https={https}&smtp={self.postroom.ports.smtp_starttls}&ca={ca}"

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


class Run:
    """One run of the program; leaving it quits."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self.tasks = Tasks()
        theme = themed()
        door = FrontDoor(TrustStore(town.folder), keys=KeyringStore(lambda: town.keyring))
        remembered = Remembered(town.folder, settings.load(town.folder).settings, self.tasks)
        self.program = Program(town.folder, door, self.tasks, theme, Icons(theme), remembered)

    def __enter__(self) -> "Run":
        self.program.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.program.stop()
        self.wait(self.tasks.is_idle)
        self.tasks.close()

    def wait(self, condition: Callable[[], bool]) -> None:
        self._town.qtbot.waitUntil(condition, timeout=PATIENCE)

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


@pytest.fixture
def town(qtbot: QtBot, tmp_path: Path) -> Iterator[Town]:
    with serving(tmp_path / "postroom") as postroom, ExitStack() as stack:
        made = Town(qtbot, postroom, tmp_path / "config", stack)
        made.open_inbox_server()
        for name in ("anna", "ben"):
            postroom.account(name)
        yield made


def test_message_is_in_the_list_within_a_second_of_its_arrival(town: Town) -> None:
    with town.start() as run:
        window = run.sign_in()
        session = run.program.seats[0].desk.session
        run.wait(lambda: session._in_step.listens)
        town.send("anna", "Lunch", "At twelve?")
        began = time.monotonic()
        run.wait(lambda: run.subjects() == ["Lunch"])
        assert time.monotonic() - began < 1
        assert window.mail.count.text() == "1 message"
        town.send("anna", "Supper", "At seven?")
        run.wait(lambda: run.subjects() == ["Supper", "Lunch"])


def test_start_without_the_server_shows_the_mail_and_keeps_what_is_done(town: Town) -> None:
    with town.start() as run:
        town.send("anna", "Lunch", "At twelve?")
        window = run.sign_in()
        run.wait(lambda: run.subjects() == ["Lunch"])
        window.mail.table.select_number(0)
        run.wait(lambda: window.mail.current_reading() is not None)
        run.wait(lambda: run.program.seats[0].opened.cache.waiting() == 0)
        run.wait(lambda: list(town.keyring.held.values()) != [])
    town.stack.close()
    with town.start() as run:
        window = run.window()
        run.wait(lambda: run.subjects() == ["Lunch"])
        run.wait(lambda: window.status.connection.text().startswith("Offline since"))
        window.mail.table.select_number(0)
        run.wait(lambda: window.mail.current_reading() is not None)
        assert "At twelve?" in window.mail.reader.body.toPlainText()
        window.menus.commands["flag"].trigger()
        run.wait(lambda: run.program.seats[0].opened.cache.waiting() == 1)


def test_search_finds_on_the_server_what_stands_deep_in_a_message(town: Town) -> None:
    with town.start() as run:
        window = run.sign_in()
        town.send("anna", "Minutes", "\n".join(["first word"] * 60 + ["xylophone"]))
        run.wait(lambda: run.subjects() == ["Minutes"])
        index(town.postroom.store)
        press(window.mail.table, Qt.Key.Key_Slash)
        assert window.mail.bar.search.hasFocus() or not window.isActiveWindow()
        type_text(window.mail.bar.search, "xylophone")
        run.wait(lambda: window.mail.state.accessibleName().startswith("Nothing found"))
        press(window.mail.bar.search, Qt.Key.Key_Return)
        run.wait(lambda: run.subjects() == ["Minutes"] and window.mail.count.text() == "1 found")
        assert window.mail.messages.folder(known(window.mail.messages, 0)) == "Inbox"
        press(window.mail.bar.search, Qt.Key.Key_Escape)
        run.wait(lambda: window.mail.count.text() == "1 message")
