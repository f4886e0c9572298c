"""A cache with changes that the server does not know yet, and what may happen to its files."""

from contextlib import closing
from pathlib import Path

from client.cache import Cache
from client.sync import Sync
from client.wish import Patch
from tests.support.in_step import OWN, check_same, finish, ids
from tests.support.jmap_in_memory import MailServer

SEEN, TO_TRASH = Patch({"$seen": True}), Patch(mailbox_ids=frozenset({"P3"}))


def with_mail(count: int = 20) -> MailServer:
    """A server whose inbox has so many messages."""
    made = MailServer()
    for minute in range(count):
        made.arrive(minute)
    return made


def files(path: Path) -> list[Path]:
    """What SQLite has of this file, there or not."""
    return [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm")]


def changed_offline(path: Path, server: MailServer) -> tuple[str, str]:
    """Two messages of a cache that is closed again: the first was read, the second put into the trash."""
    with closing(Cache(path, OWN)) as cache:
        finish(Sync(server, cache))
        first, second = ids(cache, "P1")[:2]
        cache.change([first], SEEN)
        cache.change([second], TO_TRASH)
    return first, second


def check_all_arrives(cache: Cache, server: MailServer, first: str, second: str) -> None:
    """What `changed_offline` did reaches the server, and both have the same then."""
    finish(Sync(server, cache))
    assert cache.waiting() == 0
    assert server.mails[first].keywords == {"$seen"}
    assert server.mails[second].mailboxes == {"P3"}
    check_same(cache, server)


def deleted(path: Path) -> None:
    """Delete the file and what belongs to it."""
    for one in files(path):
        one.unlink(missing_ok=True)


def garbage(path: Path) -> None:
    """Put something else into the place of the file."""
    path.write_bytes(b"not a database at all" * 1000)
