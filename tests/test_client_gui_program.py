"""The program from sign-in to its end: what it opens, remembers, puts away, and how it behaves when asked to stop."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client import settings
from client.account import Account
from client.discovery import Server
from client.errors import ServerDown, SignInNeeded, WrongPassword
from client.gui.account_files import account_files
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.main_window import MainWindow
from client.gui.notices import Notice
from client.gui.program import Program
from client.gui.remembered import Remembered
from client.gui.tasks import Tasks
from client.gui.unsent_texts import UnsentTexts
from client.mail_client import Registered
from client.outbox import Outbox
from client.settings import KnownAccount, Settings
from client.trust import TrustStore
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import themed
from tests.support.gui_notices import follow
from tests.support.gui_samples import SERVER, inbox

PASSWORD = "correct horse battery"


class House:
    """A server that knows Anna; each sign-in gets an account of its own."""

    def __init__(self) -> None:
        self.accounts: list[AccountInMemory] = []

    def connect(self, text: str, trust: TrustStore, ca: Path | None) -> Server:
        return SERVER

    def sign_in(self, server: Server, username: str, password: str) -> Account:
        if password != PASSWORD:
            raise WrongPassword
        self.accounts.append(AccountInMemory(inbox()))
        return self.accounts[-1]

    def register(self, server: Server, username: str, password: str, code: str) -> Registered:
        return Registered(f"{username}@{server.domain}", False)


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "config"


@pytest.fixture
def program(house: House, tasks: Tasks, folder: Path) -> Iterator[Program]:
    made = build(house, tasks, folder)
    yield made
    made.stop()


def build(house: House, tasks: Tasks, folder: Path) -> Program:
    theme = themed()
    door = FrontDoor(TrustStore(folder), None, house.connect, house.sign_in, house.register)
    remembered = Remembered(folder, settings.load(folder).settings, tasks)
    return Program(folder, door, tasks, theme, Icons(theme), remembered)


def enter(qtbot: QtBot, program: Program) -> None:
    """Sign in and wait for the inbox."""
    assert program.login is not None
    program.login.keep.box.setChecked(False)
    program.login.password.setText(PASSWORD)
    program.login.sign_in()
    qtbot.waitUntil(lambda: program.window is not None and program.window.mail.messages.rowCount() > 0)


def opened(program: Program) -> MainWindow:
    assert program.window is not None
    return program.window


def test_sign_in_comes_first(program: Program) -> None:
    program.start("mail.project.com", "anna")
    assert program.login is not None
    assert program.login.isVisible()
    assert program.window is None
    assert program.login.server.text() == "mail.project.com"


def test_right_password_opens_the_inbox_and_closes_the_sign_in(qtbot: QtBot, program: Program) -> None:
    program.start("mail.project.com", "anna")
    enter(qtbot, program)
    assert program.login is None
    assert opened(program).isVisible()


def test_wrong_password_opens_nothing(qtbot: QtBot, program: Program) -> None:
    program.start("mail.project.com", "anna")
    login = program.login
    assert login is not None
    login.password.setText("wrong")
    login.sign_in()
    qtbot.waitUntil(lambda: login.notices.shown is not None)
    assert program.window is None


def test_server_and_address_are_remembered_and_never_the_password(
    qtbot: QtBot, program: Program, house: House, tasks: Tasks, folder: Path
) -> None:
    program.start("postroom://mail.project.com/?https=1443&code=secret-code", "anna")
    enter(qtbot, program)
    qtbot.waitUntil(tasks.is_idle)
    anna = KnownAccount("mail.project.com:1443", "anna@project.com", SERVER.fingerprint, name="Anna Moreno")
    assert settings.load(folder).settings == Settings(server=anna.server, address=anna.address, accounts=(anna,))
    for path in folder.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes()
            assert b"secret-code" not in path.read_bytes()
    again = build(house, tasks, folder)
    again.start()
    assert again.login is not None
    assert again.login.server.text() == "mail.project.com:1443"
    assert again.login.username.text() == "anna@project.com"
    again.stop()


def test_quitting_signs_out_and_puts_everything_away(
    qtbot: QtBot, program: Program, house: House, tasks: Tasks, folder: Path
) -> None:
    program.start("mail.project.com", "anna")
    enter(qtbot, program)
    with qtbot.waitSignal(program.ended):
        opened(program).close()
    qtbot.waitUntil(tasks.is_idle)
    assert house.accounts[0].closed
    files = account_files(folder, house.accounts[0])
    lock = files.lock()
    Outbox(files.outbox).close()
    lock.unlock()


def test_closing_the_sign_in_window_ends_the_program(qtbot: QtBot, program: Program) -> None:
    program.start()
    assert program.login is not None
    with qtbot.waitSignal(program.ended):
        program.login.close()


def test_signing_out_shows_the_sign_in_again(qtbot: QtBot, program: Program, house: House) -> None:
    program.start("mail.project.com", "anna")
    enter(qtbot, program)
    with qtbot.assertNotEmitted(program.ended):
        opened(program).menus.commands["sign-out"].trigger()
    assert program.window is None
    assert program.login is not None
    qtbot.waitUntil(lambda: house.accounts[0].closed)
    enter(qtbot, program)
    assert len(house.accounts) == 2


def test_ended_session_leads_back_to_the_sign_in(qtbot: QtBot, program: Program, house: House) -> None:
    program.start("mail.project.com", "anna")
    enter(qtbot, program)
    house.accounts[0].faults["latest"] = SignInNeeded()
    opened(program).refresh()
    qtbot.waitUntil(lambda: program.notices.shown is not None)
    follow(program)
    assert program.login is not None
    enter(qtbot, program)


def test_account_open_in_another_program_is_refused(
    qtbot: QtBot, program: Program, house: House, tasks: Tasks, folder: Path
) -> None:
    program.start("mail.project.com", "anna")
    enter(qtbot, program)
    other = build(house, tasks, folder)
    other.start("mail.project.com", "anna")
    login = other.login
    assert login is not None
    login.password.setText(PASSWORD)
    login.sign_in()
    qtbot.waitUntil(lambda: login.notices.shown is not None)
    assert login.notices.shown is not None
    assert "open in another Postroom window" in login.notices.shown.sentence
    qtbot.waitUntil(lambda: house.accounts[1].closed)
    other.stop()


def test_stop_from_outside_asks_nothing_and_keeps_what_is_written(
    qtbot: QtBot, program: Program, house: House, tasks: Tasks, folder: Path
) -> None:
    program.start("mail.project.com", "anna")
    enter(qtbot, program)
    opened(program).windows.write().form.text.setPlainText("half a sentence")
    with qtbot.waitSignal(program.ended):
        program.stop()
    qtbot.waitUntil(tasks.is_idle)
    unsent = UnsentTexts(account_files(folder, house.accounts[0]).unsent)
    assert [text.text for text in unsent.load()] == ["half a sentence"]


def test_text_left_behind_opens_after_the_next_sign_in(
    qtbot: QtBot, program: Program, house: House, tasks: Tasks
) -> None:
    program.start("mail.project.com", "anna")
    enter(qtbot, program)
    opened(program).windows.write().form.text.setPlainText("half a sentence")
    program.stop()
    qtbot.waitUntil(tasks.is_idle)
    program.start()
    enter(qtbot, program)
    qtbot.waitUntil(lambda: program.window is not None and len(opened(program).windows.composers) == 1)
    composer = opened(program).windows.composers[0]
    assert composer.form.text.toPlainText() == "half a sentence"


def test_sign_out_that_fails_still_closes_everything(
    qtbot: QtBot, program: Program, house: House, tasks: Tasks, folder: Path
) -> None:
    program.start("mail.project.com", "anna")
    enter(qtbot, program)
    closed = threading.Event()

    class Unreachable(AccountInMemory):
        def sign_out(self) -> None:
            closed.set()
            raise ServerDown("mail.project.com", 1443)

    house.accounts[0].__class__ = Unreachable
    program.stop()
    qtbot.waitUntil(tasks.is_idle)
    assert closed.is_set()
    account_files(folder, house.accounts[0]).lock().unlock()


def test_notice_is_told_in_the_window_that_is_open(qtbot: QtBot, program: Program) -> None:
    notice = Notice("x", "Something.")
    program.start("mail.project.com", "anna")
    program.tell(notice)
    assert program.login is not None
    assert program.login.notices.shown == notice
    enter(qtbot, program)
    program.tell(notice)
    assert program.notices.shown == notice


def test_damaged_settings_are_told_at_the_start(program: Program) -> None:
    program.start(notice="The settings were damaged.")
    assert program.login is not None
    assert program.login.notices.shown is not None
    assert program.login.notices.shown.sentence == "The settings were damaged."


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_program_starts_and_ends_in_order_when_told_to(tmp_path: Path, number: signal.Signals) -> None:
    config = tmp_path / "config"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN, str(config)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"shown\n"
        process.send_signal(number)
        assert process.wait(60) == 0, process.stderr
    finally:
        process.kill()
        process.communicate()
    assert (config / "client.log").exists()


_RUN = """
import sys
from pathlib import Path
from PyQt5.QtCore import QTimer
from client.arguments import Arguments
from client.gui import application
from client.gui.program import Program

start = Program.start

def start_and_tell(self, *arguments):
    start(self, *arguments)
    QTimer.singleShot(0, lambda: print("shown", flush=True))

Program.start = start_and_tell
sys.exit(application.run(Arguments("localhost:1", None, "anna", Path(sys.argv[1]))))
"""
