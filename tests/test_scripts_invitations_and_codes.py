"""`postroom invite` and `postroom recovery-code` on a real data folder, and codes of links in a terminal."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from certs.authority import fingerprint
from client.invitation import parse_server
from db import invitations, recovery
from db.database import Store
from scripts import qr_code
from scripts.data_folder import STORE
from tests.support.certificates import make_certificates
from tests.support.own_command import Run, command_on
from tests.support.stores import DOMAIN, PASSWORD, People, fresh_store


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Store]:
    store = fresh_store(tmp_path / STORE, durable=False)
    make_certificates(tmp_path / "certs")
    yield store
    store.close()


@pytest.fixture
def people(data: Store) -> People:
    return People.make(data, "anna", "ben")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return command_on(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("name", ["anna", "Anna@Project.com"])
def test_recovery_code_that_is_told_sets_a_password(data: Store, people: People, run: Run, name: str) -> None:
    status, told = run("recovery-code", name)
    assert status == 0
    assert "anna@project.com" in told
    found = re.search(r"[A-Z2-9]{5}(?:-[A-Z2-9]{5}){3}", told)
    assert found
    assert recovery.use(data, "anna", DOMAIN, found[0], "three unrelated words").id == people["anna"].id


def test_recovery_code_for_nobody_is_told_in_a_sentence(people: People, run: Run, tmp_path: Path) -> None:
    assert run("recovery-code", "nobody") == (1, "\nNobody has the address nobody@project.com.\n")
    status, told = run("recovery-code", "anna", folder=tmp_path / "elsewhere")
    assert status == 1
    assert "There is no Postroom in" in told


def test_invitation_link_carries_the_fingerprint_and_a_code_that_works(
    data: Store, people: People, run: Run, tmp_path: Path
) -> None:
    status, told = run("invite", "--uses", "2", "--days", "1", "--host", "mail.project.com")
    assert status == 0
    assert told.startswith("For 2 people, within 1 day:\n\npostroom://mail.project.com/?")
    address = parse_server(told.splitlines()[2])
    assert address.fingerprint == fingerprint((tmp_path / "certs" / "ca.pem").read_bytes())
    for name in ("dora", "emil"):
        assert invitations.register(data, address.code, name, DOMAIN, PASSWORD).address == f"{name}@project.com"
    assert "█" in told


def test_invitation_to_a_closed_server_is_not_made(data: Store, run: Run, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('registration = "closed"\n')
    status, told = run("invite")
    assert status == 1
    assert "Registration is closed" in told
    assert data.row("SELECT count(*) FROM invitation") == (0,)


@pytest.mark.parametrize("words", [("--uses", "0"), ("--uses", "many"), ("--days", "91"), ("--uses", "9" * 100)])
def test_numbers_that_make_no_sense_are_refused(data: Store, run: Run, words: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("invite", *words)
    assert ended.value.code == 2


def test_code_in_text_is_a_square_with_its_three_corners() -> None:
    lines = qr_code.in_text("postroom://mail.project.com/?https=1443").splitlines()
    assert {len(line) for line in lines} == {len(lines[0])}
    assert abs(2 * len(lines) - len(lines[0])) <= 1
    # Light, then seven dark squares, then light again: the upper edge of a finder pattern.
    for row in (lines[1][2:9], lines[1][-9:-2]):
        assert row == " ▄▄▄▄▄ "
