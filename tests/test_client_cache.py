"""The cache by itself: what it keeps and gives back, what it does with files it cannot use, and several threads."""

import os
import random
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from client import cache_answers
from client.addresses import Address
from client.cache import Cache, open_cache, remove_cache
from client.cache_file import CacheFile
from client.cache_lists import Order, Sort
from client.errors import Fault, FileFault
from client.message import Mailbox, Message, MessageRow
from client.sync_requests import States
from client.wish import Patch

OWN = "anna@project.com"
START = datetime(2026, 1, 1, tzinfo=UTC)
INBOX, TRASH = Mailbox("P1", "Inbox", "inbox", 0, 0), Mailbox("P3", "Trash", "trash", 0, 0, sort_order=1)


def row(number: int, **changes: object) -> MessageRow:
    ben = Address("Ben", "ben@project.com")
    made = MessageRow(
        f"M{number}",
        f"T{number}",
        frozenset({"P1"}),
        frozenset(),
        (ben,),
        (Address("Anna", OWN),),
        (),
        f"Plan {number}",
        START + timedelta(minutes=number),
        None,
        1000,
        "the words",
        False,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def message(of: MessageRow, text: str = "the words") -> Message:
    return Message(of, (), (), (("Subject", of.subject),), "1@x", (), text, None, (), "B1")


def fill(cache: Cache, *rows: MessageRow) -> None:
    cache.update(lambda writer: cache_answers.begin(writer, States("1", "1"), [INBOX, TRASH]))
    cache.update(lambda writer: writer.put(rows, newer=True))


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    made = Cache(tmp_path / "cache" / "one.sqlite3", OWN)
    yield made
    made.close()


def shown(cache: Cache, box: str = "P1", order: Order | None = None) -> list[str]:
    return cache.ids(cache.numbers(box, order or Order()))


def test_file_is_for_its_owner_alone_and_its_name_says_nothing(tmp_path: Path) -> None:
    cache = open_cache(tmp_path, "ab" * 32, "Anna@project.com")
    fill(cache, row(1))
    files = list((tmp_path / "cache").iterdir())
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700
    assert not any("anna" in file.name or "abab" in file.name for file in files)
    other, same = open_cache(tmp_path, "cd" * 32, OWN), open_cache(tmp_path, "ab" * 32, OWN)
    assert other.path != cache.path
    assert same.path == cache.path
    for one in (cache, other, same):
        one.close()


def test_cache_is_there_again_after_a_restart(tmp_path: Path) -> None:
    cache = open_cache(tmp_path, "ab", OWN)
    rows = [row(1), row(2, keywords=frozenset({"$seen", "x"}), cc=(Address("", "c@x"),), sent_at=START)]
    fill(cache, *rows)
    cache.close()
    cache = open_cache(tmp_path, "ab", OWN)
    assert shown(cache) == ["M2", "M1"]
    assert list(cache.rows(cache.numbers("P1")).values()) in (rows, rows[::-1])
    assert [box.id for box in cache.mailboxes()] == ["P1", "P3"]
    assert (cache.mailbox_id("trash"), cache.mailbox_id("P9")) == ("P3", "P9")
    cache.close()
    remove_cache(tmp_path, "ab", OWN)
    assert list((tmp_path / "cache").iterdir()) == []


def garbage(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 1000)


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = random.Random(7).randbytes(len(content) - 4096)
    path.write_bytes(content)


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE wish (number, keywords, mailboxes, destroy)")
        other.execute("CREATE TABLE wish_target (wish, id)")
        other.execute("INSERT INTO wish VALUES (1, 'no', 7, 'x')")
    other.close()


def newer(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()


@pytest.mark.parametrize("spoil", [garbage, cut_off, overwritten, foreign, newer])
def test_file_that_cannot_be_used_is_made_anew(tmp_path: Path, spoil: object) -> None:
    path = tmp_path / "cache.sqlite3"
    cache = Cache(path, OWN)
    fill(cache, *map(row, range(50)))
    cache.close()
    assert callable(spoil)
    spoil(path)
    cache = Cache(path, OWN)
    # Some damage shows only when the page that has it is read.
    cache.numbers("P1")
    cache.mailboxes()
    assert cache.look(cache_answers.known_states) is None
    fill(cache, row(7))
    assert shown(cache) == ["M7"]
    assert path.stat().st_mode & 0o777 == 0o600
    cache.close()


def test_damage_while_it_is_open_is_told_as_another_generation(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite3"
    cache = Cache(path, OWN)
    fill(cache, *map(row, range(2000)))
    cache.look(lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    cache.close()
    cache = Cache(path, OWN)
    generation = cache.generation
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(random.Random(7).randbytes(path.stat().st_size - 4096))
    _, changed = cache.update(lambda writer: writer.put([row(1)], newer=True))
    assert changed.everything
    assert cache.generation > generation
    assert shown(cache) == ["M1"]
    cache.close()


def test_reader_that_comes_while_a_damaged_file_is_made_anew_reads_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cache.sqlite3"
    cache = Cache(path, OWN)
    fill(cache, *map(row, range(2000)))
    cache.close()
    cache = Cache(path, OWN)
    damage = random.Random(7).randbytes(path.stat().st_size - 4096)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(damage)
    made_anew = CacheFile._made_anew
    found: list[list[str]] = []
    reader = threading.Thread(target=lambda: found.append(shown(cache)))

    def with_a_reader(file: CacheFile) -> sqlite3.Connection:
        path.unlink()
        reader.start()
        reader.join(0.3)
        assert reader.is_alive()
        return made_anew(file)

    monkeypatch.setattr(CacheFile, "_made_anew", with_a_reader)
    cache.update(lambda writer: writer.put([row(1)], newer=True))
    reader.join(60)
    # Before the change is written in the new file, or after that.
    assert found in ([[]], [["M1"]])
    assert shown(cache) == ["M1"]
    cache.close()


def test_what_was_done_offline_outlives_a_file_of_another_version(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite3"
    cache = Cache(path, OWN)
    fill(cache, row(1), row(2))
    cache.change(["M1"], Patch({"$seen": True}))
    cache.change(["M1", "M2"], Patch(mailbox_ids=frozenset({"P3"})))
    cache.close()
    newer(path)
    cache = Cache(path, OWN)
    assert cache.waiting() == 2
    fill(cache, row(1), row(2))
    assert (shown(cache), shown(cache, "P3")) == ([], ["M2", "M1"])
    assert cache.rows(cache.numbers("P3"))[cache.numbers("P3")[1]].seen
    wish = cache.next_wish()
    assert wish is not None
    assert (wish.patch, wish.ids) == (Patch({"$seen": True}), ("M1",))
    cache.close()


def test_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("")
    with pytest.raises(Fault):
        open_cache(tmp_path, "ab", OWN)


def test_closed_cache_says_so(cache: Cache) -> None:
    cache.close()
    for ask in (cache.mailboxes, lambda: cache.change(["M1"], Patch(destroy=True))):
        with pytest.raises(FileFault):
            ask()


def test_orders_put_what_is_alike_newest_first(cache: Cache) -> None:
    ben, clara = (Address("ben", "b@x"),), (Address("Clara", "c@x"),)
    fill(
        cache,
        row(1, from_=clara, subject="b", size=5),
        row(2, from_=ben, subject="Re: a", size=9, keywords=frozenset({"$flagged"})),
        row(3, from_=ben, subject="AW: [x] A", size=1, has_attachment=True),
        row(4, from_=(), subject="É", size=9, keywords=frozenset({"$seen"})),
    )
    expected = {
        Sort.DATE: "4321",
        Sort.FROM: "1324",
        Sort.SUBJECT: "4132",
        Sort.SIZE: "4213",
        Sort.FLAG: "2431",
        Sort.UNREAD: "3214",
        Sort.ATTACHMENT: "3421",
    }
    for sort, numbers in expected.items():
        assert "".join(one[1] for one in shown(cache, order=Order(sort))) == numbers, sort
    assert shown(cache, order=Order(Sort.FROM, ascending=True)) == ["M4", "M3", "M2", "M1"]
    assert shown(cache, order=Order(Sort.UNREAD, ascending=True))[0] == "M4"


def test_conversations_show_their_newest_message_and_their_counts(cache: Cache) -> None:
    seen = frozenset({"$seen"})
    fill(
        cache,
        row(1, thread_id="T1", keywords=seen),
        row(2, thread_id="T2"),
        row(3, thread_id="T1"),
        row(4, thread_id="T1", mailbox_ids=frozenset({"P3"})),
    )
    found = cache.conversations("P1")
    assert cache.ids(found.numbers) == ["M3", "M2"]
    assert (list(found.counts), list(found.unread)) == ([2, 1], [1, 1])
    assert cache.ids(cache.conversation(found.numbers[0])) == ["M1", "M3", "M4"]
    assert cache.ids(cache.conversations("P1", Order(ascending=True)).numbers) == ["M1", "M2"]


def test_bodies_come_back_with_the_flags_of_now_and_the_oldest_go(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite3", OWN, most_bodies=40_000)
    rows = [row(number) for number in range(8)]
    fill(cache, *rows)
    for one in rows[:5]:
        cache.keep_body(message(one, os.urandom(5000).hex()))
    assert cache.body("M0") is not None
    for one in rows[5:]:
        cache.keep_body(message(one, os.urandom(5000).hex()))
    kept = [one.id for one in rows if cache.body(one.id)]
    assert "M0" in kept
    assert "M1" not in kept
    assert "M7" in kept
    cache.change(["M7"], Patch({"$seen": True}))
    body = cache.body("M7")
    assert body is not None
    assert body.row.seen
    cache.keep_body(message(rows[1], os.urandom(50_000).hex()))
    assert cache.body("M1") is None
    cache.keep_body(message(row(99)))
    assert cache.body("M99") is None
    cache.close()


def test_people_are_found_by_the_beginning_of_any_word(cache: Cache) -> None:
    anna, ben, bella = Address("Anna", OWN), Address("Ben Meyer", "ben@project.com"), Address("Béla", "b.m@other.net")
    fill(
        cache,
        row(1, from_=(ben,)),
        row(2, from_=(ben,)),
        row(3, from_=(anna,), to=(bella,)),
        row(4, from_=(Address("Benjamin Meyer", "BEN@project.com"),)),
    )
    assert [one.address.address for one in cache.people("be")] == ["b.m@other.net", "ben@project.com"]
    (found,) = cache.people("MEY ben")
    assert (found.address.name, found.seen, found.written) == ("Benjamin Meyer", 3, 0)
    assert [one.address.name for one in cache.people("bela")] == ["Béla"]
    assert [one.address.name for one in cache.people("other")] == ["Béla"]
    assert cache.people("") == cache.people("%") == cache.people("zz") == ()


def test_readers_are_not_held_up_by_writers_nor_see_halves(cache: Cache) -> None:
    fill(cache)
    stop = threading.Event()
    halves: list[int] = []
    faults: list[Exception] = []

    def read() -> None:
        try:
            while not stop.is_set():
                count = len(cache.numbers("P1"))
                if count % 20:
                    halves.append(count)
        except Exception as error:
            faults.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()

    def write(first: int) -> None:
        rows = [row(number) for number in range(first, first + 20)]
        cache.update(lambda writer: writer.put(rows, newer=True))

    writers = [threading.Thread(target=lambda first=first: write(first)) for first in range(0, 400, 20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    stop.set()
    for reader in readers:
        reader.join(60)
    assert (halves, faults) == ([], [])
    assert len(set(shown(cache))) == 400


def test_change_of_messages_that_are_not_here_is_no_wish(cache: Cache) -> None:
    fill(cache, row(1))
    undo, changed = cache.change(["M77"], Patch({"$seen": True}))
    assert (undo.before, bool(changed), cache.waiting()) == ({}, False, 0)
    assert not cache.undo(undo)[0]


def test_row_with_anything_in_its_texts_can_be_kept_found_and_removed(cache: Cache) -> None:
    odd = row(1, subject="a\0b \ud800 日本語", preview="\udfff", from_=(Address("\ud800", "x\0@y"),))
    fill(cache, odd)
    assert cache.rows(cache.numbers("P1"))[cache.numbers("P1")[0]].from_ == odd.from_
    cache.update(lambda writer: writer.remove(["M1"]))
    assert shown(cache) == []
    cache.look(lambda connection: connection.execute("PRAGMA quick_check").fetchall())
