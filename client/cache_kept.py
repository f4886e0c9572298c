"""The file of what the server does not know yet: the person's wishes, in a small SQLite file beside the cache.

The cache may be lost at any time, and this file may not: so it is another one, which every connection to the cache
attaches as the schema `kept`. Its tables have names of their own, and SQL need not say where they are. Its form stays
for ever. One that is damaged is set aside, never deleted, and what can still be read of it goes into a new one.

A transaction that spans both files is all or nothing in each of them, and not in both together: with write-ahead logs a
crash may fall between the two commits (https://www.sqlite.org/lang_attach.html), and after a power cut the cache may be
some transactions behind. So every transaction that changes wishes counts on here, and writes the count into the cache
too (`count_on`). Where the counts differ, the cache is mended before anything else is done with it: what it shows is
worked out again from what it knows of the server and the wishes that are here (`mend` in `client/cache_wishes.py`).
What a crash can leave is harmless then:
- A wish that is only here is shown after all, and sent. One that only the cache knew was told to nobody as kept: it is
  shown no more.
- A wish that the server has granted, and that is still here, is sent again: it says how a message is to be, so that
  nothing changes on the server.
- A wish that was granted and is here no more, while the cache still takes it for waiting: the message is shown as it
  was, until the next news. The cache is behind, so the server's answer to it has this change.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from client.cache_sqlite import (
    SUFFIXES,
    UNUSABLE,
    OtherFormError,
    connected,
    error_code,
    file_uri,
    make_private_file,
    make_ready,
)
from client.damage import Damage
from client.private_files import finish_replacing, made_beside, set_aside
from client.wish import SavedWish, add_wish, saved_wishes
from client.wording import Said

log = logging.getLogger(__name__)

VERSION = 1

# The numbers begin anywhere, so that those of a new file are not taken for those of one that was set aside: an undo
# holds the number of its wish, and the cache the count of the file that it follows.
TABLES = """
CREATE TABLE wish (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    keywords TEXT NOT NULL,
    mailboxes TEXT,
    destroy INTEGER NOT NULL
);
CREATE TABLE wish_target (
    wish INTEGER NOT NULL REFERENCES wish (number) ON DELETE CASCADE,
    id TEXT NOT NULL,
    PRIMARY KEY (wish, id)
) WITHOUT ROWID;
CREATE INDEX wish_of ON wish_target (id, wish);
CREATE TABLE wish_count (number INTEGER NOT NULL);
INSERT INTO wish_count VALUES (1 + abs(random() % 1000000000000));
INSERT INTO sqlite_sequence (name, seq) SELECT 'wish', number FROM wish_count
"""


def kept_path(cache: Path) -> Path:
    """Where the wishes beside this cache are."""
    return cache.with_name(f"{cache.stem}.wishes.sqlite3")


def attach(connection: sqlite3.Connection, path: Path) -> None:
    """Make the wishes part of this connection. Raises sqlite3.Error."""
    connection.execute("ATTACH ? AS kept", (file_uri(path),))


def make_kept(path: Path) -> Damage | None:
    """Have a file of wishes there that can be used. What the person is to be told when a damaged one had to be set
    aside for it, else None.

    Raises sqlite3.Error, OSError, `LocalDiskFull` and `FileFault`.
    """
    finish_replacing(path)
    try:
        _check(path)
        return None
    except sqlite3.DatabaseError as error:
        if error_code(error) not in UNUSABLE:
            raise
    except OtherFormError:
        # Of another program, or rotten at its beginning: it is not ours to write in.
        pass
    return _replace(path)


def salvage(path: Path) -> list[SavedWish]:
    """The wishes in any file, as far as they can still be read; until version 1 of the cache they were in there."""
    try:
        with contextlib.closing(connected(path)) as connection:
            return saved_wishes(connection)
    except sqlite3.Error:
        # Damaged from its beginning, or never one of ours: then there is nothing to save.
        return []


def add_all(path: Path, wishes: Iterable[SavedWish]) -> None:
    """Put wishes of another file behind those that are here; on disk when it returns.

    A crash before the other file is deleted has them added twice. That is harmless: each says how its messages are to
    be, not how they are to change, so that the same ones in the same order end the same.
    """
    with contextlib.closing(connected(path)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        for wish in wishes:
            add_wish(connection, *wish)
        connection.execute("UPDATE wish_count SET number = number + 1")
        connection.execute("COMMIT")


def count_on(connection: sqlite3.Connection) -> None:
    """Part of every transaction that changes wishes: both files know then that they belong together."""
    connection.execute("UPDATE wish_count SET number = number + 1")
    follow(connection)


def follow(connection: sqlite3.Connection) -> None:
    """From here on the cache shows what these wishes say."""
    connection.execute("INSERT OR REPLACE INTO meta (name, value) SELECT 'wishes', number FROM wish_count")


def is_followed(connection: sqlite3.Connection) -> bool:
    """Whether the cache has seen the last change of the wishes, and no other."""
    sql = "SELECT (SELECT value FROM meta WHERE name = 'wishes') IS (SELECT number FROM wish_count)"
    return bool(connection.execute(sql).fetchone()[0])


def _check(path: Path) -> None:
    """Raises `OtherFormError` and sqlite3.Error when the file cannot be used."""
    make_private_file(path)
    with contextlib.closing(connected(path)) as connection:
        make_ready(connection, TABLES, VERSION)
        # The whole of it, which is small: damage must show before anything is added to it.
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise OtherFormError


def _replace(path: Path) -> Damage:
    wishes = salvage(path)
    made = made_beside(path)
    for suffix in SUFFIXES:
        made.with_name(made.name + suffix).unlink(missing_ok=True)
    # Whole before it takes the place of the other: a crash leaves one of both.
    _check(made)
    add_all(made, wishes)
    aside = set_aside(path, SUFFIXES[1:])
    made.rename(path)
    log.warning(
        "The changes that were not sent yet were damaged. The file is now %s; what could be read of it is kept.", aside
    )
    return Damage(_told(len(wishes), aside.name), aside)


def _told(kept: int, aside: str) -> str:
    if not kept:
        return Said(
            "The changes that the server did not know yet were damaged and could not be read: look through what you "
            "changed last and do it again where it is missing; the damaged file is now {aside}.",
            aside=aside,
        )
    return Said(
        "The changes that the server did not know yet were damaged: %n of them could be read and are kept, so look "
        "whether something that you changed last is missing; the damaged file is now {aside}.",
        one="The changes that the server did not know yet were damaged: 1 of them could be read and is kept, so look "
        "whether something that you changed last is missing; the damaged file is now {aside}.",
        number=kept,
        aside=aside,
    )
