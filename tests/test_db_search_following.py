"""The search index follows the store: everything once, whatever happens, and made anew when it cannot be trusted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import search
from db.database import Store, Transaction
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.errors import StoreDamaged
from db.filing import Filing
from db.search_file import beside
from db.search_following import Following, ask_for_rebuild
from db.search_index import IndexInUse, SearchIndex
from tests.support.searching import contents, found, indexed, never
from tests.support.stores import People, Person, fresh_store, mail


@pytest.fixture
def index(store: Store) -> Iterator[SearchIndex]:
    opened = SearchIndex(beside(store.path))
    yield opened
    opened.close()


@pytest.fixture
def following(store: Store, index: SearchIndex) -> Following:
    return Following(store, index)


def send(store: Store, person: Person, *subjects: str, at: int = 1000) -> None:
    group = [prepare(Envelope("", (person.recipient,), mail(subject), at)) for subject in subjects]
    store.run_tx(partial(deliver, group=group))


def destroy(tx: Transaction, account_id: int, message_id: int) -> None:
    filing = Filing(tx, account_id)
    filing.destroy(message_id)
    filing.finish()


def forget(store: Store, person: Person, subject: str) -> None:
    sql = "SELECT message.id FROM message JOIN content ON content.id = content_id WHERE subject = ?"
    (message_id,) = store.rows(sql, (subject,))[0]
    store.run_tx(partial(destroy, account_id=person.id, message_id=message_id))


def test_index_is_for_its_owner_only(store: Store, following: Following) -> None:
    following.follow(never)
    for file in store.path.parent.glob("search.*"):
        assert file.stat().st_mode & 0o777 == 0o600, file
    assert beside(store.path).exists()


def test_everything_is_found_and_the_store_is_empty_before(store: Store, people: People, following: Following) -> None:
    following.follow(never)
    assert indexed(store) == []
    send(store, people["anna"], "first", "second")
    following.follow(never)
    send(store, people["ben"], "third")
    following.follow(never)
    assert indexed(store) == contents(store)
    assert found(store, "second") == [contents(store)[1]]


def test_newest_come_first_in_a_new_index(
    store: Store, people: People, index: SearchIndex, following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.search_following._BATCH", 3)
    for number in range(10):
        send(store, people["anna"], f"number {number}")
    turns = iter([False, True])
    following.follow(lambda: next(turns))
    assert indexed(store) == contents(store)[-3:]
    # New mail goes before what is old.
    send(store, people["anna"], "new")
    turns = iter([False, True])
    following.follow(lambda: next(turns))
    assert indexed(store) == contents(store)[-4:]
    assert following.left() == 7
    following.follow(never)
    assert indexed(store) == contents(store)
    assert following.left() == index.progress["low"] == 0


def test_content_that_becomes_visible_late_is_not_passed_over(
    store: Store, people: People, following: Following
) -> None:
    """Another process might commit a lower id after a higher one."""
    late = store.run_tx(lambda tx: tx.new_ids(3))
    send(store, people["anna"], "early")
    following.follow(never)
    row = store.rows("SELECT envelope + 1, variant, size, has_attachment, sent_at, 'late', addresses, message_ids,"
                     " preview, data FROM content")[0]  # fmt: skip
    message = store.rows("SELECT account_id, thread_id, copy, received_at, flags, keywords, 0, 0 FROM message")[0]

    def write(tx: Transaction) -> None:
        tx.execute(f"INSERT INTO content VALUES (?{', ?' * len(row)})", (late[0], *row))
        values = (late[1], message[0], late[0], *message[1:])
        tx.execute(f"INSERT INTO message VALUES (?{', ?' * 9})", values)

    store.run_tx(write)
    following.follow(never)
    assert found(store, "late") == [late[0]]
    assert indexed(store) == contents(store)


def test_destroyed_mail_leaves_the_index_with_the_next_sweep(
    store: Store, people: People, following: Following
) -> None:
    send(store, people["anna"], "stays", "goes")
    following.follow(never)
    forget(store, people["anna"], "goes")
    following.sweep(never)
    assert indexed(store) == contents(store)
    assert (found(store, "goes"), len(found(store, "stays"))) == ([], 1)


def test_sweep_finds_what_is_missing(store: Store, people: People, index: SearchIndex, following: Following) -> None:
    send(store, people["anna"], "first", "second")
    following.follow(never)
    index.write((), gone=contents(store))
    assert indexed(store) == []
    following.sweep(never)
    assert indexed(store) == contents(store)


def ruin(path: Path) -> None:
    path.write_bytes(b"this is not a database, and long enough to be looked at" * 200)


def cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def scribble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[8192 : len(data)] = b"\xa5" * (len(data) - 8192)
    path.write_bytes(data)


def other_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize("harm", [ruin, cut, scribble, other_version, Path.unlink])
def test_index_that_cannot_be_used_is_made_anew(
    store: Store, people: People, index: SearchIndex, following: Following, harm: Callable[[Path], None]
) -> None:
    send(store, people["anna"], "first", "second")
    following.follow(never)
    index.close()
    harm(beside(store.path))
    # Until then nothing is found, and nothing fails.
    assert found(store, "first") == []
    following.follow(never)
    assert len(found(store, "first")) == 1
    assert indexed(store) == contents(store)


def test_damage_that_is_met_while_writing_is_mended_at_the_next_turn(
    store: Store, people: People, following: Following
) -> None:
    send(store, people["anna"], "first")
    following.follow(never)
    # What FTS5 keeps is wrong, though the file as a whole looks well.
    with closing(sqlite3.connect(beside(store.path))) as file:
        file.execute("UPDATE words_data SET block = x'ff00ff' WHERE id = 10")
        file.execute("UPDATE words_data SET block = x'ffffffffffffff' WHERE id = 1")
        file.commit()
    send(store, people["anna"], "second")
    with pytest.raises(StoreDamaged):
        following.follow(never)
    following.follow(never)
    assert len(found(store, "first OR second")) == 2


def test_file_that_vanishes_under_its_writer_is_made_anew(store: Store, people: People, following: Following) -> None:
    send(store, people["anna"], "first")
    following.follow(never)
    assert len(found(store, "first")) == 1
    beside(store.path).unlink()
    following.follow(never)
    assert len(found(store, "first")) == 1


def test_rebuild_that_is_asked_for_happens_once(
    store: Store, people: People, index: SearchIndex, following: Following
) -> None:
    send(store, people["anna"], "first")
    following.follow(never)
    index.write((), gone=contents(store))
    wanted = ask_for_rebuild(store)
    following.follow(never)
    assert len(found(store, "first")) == 1
    before = beside(store.path).stat().st_ino
    assert search.progress(store)["rebuilds"] == wanted
    following.follow(never)
    assert beside(store.path).stat().st_ino == before


def test_older_store_in_the_place_of_this_one_is_noticed(tmp_path: Path) -> None:
    """Its next mail gets the ids that the index has already, of other mail."""
    path = tmp_path / "postroom.sqlite3"
    store = fresh_store(path)
    anna = People.make(store, "anna")["anna"]
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    older = path.read_bytes()
    send(store, anna, "secret", "another")
    index = SearchIndex(beside(path))
    Following(store, index).follow(never)
    store.close()
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    path.write_bytes(older)
    store = Store(path)
    send(store, anna, "harmless")
    Following(store, index).follow(never)
    assert (found(store, "secret"), len(found(store, "harmless"))) == ([], 1)
    index.close()
    store.close()


def test_two_do_not_write_it_at_once(store: Store, following: Following) -> None:
    following.follow(never)
    second = SearchIndex(beside(store.path))
    with pytest.raises(IndexInUse):
        Following(store, second).follow(never)


def test_large_mail_is_read_in_few_pieces_at_once(
    store: Store, people: People, following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.search_following._OCTETS", 1)
    send(store, people["anna"], "first", "second", "third")
    following.follow(never)
    assert indexed(store) == contents(store)


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["send", "destroy", "follow", "sweep", "crash", "rebuild"]), max_size=15))
def test_index_equals_the_store_after_whatever_happened(
    tmp_path_factory: pytest.TempPathFactory, events: list[str]
) -> None:
    store = fresh_store(Path(tmp_path_factory.mktemp("index")) / "postroom.sqlite3", durable=False)
    anna = People.make(store, "anna")["anna"]
    index = SearchIndex(beside(store.path))
    alive: list[str] = []
    for number, event in enumerate(events):
        if event == "send":
            alive.append(f"number{number}")
            send(store, anna, alive[-1])
        elif event == "destroy" and alive:
            forget(store, anna, alive.pop(number % len(alive)))
        elif event == "rebuild":
            ask_for_rebuild(store)
        elif event == "crash":
            crash(index)
            index.close()
            index = SearchIndex(beside(store.path))
        elif event in ("follow", "sweep"):
            getattr(Following(store, index), event)(never)
    Following(store, index).follow(never)
    Following(store, index).sweep(never)
    assert indexed(store) == contents(store)
    for name in alive:
        assert len(found(store, name)) == 1
    index.close()
    store.close()


def crash(index: SearchIndex) -> None:
    """End in the middle of a transaction of the index."""

    index.open()
    connection = index._opened()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO words (rowid, subject) VALUES (999999, 'half')")
    connection.execute("REPLACE INTO progress VALUES ('high', 999999)")
