"""The client saves everything of an account and deletes it, against both real servers."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from client.account import Account, Server
from client.draft import Draft
from client.errors import Cancelled, NotAccepted, SignInNeeded, TooManyAttempts, WrongPassword
from client.mbox_file import read_messages
from tests.support.inbox_process import known_server
from tests.support.live_account import account_like
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving


@pytest.fixture(name="postroom", scope="module")
def _postroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postroom]:
    with serving(tmp_path_factory.mktemp("postroom")) as running:
        running.account("admin", is_admin=True)
        yield running


@pytest.fixture(name="server", scope="module")
def _server(postroom: Postroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with known_server(postroom, tmp_path_factory.mktemp("client")) as server:
        yield server


@pytest.fixture(name="account")
def _account(postroom: Postroom, server: Server, request: pytest.FixtureRequest) -> Iterator[Account]:
    with account_like(request.node.name, postroom, server) as signed_in:
        yield signed_in


def test_everything_is_in_the_file(account: Account, tmp_path: Path) -> None:
    for number in range(3):
        account.send(Draft(to=(account.address,), subject=f"Number {number}", text="From here\n" * 20_000))
    target, told = tmp_path / "all.zip", list[tuple[int, int]]()
    account.leaving().export(target, lambda done, total: told.append((done, total)))
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert json.loads(archive.read("account.json"))["address"] == account.address.address
        archive.extractall(tmp_path)
    with (tmp_path / "mail" / "Inbox.mbox").open("rb") as file:
        found = [one.path.read_bytes() for one in read_messages(file, tmp_path / "spool")]
    assert [b"Subject: Number 0" in found[0], b"Subject: Number 2" in found[2]] == [True, True]
    assert found[0].count(b"\nFrom here") == 20_000
    assert told == sorted(told)
    assert told[-1][1] > 0
    assert told[-1][0] >= 0.95 * told[-1][1]


def test_stopped_export_leaves_no_file_and_can_be_asked_for_again(account: Account, tmp_path: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    account.send(Draft(to=(account.address,), subject="x", text="y" * 3_000_000))
    with pytest.raises(Cancelled):
        account.leaving().export(tmp_path / "all.zip", stop)
    assert list(tmp_path.iterdir()) == []
    end = time.monotonic() + 60
    while True:
        # Until the server notices that nobody reads the first one any more.
        try:
            account.leaving().export(tmp_path / "all.zip")
            break
        except TooManyAttempts:
            assert time.monotonic() < end
    assert zipfile.is_zipfile(tmp_path / "all.zip")


def test_account_is_deleted_with_its_password_only(account: Account, server: Server) -> None:
    with pytest.raises(WrongPassword):
        account.leaving().delete("")
    with pytest.raises(WrongPassword):
        account.leaving().delete("not this")
    account.leaving().delete(PASSWORD)
    with pytest.raises(SignInNeeded):
        account.mailboxes()
    with pytest.raises(WrongPassword):
        Account.sign_in(server, account.address.address, PASSWORD)


def test_only_admin_is_told_why_not(server: Server) -> None:
    with closing(Account.sign_in(server, "admin", PASSWORD)) as admin:
        with pytest.raises(NotAccepted, match="only admin"):
            admin.leaving().delete(PASSWORD)
        assert admin.mailboxes()
