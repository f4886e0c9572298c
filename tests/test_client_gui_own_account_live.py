"""The real program against both real servers: a kept sign-in, a forgotten password, devices, two accounts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.draft import Draft
from client.gui.login_dialog import LoginDialog
from client.gui.main_window import MainWindow
from client.gui.recovery_dialog import RecoveryDialog
from client.gui.tasks import Tasks
from client.gui.writing_choices import LONGEST_HOLD
from client.outbox import State
from db import recovery, sessions
from tests.support.gui_live import program_on
from tests.support.inbox_process import inbox_process
from tests.support.keyring_in_memory import KeyringInMemory
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving

NEW = "three unrelated words"


@dataclass
class Place:
    """Both servers, and what one computer keeps between two starts."""

    postroom: Postroom
    link: str
    folder: Path
    keyring: KeyringInMemory


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Postroom, str]]:
    with serving(tmp_path_factory.mktemp("postroom")) as postroom, inbox_process(postroom) as https:
        yield postroom, postroom.link(https)


@pytest.fixture
def place(servers: tuple[Postroom, str], tmp_path: Path) -> Place:
    return Place(*servers, tmp_path / "config", KeyringInMemory())


class Run:
    """One run of the program."""

    def __init__(self, qtbot: QtBot, place: Place) -> None:
        self._qtbot, self._place = qtbot, place
        self.tasks = Tasks()
        self.program = program_on(place.folder, place.keyring, self.tasks)

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *_: object) -> None:
        self.program.stop()
        self.wait(self.tasks.is_idle)
        self.tasks.close()

    def wait(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition)

    def login(self) -> LoginDialog:
        login = self.program.login
        assert login is not None
        self.wait(self.tasks.is_idle)
        return login

    def sign_in(self, name: str, password: str = PASSWORD) -> MainWindow:
        login = self.login()
        login.server.setText(self._place.link)
        login.username.setText(name)
        login.password.setText(password)
        login.sign_in()
        return self.window_of(name)

    def window_of(self, name: str) -> MainWindow:
        """Wait until the window of this account is shown and has its list."""
        self.wait(lambda: self.program.window is not None and f"{name}@" in self.program.window.switch.button.text())
        self.wait(self.tasks.is_idle)
        window = self.program.window
        assert window is not None
        return window

    def write(self, to: str) -> None:
        """Send a message from the window that is shown, without waiting for the time in which it can be taken back."""
        window = self.program.window
        seat = next(one for one in self.program.seats.open if one.window is window)
        # It must be over only when this has looked, however busy the machine is.
        seat.desk.writing.choices = replace(seat.desk.writing.choices, undo_seconds=LONGEST_HOLD)
        composer = seat.window.windows.write(Draft(subject="Hello", text="Hello"))
        composer.form.to.set_text(to)
        composer.send()
        self.wait(seat.window.undo_send.isVisible)
        seat.window.undo_send.now_button.click()

    def messages(self) -> int:
        window = self.program.window
        assert window is not None
        window.refresh()
        return window.mail.messages.rowCount()


def test_kept_sign_in_reads_and_sends_after_a_new_start_and_ends_with_signing_out(qtbot: QtBot, place: Place) -> None:
    anna = place.postroom.account("anna")
    with Run(qtbot, place) as first:
        first.program.start(place.link, "anna")
        first.sign_in("anna")
        assert next(iter(place.keyring.held.values())).startswith(sessions.PREFIX)
    assert len(sessions.of_account(place.postroom.store, anna.id)) == 1
    with Run(qtbot, place) as second:
        second.program.start()
        window = second.window_of("anna")
        second.write("anna")
        second.wait(
            lambda: second.messages() == 1 and second.program.seats.open[0].desk.office.items[0].state is State.SENT
        )
        window.menus.commands["sign-out"].trigger()
        second.wait(second.tasks.is_idle)
    assert place.keyring.held == {}
    assert sessions.of_account(place.postroom.store, anna.id) == []


def test_forgotten_password_is_set_with_a_code_and_signs_in(qtbot: QtBot, place: Place) -> None:
    code = recovery.create(place.postroom.store, place.postroom.account("ben").id)
    with Run(qtbot, place) as run:
        run.program.start(place.link, "ben")
        login = run.login()
        login.forgot_button.click()
        run.wait(lambda: bool(login.findChildren(RecoveryDialog)))
        (dialog,) = login.findChildren(RecoveryDialog)
        assert dialog.username.text() == "ben"
        dialog.by_code.click()
        dialog.code.setText("A" * 20)
        dialog.new.password.setText(NEW)
        dialog.new.repeated.setText(NEW)
        dialog.act_button.click()
        run.wait(lambda: dialog.notices.shown is not None)
        assert dialog.focusWidget() is dialog.code
        dialog.code.setText(code)
        dialog.act_button.click()
        run.window_of("ben")
        assert run.program.login is None
    with Run(qtbot, place) as run:
        run.program.start()
        run.window_of("ben")


def test_device_that_is_signed_out_elsewhere_is_asked_to_sign_in(qtbot: QtBot, place: Place) -> None:
    place.postroom.account("clara")
    elsewhere = Place(place.postroom, place.link, place.folder.parent / "laptop", KeyringInMemory())
    with Run(qtbot, place) as here, Run(qtbot, elsewhere) as there:
        for run in (here, there):
            run.program.start(place.link, "clara")
            run.sign_in("clara")
        dialog = here.program.window and here.program.window.account_commands.show_devices()
        assert dialog
        here.wait(lambda: dialog.devices.rowCount() == 2)
        dialog.table.selectRow(0 if dialog.devices.device(1).is_current else 1)
        dialog.end_button.click()
        here.wait(lambda: dialog.devices.rowCount() == 1)
        dialog.close_button.click()
        assert there.program.window is not None
        there.program.window.refresh()
        there.wait(lambda: there.program.notices.shown is not None)
        shown = there.program.notices.shown
        assert shown is not None
        assert "signed out by the server" in shown.sentence
        assert shown.remedy is not None
        shown.remedy.run()
        there.wait(lambda: there.program.login is not None)
        here.messages()


def test_two_accounts_of_one_server_write_to_each_other_in_one_program(qtbot: QtBot, place: Place) -> None:
    for name in ("dora", "emil"):
        place.postroom.account(name)
    with Run(qtbot, place) as run:
        run.program.start(place.link, "dora")
        window = run.sign_in("dora")
        window.menus.commands["add-account"].trigger()
        window = run.sign_in("emil")
        run.write("dora")
        dora = next(seat for seat in run.program.seats.open if seat.known.address.startswith("dora@"))

        def told() -> bool:
            dora.desk.session.refresh()
            shown = run.program.notices.shown
            return shown is not None and "for dora@project.com" in shown.sentence

        run.wait(told)
        window.switch.next()
        run.window_of("dora")
        run.wait(lambda: run.messages() == 1)
