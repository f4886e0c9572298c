"""`postroom delete-account` and `postroom export`, as programs of their own on a real data folder."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import accounts, audit, erasing, former_addresses
from db.database import Store
from scripts.data_folder import STORE
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, assert_sound, fresh_store, mail

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(name="data")
def _data(tmp_path: Path) -> Iterator[Store]:
    store = fresh_store(tmp_path / STORE)
    yield store
    store.close()


@pytest.fixture(name="people")
def _people(data: Store) -> People:
    people = People.make(data, "anna", "ben")
    data.run_tx(lambda tx: tx.execute("UPDATE account SET is_admin = 1 WHERE id = ?", (people["anna"].id,)))
    return people


def run(data: Store, name: str, *words: str, typed: str = "") -> tuple[int, str]:
    command = [sys.executable, "-P", "-W", "error", "-c", "from scripts.command import main; raise SystemExit(main())"]
    command += [name, "--data", str(data.path.parent), *words]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, input=typed, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_account_is_deleted_when_its_address_is_typed(data: Store, people: People) -> None:
    status, told = run(data, "delete-account", "ben", typed="Ben@project.com\n")
    assert status == 0, told
    assert "Nobody gets the address for 30 days." in told
    assert accounts.find(data, "ben@project.com") is None
    line = audit.lines(data, count=1)[0]
    assert (line.actor, line.action) == ("postroom delete-account", "account-deleted")
    assert erasing.step(data, people["ben"].id) == "done"
    assert_sound(data)


@pytest.mark.parametrize("typed", ["", "ben\n", "yes\n", "anna@project.com\n"])
def test_nothing_is_deleted_unless_its_address_is_typed(data: Store, people: People, typed: str) -> None:
    status, told = run(data, "delete-account", "ben", typed=typed)
    assert status == 1
    assert "nothing was deleted" in told
    assert accounts.find(data, "ben@project.com") is not None


def test_nobody_is_asked_with_yes_and_the_address_can_be_free_at_once(data: Store, people: People) -> None:
    status, told = run(data, "delete-account", "--yes", "--free-address", "ben")
    assert status == 0, told
    assert "Anybody can have the address again." in told
    assert former_addresses.listed(data) == []


def test_only_admin_and_nobody_are_told_in_a_sentence(data: Store, people: People) -> None:
    assert run(data, "delete-account", "--yes", "anna") == (
        1, "\nThis is the only admin: make somebody else an admin first.\n",
    )  # fmt: skip
    assert run(data, "delete-account", "--yes", "dora") == (1, "\nNobody has the address dora@project.com.\n")


def test_export_is_a_zip_for_its_owner_only(data: Store, people: People, tmp_path: Path) -> None:
    app = InboxApp(data, people)
    for number in range(5):
        app.deliver("ben", mail(f"Number {number}"))
    target = tmp_path / "ben.zip"
    status, told = run(data, "export", "ben", str(target))
    assert status == 0, told
    assert "ben@project.com: 5 messages" in told
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert archive.read("mail/Inbox.mbox").count(b"\nSubject: Number") == 5
        assert json.loads(archive.read("account.json"))["address"] == "ben@project.com"
    assert audit.lines(data, count=1)[0].action == "account-exported"
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".part")] == []


def test_export_writes_over_nothing_and_tells_what_is_wrong(data: Store, people: People, tmp_path: Path) -> None:
    target = tmp_path / "ben.zip"
    target.write_text("mine")
    status, told = run(data, "export", "ben", str(target))
    assert (status, target.read_text()) == (1, "mine")
    assert "is there already" in told
    assert run(data, "export", "dora", str(tmp_path / "x.zip")) == (1, "\nNobody has the address dora@project.com.\n")
    status, told = run(data, "export", "ben", str(tmp_path / "nowhere" / "x.zip"))
    assert status == 1
    assert "cannot be written: No such file or directory." in told
