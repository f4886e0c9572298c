"""Transactions: all or nothing, durable, repeated where the engine says so; errors in the store's own words."""

import sqlite3
import threading
from functools import partial
from pathlib import Path

import peewee
import pytest

from db import accounts
from db.database import Store, Transaction, copy_sqlite
from db.errors import StoreBusy, StoreDamaged, StoreFull, Unavailable
from db.models import Account
from tests.support.stores import PASSWORD_HASH, People, fresh_store


def add(tx: Transaction, name: str = "anna") -> accounts.Account:
    return accounts.insert(tx, f"{name}@project.com", PASSWORD_HASH)


def count(store: Store) -> int:
    return len(store.rows("SELECT id FROM account"))


def test_every_connection_is_durable_and_checks_its_references(tmp_path: Path) -> None:
    store = fresh_store(tmp_path / "store")
    found: list[list[tuple[object, ...]]] = []

    def look() -> None:
        pragmas = ("synchronous", "foreign_keys", "journal_mode")
        found.append([row for name in pragmas for row in store.rows(f"PRAGMA {name}")])
        store.close()

    look()
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [[(2,), (1,), ("wal",)]] * 2


def test_exception_of_the_work_rolls_back_and_passes_through(store: Store) -> None:
    def work(tx: Transaction) -> None:
        add(tx)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.run_tx(work)
    assert count(store) == 0
    store.run_tx(add)
    assert count(store) == 1


def test_what_is_committed_is_seen_by_another_connection(store: Store, tmp_path: Path) -> None:
    other = Store(store.path)
    before = other.data_version()
    assert other.data_version() == before
    store.run_tx(add)
    assert count(other) == 1
    assert other.data_version() != before
    other.close()


