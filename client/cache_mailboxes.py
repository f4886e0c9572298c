"""The cache's mailboxes: what the server tells of them, with the counts as pending wishes leave them."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable

from client.cache_rows import read_keywords, read_state, storable
from client.changed import ChangeCollector
from client.message import Mailbox
from client.wish import MessageState

_COLUMNS = "id, name, role, total, unread, parent_id, sort_order, rights"
_PUT = (
    "INSERT INTO mailbox (id, told, name, role, total, unread, parent_id, sort_order, rights)"
    " VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET told = 1, name = excluded.name,"
    " role = excluded.role, total = excluded.total, unread = excluded.unread, parent_id = excluded.parent_id,"
    " sort_order = excluded.sort_order, rights = excluded.rights"
)
# What a mailbox is good for decides what is read first.
ROLES = ("inbox", "drafts", "sent", "archive", "", "junk", "trash")


def put_mailboxes(connection: sqlite3.Connection, mailboxes: Iterable[Mailbox], collector: ChangeCollector) -> None:
    """What the server tells now, of some or all mailboxes."""
    for one in mailboxes:
        texts = (storable(one.name), storable(one.role))
        rights = " ".join(sorted(one.rights))
        values = (one.id, *texts, one.total, one.unread, one.parent_id, one.sort_order, rights)
        connection.execute(_PUT, values)
        collector.mailboxes = True


def keep_mailboxes(connection: sqlite3.Connection, ids: Collection[str], collector: ChangeCollector) -> None:
    """The server has these and no others."""
    known = [one for (one,) in connection.execute("SELECT id FROM mailbox").fetchall()]
    remove_mailboxes(connection, [one for one in known if one not in ids], collector)


def remove_mailboxes(connection: sqlite3.Connection, ids: Iterable[str], collector: ChangeCollector) -> None:
    """The server has these no more; what became of their messages it tells with the messages."""
    for mailbox_id in ids:
        found = connection.execute("SELECT number FROM mailbox WHERE id = ?", (mailbox_id,)).fetchone()
        if found is None:
            continue
        for (number,) in connection.execute("SELECT number FROM place WHERE mailbox = ?", found).fetchall():
            collector.remove(mailbox_id, number)
        connection.execute("DELETE FROM place WHERE mailbox = ?", found)
        connection.execute("DELETE FROM mailbox WHERE number = ?", found)
        collector.mailboxes = True


def read_mailboxes(connection: sqlite3.Connection) -> list[Mailbox]:
    """All that the server has told of, in the order in which folders are shown."""
    total, unread = _pending(connection)
    found = []
    for row in connection.execute(f"SELECT {_COLUMNS} FROM mailbox WHERE told ORDER BY sort_order, name, id"):  # noqa: S608
        mailbox_id, name, role, all_, new, parent_id, sort_order, rights = row
        counts = (max(0, all_ + total[mailbox_id]), max(0, new + unread[mailbox_id]))
        found.append(Mailbox(mailbox_id, name, role, *counts, parent_id, sort_order, read_keywords(rights)))
    return found


def count_change(connection: sqlite3.Connection, before: MessageState, after: MessageState) -> None:
    """The server's counts after a message of its went from one state to another."""
    for state, step in ((before, -1), (after, 1)):
        new = step * ("$seen" not in state.keywords)
        connection.executemany(
            "UPDATE mailbox SET total = total + ?, unread = unread + ? WHERE id = ?",
            [(step, new, mailbox_id) for mailbox_id in state.mailbox_ids],
        )


def _pending(connection: sqlite3.Connection) -> tuple[Counter[str], Counter[str]]:
    """By how much the counts differ from the server's, by what it has not been told yet.

    The wishes are not asked: they are in another file, which a reader may see in a later state than this one.
    """
    total: Counter[str] = Counter()
    unread: Counter[str] = Counter()
    sql = (
        "SELECT truth, keywords, (SELECT group_concat(mailbox.id, ' ') FROM place JOIN mailbox"
        " ON mailbox.number = place.mailbox WHERE place.number = message.number)"
        " FROM message WHERE truth IS NOT NULL"
    )
    for truth, keywords, places in connection.execute(sql):
        shown = MessageState(read_keywords(keywords), read_keywords(places or ""))
        for state, step in ((read_state(truth), -1), (shown, 1)):
            for mailbox_id in state.mailbox_ids:
                total[mailbox_id] += step
                unread[mailbox_id] += step * ("$seen" not in state.keywords)
    return total, unread
