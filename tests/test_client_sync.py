"""Keeping in step: whatever happens on both sides, in whatever order, the cache ends up as the server is, and on the
way never loses what the person did."""

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from client import sync
from client.cache import Cache
from client.cache_lists import Order, Sort
from client.changed import Changed
from client.errors import ConnectionLost
from client.sync import Sync
from client.wish import Patch
from tests.support.in_step import OWN, check_same, finish, ids
from tests.support.jmap_in_memory import MailServer


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    made = Cache(tmp_path / "cache.sqlite3", OWN)
    yield made
    made.close()


def test_first_sync_shows_the_newest_first_and_all_ids_before_all_headers(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "NEWEST", 5)
    monkeypatch.setattr(sync, "PAGE", 10)
    monkeypatch.setattr(sync, "FEW", 3)
    server = MailServer()
    expected = [server.arrive(minute // 2) for minute in range(100)][::-1]
    syncing = Sync(server, cache)
    assert syncing.step().changed.mailboxes
    newest = syncing.step()
    assert ids(cache, "P1") == expected[:5]
    assert newest.changed.lists["P1"].added == set(cache.numbers("P1"))
    syncing.step()
    numbers = cache.numbers("P1")
    assert cache.ids(numbers) == expected
    assert len(cache.rows(numbers)) == 5
    assert cache.ids(cache.numbers("P1", Order(Sort.FROM)))[5:] == expected[5:]
    told = [step.progress for step in finish(syncing)]
    assert cache.numbers("P1") == numbers
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert (told[-1].done, told[-1].total) == (100, 100)
    check_same(cache, server)


def test_position_does_not_move_when_a_row_in_the_middle_is_asked_for(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "NEWEST", 5)
    monkeypatch.setattr(sync, "FEW", 3)
    server = MailServer()
    for minute in range(60):
        server.arrive(minute)
    syncing = Sync(server, cache)
    for _ in range(3):
        syncing.step()
    before = cache.numbers("P1")
    changed = syncing.fill(before[30:35])
    assert changed.lists["P1"].changed == set(before[30:35])
    assert cache.numbers("P1") == before
    assert len(cache.rows(before[30:35])) == 5
    assert syncing.fill(before[30:35]) == Changed()
    finish(syncing)
    assert cache.numbers("P1") == before
    check_same(cache, server)


def test_new_mail_is_one_request_and_tells_its_row(cache: Cache) -> None:
    server = MailServer()
    server.arrive(1)
    syncing = Sync(server, cache)
    finish(syncing)
    new = server.arrive(2)
    server.asked.clear()
    syncing.look_for_changes()
    step = syncing.step()
    assert server.asked == ["Mailbox/changes", *["Mailbox/get"] * 2, "Email/changes", *["Email/get"] * 2]
    assert cache.ids(list(step.changed.lists["P1"].added)) == [new]
    assert cache.position("P1", next(iter(step.changed.lists["P1"].added))) == 0
    assert syncing.step().finished


def test_run_that_is_cut_off_goes_on_in_the_next_one(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "NEWEST", 2)
    monkeypatch.setattr(sync, "PAGE", 5)
    monkeypatch.setattr(sync, "IDS", 7)
    monkeypatch.setattr(sync, "FEW", 1)
    server = MailServer()
    for minute in range(40):
        server.arrive(minute, "plan", "P1" if minute % 2 else "P2")
    steps = 0
    while not Sync(server, cache).step().finished:
        # Every run of the program asks for changes first, and then does one thing more.
        again = Sync(server, cache)
        again.step()
        steps += 1
        if again.step().finished:
            break
        assert steps < 60
    check_same(cache, server)
    assert server.asked.count("Mailbox/get") < 2 * len(server.asked)


def test_server_that_forgot_is_read_again_while_all_stays_shown(cache: Cache) -> None:
    server = MailServer()
    kept, lost = server.arrive(1, "plan"), server.arrive(2, "lunch")
    syncing = Sync(server, cache)
    finish(syncing)
    server.destroy(lost)
    server.put(kept, keywords={"$seen"})
    new = server.arrive(3)
    server.forget()
    syncing.look_for_changes()
    syncing.step()
    assert ids(cache, "P1") == [lost, kept]
    finish(syncing)
    assert ids(cache, "P1") == [new, kept]
    check_same(cache, server)


def test_anchor_that_went_starts_its_mailbox_again(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "NEWEST", 1)
    monkeypatch.setattr(sync, "IDS", 4)
    server = MailServer()
    made = [server.arrive(minute) for minute in range(12)]
    syncing = Sync(server, cache)
    for _ in range(3):
        syncing.step()
    server.destroy(made[-4])
    finish(syncing)
    syncing.look_for_changes()
    finish(syncing)
    check_same(cache, server)


def test_change_made_offline_is_shown_kept_and_sent(cache: Cache) -> None:
    server = MailServer()
    one, other = server.arrive(1), server.arrive(2)
    syncing = Sync(server, cache)
    finish(syncing)
    server.fault = ConnectionLost("server", 1)
    undo, changed = cache.change([one], Patch({"$seen": True}, frozenset({"P3"})))
    assert undo.before[one].mailbox_ids == {"P1"}
    assert changed.lists["P1"].removed == changed.lists["P3"].added == {cache.numbers_of([one])[one]}
    assert (ids(cache, "P1"), ids(cache, "P3")) == ([other], [one])
    counts = {box.id: (box.total, box.unread) for box in cache.mailboxes()}
    assert (counts["P1"], counts["P3"]) == ((1, 1), (1, 0))
    with pytest.raises(ConnectionLost):
        syncing.step()
    assert cache.waiting() == 1
    server.fault = None
    server.put(one, keywords={"$flagged"})
    finish(syncing)
    assert cache.waiting() == 0
    assert (server.mails[one].mailboxes, server.mails[one].keywords) == ({"P3"}, {"$seen", "$flagged"})
    check_same(cache, server)


def test_refused_change_is_undone_and_told(cache: Cache) -> None:
    server = MailServer()
    one, other = server.arrive(1), server.arrive(2)
    syncing = Sync(server, cache)
    finish(syncing)
    server.refused = {one}
    cache.change([one, other], Patch(mailbox_ids=frozenset({"P3"})))
    cache.change([one], Patch({"$flagged": True}))
    steps = finish(syncing)
    refused = [refused for step in steps for refused in step.refused]
    assert [(one.ids, one.patch.mailbox_ids) for one in refused] == [((one,), {"P3"}), ((one,), None)]
    assert "not this one" in refused[0].fault.sentence.lower()
    assert (ids(cache, "P1"), ids(cache, "P3")) == ([one], [other])
    check_same(cache, server)


@pytest.mark.parametrize("sent", [False, True])
def test_change_is_undone_before_and_after_it_was_sent(cache: Cache, sent: bool) -> None:
    server = MailServer()
    one = server.arrive(1, keywords=["$flagged"])
    syncing = Sync(server, cache)
    finish(syncing)
    undo, _ = cache.change([one], Patch({"$seen": True, "$flagged": False}, frozenset({"P3"})))
    if sent:
        finish(syncing)
        assert server.mails[one].mailboxes == {"P3"}
    done, changed = cache.undo(undo)
    assert done
    assert changed.lists["P1"].added
    assert ids(cache, "P1") == [one]
    assert cache.waiting() == sent
    finish(syncing)
    assert (server.mails[one].mailboxes, server.mails[one].keywords) == ({"P1"}, {"$flagged"})
    check_same(cache, server)


def test_undo_of_a_change_whose_fate_is_unsure_is_sent_after_it(cache: Cache) -> None:
    server = MailServer()
    one = server.arrive(1)
    syncing = Sync(server, cache)
    finish(syncing)
    undo, _ = cache.change([one], Patch(mailbox_ids=frozenset({"P3"})))

    def lose() -> None:
        raise ConnectionLost("server", 1)

    server.before_answer = lose
    with pytest.raises(ConnectionLost):
        syncing.step()
    server.before_answer = lambda: None
    assert server.mails[one].mailboxes == {"P3"}
    assert cache.undo(undo)[0]
    assert ids(cache, "P1") == [one]
    finish(syncing)
    assert server.mails[one].mailboxes == {"P1"}
    check_same(cache, server)


def test_what_is_destroyed_comes_back_only_before_it_was_sent(cache: Cache) -> None:
    server = MailServer()
    one = server.arrive(1)
    syncing = Sync(server, cache)
    finish(syncing)
    undo, _ = cache.change([one], Patch(destroy=True))
    assert ids(cache, "P1") == []
    assert cache.undo(undo)[0]
    assert ids(cache, "P1") == [one]
    undo, _ = cache.change([one], Patch(destroy=True))
    finish(syncing)
    assert server.mails == {}
    assert not cache.undo(undo)[0]
    check_same(cache, server)


def test_change_of_very_many_is_sent_in_portions(cache: Cache) -> None:
    server = MailServer()
    made = [server.arrive(minute) for minute in range(1100)]
    syncing = Sync(server, cache)
    finish(syncing)
    cache.change(made, Patch({"$seen": True}))
    server.asked.clear()
    finish(syncing)
    assert server.asked.count("Email/set") == 3
    assert all(mail.keywords == {"$seen"} for mail in server.mails.values())
    check_same(cache, server)


def test_file_that_is_damaged_on_the_way_is_filled_again(cache: Cache) -> None:
    server = MailServer()
    for minute in range(300):
        server.arrive(minute)
    syncing = Sync(server, cache)
    finish(syncing)
    for suffix in ("", "-wal"):
        path = cache.path.with_name(cache.path.name + suffix)
        path.write_bytes(random.Random(1).randbytes(path.stat().st_size))
    syncing.look_for_changes()
    steps = finish(syncing)
    assert any(step.changed.everything for step in steps)
    check_same(cache, server)


def test_fault_in_the_middle_of_reading_costs_nothing(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "PAGE", 5)
    monkeypatch.setattr(sync, "FEW", 1)
    server = MailServer()
    for minute in range(80):
        server.arrive(minute)
    syncing = Sync(server, cache)
    finished = False
    while not finished:
        server.fault = ConnectionLost("server", 1)
        with suppress(ConnectionLost):
            syncing.step()
        server.fault = None
        syncing.step()
        finished = syncing.step().finished
    assert len(server.asked) > 30
    check_same(cache, server)
