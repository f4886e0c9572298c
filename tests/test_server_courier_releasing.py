"""The courier sends what was held when its time comes: once, whatever happens to it on the way."""

from __future__ import annotations

import itertools
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from db import submissions
from db.database import Store
from db.errors import StoreBusy
from db.settings import Settings
from server.courier.releasing import Releasing
from tests.support.courier_work import courier, release_until_killed
from tests.support.drafts import contents, held, submit, write
from tests.support.inbox_app import InboxApp
from tests.support.processes import reporting
from tests.support.stores import People, assert_sound, fresh_store
from tests.support.wire import eventually

BEN, CLARA = "ben@project.com", "clara@project.com"
SEED = int(os.environ.get("KILL_SEED", 0)) or random.SystemRandom().getrandbits(32)
"""Set KILL_SEED to what a failure names, to have the same moments again."""
KILLS = 36
EACH = 4
"""Messages that one life of the courier can send at most."""
MANY = KILLS * EACH + 6


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def hold_many(inbox: InboxApp, count: int) -> None:
    """Hold messages to Ben and Clara that are due already; some are large, and their drafts are gone."""
    for number in range(count):
        draft = write(inbox, "anna", f"Number {number}", "x" * (200_000 if number % 10 == 0 else 10))
        submit(inbox, "anna", draft, envelope=held("anna@project.com", 3600, BEN, CLARA))
        if number % 3 == 0:
            inbox.call("anna", "Email/set", destroy=[draft])
    inbox.store.run_tx(lambda tx: tx.execute("UPDATE submission SET send_at = 1000"))


def received(inbox: InboxApp, name: str) -> Counter[bytes]:
    heads = (content.partition(b"\r\n\r\n")[0] for content in contents(inbox, name))
    return Counter(line for head in heads for line in head.split(b"\r\n") if line.startswith(b"Subject: "))


def pending(store: Store) -> int:
    row = store.row("SELECT count(*) FROM submission WHERE undo_status = 'pending'")
    assert row is not None
    return int(row[0])


def test_killed_at_any_moment_it_loses_nothing_and_sends_nothing_twice(tmp_path: Path) -> None:
    store = fresh_store(tmp_path / "store")
    inbox = InboxApp(store, People.make(store, "anna", "ben", "clara"))
    hold_many(inbox, MANY)
    chance = random.Random(SEED)
    left = [pending(store)]
    for number in range(KILLS):
        with reporting(release_until_killed, store.path, EACH) as (process, reports):
            assert reports.recv_bytes() == b"begins"
            if number % 2:
                # Every second time it is at work for certain, however slow the machine is.
                eventually("a message is sent", lambda: pending(store) < left[-1])
            process.join(chance.uniform(0, 0.03))
            assert process.is_alive(), f"KILL_SEED={SEED}"
            process.kill()
            process.join()
        assert_sound(store)
        left.append(pending(store))
    # Most of the kills came in the middle of the work, or this shows nothing.
    assert sum(before > after > 0 for before, after in itertools.pairwise(left)) >= KILLS // 2, left
    Releasing(store, Settings(tmp_path)).turn(lambda: False)
    wanted = Counter(f"Subject: Number {number}".encode() for number in range(MANY))
    assert received(inbox, "ben") == received(inbox, "clara") == wanted, f"KILL_SEED={SEED}"
    statuses = store.rows("SELECT DISTINCT undo_status, content_id FROM submission")
    assert statuses == [("final", None)]
    assert_sound(store)
    store.close()


