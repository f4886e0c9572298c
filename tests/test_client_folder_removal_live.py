"""A folder that is removed and comes back, against both real servers: exactly what was in it is in it again, wherever
the work was interrupted."""

from collections.abc import Iterable, Iterator

import pytest

from client.account import Account, Server
from client.draft import Draft
from client.errors import Cancelled, ConnectionLost, MessageGone, NotAccepted
from client.folder_faults import FolderStays
from client.folder_removal import Removing
from client.folder_steps import FolderStep, Making, Outcome, Placing, Renaming
from client.message import Mailbox
from client.server_folders import ServerFolders
from client.successors import Successors
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


class Shaky(ServerFolders):
    """Asks for one message at a time, and loses the connection around the call with the number `lost`: before it for
    an even one, after it for an odd one.
    """

    def __init__(self, account: Account, lost: int = -1) -> None:
        super().__init__(account._jmap, account._https)
        self.lost = lost
        self.calls = 0

    def portions(self, ids: Iterable[str]) -> Iterator[list[str]]:
        return ([one] for one in ids)

    def create(self, name: str, parent_id: str = "", sort_order: int = 0) -> str:
        self._lose(0)
        made = super().create(name, parent_id, sort_order)
        self._lose(1)
        return made

    def rename(self, mailbox_id: str, name: str) -> None:
        self._lose(0)
        super().rename(mailbox_id, name)
        self._lose(1)

    def put_under(self, mailbox_id: str, parent_id: str) -> None:
        self._lose(0)
        super().put_under(mailbox_id, parent_id)
        self._lose(1)

    def remove(self, mailbox_id: str, *, with_messages: bool) -> None:
        self._lose(0)
        super().remove(mailbox_id, with_messages=with_messages)
        self._lose(1)

    def put(self, ids: Iterable[str], into: str = "", out_of: str = "") -> None:
        self._lose(0)
        super().put(ids, into, out_of)
        self._lose(1)

    def _lose(self, after: int) -> None:
        if self.lost == 2 * self.calls + after:
            self.lost = -1
            raise ConnectionLost("127.0.0.1", 443)
        self.calls += after


def untold(_done: int, _total: int) -> None:
    """Nobody looks."""


def box(account: Account, name: str) -> Mailbox | None:
    return next((one for one in account.mailboxes() if one.name == name), None)


def subjects(account: Account, mailbox: str) -> list[str]:
    return sorted(row.subject for row in account.latest(mailbox, 50).rows)


def filled(account: Account, *subjects: str) -> tuple[str, dict[str, str]]:
    """A folder with these messages in it: its id, and theirs by subject."""
    garden = account.folders().create("Garden")
    for subject in subjects:
        account.send(Draft(to=(account.address,), subject=subject, text="x"))
    rows = account.latest("inbox", 50).rows
    account.move([row.id for row in rows], garden)
    return garden, {row.subject: row.id for row in rows}


def act(step: FolderStep, folders: ServerFolders) -> Outcome:
    outcome = step.act(folders, untold)
    assert outcome is not None
    return outcome


def back(step: FolderStep, folders: ServerFolders) -> Outcome:
    outcome = step.back(folders, untold)
    assert outcome is not None
    return outcome


def until_done(step: FolderStep, folders: Shaky, lost: int, *, forward: bool) -> bool:
    """Do one direction, once more after the connection was lost; whether it was."""
    folders.lost, folders.calls = lost, 0
    direction = act if forward else back
    try:
        direction(step, folders)
    except ConnectionLost:
        direction(step, folders)
        return True
    return False


def spread(account: Account) -> tuple[str, dict[str, frozenset[str]]]:
    """A folder with messages that lie there alone, in Archive too, and in Trash too, and where they lie."""
    garden, ids = filled(account, "One", "Two", "Both", "Trashed")
    archive, trash = box(account, "Archive"), box(account, "Trash")
    assert archive is not None
    assert trash is not None
    account.folders().put([ids["Both"]], archive.id)
    account.folders().put([ids["Trashed"]], trash.id)
    account.send(Draft(to=(account.address,), subject="Other", text="x"))
    account.move([row.id for row in account.latest("inbox", 1).rows], "trash")
    return garden, account.folders().places(garden)


def check_removed(account: Account) -> None:
    assert box(account, "Garden") is None
    assert subjects(account, "trash") == ["One", "Other", "Trashed", "Two"]
    assert subjects(account, "archive") == ["Both"]


def test_interrupted_work_goes_on_where_it_was(account: Account) -> None:
    garden, before = spread(account)
    step, folders = Removing(Successors(), garden), Shaky(account)
    now = garden
    for forward in (True, False):
        lost, was_lost = 0, True
        while was_lost:
            was_lost = until_done(step, folders, lost, forward=forward)
            if forward:
                check_removed(account)
                now = back(step, Shaky(account)).made
            found = box(account, "Garden")
            assert found is not None
            assert (found.id, found.total) == (found.id, 4)
            places = account.folders().places(found.id)
            assert places == {one: {found.id, *(inside - {garden})} for one, inside in before.items()}
            assert subjects(account, "trash") == ["Other", "Trashed"]
            now = found.id
            if not forward:
                act(step, Shaky(account))
            lost += 1
        assert lost > 8
        if forward:
            act(step, Shaky(account))
    assert now != garden


