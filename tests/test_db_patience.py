"""How long a statement may work: it ends in time, changes nothing then, and nobody else is hurried."""

from __future__ import annotations

import threading
import time

import pytest

from db import patience
from db.database import Store, Transaction
from db.errors import TooMuchWork
from tests.support.stores import assert_sound

ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) SELECT count(*) FROM n"
)


def test_statement_ends_with_the_time_and_the_next_one_is_done(store: Store) -> None:
    for rows in (store.rows, store.found_rows):
        with pytest.raises(TooMuchWork), patience.within(0.05):
            rows(ENDLESS)
        assert rows("SELECT 1") == [(1,)]


def test_short_statements_are_done_when_the_time_is_over(store: Store) -> None:
    """They cost less than stopping them: whoever has many looks at the clock between them."""
    with patience.within(0):
        assert store.rows("SELECT 1") == [(1,)]


def test_transaction_that_takes_too_long_changes_nothing(store: Store) -> None:
    def work(tx: Transaction) -> None:
        tx.execute("INSERT INTO progress (duty, position) VALUES ('test', 1)")
        tx.rows(ENDLESS)

    with pytest.raises(TooMuchWork), patience.within(0.05):
        store.run_tx(work)
    assert store.rows("SELECT * FROM progress WHERE duty = 'test'") == []
    store.run_tx(lambda tx: tx.execute("INSERT INTO progress (duty, position) VALUES ('test', 2)"))
    assert_sound(store)


def test_snapshot_ends_with_its_statement(store: Store) -> None:
    with pytest.raises(TooMuchWork), patience.within(0.05), store.snapshot():
        store.found_rows(ENDLESS)
    store.run_tx(lambda tx: tx.execute("INSERT INTO progress (duty, position) VALUES ('test', 1)"))
    assert store.rows("SELECT position FROM progress WHERE duty = 'test'") == [(1,)]


def test_shorter_time_counts_and_ends_with_its_block(store: Store) -> None:
    with patience.within(3600):
        with pytest.raises(TooMuchWork), patience.within(0.05), patience.within(3600):
            store.rows(ENDLESS)
        assert store.rows("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500000) SELECT 1") == [
            (1,)
        ]


def test_other_threads_have_all_the_time(store: Store) -> None:
    long = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500000) SELECT count(*) FROM n"
    found: list[object] = []

    def read() -> None:
        found.extend(store.rows(long))
        store.close()

    with patience.within(0):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join(60)
        with pytest.raises(TooMuchWork):
            store.rows(long)
    assert found == [(500000,)]


def test_time_that_was_given_is_about_kept(store: Store) -> None:
    began = time.monotonic()
    with pytest.raises(TooMuchWork), patience.within(0.2):
        store.rows(ENDLESS)
    assert time.monotonic() - began >= 0.2
