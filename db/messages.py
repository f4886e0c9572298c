"""Reading mail: which messages a mailbox has, what lists show of them, and their content.

Every function takes the account and answers only about what is that account's; an id of somebody else's is the same
as one that does not exist. Lists never read the content, and the latest ones are one range of an index however many
there are.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.database import Store, Transaction
from db.flags import unpack
from db.header import Mailboxes


@dataclass(frozen=True, slots=True)
class Message:
    """One message of an account as lists show it; `addresses` has from, to, cc, bcc, replyTo, sender where present,
    `message_ids` has messageId, inReplyTo, references; `received_at` is Unix seconds, `size` bytes."""

    id: int
    thread_id: int
    content_id: int
    mailbox_ids: tuple[int, ...]
    keywords: frozenset[str]
    received_at: int
    size: int
    has_attachment: bool
    sent_at: str | None
    subject: str
    addresses: dict[str, Mailboxes]
    message_ids: dict[str, list[str]]
    preview: str


_FACTS = (
    "SELECT message.id, message.thread_id, content.id, message.flags, message.keywords, message.received_at,"
    " content.size, content.has_attachment, content.sent_at, content.subject, content.addresses, content.message_ids,"
    " content.preview FROM message JOIN content ON content.id = message.content_id"
    # The + keeps the planner from going through all of the account's messages by an index on it.
    " WHERE +message.account_id = ? AND message.id IN ({marks})"
)
_BATCH = 500
# Twice as quick as json.loads, which also looks for what the store never writes.
_read = json.JSONDecoder().raw_decode


def state(store: Store | Transaction, account_id: int) -> str:
    """Return a text that differs whenever anything of the account's mail has changed (RFC 8620 section 5.1)."""
    row = store.row("SELECT modseq FROM account WHERE id = ?", (account_id,))
    return str(row[0]) if row else "0"


def in_mailbox(
    store: Store, account_id: int, mailbox_id: int | None, position: int, limit: int, ascending: bool = False
) -> list[int]:
    """Return message ids by date, the newest first unless `ascending`; None for the mailbox means all messages."""
    order = "ASC" if ascending else "DESC"
    if mailbox_id is None:
        sql = f"SELECT id FROM message WHERE account_id = ? ORDER BY received_at {order}, id {order} LIMIT ? OFFSET ?"  # noqa: S608
        return [row[0] for row in store.rows(sql, (account_id, limit, position))]
    sql = (
        "SELECT message_id FROM mailbox_message WHERE mailbox_id ="  # noqa: S608 - `order` is one of two words
        " (SELECT id FROM mailbox WHERE id = ? AND account_id = ?)"
        f" ORDER BY received_at {order}, message_id {order} LIMIT ? OFFSET ?"
    )
    return [row[0] for row in store.rows(sql, (mailbox_id, account_id, limit, position))]


def count(store: Store, account_id: int, mailbox_id: int | None) -> int:
    """Return how many messages the mailbox (None: the account) has."""
    if mailbox_id is None:
        row = store.row("SELECT count(*) FROM message WHERE account_id = ?", (account_id,))
    else:
        row = store.row("SELECT total FROM mailbox WHERE id = ? AND account_id = ?", (mailbox_id, account_id))
    return int(row[0]) if row else 0


def of_thread(store: Store, account_id: int, thread_id: int) -> list[int]:
    """Return the ids of a conversation's messages, the oldest first (RFC 8621 section 3); [] when there is none."""
    sql = "SELECT id FROM message WHERE thread_id = ? AND account_id = ? ORDER BY received_at, id"
    return [row[0] for row in store.rows(sql, (thread_id, account_id))]


def get(store: Store, account_id: int, ids: Sequence[int]) -> list[Message]:
    """Return those of `ids` that are the account's, in the order asked for."""
    found: dict[int, Message] = {}
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        marks = ",".join("?" * len(batch))
        places = _places(store, batch, marks)
        for row in store.rows(_FACTS.format(marks=marks), (account_id, *batch)):
            found[row[0]] = _message(row, places.get(row[0], []))
    return [found[one] for one in ids if one in found]


def content(store: Store, account_id: int, content_id: int) -> bytes | None:
    """Return a whole message (RFC 5322, CRLF); None when the account has no copy of it."""
    sql = (
        "SELECT data FROM content WHERE id = ?"
        " AND EXISTS (SELECT 1 FROM message WHERE message.content_id = content.id AND message.account_id = ?)"
    )
    row = store.row(sql, (content_id, account_id))
    return bytes(row[0]) if row else None


def heads(store: Store, account_id: int, content_ids: Sequence[int], octets: int) -> dict[int, bytes]:
    """Return the first `octets` of each of these contents that the account has a copy of."""
    found: dict[int, bytes] = {}
    for start in range(0, len(content_ids), _BATCH):
        batch = content_ids[start : start + _BATCH]
        marks = ",".join("?" * len(batch))
        sql = (
            f"SELECT id, substr(data, 1, ?) FROM content WHERE id IN ({marks})"  # noqa: S608 - question marks
            " AND EXISTS (SELECT 1 FROM message WHERE message.content_id = content.id AND message.account_id = ?)"
        )
        found.update((row[0], bytes(row[1])) for row in store.rows(sql, (octets, *batch, account_id)))
    return found


def _places(store: Store, ids: Sequence[int], marks: str) -> dict[int, list[int]]:
    sql = f"SELECT message_id, mailbox_id FROM mailbox_message WHERE message_id IN ({marks}) ORDER BY mailbox_id"  # noqa: S608
    found: dict[int, list[int]] = {}
    for message_id, mailbox_id in store.rows(sql, ids):
        found.setdefault(message_id, []).append(mailbox_id)
    return found


def _message(row: tuple[Any, ...], mailbox_ids: list[int]) -> Message:
    message_id, thread_id, content_id, flags, keywords, received_at, size, attached, *texts = row
    sent_at, subject, addresses, message_ids, preview = texts
    return Message(
        id=message_id,
        thread_id=thread_id,
        content_id=content_id,
        mailbox_ids=tuple(mailbox_ids),
        keywords=unpack(flags, keywords),
        received_at=received_at,
        size=size,
        has_attachment=bool(attached),
        sent_at=sent_at,
        subject=subject,
        addresses=_read(addresses)[0],
        message_ids=_read(message_ids)[0],
        preview=preview,
    )
