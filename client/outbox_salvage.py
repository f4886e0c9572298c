"""What can still be read of a damaged outbox, and how it goes on in a new one. Nothing of it is sent by itself: a
damaged file may tell of a message as waiting that went out since, so whether it was sent is unsure, and Sent on the
server is looked into, as for every other message of which nobody knows.
"""

import contextlib
import sqlite3
from dataclasses import dataclass
from email.headerregistry import AddressHeader
from pathlib import Path
from typing import TypeAlias

from client.kept_words import kept
from client.outbox_item import NEVER, State
from client.parsed_message import parsed_message
from client.salvage import Row, read_loosely, rows_around_damage
from client.wording import Said

_UNSURE = Said("The outbox was damaged, so nobody knows whether this was sent. Look into Sent.")
_WITHOUT_TEXT = Said("The outbox was damaged, and the text of this message is gone. Write it again.")

_ITEMS = "SELECT id, state, sender, subject, message_id, size, created, next_try, attempts, words FROM item"
_KINDS: tuple[type | tuple[type, ...], ...] = (int, str, str, str, str, int, (int, float), (int, float), int, str)
_RECIPIENTS = "SELECT position, address, state, words FROM recipient WHERE item = ?"

_Recipient: TypeAlias = tuple[str, State, str]


@dataclass(frozen=True)
class SavedItem:
    """`values` are the columns of `item` but the content, in the order of the table."""

    values: Row
    recipients: tuple[_Recipient, ...]
    content: bytes | None


def saved_items(path: Path) -> list[SavedItem]:
    """The messages of any file, as far as they can still be read."""
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as store:
            read_loosely(store)
            rows = rows_around_damage(store, _ITEMS, "id")[0]
            return [_saved(store, row) for row in rows if _is_item(row)]
    except sqlite3.Error:
        # Damaged from its beginning, or never one of ours: then there is nothing to save.
        return []


def add_items(store: sqlite3.Connection, items: list[SavedItem]) -> None:
    """Put them into a new outbox, within a transaction."""
    for item in items:
        store.execute("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*item.values, item.content))
        rows = [(item.values[0], position, *one) for position, one in enumerate(item.recipients)]
        store.executemany("INSERT INTO recipient VALUES (?, ?, ?, ?, ?)", rows)


def _is_item(row: Row) -> bool:
    """Whether damage has left values that an item can have."""
    return all(isinstance(value, kind) for value, kind in zip(row, _KINDS, strict=True)) and row[1] in set(State)


def _saved(store: sqlite3.Connection, row: Row) -> SavedItem:
    was = State(str(row[1]))
    content = None if was is State.SENT else _content(store, row[0])
    state, words = _after(was, content is None)
    recipients = [
        (address, _recipient_after(one, was, state), why) for address, one, why in _to(store, row[0], content)
    ]
    values = (row[0], state, *row[2:6], *map(_moment, row[6:8]), row[8], words or row[9])
    return SavedItem(values, tuple(recipients), content)


def _moment(value: object) -> float:
    """The nearest to it that a clock can show."""
    return min(max(value, 0.0), NEVER.timestamp()) if isinstance(value, int | float) else 0.0


def _after(was: State, is_without_text: bool) -> tuple[State, str]:
    """What becomes of an item in this state, and the words on it, "" for those that it has."""
    if was is State.SENT:
        return was, ""
    if is_without_text:
        return State.REFUSED, kept(_WITHOUT_TEXT)
    return (was, "") if was is State.REFUSED else (State.UNSURE, kept(_UNSURE))


def _recipient_after(one: State, was: State, item: State) -> State:
    """What becomes of a recipient in the state `one`. Of those for whom the server did not take the message, Sent tells
    nothing: they stay refused, whatever is found there.
    """
    if one is State.REFUSED or (one is State.WAITING and was in {State.SENDING, State.UNSURE}):
        return State.REFUSED
    return one if one is State.SENT else item


def _content(store: sqlite3.Connection, item_id: object) -> bytes | None:
    try:
        found = store.execute("SELECT content FROM item WHERE id = ?", (item_id,)).fetchone()
    except sqlite3.Error:
        return None
    return found[0] if found is not None and isinstance(found[0], bytes) else None


def _to(store: sqlite3.Connection, item_id: object, content: bytes | None) -> list[_Recipient]:
    """To whom it goes: also those who stand in the message alone, unless the table of recipients is whole."""
    rows, is_whole = rows_around_damage(store, _RECIPIENTS, "position", (item_id,))
    found = {
        address.casefold(): (address, State(str(state)), str(words))
        for _, address, state, words in rows
        if isinstance(address, str) and state in set(State)
    }
    if not (is_whole and rows and len(found) == len(rows)):
        for address in _named(content or b""):
            # It may be one whom the server refused.
            found.setdefault(address.casefold(), (address, State.REFUSED, kept(_UNSURE)))
    return list(found.values())


def _named(content: bytes) -> list[str]:
    """The addresses in its fields. Bcc is among them (client/draft.py)."""
    message = parsed_message(content)
    fields = [message[name] for name in ("To", "Cc", "Bcc")]
    return [one.addr_spec for field in fields if isinstance(field, AddressHeader) for one in field.addresses]
