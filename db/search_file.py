"""The file of the search index, as its writer and its readers both know it: where it is, and what is in it.

It stands beside the store, can be made anew from it at any moment, and holds every word of everybody's mail: only its
owner may read it. One process writes it (`db.search_index`); the store's own writers never touch it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from db.search_text import COLUMNS

VERSION = 1
"""Another number in the file means that it is made anew."""

NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
WORDS = f"VIRTUAL TABLE {{schema}}.words USING fts5({NAMES}, tokenize = 'unicode61 remove_diacritics 2')"
PROGRESS = "TABLE {schema}.progress (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID"

_DAMAGE = frozenset([sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB])
_NOT_AS_MADE = _DAMAGE | {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT}

Stamp = tuple[int, int]
Look = tuple[int, int, int, int]


def beside(store: Path) -> Path:
    """Return where the index of the store in the file `store` is."""
    return store.with_name("search.sqlite3")


def stamp(path: Path) -> Stamp | None:
    """Return what tells this file, while somebody has it open, from another of the same name; None without a file."""
    found = look(path)
    return None if found is None else found[:2]


def look(path: Path) -> Look | None:
    """Return what differs once anybody has written the file, or another one is in its place."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


def is_damage(problem: sqlite3.DatabaseError) -> bool:
    """Whether the file is no database, or one that cannot be read."""
    return _code(problem) in _DAMAGE


def is_wrong(problem: sqlite3.DatabaseError) -> bool:
    """Whether what is in the file cannot be right, for its writer, whose statements are: the disk is not full, and
    nobody is in the way."""
    return _code(problem) in _NOT_AS_MADE


def _code(problem: sqlite3.DatabaseError) -> int | None:
    code = getattr(problem, "sqlite_errorcode", None)
    return None if code is None else int(code) & 0xFF


def uri(path: Path, mode: str) -> str:
    """Return the address under which SQLite opens the file in `mode`: ro, rw."""
    return f"{path.absolute().as_uri()}?mode={mode}"
