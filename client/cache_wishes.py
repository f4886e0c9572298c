"""Changes that a person has made: shown in the lists at once, kept until the server has them, undone when it refuses.

What the server has of a message stands in `message.truth` while wishes wait for it; what is shown is always that with
all waiting wishes on top. So a wish can be taken away again, whichever it is, and nothing else is lost; and a cache
that has lost step with the wishes can be mended.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from client.cache_kept import count_on
from client.cache_mailboxes import count_change
from client.cache_schema import ID_ONLY
from client.cache_writing import Writer
from client.wish import MessageState, Patch, Wish, add_wish, read_patch

AT_ONCE = 500

_SHOWN_OTHERWISE = (
    "SELECT id, number FROM message WHERE truth IS NOT NULL UNION SELECT message.id, message.number"
    " FROM wish_target CROSS JOIN message ON message.id = wish_target.id WHERE known != ?"
)


@dataclass(frozen=True)
class Undo:
    """What takes one change back: its wish and what that does, and how each message was shown before it, by id."""

    wish: int
    patch: Patch
    before: Mapping[str, MessageState]


def wish_for(writer: Writer, ids: Iterable[str], patch: Patch) -> Undo:
    """Keep a wish and show it. Messages that are not known here are left out."""
    known = [(one, number) for one, (number, how) in writer.known(dict.fromkeys(ids)).items() if how != ID_ONLY]
    before = {message_id: writer.shown(number) for message_id, number in known}
    truths = [writer.truth(number) for _, number in known]
    if not known:
        return Undo(0, patch, {})
    wish = add_wish(writer.connection, patch, before)
    count_on(writer.connection)
    for (message_id, number), truth in zip(known, truths, strict=True):
        writer.show(number, writer.overlay(number, message_id, truth))
    writer.collector.mailboxes = True
    return Undo(wish, patch, before)


def take_back(writer: Writer, undo: Undo, sent: bool) -> bool:
    """Undo a change: forget its wish while it still waits (`sent` is false), else wish for the state before.

    False when nothing is left to undo it on: what was destroyed cannot come back.
    """
    waiting = writer.connection.execute("SELECT 1 FROM wish WHERE number = ?", (undo.wish,)).fetchone()
    if waiting is not None and not sent:
        drop_wish(writer, undo.wish, None)
        return True
    return _restore(writer, undo)


def first_wish(connection: sqlite3.Connection) -> Wish | None:
    """The wish that has waited longest, with as many of its messages as may be sent at once."""
    row = connection.execute("SELECT number, keywords, mailboxes, destroy FROM wish ORDER BY number LIMIT 1").fetchone()
    if row is None:
        return None
    targets = connection.execute("SELECT id FROM wish_target WHERE wish = ? ORDER BY id LIMIT ?", (row[0], AT_ONCE))
    return Wish(row[0], read_patch(*row[1:]), tuple(one for (one,) in targets))


def count_wishes(connection: sqlite3.Connection) -> int:
    """How many changes wait to be sent."""
    return int(connection.execute("SELECT count(*) FROM wish").fetchone()[0])


def grant_wish(writer: Writer, wish: Wish, ids: Iterable[str]) -> None:
    """The server has done it for these: what it has is now what was wished for; what is shown stays.

    The counts follow at once, and not only when the server tells them: nothing is to flicker.
    """
    for message_id, (number, how) in writer.known(ids).items():
        if how != ID_ONLY:
            before = writer.truth(number)
            after = wish.patch.applied(before)
            _forget(writer, wish.number, [message_id])
            writer.overlay(number, message_id, after)
            count_change(writer.connection, before, after)
    _forget(writer, wish.number, ids)
    count_on(writer.connection)


def drop_wish(writer: Writer, wish: int, ids: Sequence[str] | None) -> None:
    """Take a wish away from these messages (None: from all), and show what is left without it."""
    if ids is None:
        rows = writer.connection.execute("SELECT id FROM wish_target WHERE wish = ?", (wish,)).fetchall()
        ids = [one for (one,) in rows]
    known = writer.known(ids)
    truths = {one: writer.truth(number) for one, (number, how) in known.items() if how != ID_ONLY}
    _forget(writer, wish, ids)
    count_on(writer.connection)
    for message_id, truth in truths.items():
        number = known[message_id][0]
        writer.show(number, writer.overlay(number, message_id, truth))
    writer.collector.mailboxes = True


def mend(writer: Writer) -> None:
    """Show what the wishes that are here say, and nothing of wishes that are not here."""
    for message_id, number in writer.connection.execute(_SHOWN_OTHERWISE, (ID_ONLY,)).fetchall():
        writer.show(number, writer.overlay(number, message_id, writer.truth(number)))


def _forget(writer: Writer, wish: int, ids: Iterable[str]) -> None:
    writer.connection.executemany("DELETE FROM wish_target WHERE wish = ? AND id = ?", [(wish, one) for one in ids])
    writer.connection.execute(
        "DELETE FROM wish WHERE number = ? AND NOT EXISTS (SELECT 1 FROM wish_target WHERE wish = ?)", (wish, wish)
    )


def _restore(writer: Writer, undo: Undo) -> bool:
    """Wish for what the change has changed to be as before, one wish for all messages that need the same."""
    groups: dict[tuple[frozenset[tuple[str, bool]], frozenset[str] | None], list[str]] = defaultdict(list)
    known = {one: number for one, (number, how) in writer.known(undo.before).items() if how != ID_ONLY}
    for message_id, number in known.items():
        shown, before = writer.shown(number), undo.before[message_id]
        names = (shown.keywords ^ before.keywords) & undo.patch.keywords.keys()
        moved = undo.patch.mailbox_ids is not None and shown.mailbox_ids != before.mailbox_ids
        if names or moved:
            keywords = frozenset((one, one in before.keywords) for one in names)
            groups[keywords, before.mailbox_ids if moved else None].append(message_id)
    for (keywords, mailbox_ids), ids in groups.items():
        wish_for(writer, ids, Patch(dict(sorted(keywords)), mailbox_ids))
    return bool(known)
