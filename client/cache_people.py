"""Everybody who was seen in mail, counted: what recipients are completed from.

People are found by the beginning of any word of their name or of their address. Who was written to stands before who
only wrote, and who turns up often before who does not.
"""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from client.addresses import Address
from client.cache_rows import folded, seconds, storable
from client.message import MessageRow

_WORD = re.compile(r"\w+")
_MOST_WORDS = 12
_LONGEST_WORD = 40
_COUNT = (
    "INSERT INTO person (address, spelled, name, seen, written, last) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (address) DO UPDATE SET seen = seen + excluded.seen, written = written + excluded.written,"
    " name = CASE WHEN excluded.name != '' AND (excluded.last >= last OR name = '') THEN excluded.name ELSE name END,"
    " last = max(last, excluded.last) RETURNING number"
)
_FIND = (
    "SELECT spelled, name, seen, written, last FROM person WHERE {}"
    " ORDER BY written DESC, seen DESC, last DESC, address LIMIT ?"
)
_HAS_WORD = "number IN (SELECT person FROM person_word WHERE word >= ? AND word < ?)"


@dataclass(frozen=True)
class SeenPerson:
    """`seen` is in how many messages, `written` in how many of the account's own as a recipient; `last` is the date of
    the newest, in seconds since 1970.
    """

    address: Address
    seen: int
    written: int
    last: int


@dataclass
class _Tally:
    spelled: str
    name: str = ""
    seen: int = 0
    written: int = 0
    last: int = 0


def count(connection: sqlite3.Connection, rows: Iterable[MessageRow], own: str) -> None:
    """Count the people of messages that are new here."""
    for key, tally in _tallies(rows, own.casefold()).items():
        values = (key, tally.spelled, tally.name, tally.seen, tally.written, tally.last)
        (number,) = connection.execute(_COUNT, values).fetchone()
        connection.executemany(
            "INSERT OR IGNORE INTO person_word (word, person) VALUES (?, ?)",
            [(word, number) for word in _words(f"{tally.name} {key}")],
        )


def find(connection: sqlite3.Connection, typed: str, limit: int) -> tuple[SeenPerson, ...]:
    """People of whom each typed word begins a word of the name or the address, the likeliest first."""
    words = _words(typed)
    if not words:
        return ()
    values: list[object] = []
    for word in words:
        values += [word, word + "\U0010ffff"]
    sql = _FIND.format(" AND ".join([_HAS_WORD] * len(words)))
    return tuple(_person(row) for row in connection.execute(sql, (*values, limit)))


def _tallies(rows: Iterable[MessageRow], own: str) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = {}
    for row in rows:
        is_own = any(one.address.casefold() == own for one in row.from_)
        when = seconds(row.received_at)
        for person in _each_once(row):
            tally = tallies.setdefault(storable(person.address.casefold()), _Tally(storable(person.address)))
            tally.seen += 1
            tally.written += is_own and person not in row.from_
            if person.name and when >= tally.last:
                tally.name = storable(person.name)
            tally.last = max(tally.last, when)
    return tallies


def _each_once(row: MessageRow) -> Sequence[Address]:
    found: dict[str, Address] = {}
    for one in (*row.from_, *row.to, *row.cc):
        if "@" in one.address:
            found.setdefault(one.address.casefold(), one)
    return tuple(found.values())


def _words(text: str) -> list[str]:
    found = (word[:_LONGEST_WORD] for word in _WORD.findall(storable(folded(text))))
    return list(dict.fromkeys(found))[:_MOST_WORDS]


def _person(row: Sequence[object]) -> SeenPerson:
    spelled, name, seen, written, last = row
    return SeenPerson(Address(str(name), str(spelled)), int(str(seen)), int(str(written)), int(str(last)))