def test_interrupted_removal_can_be_taken_back(account: Account) -> None:
    now, before = spread(account)
    besides = {one: places - {now} for one, places in before.items()}
    step = Removing(Successors(), now)
    for lost in range(20):
        folders = Shaky(account, lost)
        try:
            act(step, folders)
        except ConnectionLost:
            assert step.is_done() == (step.back(Shaky(account), untold) is not None)
        else:
            back(step, Shaky(account))
            assert lost > 8
            break
        found = box(account, "Garden")
        assert found is not None
        assert account.folders().places(found.id) == {one: {found.id, *others} for one, others in besides.items()}
        assert subjects(account, "trash") == ["Other", "Trashed"]
    else:
        raise AssertionError("the connection was lost in each attempt")


def test_cancelled_removal_changes_nothing(account: Account) -> None:
    garden, before = spread(account)
    step = Removing(Successors(), garden)

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        step.act(Shaky(account), stop)
    assert account.folders().places(garden) == before
    assert not step.is_done()
    assert step.back(Shaky(account), untold) is None


def test_folder_with_another_one_in_it_stays_as_it_is(account: Account) -> None:
    garden, before = spread(account)
    account.folders().create("Beds", garden)
    with pytest.raises(FolderStays, match="The folder Garden has other folders in it"):
        Removing(Successors(), garden).act(account.folders(), untold)
    assert account.folders().places(garden) == before


def test_message_that_arrives_during_the_removal_comes_along(account: Account) -> None:
    garden, ids = filled(account, "One", "Two")
    account.move([ids["Two"]], "archive")
    late = Late(account, garden, ids["Two"])
    step = Removing(Successors(), garden)
    assert act(step, late).messages == 2
    assert subjects(account, "trash") == ["One", "Two"]
    assert back(step, late).messages == 2


class Late(ServerFolders):
    """Another program puts a message into the folder right before it is to be removed."""

    def __init__(self, account: Account, mailbox: str, message: str) -> None:
        super().__init__(account._jmap, account._https)
        self._account, self._mailbox, self._message = account, mailbox, message

    def remove(self, mailbox_id: str, *, with_messages: bool) -> None:
        if self._message:
            self._account.move([self._message], self._mailbox)
            self._message = ""
        super().remove(mailbox_id, with_messages=with_messages)


def test_folder_that_is_gone_already_is_told(account: Account) -> None:
    garden = account.folders().create("Garden")
    account.folders().remove(garden, with_messages=False)
    for step in (Removing(Successors(), garden), Renaming(Successors(), garden, "Yard")):
        with pytest.raises(MessageGone):
            step.act(account.folders(), untold)
        assert step.back(account.folders(), untold) is None


def test_lost_answers_leave_one_folder(account: Account) -> None:
    for lost in (0, 1):
        folders = Shaky(account, lost)
        step = Making(Successors(), f"Garden {lost}", "")
        with pytest.raises(ConnectionLost):
            step.act(folders, untold)
        assert act(step, folders).made
        assert back(step, folders).gone
        assert box(account, f"Garden {lost}") is None


def test_folder_that_somebody_else_has_made_is_not_taken_for_ours(account: Account) -> None:
    other = account.folders().create("Garden")
    step = Making(Successors(), "Garden", "")
    with pytest.raises(FolderStays, match="another folder"):
        step.act(account.folders(), untold)
    assert step.back(account.folders(), untold) is None
    assert [one.id for one in account.mailboxes() if one.name == "Garden"] == [other]


def test_place_that_is_gone_is_told(account: Account) -> None:
    folders, successors = account.folders(), Successors()
    projects = folders.create("Projects")
    garden = folders.create("Garden", projects)
    placing = Placing(successors, garden, "")
    act(placing, folders)
    folders.remove(projects, with_messages=False)
    with pytest.raises(FolderStays, match="The folder in which Garden was to lie is not there any more"):
        placing.back(folders, untold)
    # Made again, it is another one, and that is where it goes.
    successors.note(projects, folders.create("Projects"))
    assert back(placing, folders) == Outcome()
    found, place = box(account, "Garden"), box(account, "Projects")
    assert found is not None
    assert place is not None
    assert found.parent_id == place.id


def test_name_from_before_is_the_one_that_the_server_had(account: Account) -> None:
    folders, successors = account.folders(), Successors()
    garden = folders.create("Garden")
    first, second = Renaming(successors, garden, "Yard"), Renaming(successors, garden, "Park")
    act(first, folders)
    act(second, folders)
    assert first.act(folders, untold) is None
    back(second, folders)
    assert box(account, "Yard") is not None
    back(first, folders)
    assert box(account, "Garden") is not None
    with pytest.raises(NotAccepted):
        Renaming(successors, garden, "Inbox").act(folders, untold)


@pytest.mark.parametrize("lost", [0, 1])
@pytest.mark.parametrize("tries_again", [True, False])
def test_lost_answer_keeps_name_and_place(account: Account, lost: int, tries_again: bool) -> None:
    folders, successors = Shaky(account), Successors()
    garden, parent = folders.create("Garden"), folders.create("Projects")
    for step in (Renaming(successors, garden, "Yard"), Placing(successors, garden, parent)):
        folders.lost, folders.calls = lost, 0
        with pytest.raises(ConnectionLost):
            act(step, folders)
        if tries_again:
            act(step, folders)
        back(step, folders)
        assert not step.is_done()
    found = box(account, "Garden")
    assert found is not None
    assert (found.id, found.parent_id, box(account, "Yard")) == (garden, "", None)
