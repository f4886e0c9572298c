"""How far each mailbox is read: its ids first, all of them and newest first, then their headers page by page.

Everything about that stands in the cache, so reading can stop after any page and goes on where it was, in another run
of the program too. Ids are in the server's order from the first moment: a row whose headers are not known yet has its
position for a date (`place.ordinal` below 0) until it is settled, and only a page of neighbours is settled at once.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from client.cache_mailboxes import ROLES
from client.cache_schema import ID_ONLY, KNOWN, LISTED, LISTING, NOT_LISTED, TO_BE_READ_AGAIN
from client.cache_writing import Writer
from client.message import MessageRow

# Number and ordinal of each place of a page, from its JSON.
_GIVEN = (
    "(SELECT json_extract(value, '$[0]') AS number, json_extract(value, '$[1]') AS ordinal"
    " FROM json_each(:places)) AS given"
)
_ALREADY_HERE = (
    f"SELECT place.number FROM {_GIVEN} CROSS JOIN place"  # noqa: S608
    " ON place.number = given.number AND place.mailbox = :mailbox"
)
_PLACED_AGAIN = (
    "UPDATE place SET round = ?1, ordinal = CASE WHEN ?3 < 0 THEN ?3"
    " ELSE (SELECT received FROM message WHERE message.number = place.number) END"
    " WHERE number = ?2 AND mailbox = ?4"
)
_PLACED = (
    "INSERT INTO place (mailbox, ordinal, number, thread, attachment, size, round)"  # noqa: S608
    " SELECT :mailbox, CASE WHEN given.ordinal < 0 THEN given.ordinal ELSE received END, message.number, thread,"
    f" attachment, size, :turn FROM {_GIVEN} CROSS JOIN message ON message.number = given.number"
    " WHERE truth IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM place WHERE place.number = given.number AND place.mailbox = :mailbox)"
    " RETURNING number"
)
_READ_AGAIN = "UPDATE message SET known = ? WHERE number IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True)
class Listing:
    """How far the ids of a mailbox are known: up to `anchor` ("" for none yet)."""

    mailbox_id: str
    listed: int
    anchor: str


@dataclass(frozen=True)
class Unsettled:
    """The next page of a mailbox: all its `numbers` and, of those whose headers are to be asked for, the `ids`."""

    mailbox_id: str
    numbers: tuple[int, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """How many messages are as the server has them, of how many in all; both in messages, counted once a mailbox."""

    done: int
    total: int


def next_listing(connection: sqlite3.Connection, wanted: str) -> Listing | None:
    """The mailbox whose ids are to be asked for next, `wanted` before all others."""
    rows = connection.execute("SELECT id, listed, anchor, role FROM mailbox WHERE told AND listed != ?", (LISTED,))
    found = sorted(rows.fetchall(), key=lambda row: (row[0] != wanted, _rank(row[3])))
    return Listing(*found[0][:3]) if found else None


def next_page(connection: sqlite3.Connection, wanted: str, most: int) -> Unsettled | None:
    """The page whose headers are to be asked for next, `wanted` before all other mailboxes."""
    rows = connection.execute("SELECT id, number, role FROM mailbox WHERE told").fetchall()
    for mailbox_id, mailbox, _ in sorted(rows, key=lambda row: (row[0] != wanted, _rank(row[2]))):
        page = connection.execute(
            "SELECT message.number, message.id, known FROM place JOIN message ON message.number = place.number"
            " WHERE mailbox = ? AND ordinal < 0 ORDER BY ordinal DESC LIMIT ?",
            (mailbox, most),
        ).fetchall()
        if page:
            ids = tuple(one for _, one, known in page if known == ID_ONLY)
            return Unsettled(mailbox_id, tuple(number for number, _, _ in page), ids)
    return None


def next_to_read_again(connection: sqlite3.Connection, most: int) -> tuple[str, ...]:
    """Messages that are shown but may be out of date, the newest first."""
    sql = "SELECT id FROM message WHERE known = 1 ORDER BY received DESC LIMIT ?"
    return tuple(one for (one,) in connection.execute(sql, (most,)))


def put_first_page(writer: Writer, mailbox_id: str, rows: Sequence[MessageRow]) -> None:
    """The newest messages of a mailbox of which nothing is known yet: something to show at once."""
    writer.put(rows, newer=False)
    writer.connection.execute(
        "UPDATE mailbox SET listed = ? WHERE id = ? AND listed = ?", (LISTING, mailbox_id, NOT_LISTED)
    )


def put_ids(writer: Writer, listing: Listing, ids: Sequence[str], *, last: bool) -> None:
    """The ids that follow the anchor. Nothing happens when another page than the one asked for is due by now."""
    row = writer.connection.execute(
        "SELECT number, rank, round FROM mailbox WHERE id = ? AND listed = ? AND anchor = ?",
        (listing.mailbox_id, LISTING, listing.anchor),
    ).fetchone()
    if row is None:
        return
    mailbox, rank, turn = row
    known = writer.known(ids)
    rank, given = _ranked(list(dict.fromkeys(ids)), known, rank, writer)
    _put_given(writer, mailbox, listing.mailbox_id, given, turn)
    if last:
        _remove_unlisted(writer, mailbox, listing.mailbox_id, turn)
    anchor = ids[-1] if ids else listing.anchor
    writer.connection.execute(
        "UPDATE mailbox SET rank = ?, anchor = ?, listed = ? WHERE number = ?",
        (rank, anchor, LISTED if last else LISTING, mailbox),
    )


def settle(writer: Writer, page: Unsettled, rows: Sequence[MessageRow]) -> None:
    """The headers of a page have come: its messages get the places that their dates give them. Those that were asked
    for and did not come are gone.
    """
    came = {row.id for row in rows}
    writer.remove(one for one in page.ids if one not in came)
    mailbox = writer.mailbox(page.mailbox_id)
    writer.put(rows, newer=False, settling=mailbox)
    for number in page.numbers:
        writer.connection.execute(
            "UPDATE place SET ordinal = (SELECT received FROM message WHERE message.number = place.number)"
            " WHERE number = ? AND mailbox = ? AND ordinal < 0",
            (number, mailbox),
        )


def list_again(writer: Writer, mailbox_id: str) -> None:
    """Ask for all ids of a mailbox from the beginning; what is shown stays until the end of the list is known."""
    writer.connection.execute(
        "UPDATE mailbox SET listed = ?, anchor = '', rank = 0, round = round + 1 WHERE id = ?", (NOT_LISTED, mailbox_id)
    )


def read_all_again(writer: Writer) -> None:
    """The server cannot tell what has changed: everything is read again, and shown as it is until then."""
    writer.connection.execute("UPDATE mailbox SET listed = ?, anchor = '', rank = 0, round = round + 1", (NOT_LISTED,))
    writer.connection.execute("UPDATE message SET known = ? WHERE known = ?", (TO_BE_READ_AGAIN, KNOWN))
    writer.connection.execute("DELETE FROM meta WHERE name LIKE 'state %'")


def progress(connection: sqlite3.Connection) -> Progress:
    """How far reading is."""
    total = left = 0
    for mailbox, listed, counted in connection.execute(
        "SELECT number, listed, total FROM mailbox WHERE told"
    ).fetchall():
        total += counted
        sql = "SELECT count(*) FROM place WHERE mailbox = ? AND ordinal < 0"
        left += connection.execute(sql, (mailbox,)).fetchone()[0] if listed == LISTED else counted
    (again,) = connection.execute("SELECT count(*) FROM message WHERE known = 1").fetchone()
    return Progress(max(0, total - left - again), total)


@dataclass(frozen=True)
class _Given:
    """What a page of ids gives: places as number and ordinal, which of these messages are not told by id alone."""

    places: list[tuple[int, int]]
    known: frozenset[int]


def _ranked(ids: Sequence[str], known: Mapping[str, tuple[int, int]], rank: int, writer: Writer) -> tuple[int, _Given]:
    """Each id with its number, those that are new here with one of their own, and the rank behind the last."""
    fresh = writer.new_numbers(len(ids) - len(known), newer=False)
    stubs = dict(zip((one for one in ids if one not in known), fresh, strict=True))
    writer.stubs(stubs)
    places = []
    for message_id in ids:
        number, how = known.get(message_id) or (stubs[message_id], ID_ONLY)
        rank += bool(rank or how == ID_ONLY)
        places.append((number, -rank))
    return rank, _Given(places, frozenset(number for number, how in known.values() if how != ID_ONLY))


def _put_given(writer: Writer, mailbox: int, mailbox_id: str, given: _Given, turn: int) -> None:
    """Statements for a whole page: thousands of small ones would take turns with the window that is being painted."""
    values = {"mailbox": mailbox, "places": json.dumps(given.places), "turn": turn}
    here = {number for (number,) in writer.connection.execute(_ALREADY_HERE, values)}
    # Here they were in another mailbox, or the person has just moved them away: their headers will tell.
    elsewhere = json.dumps(sorted(given.known - here))
    again = [(turn, number, ordinal, mailbox) for number, ordinal in given.places if number in here]
    writer.connection.executemany(_PLACED_AGAIN, again)
    writer.connection.execute(_READ_AGAIN, (TO_BE_READ_AGAIN, elsewhere))
    for (number,) in writer.connection.execute(_PLACED, values).fetchall():
        writer.collector.add(mailbox_id, number)


def _remove_unlisted(writer: Writer, mailbox: int, mailbox_id: str, turn: int) -> None:
    """What was not in the whole list is not in the mailbox; where it is instead, if anywhere, will be asked for."""
    gone = writer.connection.execute(
        "SELECT place.number, known, truth FROM place JOIN message ON message.number = place.number"
        " WHERE mailbox = ? AND place.round < ?",
        (mailbox, turn),
    ).fetchall()
    for number, known, truth in gone:
        if known != ID_ONLY:
            writer.connection.execute("UPDATE message SET known = ? WHERE number = ?", (TO_BE_READ_AGAIN, number))
        if truth is None:
            writer.connection.execute("DELETE FROM place WHERE number = ? AND mailbox = ?", (number, mailbox))
            writer.collector.remove(mailbox_id, number)
    writer.connection.execute(
        "DELETE FROM message WHERE known = ? AND number NOT IN (SELECT number FROM place)", (ID_ONLY,)
    )


def _rank(role: str) -> int:
    return ROLES.index(role) if role in ROLES else ROLES.index("")
