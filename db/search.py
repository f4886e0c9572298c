"""Where in messages the words are that were looked for, and how far the search index has come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from db.database import Store
from db.search_text import COLUMNS, MARK_END, MARK_START


class Marked(NamedTuple):
    """Subject and body as the index has them, with `db.search_text.MARK_START` and `MARK_END` around matches."""

    subject: str
    body: str


def marked(store: Store, account_id: int, message_id: int, expression: str) -> Marked | None:
    """Return the message of the account when it matches an expression of the search index, else None."""
    columns = (COLUMNS.index("subject"), COLUMNS.index("body"))
    shown = ", ".join(f"highlight(words, {column}, ?, ?)" for column in columns)
    sql = (
        f"SELECT {shown} FROM words WHERE words MATCH ? AND rowid ="  # noqa: S608 - our own words
        " (SELECT content_id FROM message WHERE id = ? AND account_id = ?)"
    )
    rows = store.found_rows(sql, (*(MARK_START, MARK_END) * 2, expression, message_id, account_id))
    return Marked(*rows[0]) if rows else None


def state(store: Store) -> str:
    """Return a text that differs whenever there is more, or less, in the index than before."""
    return "-".join(str(position) for _, position in sorted(progress(store).items()))


def progress(store: Store) -> dict[str, int]:
    """Return what the index notes of itself (`db.search_following`); nothing while it cannot be used."""
    return dict(store.found_rows("SELECT name, position FROM search.progress"))


def size(store: Store) -> int:
    """Return how many contents are in the index."""
    return int(store.found_rows("SELECT count(*) FROM words_docsize")[0][0])


def of_account(store: Store, account_id: int, message_ids: Sequence[int]) -> set[int]:
    """Return those of these messages that are the account's."""
    marks = ",".join("?" * len(message_ids))
    # The + keeps the planner from going through all of the account's messages by an index on it.
    sql = f"SELECT id FROM message WHERE +account_id = ? AND id IN ({marks})"  # noqa: S608 - question marks
    return {row[0] for row in store.rows(sql, (account_id, *message_ids))}
