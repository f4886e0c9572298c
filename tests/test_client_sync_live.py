"""The cache beside the real servers: first sync, news by push, changes of two windows, and being offline in between."""

import random
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from client.account import Account, Server, connect
from client.account_sync import SyncedAccount
from client.addresses import Address
from client.cache import Cache
from client.draft import Draft
from client.errors import MessageGone, NotConnected, SignInNeeded
from client.push import Paused
from client.search_words import parse
from client.sync import Step
from client.trust import TrustStore
from tests.support.inbox_process import inbox_process
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving


@dataclass(frozen=True)
class Both:
    """Both servers, and how the client sees them."""

    postroom: Postroom
    server: Server


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with serving(tmp_path_factory.mktemp("postroom")) as postroom, inbox_process(postroom) as https:
        trust = TrustStore(tmp_path_factory.mktemp("client"))
        yield Both(postroom, connect(f"127.0.0.1:{https}", trust, postroom.certificates.ca_certificate))


@pytest.fixture
def account(both: Both, request: pytest.FixtureRequest) -> Iterator[Account]:
    """A new account of the test's own, signed in."""
    name = f"a{zlib.crc32(request.node.name.encode())}"
    both.postroom.account(name)
    with closing(Account.sign_in(both.server, name, PASSWORD)) as made:
        yield made


@pytest.fixture
def cache(tmp_path: Path, account: Account) -> Iterator[Cache]:
    made = Cache(tmp_path / "cache.sqlite3", account.address.address)
    yield made
    made.close()


@pytest.fixture
def synced(cache: Cache, account: Account) -> SyncedAccount:
    return SyncedAccount(cache, account)


def finish(synced: SyncedAccount) -> list[Step]:
    steps = [synced.step()]
    while not steps[-1].finished:
        steps.append(synced.step())
    return steps


def refresh(synced: SyncedAccount) -> list[Step]:
    synced.look_for_changes()
    return finish(synced)


def send(account: Account, count: int, first: int = 0) -> None:
    to = (Address("", account.address.address),)
    for number in range(first, first + count):
        account.send(Draft(to=to, subject=f"Plan {number}", text=f"word{number} for everybody"))


def check_same(cache: Cache, account: Account) -> None:
    """The cache has what the account has."""
    assert cache.mailboxes() == sorted(account.mailboxes(), key=lambda box: (box.sort_order, box.name, box.id))
    for box in cache.mailboxes():
        numbers = cache.numbers(box.id)
        rows = cache.rows(numbers)
        expected = account.latest(box.id, 1000).rows
        # In what order messages of one second stand is nobody's promise.
        assert [rows[one].received_at for one in numbers] == [row.received_at for row in expected]
        assert {row.id: row for row in rows.values()} == {row.id: row for row in expected}


def test_first_sync_brings_everything_and_a_second_run_nothing(
    synced: SyncedAccount, account: Account, tmp_path: Path
) -> None:
    send(account, 60)
    steps = finish(synced)
    check_same(synced.cache, account)
    assert steps[-1].progress.done == steps[-1].progress.total == 120
    assert {row.subject for row in synced.cache.rows(synced.cache.search(parse("word7"))).values()} == {"Plan 7"}
    assert synced.cache.people("a")[0].address.address == account.address.address
    again = SyncedAccount(synced.cache, account)
    assert not any(step.changed for step in finish(again))


def test_change_of_another_window_is_one_step_away(synced: SyncedAccount, account: Account) -> None:
    send(account, 5)
    finish(synced)
    ids = [row.id for row in account.latest("inbox", 5).rows]
    account.mark(ids[:2], seen=True)
    account.move([ids[2]], "trash")
    account.destroy([ids[3]])
    send(account, 1, first=5)
    (first, *_) = refresh(synced)
    inbox = synced.cache.mailbox_id("inbox")
    numbers = synced.cache.numbers_of(ids)
    assert numbers.keys() == set(ids) - {ids[3]}
    assert first.changed.lists[inbox].changed == {numbers[ids[0]], numbers[ids[1]]}
    assert len(first.changed.lists[inbox].added) == 1
    assert len(first.changed.lists[inbox].removed) == 2
    check_same(synced.cache, account)


