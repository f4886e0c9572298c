"""Several accounts in one program: kept sign-ins, the switcher, and what each account keeps to itself."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from client.errors import ServerDown, SignInNeeded
from client.gui.main_window import MainWindow
from tests.support.gui_hands import press
from tests.support.gui_notices import follow, sentence
from tests.support.gui_samples import row
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


def again_without_mail(runs: list[Running]) -> Running:
    """Quit, lose what this computer has of the mail, and start once more: the sign-in window is the first then."""
    runs[-1].close()
    for file in (runs[-1].folder / "cache").iterdir():
        # A thread that read until now takes the log of SQLite away itself.
        file.unlink(missing_ok=True)
    return again(runs)


def answer(window: MainWindow, words: str) -> None:
    """Answer the question that is open."""
    (box,) = window.findChildren(QMessageBox)
    button = next(one for one in box.buttons() if one.text() == words)
    assert isinstance(button, QPushButton)
    button.click()


def addresses(window: MainWindow) -> dict[str, bool]:
    """What the switcher offers, and which one it marks."""
    return {action.text(): action.isChecked() for action in window.switch.actions}


# Kept sign-ins


def test_kept_sign_in_needs_no_password_at_the_next_start(running: Running, runs: list[Running], house: House) -> None:
    running.sign_in("anna")
    assert running.known() == {"anna@project.com": True}
    token = house.of("anna").token
    assert house.keyring is not None
    assert list(house.keyring.held.values()) == [token]
    next_run = again(runs)
    next_run.wait_for("anna")
    assert next_run.program.login is None
    assert house.of("anna").token == token


def test_token_stands_in_no_file(running: Running, house: House) -> None:
    running.sign_in("anna")
    running.known()
    token = house.of("anna").token.encode()
    assert [path for path in running.folder.rglob("*") if path.is_file() and token in path.read_bytes()] == []


def test_sign_in_that_is_not_kept_ends_with_the_program(running: Running, runs: list[Running], house: House) -> None:
    running.sign_in("anna", keep=False)
    assert running.known() == {"anna@project.com": False}
    next_run = again(runs)
    assert house.tokens == {}
    assert next_run.program.login is not None
    assert next_run.program.login.username.text() == "anna@project.com"


def test_without_a_keyring_the_window_says_where_the_sign_in_is(runs: list[Running], house: House) -> None:
    house.keyring = None
    runs[0].program.start()
    login = runs[0].program.login
    assert login is not None
    runs[0].qtbot.waitUntil(runs[0].tasks.is_idle)
    assert not login.keep.box.isEnabled()
    assert "no keyring" in login.keep.sentence
    assert "in memory only" in login.keep.sentence
    runs[0].sign_in("anna")
    assert runs[0].known() == {"anna@project.com": False}


def test_keyring_that_refuses_is_told_and_does_not_stop_the_work(running: Running, house: House) -> None:
    assert house.keyring is not None
    running.qtbot.waitUntil(running.tasks.is_idle)
    house.keyring.refuses = True
    running.sign_in("anna")
    assert "in memory only" in sentence(running.program)
    assert running.known() == {"anna@project.com": False}


def test_ended_sign_in_asks_for_the_password_and_is_forgotten(
    running: Running, runs: list[Running], house: House
) -> None:
    running.sign_in("anna")
    running.known()
    house.tokens.clear()
    next_run = again(runs)
    next_run.qtbot.waitUntil(lambda: bool(sentence(next_run.program)))
    assert sentence(next_run.program) == SignInNeeded().sentence
    assert house.keyring is not None
    next_run.qtbot.waitUntil(lambda: house.keyring is not None and not house.keyring.held)
    follow(next_run.program)
    next_run.sign_in("anna")
    next_run.qtbot.waitUntil(lambda: next_run.window.status.connection.text() == "Up to date")


def test_server_that_is_down_at_the_start_can_be_tried_again(
    running: Running, runs: list[Running], house: House
) -> None:
    running.sign_in("anna")
    running.known()
    house.faults = [ServerDown("mail.project.com", 1443)]
    next_run = again(runs)
    next_run.qtbot.waitUntil(lambda: bool(sentence(next_run.program)))
    follow(next_run.program)
    next_run.wait_for("anna")


def test_kept_sign_in_is_not_shown_to_a_server_with_another_identity(
    running: Running, runs: list[Running], house: House
) -> None:
    running.sign_in("anna")
    running.known()
    house.server = replace(house.server, fingerprint="c3" * 32)
    next_run = again(runs)
    next_run.qtbot.waitUntil(lambda: bool(sentence(next_run.program)))
    assert sentence(next_run.program) == "The server has another identity than when you signed in. Sign in again."
    assert len(house.accounts) == 1


def test_signing_out_forgets_what_was_kept(running: Running, runs: list[Running], house: House) -> None:
    running.sign_in("anna")
    running.known()
    running.window.menus.commands["sign-out"].trigger()
    assert running.known() == {"anna@project.com": False}
    assert house.keyring is not None
    assert house.keyring.held == {}
    assert house.tokens == {}
    assert again(runs).program.window is None


def test_unticking_the_box_at_the_next_sign_in_forgets_what_was_kept(
    running: Running, runs: list[Running], house: House
) -> None:
    running.sign_in("anna")
    running.known()
    house.faults = [ServerDown("mail.project.com", 1443)]
    next_run = again_without_mail(runs)
    next_run.qtbot.waitUntil(lambda: bool(sentence(next_run.program)))
    next_run.sign_in("anna", keep=False)
    assert next_run.known() == {"anna@project.com": False}
    assert house.keyring is not None
    assert house.keyring.held == {}


# Several of them


def test_added_account_is_shown_and_both_are_in_the_switcher(running: Running, house: House) -> None:
    running.sign_in("anna")
    window = running.add("ben")
    assert addresses(window) == {"anna@project.com": False, "ben@project.com": True}
    assert "ben@project.com" in window.windowTitle()
    assert not house.of("anna").closed


def test_accounts_are_changed_by_key_and_by_the_next_one(running: Running) -> None:
    running.sign_in("anna")
    window = running.add("ben")
    window.activateWindow()
    running.qtbot.waitUntil(window.isActiveWindow)
    press(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    window = running.wait_for("anna")
    running.qtbot.waitUntil(window.isActiveWindow)
    press(window, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    running.wait_for("ben")
    running.window.switch.actions[0].trigger()
    assert addresses(running.wait_for("anna")) == {"anna@project.com": True, "ben@project.com": False}


def test_choosing_the_shown_account_changes_nothing(running: Running) -> None:
    window = running.sign_in("anna")
    window.switch.actions[0].trigger()
    window.switch.next()
    assert running.shown() == "anna@project.com"
    assert addresses(window) == {"anna@project.com": True}


def test_text_that_is_being_written_stays_open_when_the_account_changes(running: Running) -> None:
    window = running.sign_in("anna")
    composer = window.windows.write()
    composer.form.text.setPlainText("half a sentence")
    running.add("ben")
    assert composer.isVisible()
    assert composer.form.text.toPlainText() == "half a sentence"
    assert running.window.windows.composers == []


def test_all_kept_accounts_come_back_and_the_last_shown_is_shown(running: Running, runs: list[Running]) -> None:
    running.sign_in("anna")
    running.add("ben")
    running.window.switch.actions[0].trigger()
    running.wait_for("anna")
    assert running.known() == {"anna@project.com": True, "ben@project.com": True}
    next_run = again(runs)
    next_run.wait_for("anna")
    both = {"anna@project.com": True, "ben@project.com": False}
    next_run.qtbot.waitUntil(lambda: addresses(next_run.window) == both)


def test_all_kept_accounts_show_their_mail_while_no_server_answers(
    running: Running, runs: list[Running], house: House
) -> None:
    running.sign_in("anna")
    running.add("ben")
    running.known()
    house.faults = [ServerDown("mail.project.com", 1443)] * 20
    next_run = again(runs)
    next_run.wait_for("ben")
    next_run.qtbot.waitUntil(lambda: len(next_run.program.seats.open) == 2)
    assert addresses(next_run.window) == {"anna@project.com (offline)": False, "ben@project.com (offline)": True}
    next_run.window.switch.actions[0].trigger()
    window = next_run.wait_for("anna")
    next_run.qtbot.waitUntil(lambda: window.mail.messages.rowCount() == 12)
    next_run.qtbot.waitUntil(lambda: window.status.connection.text().startswith("Offline since"))


def test_account_that_does_not_come_back_is_told_with_a_way_in(
    running: Running, runs: list[Running], house: House
) -> None:
    running.sign_in("ben")
    running.add("anna")
    running.known()
    house.tokens = {token: name for token, name in house.tokens.items() if name == "anna"}
    next_run = again(runs)
    next_run.wait_for("anna")
    next_run.qtbot.waitUntil(lambda: sentence(next_run.program).startswith("ben@project.com is not signed in."))
    assert addresses(next_run.window) == {"anna@project.com": True, "ben@project.com (offline)": False}
    follow(next_run.program)
    assert next_run.program.login is not None
    assert next_run.program.login.username.text() == "ben@project.com"
    next_run.program.login.reject()
    assert next_run.shown() == "anna@project.com"
    next_run.window.switch.actions[1].trigger()
    next_run.wait_for("ben")
    # Its mail is there; the notice in its own window leads in.
    follow(next_run.program)
    next_run.sign_in("ben")


def test_new_mail_of_the_other_account_is_told_where_one_looks(running: Running, house: House) -> None:
    running.sign_in("anna")
    running.add("ben")
    account = house.of("anna")
    account.boxes = [replace(box, unread=box.unread + 2) if box.role == "inbox" else box for box in account.boxes]
    account.arrive(row(101), row(102))
    hidden = next(seat for seat in running.program.seats.open if seat.account is account)
    hidden.desk.session.refresh()
    running.qtbot.waitUntil(lambda: sentence(running.program) == "2 new messages for anna@project.com.")
    follow(running.program)
    running.wait_for("anna")


def test_signing_out_of_one_shows_the_other(running: Running, house: House) -> None:
    running.sign_in("anna")
    running.add("ben")
    running.window.menus.commands["sign-out"].trigger()
    running.wait_for("anna")
    assert running.program.login is None
    running.qtbot.waitUntil(lambda: house.of("ben").signed_out)
    assert addresses(running.window) == {"anna@project.com": True, "ben@project.com (not signed in)": False}


def test_session_that_ended_shows_the_other_account_and_the_sign_in(running: Running, house: House) -> None:
    running.sign_in("anna")
    running.add("ben")
    house.of("ben").faults["latest"] = SignInNeeded()
    running.window.refresh()
    running.qtbot.waitUntil(lambda: bool(sentence(running.program)))
    follow(running.program)
    assert running.program.login is not None
    assert running.program.login.username.text() == "ben@project.com"
    assert running.shown() == "anna@project.com"
    running.sign_in("ben")


def test_removing_asks_and_leaves_nothing_that_signs_in(running: Running, runs: list[Running], house: House) -> None:
    running.sign_in("anna")
    running.add("ben")
    running.window.menus.commands["remove-account"].trigger()
    answer(running.window, "Keep")
    assert running.shown() == "ben@project.com"
    running.qtbot.waitUntil(lambda: not running.window.findChildren(QMessageBox))
    running.window.menus.commands["remove-account"].trigger()
    answer(running.window, "Remove")
    running.wait_for("anna")
    assert running.known() == {"anna@project.com": True}
    assert set(house.tokens.values()) == {"anna"}
    assert house.keyring is not None
    assert [user for _, user in house.keyring.held] == ["anna@project.com"]


def test_removing_the_only_account_leads_to_the_sign_in(running: Running) -> None:
    running.sign_in("anna")
    running.window.menus.commands["remove-account"].trigger()
    answer(running.window, "Remove")
    assert running.program.window is None
    assert running.program.login is not None
    assert running.known() == {}


def test_account_that_is_not_signed_in_is_removed_from_the_sign_in_window(
    running: Running, runs: list[Running], house: House
) -> None:
    running.sign_in("anna")
    running.known()
    house.faults = [ServerDown("mail.project.com", 1443)]
    next_run = again_without_mail(runs)
    login = next_run.program.login
    assert login is not None
    next_run.qtbot.waitUntil(lambda: login.remove_button.isEnabled() and bool(sentence(next_run.program)))
    login.remove_button.click()
    (box,) = login.findChildren(QMessageBox)
    next(one for one in box.buttons() if one.text() == "Remove").click()
    assert next_run.known() == {}
    assert house.keyring is not None
    # Nobody has it any more, so it must not go on being worth something.
    assert (house.keyring.held, house.tokens) == ({}, {})
    assert login.username.text() == ""
    assert login.remove_button.isHidden()


def test_signing_in_to_the_same_account_again_replaces_its_session(running: Running, house: House) -> None:
    running.sign_in("anna")
    first = house.of("anna")
    running.add("anna")
    running.qtbot.waitUntil(lambda: first.signed_out)
    assert len(running.program.seats.open) == 1
    assert len(house.tokens) == 1


def test_closing_the_window_ends_the_program_with_every_account(running: Running, house: House) -> None:
    running.sign_in("anna")
    running.add("ben", keep=False)
    running.known()
    with running.qtbot.waitSignal(running.program.ended):
        running.window.close()
    running.qtbot.waitUntil(running.tasks.is_idle)
    assert all(account.closed for account in house.accounts)
    # The kept session goes on at the next start, the other one is ended.
    assert set(house.tokens.values()) == {"anna"}
