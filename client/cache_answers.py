"""Answers of the server put into the cache: each function is one transaction of `client/sync.py`.

The states up to which changes are known change together with what they stand for, and only from the state that was
asked about: an answer that comes late, or into a file that was made anew meanwhile, changes nothing.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from client.cache_listing import Listing, put_ids
from client.cache_mailboxes import keep_mailboxes, put_mailboxes, remove_mailboxes
from client.cache_schema import ID_ONLY
from client.cache_wishes import drop_wish, grant_wish
from client.cache_writing import Writer
from client.errors import Fault
from client.message import Mailbox, MessageRow
from client.sync_requests import News, States
from client.wish import Wish


def known_states(connection: sqlite3.Connection) -> States | None:
    """Up to where changes are known; None when everything is to be read from the beginning."""
    found = dict(connection.execute("SELECT name, value FROM meta WHERE name IN ('state mailbox', 'state email')"))
    return States(found["state mailbox"], found["state email"]) if len(found) == 2 else None


def unknown_ids(connection: sqlite3.Connection, ids: Iterable[str]) -> list[str]:
    """Those of which no headers are known."""
    wanted = list(ids)
    sql = "SELECT message.id FROM json_each(?) CROSS JOIN message ON message.id = value AND known != ?"
    here = {one for (one,) in connection.execute(sql, (json.dumps(wanted), ID_ONLY))}
    return [one for one in wanted if one not in here]


def begin(writer: Writer, states: States, mailboxes: Sequence[Mailbox]) -> None:
    """All mailboxes, and the states from which changes will be asked for."""
    put_mailboxes(writer.connection, mailboxes, writer.collector)
    keep_mailboxes(writer.connection, {one.id for one in mailboxes}, writer.collector)
    _note(writer, states)


def put_news(writer: Writer, news: News, others: Sequence[MessageRow]) -> None:
    """What has changed; `others` are the rows of changed messages that were not known."""
    if known_states(writer.connection) != news.since:
        return
    put_mailboxes(writer.connection, news.mailboxes, writer.collector)
    writer.put([*news.rows, *others], newer=True)
    writer.put_states(news.states)
    writer.remove(news.gone)
    remove_mailboxes(writer.connection, news.mailboxes_gone, writer.collector)
    _note(writer, news.until)


def put_asked(writer: Writer, ids: Sequence[str], rows: Sequence[MessageRow]) -> None:
    """Rows that were asked for; of `ids`, those without a row are gone."""
    came = {row.id for row in rows}
    writer.remove(one for one in ids if one not in came)
    writer.put(rows, newer=False)


def fill(writer: Writer, ids: Sequence[str], rows: Sequence[MessageRow]) -> None:
    """As `put_asked`, beside a step: what that has brought meanwhile is newer."""
    still = set(unknown_ids(writer.connection, ids))
    put_asked(writer, [one for one in ids if one in still], [row for row in rows if row.id in still])


def put_listed(writer: Writer, listing: Listing, ids: Sequence[str], last: bool, rows: Sequence[MessageRow]) -> None:
    """A page of ids, with the rows of some that were not known."""
    writer.put(rows, newer=False)
    put_ids(writer, listing, ids, last=last)


def settle_wish(writer: Writer, wish: Wish, ids: Sequence[str], refused: Mapping[str, Fault]) -> None:
    """The server has answered for these: what it refused is shown again as it was."""
    grant_wish(writer, wish, [one for one in ids if one not in refused])
    drop_wish(writer, wish.number, list(refused))


def _note(writer: Writer, states: States) -> None:
    writer.connection.executemany(
        "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)",
        [("state mailbox", states.mailbox), ("state email", states.email)],
    )
