"""Whole messages in the cache: written down small, read back as they were, and bounded in all.

What was looked at longest ago goes first. A message is kept with what the reader needs and no more; attachments stay on
the server.
"""

import json
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import astuple

from client.addresses import Address
from client.json_values import ShapeError
from client.message import Attachment, Message, MessageRow

# Beyond the limit, a tenth more is made free than is needed: not every new body has to make room.
_ROOM = 10


def keep_body(connection: sqlite3.Connection, number: int, message: Message, most: int) -> None:
    """Keep a message; `most` is what all of them may take, in bytes on disk."""
    content = write_message(message)
    if len(content) > most:
        return
    connection.execute(
        "INSERT INTO body (number, used, size, content) VALUES (?, (SELECT coalesce(max(used), 0) + 1 FROM body), ?, ?)"
        " ON CONFLICT (number) DO UPDATE SET used = excluded.used, size = excluded.size, content = excluded.content",
        (number, len(content), content),
    )
    (taken,) = connection.execute("SELECT coalesce(sum(size), 0) FROM body").fetchone()
    if taken > most:
        _make_room(connection, number, taken - most + most // _ROOM)


def read_body(connection: sqlite3.Connection, number: int, row: MessageRow) -> Message | None:
    """The message with `row` as it is now; None when it is not kept."""
    found = connection.execute("SELECT content FROM body WHERE number = ?", (number,)).fetchone()
    return None if found is None else read_message(found[0], row)


def note_used(connection: sqlite3.Connection, number: int) -> None:
    """It is the last one that was looked at."""
    connection.execute(
        "UPDATE body SET used = (SELECT max(used) + 1 FROM body)"
        " WHERE number = ? AND used < (SELECT max(used) FROM body)",
        (number,),
    )


def write_message(message: Message) -> bytes:
    """All of a message but its row."""
    kept = {
        "bcc": [astuple(one) for one in message.bcc],
        "reply_to": [astuple(one) for one in message.reply_to],
        "headers": message.headers,
        "message_id": message.message_id,
        "references": message.references,
        "text": message.text,
        "html": message.html,
        # Another name than before it held the pictures between the texts: what was kept without them is fetched anew.
        "files": [astuple(one) for one in message.attachments],
        "blob_id": message.blob_id,
        "truncated": message.truncated,
    }
    return zlib.compress(json.dumps(kept, separators=(",", ":")).encode("ascii"), 1)


def read_message(content: bytes, row: MessageRow) -> Message:
    """What `write_message` wrote. Raises ShapeError when it is something else."""
    try:
        kept = json.loads(zlib.decompress(content))
        return Message(
            row=row,
            bcc=_addresses(kept["bcc"]),
            reply_to=_addresses(kept["reply_to"]),
            headers=tuple((name, value) for name, value in kept["headers"]),
            message_id=kept["message_id"],
            references=tuple(kept["references"]),
            text=kept["text"],
            html=kept["html"],
            attachments=tuple(Attachment(*one) for one in kept["files"]),
            blob_id=kept["blob_id"],
            truncated=kept["truncated"],
        )
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise ShapeError(f"a kept message: {error}") from error


def _addresses(pairs: Sequence[Sequence[str]]) -> tuple[Address, ...]:
    return tuple(Address(*pair) for pair in pairs)


def _make_room(connection: sqlite3.Connection, but: int, wanted: int) -> None:
    gone = []
    for number, size in connection.execute("SELECT number, size FROM body WHERE number != ? ORDER BY used", (but,)):
        if wanted <= 0:
            break
        gone.append((number,))
        wanted -= size
    connection.executemany("DELETE FROM body WHERE number = ?", gone)
