"""Arranging the mailboxes of an account, against both real servers."""

from collections.abc import Iterator

import pytest

from client.account import Account, Server
from client.draft import Draft
from client.errors import Cancelled, MessageGone, NotAccepted
from client.message import Mailbox
from tests.support.inbox_process import known_server
from tests.support.live_account import account_like
from tests.support.postroom import Postroom
from tests.support.serving import serving


@pytest.fixture(scope="module")
def postroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postroom]:
    with serving(tmp_path_factory.mktemp("postroom")) as running:
        yield running


@pytest.fixture(scope="module")
def server(postroom: Postroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with known_server(postroom, tmp_path_factory.mktemp("client")) as server:
        yield server


@pytest.fixture
def account(postroom: Postroom, server: Server, request: pytest.FixtureRequest) -> Iterator[Account]:
    with account_like(request.node.name, postroom, server) as signed_in:
        yield signed_in


def box(account: Account, name: str) -> Mailbox | None:
    return next((one for one in account.mailboxes() if one.name == name), None)


def fill(account: Account, mailbox_id: str, number: int) -> list[str]:
    """Put so many messages there."""
    for count in range(number):
        account.send(Draft(to=(account.address,), subject=f"Number {count}", text="x"))
    ids = [row.id for row in account.latest("inbox", number).rows]
    account.move(ids, mailbox_id)
    return ids


def test_folder_is_made_renamed_moved_and_removed(account: Account) -> None:
    folders = account.folders()
    garden = folders.create("Garden")
    beds = folders.create("Beds", garden)
    folders.rename(beds, "Raised beds")
    found = box(account, "Raised beds")
    assert found is not None
    assert found.parent_id == garden
    folders.put_under(beds, "")
    moved = box(account, "Raised beds")
    assert moved is not None
    assert moved.parent_id == ""
    folders.remove(beds, with_messages=False)
    assert box(account, "Raised beds") is None


def test_name_that_is_taken_is_refused_with_the_reason(account: Account) -> None:
    folders = account.folders()
    folders.create("Garden")
    with pytest.raises(NotAccepted, match="another mailbox with this name"):
        folders.create("garden")


def test_folder_with_messages_is_removed_only_when_that_is_asked_for(account: Account) -> None:
    folders = account.folders()
    garden = folders.create("Garden")
    fill(account, garden, 1)
    with pytest.raises(NotAccepted) as refused:
        folders.remove(garden, with_messages=False)
    assert refused.value.kind == "mailboxHasEmail"
    folders.remove(garden, with_messages=True)
    assert box(account, "Garden") is None


def test_folder_with_folders_in_it_is_not_removed(account: Account) -> None:
    folders = account.folders()
    garden = folders.create("Garden")
    folders.create("Beds", garden)
    with pytest.raises(NotAccepted) as refused:
        folders.remove(garden, with_messages=True)
    assert refused.value.kind == "mailboxHasChild"


def test_standard_folder_is_not_removed(account: Account) -> None:
    trash = box(account, "Trash")
    assert trash is not None
    with pytest.raises(NotAccepted):
        account.folders().remove(trash.id, with_messages=True)


def test_folder_that_is_gone_is_told(account: Account) -> None:
    folders = account.folders()
    garden = folders.create("Garden")
    folders.remove(garden, with_messages=False)
    with pytest.raises(MessageGone):
        folders.rename(garden, "Yard")


def test_trash_is_emptied_and_progress_is_told(account: Account) -> None:
    trash = box(account, "Trash")
    assert trash is not None
    fill(account, trash.id, 3)
    told: list[tuple[int, int]] = []
    assert account.folders().empty(trash.id, lambda done, total: told.append((done, total))) == 3
    assert told == [(0, 3), (3, 3)]
    assert account.latest("trash", 10).total == 0
    assert account.folders().empty(trash.id) == 0


def test_emptying_leaves_what_lies_in_another_folder_too(account: Account) -> None:
    trash, folders = box(account, "Trash"), account.folders()
    assert trash is not None
    garden = folders.create("Garden")
    kept, _gone = fill(account, trash.id, 2)
    account._update([kept], {f"mailboxIds/{garden}": True})
    folders.empty(trash.id)
    assert [row.id for row in account.latest(garden, 10).rows] == [kept]
    assert account.latest("trash", 10).total == 0


def test_emptying_can_be_cancelled(account: Account) -> None:
    trash = box(account, "Trash")
    assert trash is not None
    fill(account, trash.id, 1)

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        account.folders().empty(trash.id, stop)
    assert account.latest("trash", 10).total == 1
