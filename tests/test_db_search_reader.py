"""The connections that look for messages: many threads, one moment in a snapshot, and a new file noticed at once."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from db import message_condition, message_query, patience, search
from db.database import Store
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.errors import Unavailable
from db.message_query import Query
from db.search_file import VERSION, beside
from tests.support.searching import found, index
from tests.support.stores import People, Person, mail


def send(store: Store, person: Person, *subjects: str) -> None:
    group = [prepare(Envelope("", (person.recipient,), mail(subject), 1000)) for subject in subjects]
    store.run_tx(partial(deliver, group=group))


def test_index_that_appears_is_used_at_once(store: Store, people: People) -> None:
    assert (found(store, "house"), search.progress(store), search.state(store)) == ([], {}, "")
    send(store, people["anna"], "house")
    index(store)
    assert len(found(store, "house")) == 1
    # Its first moment, without a table.
    beside(store.path).unlink()
    beside(store.path).touch()
    assert found(store, "house") == []
    index(store)
    assert len(found(store, "house")) == 1
    assert store.found_rows("PRAGMA search.user_version") == [(VERSION,)]


def test_everything_in_a_snapshot_is_of_one_moment(store: Store, people: People) -> None:
    send(store, people["anna"], "house")
    index(store)
    with store.snapshot():
        assert len(found(store, "house")) == 1
        other = threading.Thread(target=deliver_and_index, args=[store, people["anna"]])
        other.start()
        other.join()
        assert len(found(store, "house")) == 1
        query = Query(words="(house)")
        assert message_query.count(store, people["anna"].id, query) == 1
    assert len(found(store, "house")) == 2
    assert message_query.count(store, people["anna"].id, query) == 2


def deliver_and_index(store: Store, person: Person) -> None:
    send(store, person, "house again")
    index(store)
    store.close()


def test_nothing_can_be_written_by_looking(store: Store) -> None:
    with pytest.raises(Unavailable):
        store.found_rows("DELETE FROM content")


def test_each_thread_has_its_own_connection(store: Store, people: People) -> None:
    send(store, people["anna"], "house")
    index(store)
    counts: list[int] = []

    def look() -> None:
        counts.extend(len(found(store, "house")) for _ in range(20))
        store.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert counts == [1] * 80


def test_search_that_takes_too_long_is_interrupted(store: Store, people: People) -> None:
    send(store, people["anna"], *(f"number {number}" for number in range(300)))
    index(store)
    slow = message_condition.all_of([message_condition.has_header("x-nothing", None)] * 90)
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with patience.within(0.05), pytest.raises(Unavailable):
        store.found_rows(endless)
    assert message_query.count(store, people["anna"].id, Query(heads=slow)) == 0