def test_what_was_done_offline_is_sent_in_order(synced: SyncedAccount, account: Account) -> None:
    send(account, 4)
    finish(synced)
    message = synced.read(account.latest("inbox", 1).rows[0].id)
    synced.detach()
    ids = [row.id for row in account.latest("inbox", 4).rows]
    undo, _ = synced.mark(ids, seen=True, flagged=True)
    synced.move(ids[:2], "archive")
    synced.destroy(ids[3:])
    synced.mark([ids[2]], seen=False)
    assert synced.read(message.row.id).row.flagged
    with pytest.raises(NotConnected):
        synced.read(ids[1])
    with pytest.raises(SignInNeeded):
        synced.step()
    with pytest.raises(MessageGone):
        synced.move(ids, "P0")
    shown = {box.role: (box.total, box.unread) for box in synced.cache.mailboxes()}
    assert (shown["inbox"], shown["archive"]) == ((1, 1), (2, 0))
    synced.attach(account)
    finish(synced)
    check_same(synced.cache, account)
    assert {row.id for row in account.latest("archive", 9).rows} == set(ids[:2])
    assert synced.undo(undo)[0]
    refresh(synced)
    check_same(synced.cache, account)
    assert not any(row.flagged for row in account.latest("archive", 9).rows)


def test_change_of_a_message_that_is_gone_is_told(synced: SyncedAccount, account: Account) -> None:
    send(account, 1)
    finish(synced)
    (row,) = account.latest("inbox", 1).rows
    account.destroy([row.id])
    synced.mark([row.id], seen=True)
    refused = [one for step in finish(synced) for one in step.refused]
    assert [(one.ids, type(one.fault)) for one in refused] == [((row.id,), MessageGone)]
    check_same(synced.cache, account)


def test_new_mail_arrives_by_push(synced: SyncedAccount, account: Account) -> None:
    finish(synced)
    push = synced.push()
    arrived = threading.Event()
    failed: list[Exception] = []

    def listen() -> None:
        try:
            for told in push.listen():
                assert not isinstance(told, Paused)
                refresh(synced)
                if synced.cache.numbers(synced.cache.mailbox_id("inbox")):
                    arrived.set()
        except Exception as error:
            failed.append(error)
            arrived.set()

    thread = threading.Thread(target=listen)
    thread.start()
    send(account, 1)
    assert arrived.wait(30)
    push.close()
    thread.join(30)
    assert not thread.is_alive()
    assert failed == []
    check_same(synced.cache, account)


def test_two_windows_that_do_what_they_like_end_up_the_same(
    synced: SyncedAccount, account: Account, tmp_path: Path
) -> None:
    chance = random.Random(7)
    send(account, 12)
    other_cache = Cache(tmp_path / "other.sqlite3", account.address.address)
    other = SyncedAccount(other_cache, account)
    windows = [synced, other]
    finish(synced)
    roles = ["inbox", "archive", "trash", "junk"]
    sent = 12
    for _ in range(60):
        window = chance.choice(windows)
        box = window.cache.mailbox_id(chance.choice(roles))
        wanted = window.cache.ids(window.cache.numbers(box))
        some = chance.sample(wanted, min(len(wanted), chance.randint(0, 4)))
        for work in chance.sample(_works(window, some, chance.choice(roles)), 1):
            work()
        if chance.random() < 0.2:
            send(account, 1, first=sent)
            sent += 1
        for _ in range(chance.randint(0, 3)):
            window.look_for_changes()
            window.step()
    for window in (*windows, *windows):
        refresh(window)
    for window in windows:
        check_same(window.cache, account)
        assert window.cache.waiting() == 0
    other_cache.close()


def _works(window: SyncedAccount, ids: list[str], role: str) -> list[Callable[[], object]]:
    return [
        lambda: window.mark(ids, seen=True),
        lambda: window.mark(ids, seen=False, flagged=True),
        lambda: window.move(ids, role),
        lambda: window.destroy(ids[:1]),
        lambda: window.undo(window.move(ids, role)[0]),
    ]
