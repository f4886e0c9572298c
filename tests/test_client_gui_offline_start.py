"""A start from what this computer has of the mail: by a kept sign-in, from the sign-in window, and what is left of it
when an account is removed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from client.errors import ServerDown
from tests.support.gui_notices import sentence
from tests.support.program_house import House, Running, again, runs_of_the_program


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def runs(qtbot: QtBot, house: House, tmp_path: Path) -> Iterator[list[Running]]:
    with runs_of_the_program(qtbot, house, tmp_path / "config") as started:
        yield started


@pytest.fixture
def running(runs: list[Running]) -> Running:
    runs[0].program.start()
    return runs[0]


def test_next_start_shows_the_mail_while_the_server_does_not_answer(
    running: Running, runs: list[Running], house: House
) -> None:
    running.sign_in("anna")
    running.known()
    house.faults = [ServerDown("mail.project.com", 1443)]
    next_run = again(runs)
    window = next_run.wait_for("anna")
    next_run.qtbot.waitUntil(lambda: window.status.connection.text().startswith("Offline since"))
    assert window.mail.messages.rowCount() == 12
    window.mail.table.select_number(0)
    window.menus.commands["flag"].trigger()
    window.status.retry.click()
    next_run.qtbot.waitUntil(lambda: window.status.connection.text() == "Up to date")
    next_run.qtbot.waitUntil(lambda: house.of("anna").rows["inbox"][0].flagged)
    assert next_run.window is window


def test_known_account_is_used_offline_from_the_sign_in_window(
    running: Running, runs: list[Running], house: House
) -> None:
    running.sign_in("anna", keep=False)
    running.known()
    next_run = again(runs)
    login = next_run.program.login
    assert login is not None
    assert login.offline_button.isVisible()
    login.offline_button.click()
    window = next_run.wait_for("anna")
    next_run.qtbot.waitUntil(lambda: window.status.connection.text().startswith("Offline since"))
    assert sentence(next_run.program) == ""
    window.status.retry.click()
    next_run.sign_in("anna", keep=False)
    next_run.qtbot.waitUntil(lambda: window.status.connection.text() == "Up to date")
    assert next_run.window is window


def test_account_without_mail_on_this_computer_is_not_offered_offline(running: Running) -> None:
    login = running.program.login
    assert login is not None
    assert not login.offline_button.isVisible()


def test_removed_account_leaves_no_mail_behind(running: Running) -> None:
    running.sign_in("anna")
    assert list((running.folder / "cache").iterdir())
    window = running.window
    window.menus.commands["remove-account"].trigger()
    (box,) = window.findChildren(QMessageBox)
    next(one for one in box.buttons() if one.text() == "Remove").click()
    running.qtbot.waitUntil(lambda: not list((running.folder / "cache").iterdir()))


def test_second_program_says_that_the_account_is_open_in_the_first(qtbot: QtBot, running: Running) -> None:
    running.sign_in("anna")
    running.known()
    second = Running(qtbot, running.house, running.folder)
    second.program.start()
    qtbot.waitUntil(lambda: second.program.login is not None and second.program.login.isVisible())
    qtbot.waitUntil(lambda: "open in another Postroom window" in sentence(second.program))
    second.close()


def test_sign_in_that_is_not_in_the_keyring_any_more_is_no_deed_of_the_server(
    running: Running, runs: list[Running], house: House
) -> None:
    running.sign_in("anna")
    running.known()
    assert house.keyring is not None
    house.keyring.held.clear()
    next_run = again(runs)
    next_run.qtbot.waitUntil(lambda: bool(sentence(next_run.program)))
    expected = "Your sign-in is not in the keyring of this computer any more. Sign in again."
    assert sentence(next_run.program) == expected


def test_program_that_is_stopped_before_it_has_a_window_ends(running: Running, runs: list[Running]) -> None:
    """It went on, and whoever had told it to stop waited for ever."""
    running.sign_in("anna")
    running.known()
    next_run = again(runs)
    assert (next_run.program.window, next_run.program.login) == (None, None)
    ended: list[bool] = []
    next_run.program.ended.connect(lambda: ended.append(True))
    next_run.program.stop()
    assert ended == [True]
    next_run.qtbot.waitUntil(next_run.tasks.is_idle)
    assert next_run.program.seats.open == []
