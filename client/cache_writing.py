"""Put messages into the cache, change them and take them out, all within one transaction.

What the server tells comes in here; pending wishes of the person (`client/wish.py`) are laid over it, so that a list
never shows again what was changed a moment ago. What changes for lists goes to a collector.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from client import cache_people, cache_words
from client.cache_kept import count_on
from client.cache_rows import (
    ListKeys,
    list_keys,
    read_keywords,
    read_state,
    seconds,
    storable,
    write_keywords,
    write_people,
    write_state,
)
from client.cache_schema import ID_ONLY, KNOWN, MIDDLE
from client.cache_select import read_rows
from client.changed import ChangeCollector
from client.message import MessageRow
from client.wish import MessageState, read_patch

_PLACE = (
    "INSERT INTO place (mailbox, ordinal, number, thread, unread, flagged, attachment, size, sender, recipient,"
    " subject, round) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT round FROM mailbox WHERE number = ?))"
)
_KEYS = "thread = ?, unread = ?, flagged = ?, attachment = ?, size = ?, sender = ?, recipient = ?, subject = ?"
_MESSAGE = (
    "INSERT INTO message (number, id, known, thread, received, sent, size, attachment, people, subject, preview)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET known = excluded.known,"
    " thread = excluded.thread, received = excluded.received, sent = excluded.sent, size = excluded.size,"
    " attachment = excluded.attachment, people = excluded.people, subject = excluded.subject,"
    " preview = excluded.preview"
)
_KNOWN = "SELECT message.id, number, known FROM json_each(?) CROSS JOIN message ON message.id = value"
_STUBS = "INSERT INTO message (number, id) SELECT value, key FROM json_each(?)"
# The rest of a message never changes (RFC 8621 section 4), and the index of words relies on that.
# https://www.rfc-editor.org/rfc/rfc8621#section-4
_MESSAGE_AGAIN = "UPDATE message SET known = ?, thread = ? WHERE number = ?"


class Writer:
    """Lives as long as its transaction. `own` is the account's address: people written to are worth more."""

    def __init__(self, connection: sqlite3.Connection, collector: ChangeCollector, own: str) -> None:
        self.connection = connection
        self.collector = collector
        self._own = own
        self._mailboxes: dict[str, int] = {}
        self._mailbox_ids: dict[int, str] = {}
        self._wishes = connection.execute("SELECT 1 FROM wish LIMIT 1").fetchone() is not None

    def mailbox(self, mailbox_id: str) -> int:
        """The mailbox's number; one that the server has not told of yet gets its row now."""
        if mailbox_id not in self._mailboxes:
            self.connection.execute("INSERT OR IGNORE INTO mailbox (id) VALUES (?)", (mailbox_id,))
            found = self.connection.execute("SELECT number FROM mailbox WHERE id = ?", (mailbox_id,)).fetchone()
            self._mailboxes[mailbox_id] = found[0]
        return self._mailboxes[mailbox_id]

    def _mailbox_id(self, mailbox: int) -> str:
        if mailbox not in self._mailbox_ids:
            found = self.connection.execute("SELECT id FROM mailbox WHERE number = ?", (mailbox,)).fetchone()
            self._mailbox_ids[mailbox] = found[0]
        return self._mailbox_ids[mailbox]

    def known(self, ids: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Number and `known` of those that are here, by id."""
        found = self.connection.execute(_KNOWN, (json.dumps(list(ids)),))
        return {message_id: (number, how) for message_id, number, how in found}

    def new_numbers(self, count: int, *, newer: bool) -> range:
        """Numbers above all others, or below them and going down; none is given twice."""
        name, step = ("highest", 1) if newer else ("lowest", -1)
        (last,) = self.connection.execute(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + ?"
            " RETURNING value",
            (name, MIDDLE + step * count, step * count),
        ).fetchone()
        return range(last - step * (count - 1), last + step, step)

    def stubs(self, numbers: Mapping[str, int]) -> None:
        """Messages of which only the id is known, with the number that each gets."""
        self.connection.execute(_STUBS, (json.dumps(numbers),))

    def put(self, rows: Sequence[MessageRow], *, newer: bool, settling: int | None = None) -> None:
        """Whole rows as the server has them now. `newer`: those that are new here have just arrived; else they were
        there before all others, and are given newest first. `settling` is a mailbox whose ids are all known: there
        they get the place that their date gives them.
        """
        known = self.known(row.id for row in rows)
        first = []
        for row in sorted(rows, key=lambda one: one.received_at) if newer else rows:
            number, how = known.get(row.id) or (self.new_numbers(1, newer=newer)[0], ID_ONLY)
            thread = self._thread(row.thread_id)
            if how == ID_ONLY:
                self._write_row(number, row, thread)
                cache_words.add(self.connection, number, row)
                first.append(row)
            else:
                self.connection.execute(_MESSAGE_AGAIN, (KNOWN, thread, number))
            shown = self._shown(number, row.id, MessageState(row.keywords, row.mailbox_ids))
            self._place(number, seconds(row.received_at), list_keys(row, thread, shown), shown, settling)
        cache_people.count(self.connection, first, self._own)

    def put_states(self, states: Mapping[str, MessageState]) -> frozenset[str]:
        """What can change of messages, as the server has it now; the ids of those whose rows are not known here."""
        known = self.known(states)
        for message_id, state in states.items():
            number, how = known.get(message_id, (0, ID_ONLY))
            if how != ID_ONLY:
                self.connection.execute("UPDATE message SET known = ? WHERE number = ?", (KNOWN, number))
                self.show(number, self._shown(number, message_id, state))
        return frozenset(one for one in states if known.get(one, (0, ID_ONLY))[1] == ID_ONLY)

    def remove(self, ids: Iterable[str]) -> None:
        """The server has these no more."""
        for message_id, (number, how) in self.known(ids).items():
            if how != ID_ONLY:
                cache_words.remove(self.connection, number, read_rows(self.connection, [number])[number])
            for (mailbox,) in self.connection.execute(
                "SELECT mailbox FROM place WHERE number = ?", (number,)
            ).fetchall():
                self.collector.remove(self._mailbox_id(mailbox), number)
            for table in ("place", "body", "message"):
                self.connection.execute(f"DELETE FROM {table} WHERE number = ?", (number,))  # noqa: S608
            self.connection.execute("DELETE FROM wish_target WHERE id = ?", (message_id,))
        if self._wishes:
            self.connection.execute("DELETE FROM wish WHERE number NOT IN (SELECT wish FROM wish_target)")
            count_on(self.connection)

    def show(self, number: int, state: MessageState) -> None:
        """Show a known message in this state, whatever the server has."""
        places = self.connection.execute("SELECT mailbox FROM place WHERE number = ?", (number,)).fetchall()
        wanted = {self.mailbox(one) for one in state.mailbox_ids}
        if wanted == {mailbox for (mailbox,) in places}:
            self._show_keywords(number, state, wanted)
            return
        row = read_rows(self.connection, [number])[number]
        (thread,) = self.connection.execute("SELECT thread FROM message WHERE number = ?", (number,)).fetchone()
        self._write_keywords(number, state)
        self._place(number, seconds(row.received_at), list_keys(row, thread, state), state, None)

    def truth(self, number: int) -> MessageState:
        """What the server has of a known message, as far as this cache was told."""
        (written,) = self.connection.execute("SELECT truth FROM message WHERE number = ?", (number,)).fetchone()
        return self.shown(number) if written is None else read_state(written)

    def shown(self, number: int) -> MessageState:
        """How a message is shown."""
        (keywords,) = self.connection.execute("SELECT keywords FROM message WHERE number = ?", (number,)).fetchone()
        places = self.connection.execute("SELECT mailbox FROM place WHERE number = ?", (number,))
        return MessageState(read_keywords(keywords), frozenset(self._mailbox_id(one) for (one,) in places))

    def overlay(self, number: int, message_id: str, truth: MessageState) -> MessageState:
        """Remember what the server has, and give what is to be shown: all pending wishes on top of it, in order."""
        patches = self.connection.execute(
            "SELECT keywords, mailboxes, destroy FROM wish_target JOIN wish ON wish.number = wish_target.wish"
            " WHERE id = ? ORDER BY wish.number",
            (message_id,),
        ).fetchall()
        written = write_state(truth) if patches else None
        self.connection.execute("UPDATE message SET truth = ? WHERE number = ?", (written, number))
        for columns in patches:
            truth = read_patch(*columns).applied(truth)
        return truth

    def _shown(self, number: int, message_id: str, truth: MessageState) -> MessageState:
        shown = self.overlay(number, message_id, truth) if self._wishes else truth
        self._write_keywords(number, shown)
        return shown

    def _write_keywords(self, number: int, state: MessageState) -> None:
        keywords = write_keywords(state.keywords)
        self.connection.execute("UPDATE message SET keywords = ? WHERE number = ?", (keywords, number))

    def _show_keywords(self, number: int, state: MessageState, mailboxes: Iterable[int]) -> None:
        self._write_keywords(number, state)
        self.connection.execute(
            "UPDATE place SET unread = ?, flagged = ? WHERE number = ?",
            ("$seen" not in state.keywords, "$flagged" in state.keywords, number),
        )
        for mailbox in mailboxes:
            self.collector.change(self._mailbox_id(mailbox), number)

    def _write_row(self, number: int, row: MessageRow, thread: int) -> None:
        sent = None if row.sent_at is None else seconds(row.sent_at)
        times = (max(0, seconds(row.received_at)), sent)
        texts = (write_people(row), storable(row.subject), storable(row.preview))
        self.connection.execute(_MESSAGE, (number, row.id, KNOWN, thread, *times, row.size, row.has_attachment, *texts))

    def _place(self, number: int, received: int, keys: ListKeys, state: MessageState, settling: int | None) -> None:
        """Make the lists that hold this message those of `state`."""
        received = max(0, received)
        places = self.connection.execute("SELECT mailbox, ordinal FROM place WHERE number = ?", (number,))
        have = dict(places.fetchall())
        wanted = {self.mailbox(one) for one in state.mailbox_ids}
        for mailbox in have.keys() - wanted:
            self.connection.execute("DELETE FROM place WHERE number = ? AND mailbox = ?", (number, mailbox))
            self.collector.remove(self._mailbox_id(mailbox), number)
        for mailbox in wanted:
            if mailbox not in have:
                self.connection.execute(_PLACE, (mailbox, received, number, *keys, mailbox))
                self.collector.add(self._mailbox_id(mailbox), number)
                continue
            settled = have[mailbox] >= 0 or mailbox == settling
            ordinal = received if settled else have[mailbox]
            self.connection.execute(
                f"UPDATE place SET ordinal = ?, {_KEYS} WHERE number = ? AND mailbox = ?",  # noqa: S608
                (ordinal, *keys, number, mailbox),
            )
            self.collector.change(self._mailbox_id(mailbox), number)

    def _thread(self, thread_id: str) -> int:
        found = self.connection.execute("SELECT number FROM thread WHERE id = ?", (thread_id,)).fetchone()
        if found is not None:
            return int(found[0])
        return self.connection.execute("INSERT INTO thread (id) VALUES (?)", (thread_id,)).lastrowid or 0
