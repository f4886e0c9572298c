"""A keyring that asks its owner first: what becomes of a sign-in that is still being put into it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client import settings
from client.gui.account_book import KeyringWishes
from client.keyring_store import KeyringStore
from tests.support.keyring_in_memory import KeyringInMemory
from tests.support.program_house import PASSWORD, House, Running, anna, runs_of_the_program


class LockedKeyring(KeyringInMemory):
    """`asked` is set when something is put into it; it is there once `gate` is open."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()

    def set_password(self, service: str, username: str, password: str) -> None:
        self.asked.set()
        super().set_password(service, username, password)


@pytest.fixture
def keyring() -> LockedKeyring:
    return LockedKeyring()


@pytest.fixture
def house(keyring: LockedKeyring) -> House:
    return House(keyring=keyring)


@pytest.fixture
def runs(qtbot: QtBot, house: House, tmp_path: Path) -> Iterator[list[Running]]:
    with runs_of_the_program(qtbot, house, tmp_path / "config") as started:
        yield started


@pytest.fixture
def running(runs: list[Running], keyring: LockedKeyring) -> Iterator[Running]:
    """Signed in, and the keyring waits for its owner."""
    runs[0].program.start()
    runs[0].qtbot.waitUntil(runs[0].tasks.is_idle)
    keyring.gate.clear()
    sign_in(runs[0], keep=True)
    runs[0].qtbot.waitUntil(keyring.asked.is_set)
    yield runs[0]
    keyring.gate.set()


def sign_in(running: Running, *, keep: bool) -> None:
    login = running.program.login
    assert login is not None
    login.server.setText("mail.project.com")
    login.username.setText("anna")
    login.password.setText(PASSWORD)
    login.keep.box.setChecked(keep)
    login.sign_in()
    running.qtbot.waitUntil(lambda: running.program.login is None and running.shown() == "anna@project.com")


def test_window_that_is_closed_meanwhile_leaves_the_sign_in_that_is_kept(
    running: Running, runs: list[Running], house: House, keyring: LockedKeyring
) -> None:
    """It was signed out, and what was kept then was worth nothing."""
    token = house.of("anna").token
    running.program.stop()
    # All but the keyring has ended, as before the process does.
    running.qtbot.waitUntil(lambda: len(running.tasks._under_way) == 1)
    running.tasks.close(0)
    keyring.gate.set()
    running.qtbot.waitUntil(lambda: list(keyring.held.values()) == [token])
    assert [one.kept for one in settings.load(running.folder).settings.accounts] == [True]
    runs.append(replace(running))
    runs[-1].program.start()
    runs[-1].wait_for("anna")
    runs[-1].qtbot.waitUntil(lambda: runs[-1].window.status.connection.text() == "Up to date")
    assert house.tokens == {token: "anna"}
    assert house.of("anna").token == token


def test_keyring_that_refuses_in_the_end_has_nothing_kept(running: Running, keyring: LockedKeyring) -> None:
    running.program.stop()
    keyring.refuses = True
    keyring.gate.set()
    assert running.known() == {"anna@project.com": False}


def test_signing_out_meanwhile_leaves_nothing_in_the_keyring(
    running: Running, house: House, keyring: LockedKeyring
) -> None:
    running.window.menus.commands["sign-out"].trigger()
    keyring.gate.set()
    assert running.known() == {"anna@project.com": False}
    assert keyring.held == {}
    assert house.tokens == {}


def test_signing_in_again_without_keeping_it_leaves_nothing_in_the_keyring(
    running: Running, house: House, keyring: LockedKeyring
) -> None:
    running.window.menus.commands["add-account"].trigger()
    sign_in(running, keep=False)
    keyring.gate.set()
    assert running.known() == {"anna@project.com": False}
    assert keyring.held == {}
    assert list(house.tokens) == [house.of("anna").token]


@pytest.mark.parametrize("last", [None, "two"])
def test_wish_that_comes_meanwhile_holds_though_its_own_work_never_begins(
    keyring: LockedKeyring, last: str | None
) -> None:
    wishes = KeyringWishes(KeyringStore(lambda: keyring))
    keyring.gate.clear()
    working = threading.Thread(target=wishes.put(anna(), "one"))
    working.start()
    assert keyring.asked.wait(60)
    wishes.put(anna(), last)
    keyring.gate.set()
    working.join()
    assert list(keyring.held.values()) == ([] if last is None else [last])
