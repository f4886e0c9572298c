"""How far each mailbox is read: its ids first, all of them and newest first, then their headers page by page.

Everything about that stands in the cache, so reading can stop after any page and goes on where it was, in another run
of the program too. Ids are in the server's order from the first moment: a row whose headers are not known yet has its
position for a date (`place.ordinal` below 0) until it is settled, and only a page of neighbours is settled at once.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from client.cache_mailboxes import ROLES
from client.cache_schema import ID_ONLY, KNOWN, LISTED, LISTING, NOT_LISTED, TO_BE_READ_AGAIN
from client.cache_writing import Writer
from client.message import MessageRow


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
    fresh = iter(writer.new_numbers(len(set(ids) - known.keys()), newer=False))
    for message_id in dict.fromkeys(ids):
        number, how = known.get(message_id) or (writer.stub(next(fresh), message_id), ID_ONLY)
        rank += bool(rank or how == ID_ONLY)
        _put_id(writer, listing.mailbox_id, number, how, -rank, turn)
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


def _put_id(writer: Writer, mailbox_id: str, number: int, how: int, ordinal: int, turn: int) -> None:
    mailbox = writer.mailbox(mailbox_id)
    values = {"mailbox": mailbox, "ordinal": ordinal, "number": number, "turn": turn}
    changed = writer.connection.execute(
        "UPDATE place SET round = :turn, ordinal = CASE WHEN :ordinal < 0 THEN :ordinal"
        " ELSE (SELECT received FROM message WHERE message.number = place.number) END"
        " WHERE number = :number AND mailbox = :mailbox",
        values,
    )
    if changed.rowcount:
        return
    if how != ID_ONLY:
        # Here it was in another mailbox, or the person has just moved it away: its headers will tell.
        writer.connection.execute("UPDATE message SET known = ? WHERE number = ?", (TO_BE_READ_AGAIN, number))
    added = writer.connection.execute(
        "INSERT INTO place (mailbox, ordinal, number, thread, attachment, size, round)"
        " SELECT :mailbox, CASE WHEN :ordinal < 0 THEN :ordinal ELSE received END, number, thread, attachment, size,"
        " :turn"
        " FROM message WHERE number = :number AND truth IS NULL",
        values,
    )
    if added.rowcount:
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