def test_two_couriers_send_nothing_twice(inbox: InboxApp, store: Store) -> None:
    hold_many(inbox, 40)
    stores = [Store(store.path) for _ in range(3)]

    def turn(mine: Store) -> None:
        Releasing(mine, Settings(store.path.parent)).turn(lambda: False)
        mine.close()

    threads = [threading.Thread(target=turn, args=[one]) for one in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert received(inbox, "ben") == Counter(f"Subject: Number {number}".encode() for number in range(40))


def test_either_canceled_or_sent_never_both(inbox: InboxApp, store: Store) -> None:
    hold_many(inbox, 60)
    ids = [f"S{row[0]}" for row in store.rows("SELECT id FROM submission ORDER BY id DESC")]

    def turn() -> None:
        mine = Store(store.path)
        Releasing(mine, Settings(store.path.parent)).turn(lambda: False)
        mine.close()

    thread = threading.Thread(target=turn)
    thread.start()
    canceled = 0
    for one in ids:
        answer = inbox.call("anna", "EmailSubmission/set", update={one: {"undoStatus": "canceled"}})
        canceled += answer["updated"] is not None
    thread.join()
    assert received(inbox, "ben").total() == 60 - canceled
    assert store.row("SELECT count(*) FROM submission WHERE undo_status = 'canceled'") == (canceled,)
    assert_sound(store)


def test_it_wakes_when_the_time_has_come(tmp_path: Path) -> None:
    store = fresh_store(tmp_path / "store")
    inbox = InboxApp(store, People.make(store, "anna", "ben"))
    with courier(store.path, Releasing):
        envelope = held("anna@project.com", 1, BEN)
        made = submit(inbox, "anna", write(inbox, "anna"), envelope=envelope)["created"]["k"]
        assert made["undoStatus"] == "pending"
        eventually("the message is sent", lambda: received(inbox, "ben").total() == 1)
        late = time.time() - datetime.fromisoformat(made["sendAt"]).timestamp()
    # Mostly some milliseconds; without waking at the right time it would be a minute.
    assert 0 <= late < 50
    store.close()


def test_next_turn_is_at_the_next_due_time(inbox: InboxApp, store: Store) -> None:
    now = 10_000.0
    duty = Releasing(store, Settings(store.path.parent), lambda: now)
    duty.turn(lambda: False)
    assert duty.interval == 60
    hold_many(inbox, 2)
    first, second = (row[0] for row in store.rows("SELECT id FROM submission ORDER BY id"))
    moments = "UPDATE submission SET send_at = CASE id WHEN ? THEN 10007 WHEN ? THEN 10060 END"
    store.run_tx(lambda tx: tx.execute(moments, (first, second)))
    duty.turn(lambda: False)
    assert duty.interval == 7
    now = 10_007.5
    duty.turn(lambda: False)
    assert received(inbox, "ben") == Counter([b"Subject: Number 0"])
    assert duty.interval == 52.5


def test_fault_with_one_message_does_not_keep_the_others(
    inbox: InboxApp, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_many(inbox, 3)
    (bad,) = store.row("SELECT min(id) FROM submission") or (0,)
    release, tried = submissions.release, Counter[int]()

    def failing(store: Store, domain: str, submission_id: int, moment: float) -> bool:
        tried[submission_id] += 1
        if submission_id == bad and tried[bad] == 1:
            raise StoreBusy("The store is busy.")
        return release(store, domain, submission_id, moment)

    monkeypatch.setattr(submissions, "release", failing)
    now = 10_000.0
    duty = Releasing(store, Settings(store.path.parent), lambda: now)
    duty.turn(lambda: False)
    assert received(inbox, "ben").total() == 2
    assert 0 < duty.interval <= 10
    duty.turn(lambda: False)
    assert tried[bad] == 1
    now += duty.interval
    duty.turn(lambda: False)
    assert received(inbox, "ben").total() == 3


def test_it_stops_between_two_messages(inbox: InboxApp, store: Store) -> None:
    hold_many(inbox, 5)
    asked = iter([False, False, False, True, True])
    stopping: Callable[[], bool] = lambda: next(asked)  # noqa: E731 - a line of answers
    Releasing(store, Settings(store.path.parent)).turn(stopping)
    assert pending(store) == 3