def test_reading_does_not_wait_for_a_writer(store: Store) -> None:
    with sqlite3.connect(store.path, isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE id_sequence SET next = 1000")
        assert store.row("SELECT next FROM id_sequence") == (1,)
        writer.execute("ROLLBACK")
    writer.close()


def test_writer_waits_for_another_and_then_writes(store: Store) -> None:
    """The one that comes second gets its turn: nobody sees "database is locked"."""
    store.database.pragma("busy_timeout", 1, permanent=True)
    holds, done = threading.Event(), threading.Event()

    def hold(tx: Transaction) -> None:
        add(tx, "anna")
        holds.set()
        assert not done.wait(0.1)

    def first() -> None:
        store.run_tx(hold)
        store.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert holds.wait(60)
    store.run_tx(lambda tx: add(tx, "ben"))
    done.set()
    thread.join()
    assert count(store) == 2


def test_store_that_stays_busy_is_given_up(tmp_path: Path) -> None:
    fresh_store(tmp_path / "store").close()
    store = Store(tmp_path / "store", deadline=0.05)
    store.database.pragma("busy_timeout", 1, permanent=True)
    writer = sqlite3.connect(store.path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="Try again"):
        store.run_tx(add)
    writer.execute("ROLLBACK")
    store.run_tx(add)
    assert count(store) == 1
    writer.close()
    store.close()


def test_ids_are_never_given_twice_even_by_many_threads(store: Store) -> None:
    taken: list[int] = []

    def take() -> None:
        for size in range(1, 20):
            taken.extend(store.run_tx(partial(Transaction.new_ids, count=size)))
        store.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 4 * sum(range(1, 20))


def test_expected_integrity_error_passes_through_and_leaves_the_store_usable(store: Store) -> None:
    store.run_tx(add)

    def twice(tx: Transaction) -> None:
        tx.execute("INSERT INTO address (address, account_id) VALUES ('anna@project.com', 1)")

    with pytest.raises(peewee.IntegrityError):
        store.run_tx(twice)
    store.run_tx(lambda tx: add(tx, "ben"))


def test_rows_are_inserted_whole_whatever_their_number(store: Store) -> None:
    for number in (0, 1, 2, 63, 64, 65, 200):
        rows = [(f"{index}@{number}", 1) for index in range(number)]

        def work(tx: Transaction, rows: list[tuple[str, int]] = rows) -> None:
            tx.execute(
                "INSERT OR IGNORE INTO account VALUES (1, 'a', '', '', 0, 'active', 1, 1, NULL, NULL, NULL, NULL)"
            )
            tx.insert("address (address, account_id)", rows)

        store.run_tx(work)
        found = store.rows("SELECT address, account_id FROM address WHERE address LIKE ?", (f"%@{number}",))
        assert sorted(found) == sorted(rows)


def test_full_store_says_so_keeps_what_it_has_and_works_again_with_room(tmp_path: Path) -> None:
    fresh_store(tmp_path / "store").close()
    store = Store(tmp_path / "store", max_size=1_200_000)
    big = "x" * 100_000

    def fill() -> None:
        while True:
            store.run_tx(lambda tx: accounts.insert(tx, f"a{count(store)}@project.com", big))

    with pytest.raises(StoreFull, match="full"):
        fill()
    added = count(store)
    assert added > 0
    assert store.rows("PRAGMA integrity_check") == [("ok",)]
    store.close()
    store = Store(tmp_path / "store")
    store.run_tx(lambda tx: accounts.insert(tx, "later@project.com", big))
    assert count(store) == added + 1
    store.close()


@pytest.mark.parametrize("content", [b"this is not a store at all\n" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_damaged_file_is_called_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "store").write_bytes(content)
    store = Store(tmp_path / "store")
    with pytest.raises(StoreDamaged, match="backup"):
        store.rows("SELECT 1 FROM account")
    with pytest.raises(StoreDamaged, match="backup"):
        store.run_tx(add)
    store.close()


def test_store_in_a_folder_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    store = Store(tmp_path / "nowhere" / "store")
    with pytest.raises(Unavailable):
        store.rows("SELECT 1")
    with pytest.raises(Unavailable):
        store.run_tx(add)


def test_reads_through_models_end_at_once(store: Store) -> None:
    """A read that is left half way kept its snapshot, and every write of its thread failed until it was dropped."""
    for name in ("anna", "ben", "clara"):
        store.run_tx(partial(add, name=name))
    started = iter(store.query(Account.select()))
    next(started)
    other = Store(store.path)
    other.run_tx(lambda tx: add(tx, "dora"))
    other.close()
    store.run_tx(lambda tx: add(tx, "emil"))
    assert count(store) == 5


@pytest.mark.parametrize("name", ["store", "a b", "what?", "100%41", "#1", "ünï", "a'b"])
def test_copy_is_whole_private_and_never_over_another_file(tmp_path: Path, name: str) -> None:
    """A `?`, `#` or `%` in the path named another file."""
    store = fresh_store(tmp_path / name)
    store.run_tx(add)
    copy_sqlite(store.path, tmp_path / "copy")
    store.run_tx(lambda tx: add(tx, "ben"))
    copied = Store(tmp_path / "copy")
    assert (count(store), count(copied)) == (2, 1)
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        copy_sqlite(store.path, tmp_path / "copy")
    assert count(copied) == 1
    copied.close()
    store.close()


def test_copy_of_what_is_no_store_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "store").write_bytes(b"no store" * 1000)
    with pytest.raises(StoreDamaged):
        copy_sqlite(tmp_path / "store", tmp_path / "copy")
    with pytest.raises(Unavailable):
        copy_sqlite(tmp_path / "nothing", tmp_path / "copy")
    assert [one.name for one in tmp_path.iterdir()] == ["store"]


def test_snapshot_shows_one_moment_whatever_others_write(store: Store, people: People) -> None:
    other = Store(store.path)
    with store.snapshot():
        before = store.rows("SELECT modseq FROM account ORDER BY id")
        other.run_tx(lambda tx: tx.next_modseq(people["anna"].id))
        assert store.rows("SELECT modseq FROM account ORDER BY id") == before
    assert store.rows("SELECT modseq FROM account ORDER BY id") != before
    store.run_tx(lambda tx: tx.next_modseq(people["anna"].id))
    other.close()
