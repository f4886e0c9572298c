"""An account that was deleted leaves this computer as well: its window, its mail, what was not sent, its sign-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.program_house import PASSWORD, House, Running


@pytest.fixture(name="house")
def _house() -> House:
    return House()


@pytest.fixture(name="running")
def _running(qtbot: QtBot, house: House, tmp_path: Path) -> Iterator[Running]:
    started = Running(qtbot, house, tmp_path / "config")
    started.program.start()
    yield started
    started.close()


def delete(running: Running) -> None:
    dialog = running.window.leaving_commands.delete()
    dialog.password.setText(PASSWORD)
    with running.qtbot.waitSignal(running.window.leaving_commands.deleted):
        dialog.act_button.click()


def files_of(folder: Path, name: str) -> list[Path]:
    return [one for one in (folder / "accounts").iterdir() if one.name.startswith(f"{name}@")]


def test_nothing_of_it_stays_on_this_computer(running: Running, house: House) -> None:
    running.sign_in("anna")
    running.add("ben")
    assert files_of(running.folder, "ben")
    delete(running)
    # At once: news goes by itself.
    shown = running.program.notices.shown
    assert shown is not None
    assert shown.sentence == "ben@project.com is deleted."
    running.wait_for("anna")
    running.qtbot.waitUntil(running.tasks.is_idle)
    assert files_of(running.folder, "ben") == []
    assert files_of(running.folder, "anna")
    assert len({one.name.split(".")[0] for one in (running.folder / "cache").iterdir()}) == 1
    assert running.known() == {"anna@project.com": True}
    assert house.keyring is not None
    assert [user for _, user in house.keyring.held] == ["anna@project.com"]


def test_deleting_the_only_account_leads_to_the_sign_in(running: Running) -> None:
    running.sign_in("anna")
    delete(running)
    running.qtbot.waitUntil(lambda: running.program.window is None)
    assert running.program.login is not None
    assert running.program.login.username.text() == ""
    assert running.known() == {}
