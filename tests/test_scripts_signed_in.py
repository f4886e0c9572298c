"""`postroom sessions` and `postroom sign-out` on a real data folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import sessions
from db.database import Store
from scripts.data_folder import STORE
from tests.support.own_command import Run, command_on
from tests.support.stores import People, fresh_store


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Store]:
    store = fresh_store(tmp_path / STORE, durable=False)
    yield store
    store.close()


@pytest.fixture
def people(data: Store) -> People:
    return People.make(data, "anna", "ben")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return command_on(tmp_path, monkeypatch, capsys)


def test_devices_of_one_account_are_listed(data: Store, people: People, run: Run) -> None:
    token, _ = sessions.create(data, people["anna"].id, "Phone\x1b[31m", "192.0.2.7", 60)
    sessions.create(data, people["ben"].id, "his", "192.0.2.8", 60)
    for name in ("anna", "Anna@project.com"):
        status, told = run("sessions", name)
        assert status == 0
        assert told.startswith("anna@project.com is signed in on 1 device.\n")
        assert re.search(r"\n  used [\d-]+ [\d:]+ UTC, from [\d-]+ [\d:]+ UTC, 192\.0\.2\.7  Phone\?\[31m\n\Z", told)
        assert token not in told


def test_signing_out_ends_the_sessions_of_one_account(data: Store, people: People, run: Run) -> None:
    tokens = {name: sessions.create(data, people[name].id, "", "", 60)[0] for name in people}
    status, told = run("sign-out", "anna")
    assert (status, told) == (0, "anna@project.com is signed out on 1 device. The password still signs in.\n")
    assert {name: sessions.find(data, token) is not None for name, token in tokens.items()} == {
        "anna": False,
        "ben": True,
    }
    assert run("sign-out", "anna")[1].startswith("anna@project.com is signed out on 0 devices.")


@pytest.mark.parametrize("command", ["sessions", "sign-out"])
def test_what_is_not_there_is_told_in_a_sentence(people: People, run: Run, tmp_path: Path, command: str) -> None:
    assert run(command, "nobody") == (1, "\nNobody has the address nobody@project.com.\n")
    status, told = run(command, "anna", folder=tmp_path / "elsewhere")
    assert status == 1
    assert "There is no Postroom in" in told
