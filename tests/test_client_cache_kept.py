"""What a person did and the server does not know yet outlives whatever happens to the cache's file, and to its own."""

import random
import sqlite3
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from client import cache_answers
from client.cache import Cache, open_cache, remove_cache
from client.cache_kept import TABLES, kept_path
from client.cache_schema import APPLICATION_ID
from client.cache_sqlite import connected
from client.errors import FileFault
from client.mail_answers import read_row
from client.private_files import set_aside
from client.sync import Sync
from client.wish import Patch
from tests.support.in_step import OWN, check_same, finish, ids
from tests.support.jmap_in_memory import MailServer
from tests.support.kept_cache import (
    SEEN,
    TO_TRASH,
    changed_offline,
    check_all_arrives,
    deleted,
    files,
    garbage,
    with_mail,
)


@pytest.fixture
def server() -> MailServer:
    return with_mail()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.sqlite3"


def overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = random.Random(7).randbytes(len(content) - 4096)
    path.write_bytes(content)


@pytest.mark.parametrize("spoil", [deleted, garbage, overwritten])
def test_lost_cache_loses_nothing_that_was_done_offline(
    path: Path, server: MailServer, spoil: Callable[[Path], None]
) -> None:
    first, second = changed_offline(path, server)
    spoil(path)
    with closing(Cache(path, OWN)) as cache:
        # Some damage shows only when the page that has it is read.
        cache.numbers("P1")
        cache.mailboxes()
        assert cache.waiting() == 2
        check_all_arrives(cache, server, first, second)


def test_changes_that_wait_are_shown_on_top_of_what_a_new_cache_reads(path: Path, server: MailServer) -> None:
    first, second = changed_offline(path, server)
    deleted(path)
    with closing(Cache(path, OWN)) as cache:
        Sync(server, cache).step()
        rows = [read_row(server._mail(one)) for one in server.mails.values()]
        cache.update(lambda writer: cache_answers.fill(writer, list(server.mails), rows))
        assert cache.waiting() == 2
        assert second not in ids(cache, "P1")
        assert ids(cache, "P3") == [second]
        number = cache.numbers_of([first])[first]
        assert cache.rows([number])[number].seen
        check_all_arrives(cache, server, first, second)


def test_cache_deleted_while_it_is_open_is_made_anew(path: Path, server: MailServer) -> None:
    with closing(Cache(path, OWN)) as cache:
        finish(Sync(server, cache))
        first, second = ids(cache, "P1")[:2]
        cache.change([first], SEEN)
        cache.change([second], TO_TRASH)
        deleted(path)
        # The connection that is left from before still sees the old file; the next one does not find it.
        inner = threading.Thread(target=lambda: cache.look(lambda _: cache.mailboxes()))
        inner.start()
        inner.join(60)
        assert cache.generation > 1
        check_all_arrives(cache, server, first, second)


def test_undo_still_works_after_the_cache_was_lost(path: Path, server: MailServer) -> None:
    with closing(Cache(path, OWN)) as cache:
        finish(Sync(server, cache))
        first, second = ids(cache, "P1")[:2]
        undo, _ = cache.change([first], SEEN)
        cache.change([second], TO_TRASH)
    deleted(path)
    with closing(Cache(path, OWN)) as cache:
        assert cache.undo(undo)[0]
        assert cache.waiting() == 1
        finish(Sync(server, cache))
        assert server.mails[first].keywords == set()
        assert server.mails[second].mailboxes == {"P3"}
        check_same(cache, server)


def test_wishes_in_a_file_of_the_first_version_are_carried_over(path: Path, server: MailServer) -> None:
    first, second = (one.id for one in server.inside("P1")[:2])
    with closing(sqlite3.connect(path)) as old:
        # As version 1 had them: in the cache's file itself.
        for statement in TABLES.split(";")[:3]:
            old.execute(statement)
        old.execute("INSERT INTO wish VALUES (7, '{\"$seen\": true}', NULL, 0), (9, '{}', '[\"P3\"]', 0)")
        old.execute("INSERT INTO wish_target VALUES (7, ?), (9, ?)", (first, second))
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("PRAGMA user_version = 1")
        old.commit()
    for _ in range(2):
        with closing(Cache(path, OWN)) as cache:
            assert cache.waiting() == 2
    with closing(Cache(path, OWN)) as cache:
        check_all_arrives(cache, server, first, second)


