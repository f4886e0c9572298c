"""The search index in tests: filled by a real turn of the courier."""

from __future__ import annotations

from db import search
from db.database import Store
from db.settings import Settings
from server.courier.indexing import Indexing


def never() -> bool:
    """Do not stop."""
    return False


def index(store: Store) -> None:
    """Let the courier index what is in the store, and let go of the index."""
    duty = Indexing(store, Settings(store.path.parent))
    duty.turn(never)
    duty.close()


def found(store: Store, expression: str) -> list[int]:
    """The ids of the contents that match an expression of the index."""
    rows = store.found_rows("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid", (expression,))
    return [row[0] for row in rows]


def contents(store: Store) -> list[int]:
    """The ids of all contents."""
    return [row[0] for row in store.rows("SELECT id FROM content ORDER BY id")]


def indexed(store: Store) -> list[int]:
    """The ids of all contents in the index."""
    rows = store.found_rows("SELECT id FROM words_docsize ORDER BY id")
    assert len(rows) == search.size(store)
    return [row[0] for row in rows]
