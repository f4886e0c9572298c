"""What a crash leaves of the cache and of what the server does not know yet agrees again: between the two commits of
one change, and at any moment of a program that is killed."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from client.cache import Cache
from client.cache_kept import kept_path
from client.cache_wishes import Undo
from client.sync import Sync
from tests.support.in_step import OWN, check_same, finish, ids
from tests.support.jmap_in_memory import MailServer
from tests.support.kept_cache import TO_TRASH, deleted, files, with_mail


@pytest.fixture
def server() -> MailServer:
    return with_mail()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.sqlite3"


def snapshot(path: Path, folder: Path) -> Path:
    folder.mkdir()
    for one in files(path)[:2]:
        if one.exists():
            shutil.copy(one, folder / one.name)
    return folder


def wish(cache: Cache, server: MailServer) -> None:
    cache.change(ids(cache, "P1")[:3], TO_TRASH)


def grant(cache: Cache, server: MailServer) -> None:
    assert Sync(server, cache).step()
    assert cache.waiting() == 0


def refuse(cache: Cache, server: MailServer) -> None:
    server.refused = set(server.mails)
    assert Sync(server, cache).step().refused
    server.refused = set()


def take_back(cache: Cache, server: MailServer) -> None:
    wish = cache.look(lambda connection: connection.execute("SELECT max(number) FROM wish").fetchone())[0]
    assert cache.undo(Undo(wish, TO_TRASH, {}))[0]


@pytest.mark.parametrize("is_cache_behind", [True, False])
@pytest.mark.parametrize("act", [wish, grant, refuse, take_back])
def test_crash_between_the_two_commits_is_harmless(
    path: Path, tmp_path: Path, server: MailServer, act: Callable[[Cache, MailServer], None], is_cache_behind: bool
) -> None:
    kept = kept_path(path)
    with closing(Cache(path, OWN)) as cache:
        finish(Sync(server, cache))
        if act is not wish:
            wish(cache, server)
        behind = path if is_cache_behind else kept
        before = snapshot(behind, tmp_path / "before")
        act(cache, server)
        after = snapshot(kept if is_cache_behind else path, tmp_path / "after")
    deleted(path)
    deleted(kept)
    for folder in (before, after):
        shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    with closing(Cache(path, OWN)) as cache:
        waiting = cache.waiting()
        trash = len(ids(cache, "P3"))
        # What is shown and what will be sent is the same; a grant that the cache has not seen comes with the news.
        assert trash == (3 if waiting else 0) or act is grant
        finish(Sync(server, cache))
        assert cache.waiting() == 0
        check_same(cache, server)
        assert len(server.inside("P3")) == (3 if waiting or act is grant else 0)


CHANGING = """
import sys
from pathlib import Path
from client.cache import Cache
from client.wish import Patch
cache = Cache(Path(sys.argv[1]), sys.argv[2])
for number in cache.numbers("P1"):
    message_id = cache.ids([number])[0]
    cache.change([message_id], Patch({"$seen": True}))
    print(message_id, flush=True)
"""


@pytest.mark.parametrize("after", [1, 7, 30])
def test_killed_program_has_kept_every_change_that_it_showed(path: Path, after: int) -> None:
    server = with_mail(100)
    with closing(Cache(path, OWN)) as cache:
        finish(Sync(server, cache))
    with subprocess.Popen(
        [sys.executable, "-c", CHANGING, str(path), OWN], stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        told = [program.stdout.readline().strip() for _ in range(after)]
        program.send_signal(signal.SIGKILL)
        told += program.stdout.read().split()
    with closing(Cache(path, OWN)) as cache:
        rows = cache.rows(cache.numbers("P1")).values()
        seen = {row.id for row in rows if row.seen}
        assert set(told) <= seen
        assert cache.waiting() == len(seen)
        finish(Sync(server, cache))
        check_same(cache, server)
    assert {one.id for one in server.mails.values() if "$seen" in one.keywords} == seen


def test_commit_that_reached_one_file_only_is_mended_by_the_next_one(path: Path, server: MailServer) -> None:
    with closing(Cache(path, OWN)) as cache:
        finish(Sync(server, cache))
        cache.change(ids(cache, "P1")[:3], TO_TRASH)
        assert len(ids(cache, "P3")) == 3
        with closing(sqlite3.connect(kept_path(path), isolation_level=None)) as kept:
            # As after a disk that was full for the second file of two.
            kept.executescript("DELETE FROM wish_target; DELETE FROM wish; UPDATE wish_count SET number = number - 1")
        cache.update(lambda _: None)
        assert ids(cache, "P3") == []
        check_same(cache, server)