@pytest.mark.parametrize("spoil", [garbage, overwritten])
def test_damaged_wishes_are_set_aside_and_the_cache_stays(
    path: Path, server: MailServer, spoil: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    changed_offline(path, server)
    kept = kept_path(path)
    spoil(kept)
    damaged = kept.read_bytes()
    with closing(Cache(path, OWN)) as cache:
        assert kept.with_name(f"{kept.name}.damaged").read_bytes() == damaged
        assert "changes that were not sent yet were damaged" in caplog.text
        damage = cache.take_damage()
        assert damage is not None
        assert damage.aside == kept.with_name(f"{kept.name}.damaged")
        assert damage.aside.name in damage.sentence
        assert "could not be read" in damage.sentence
        assert cache.take_damage() is None
        assert kept.stat().st_mode & 0o777 == 0o600
        # Nothing is shown that will not be sent.
        assert cache.waiting() == 0
        check_same(cache, server)
        first, second = ids(cache, "P1")[:2]
        cache.change([first], SEEN)
        cache.change([second], TO_TRASH)
        check_all_arrives(cache, server, first, second)


def test_crash_while_damaged_wishes_are_replaced_loses_none(
    path: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(damaged: Path, beside: Iterable[str]) -> Path:
        set_aside(damaged, beside)
        raise KeyboardInterrupt

    first, second = changed_offline(path, server)
    # A file of another program, so that it cannot be used as it is.
    with closing(sqlite3.connect(kept_path(path))) as file:
        file.execute("PRAGMA application_id = 1")
    with monkeypatch.context() as crashing:
        crashing.setattr("client.cache_kept.set_aside", crash)
        with pytest.raises(KeyboardInterrupt):
            Cache(path, OWN)
    with closing(Cache(path, OWN)) as cache:
        assert cache.waiting() == 2
        check_all_arrives(cache, server, first, second)


@pytest.mark.parametrize("destroy", [37, "yes", b"\1"])
def test_damage_is_never_taken_for_a_wish_to_delete(path: Path, server: MailServer, destroy: object) -> None:
    _, second = changed_offline(path, server)
    with closing(sqlite3.connect(kept_path(path))) as file:
        file.execute("UPDATE wish SET destroy = ? WHERE number = (SELECT min(number) FROM wish)", (destroy,))
        file.commit()
        file.execute("PRAGMA application_id = 1")
    with closing(Cache(path, OWN)) as cache:
        finish(Sync(server, cache))
        assert len(server.mails) == 20
        assert server.mails[second].mailboxes == {"P3"}


def test_wishes_on_both_sides_of_the_damage_are_kept(path: Path, server: MailServer) -> None:
    with closing(Cache(path, OWN)) as cache:
        finish(Sync(server, cache))
        number = cache.numbers("P1")[0]
        (message_id,) = cache.ids([number])
        for count in range(400):
            cache.change([message_id], Patch({f"mark{count}": True}))
    kept = kept_path(path)
    with closing(sqlite3.connect(kept)) as file:
        (root,) = file.execute("SELECT rootpage FROM sqlite_master WHERE name = 'wish'").fetchone()
    data = bytearray(kept.read_bytes())
    # Of a page that points to others: where the first of them is.
    top = data[(root - 1) * 4096 : root * 4096]
    cells = [int.from_bytes(top[12 + 2 * one :][:2]) for one in range(int.from_bytes(top[3:5]))]
    middle = int.from_bytes(top[cells[len(cells) // 2] :][:4])
    data[(middle - 1) * 4096 : middle * 4096] = b"\xa5" * 4096
    kept.write_bytes(data)
    with closing(Cache(path, OWN)) as cache:
        waiting, damage = cache.waiting(), cache.take_damage()
        assert 200 < waiting < 400
        assert damage is not None
        assert f"{waiting} of them could be read" in damage.sentence
        keywords = cache.rows([number])[number].keywords
        assert {"mark0", "mark399"} <= keywords
        finish(Sync(server, cache))
        assert server.mails[message_id].keywords == keywords
        check_same(cache, server)


def test_damage_of_the_wishes_while_they_are_open_keeps_the_cache(path: Path, server: MailServer) -> None:
    with closing(Cache(path, OWN)) as cache:
        finish(Sync(server, cache))
        old, _ = cache.change(ids(cache, "P1")[:1], SEEN)
        cache.look(lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    cache = Cache(path, OWN)
    kept = kept_path(path)
    with kept.open("r+b") as file:
        file.seek(4096)
        file.write(random.Random(7).randbytes(kept.stat().st_size - 4096))
    first, second = ids(cache, "P1")[:2]
    undo, changed = cache.change([first, second], SEEN)
    assert changed.everything
    assert cache.take_damage() is not None
    assert len(ids(cache, "P1")) == 20
    # A number of the damaged file is not one of the new.
    assert old.wish != undo.wish
    cache.change([second], TO_TRASH)
    check_all_arrives(cache, server, first, second)
    cache.close()


def opens(cache: Cache, go: threading.Event, touched: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(path: Path) -> sqlite3.Connection:
        touched.set()
        return connected(path)

    assert go.wait(60)
    monkeypatch.setattr("client.cache_file.connected", connect)
    # Before the change is written in the new file, or after that.
    assert cache.waiting() in {0, 1}


def closes(cache: Cache, go: threading.Event, touched: threading.Event, _: pytest.MonkeyPatch) -> None:
    def fail(_: sqlite3.Connection) -> None:
        assert go.wait(60)
        raise InterruptedError

    with pytest.raises(FileFault):
        cache.look(fail)
    touched.set()


@pytest.mark.parametrize("act", [opens, closes])
def test_no_reader_opens_or_closes_a_file_while_another_takes_its_name(
    path: Path,
    server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[Cache, threading.Event, threading.Event, pytest.MonkeyPatch], None],
) -> None:
    changed_offline(path, server)
    kept = kept_path(path)
    cache = Cache(path, OWN)
    go, touched = threading.Event(), threading.Event()
    early: list[bool] = []

    def aside(damaged: Path, beside: Iterable[str]) -> Path:
        # SQLite would open, or delete, what has the name of the old log by then: that of the new file.
        go.set()
        early.append(touched.wait(0.3))
        return set_aside(damaged, beside)

    with ThreadPoolExecutor() as threads:
        reader = threads.submit(act, cache, go, touched, monkeypatch)
        with kept.open("r+b") as file:
            file.seek(4096)
            file.write(random.Random(7).randbytes(kept.stat().st_size - 4096))
        monkeypatch.setattr("client.cache_kept.set_aside", aside)
        cache.change([server.inside("P1")[0].id], SEEN)
        reader.result(60)
    assert early == [False]
    assert touched.is_set()
    assert cache.waiting() == 1
    cache.close()


def test_account_that_is_removed_leaves_no_file_behind(tmp_path: Path) -> None:
    for address in (OWN, "ben@project.com"):
        open_cache(tmp_path, "ab", address).close()
    kept = next((tmp_path / "cache").glob("*.wishes.sqlite3"))
    garbage(kept)
    for address in (OWN, "ben@project.com"):
        open_cache(tmp_path, "ab", address).close()
    assert len(list((tmp_path / "cache").glob("*.damaged"))) == 1
    remove_cache(tmp_path, "ab", OWN)
    assert len(list((tmp_path / "cache").glob("*.wishes.sqlite3"))) == 1
    remove_cache(tmp_path, "ab", "ben@project.com")
    assert list((tmp_path / "cache").iterdir()) == []


def test_reader_that_begins_while_the_cache_is_closed_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It made the log of a cache again whose files were just being removed."""
    cache = open_cache(tmp_path, "ab", OWN)
    file = cache._file
    names = file._names

    class ClosedMeanwhile:
        """Stands in for the lock that the reader is about to take."""

        def __enter__(self) -> None:
            file._names = names
            cache.close()
            names.acquire()

        def __exit__(self, *_: object) -> None:
            names.release()

    opened: list[Path] = []
    monkeypatch.setattr("client.cache_file.connected", opened.append)
    monkeypatch.setattr(file, "_names", ClosedMeanwhile())
    with pytest.raises(FileFault, match="is closed"):
        cache.mailboxes()
    assert opened == []


def test_file_of_wishes_is_for_its_owner_alone(path: Path, server: MailServer) -> None:
    with closing(Cache(path, OWN)) as cache:
        finish(Sync(server, cache))
        cache.change(ids(cache, "P1")[:1], SEEN)
        found = [one for one in files(kept_path(path)) if one.exists()]
        assert len(found) == 3
        assert {one.stat().st_mode & 0o777 for one in found} == {0o600}
