"""The courier erases the mail of deleted accounts: all of it, nobody else's, in small steps, also when it is killed."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from db import audit, erasing, leaving, outbound, outbound_queue, search
from db.audit import Actor
from db.database import Store
from db.delivery import Prepared, deliver, prepare
from db.envelope import Envelope, Receipt
from db.search_file import beside
from db.search_following import Following
from db.search_index import SearchIndex
from db.settings import Settings
from server.courier.erasing import Erasing
from server.courier.releasing import Releasing
from tests.support.courier_work import erase_until_killed
from tests.support.drafts import held, submit, write
from tests.support.inbox_app import InboxApp
from tests.support.outside_mail import START, inbox, open_relay, post
from tests.support.processes import reporting
from tests.support.stores import People, Person, assert_sound, fresh_store, mail
from tests.support.wire import eventually

ADMIN = Actor("anna@project.com")
SEED = int(os.environ.get("KILL_SEED", 0)) or random.SystemRandom().getrandbits(32)
"""Set KILL_SEED to what a failure names, to have the same moments again."""
MANY = 6000
EACH = 6
"""Steps that one life of the courier can take at most."""
TABLES = (
    "message",
    "mailbox",
    "thread",
    "thread_reference",
    "destroyed",
    "upload",
    "submission",
    "identity",
    "address",
)


def give(store: Store, count: int, *people: Person, body: str = "How are you?") -> None:
    """Deliver messages to all of `people` at once, each content once."""
    for start in range(0, count, 500):
        ready = [
            prepare(
                Envelope(
                    "x@elsewhere.example",
                    tuple(one.recipient for one in people),
                    mail(f"Number {number}", body, message_id=f"<{number}.{people[0].id}@x>"),
                    START + number,
                )
            )
            for number in range(start, min(start + 500, count))
        ]
        assert all(isinstance(one, Receipt) for one in put(store, ready))


def put(store: Store, ready: list[Prepared]) -> list[Receipt | Exception]:
    return store.run_tx(lambda tx: deliver(tx, ready))


def erase(store: Store) -> list[float]:
    """Erase everything, and return how long each pause between two steps was."""
    pauses = list[float]()
    Erasing(store, Settings(store.path.parent), pauses.append).turn(lambda: False)
    return pauses


def left_of(store: Store, account_id: int) -> dict[str, int]:
    found = {}
    for table in TABLES:
        rows = store.rows(f"SELECT count(*) FROM {table} WHERE account_id = ?", (account_id,))
        found[table] = rows[0][0]
    return {table: count for table, count in found.items() if count}


def count(store: Store, table: str) -> int:
    return int(store.rows(f"SELECT count(*) FROM {table}")[0][0])


def test_everything_of_it_goes_and_what_others_have_stays(store: Store, people: People) -> None:
    anna, ben = people["anna"], people["ben"]
    give(store, 700, anna, ben)
    give(store, 400, ben)
    before = inbox(store, anna)
    leaving.delete(store, ADMIN, ben.id)
    erase(store)
    assert left_of(store, ben.id) == {}
    assert store.rows("SELECT 1 FROM account WHERE id = ?", (ben.id,)) == []
    assert inbox(store, anna) == before
    assert count(store, "content") == 700
    assert_sound(store)
    assert audit.lines(store, action="account-erased")[0].target == "ben@project.com"


def test_each_step_is_small_and_others_have_their_turn_between_two(store: Store, people: People) -> None:
    give(store, 2000, people["ben"])
    leaving.delete(store, ADMIN, people["ben"].id)
    sizes = []
    while True:
        before = count(store, "message")
        if erasing.step(store, people["ben"].id) == "done":
            break
        sizes.append(before - count(store, "message"))
    assert max(sizes) == erasing.ROWS
    assert sum(sizes) == 2000


def test_large_messages_are_erased_few_at_a_time(store: Store, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "OCTETS", 100_000)
    give(store, 20, people["ben"], body="x" * 45_000)
    leaving.delete(store, ADMIN, people["ben"].id)
    assert erasing.step(store, people["ben"].id) == "more"
    assert count(store, "message") == 18
    assert len(erase(store)) > 9


def test_pauses_as_long_as_a_step_took(store: Store, people: People) -> None:
    give(store, 900, people["ben"])
    leaving.delete(store, ADMIN, people["ben"].id)
    began = time.monotonic()
    pauses = erase(store)
    assert len(pauses) >= 3
    assert 0 < sum(pauses) <= time.monotonic() - began


def test_uploads_submissions_and_drafts_that_wait_go_unsent(store: Store, people: People) -> None:
    app = InboxApp(store, people)
    draft = write(app, "ben", "Later")
    submit(app, "ben", draft, envelope=held("ben@project.com", 3600, "anna@project.com"))
    path = f"/jmap/upload/{app.account('ben')}"
    headers = {"Authorization": f"Bearer {app.token('ben')}", "Content-Type": "text/plain"}
    assert app.ask("POST", path, b"x" * 1000, headers).status == 201
    leaving.delete(store, ADMIN, people["ben"].id)
    store.run_tx(lambda tx: tx.execute("UPDATE submission SET send_at = 1000"))
    Releasing(store, Settings(store.path.parent)).turn(lambda: False)
    erase(store)
    assert left_of(store, people["ben"].id) == {}
    assert inbox(store, people["anna"]) == []
    assert_sound(store)


def test_what_is_on_its_way_outside_is_not_sent_and_one_that_is_being_sent_is_waited_for(
    store: Store, people: People
) -> None:
    open_relay(store, 1)
    post(store, people["ben"], "dora@elsewhere.example")
    post(store, people["ben"], "emil@elsewhere.example")
    claim = outbound_queue.claim(store, "purpose", "everything", START + 1, 600, lambda *_: START + 900)
    assert claim is not None
    leaving.delete(store, ADMIN, people["ben"].id)
    assert sorted(row.state for row in outbound.rows(store)) == ["claimed", "held"]
    erase(store)
    assert [row.state for row in outbound.rows(store)] == ["claimed"]
    store.run_tx(lambda tx: outbound_queue.postpone(tx, claim.recipients[0], "451 4.0.0 later", ""))
    erase(store)
    assert outbound.rows(store) == []
    assert left_of(store, people["ben"].id) == {}
    assert_sound(store)


def test_search_index_follows(store: Store, people: People) -> None:
    give(store, 5, people["ben"])
    give(store, 3, people["anna"])
    index = SearchIndex(beside(store.path))
    following = Following(store, index)
    following.follow(lambda: False)
    assert search.size(store) == 8
    leaving.delete(store, ADMIN, people["ben"].id)
    erase(store)
    following.sweep(lambda: False)
    index.close()
    assert search.size(store) == 3


def test_killed_at_any_moment_it_goes_on_where_it_was(tmp_path: Path) -> None:
    store = fresh_store(tmp_path / "store")
    people = People.make(store, "anna", "ben")
    give(store, MANY, people["ben"])
    give(store, 50, people["anna"], people["ben"])
    leaving.delete(store, ADMIN, people["ben"].id)
    chance = random.Random(SEED)
    left = [count(store, "message")]
    while left[-1] > 1000:
        with reporting(erase_until_killed, store.path, EACH) as (process, reports):
            assert reports.recv_bytes() == b"begins"
            eventually("a step is done", lambda: count(store, "message") < left[-1])
            process.join(chance.uniform(0, 0.02))
            assert process.is_alive(), f"KILL_SEED={SEED}"
            process.kill()
            process.join()
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
        assert store.rows("PRAGMA foreign_key_check") == []
        left.append(count(store, "message"))
    # Some of the kills came in the middle of the work, or this shows nothing.
    assert sum(after > 50 for after in left[1:]) >= 2, (left, SEED)
    erase(store)
    assert left_of(store, people["ben"].id) == {}
    assert len(inbox(store, people["anna"])) == 50
    assert_sound(store)
    store.close()
