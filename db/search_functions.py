"""What finding and sorting needs beyond SQL: functions of the connections that look for messages.

Pure but for `has_header`, which reads the front of a content through the connection it is asked on. What strangers
wrote never makes one raise.
"""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from functools import lru_cache, partial

from db import header, mime
from db.threads import normalized_subject

COLLATIONS = ("i;unicode-casemap", "i;ascii-casemap", "i;octet")
"""Orders of texts (RFC 4790), the one that is used when none is named first."""

_HEAD = 8 * 1024
_LARGEST_HEAD = 256 * 1024


def add_to(connection: sqlite3.Connection) -> None:
    """Give `connection` the functions `casefold`, `sort_name`, `sort_subject` and `has_header`."""
    for name, count, function in (
        ("casefold", 1, str.casefold),
        ("sort_name", 3, sort_name),
        ("sort_subject", 2, sort_subject),
    ):
        connection.create_function(name, count, function, deterministic=True)
    connection.create_function("has_header", 3, partial(_has_header, connection))


def sort_name(addresses: str, field: str, collation: str) -> bytes:
    """Return what a message is sorted by under `from` or `to` (RFC 8621 section 4.4.2), as bytes to compare."""
    pairs = json.loads(addresses).get(field)
    name, address = pairs[0] if pairs else ("", "")
    return key(name or address, collation)


def sort_subject(subject: str, collation: str) -> bytes:
    """Return the base subject as bytes to compare."""
    return key(normalized_subject(subject), collation)


def key(text: str, collation: str) -> bytes:
    """Return bytes that are in the order in which `collation` puts texts."""
    if collation == "i;ascii-casemap":
        return text.encode("utf-8", "replace").upper()
    if collation == "i;octet":
        return text.encode("utf-8", "replace")
    return _casemap(text)


@lru_cache(1024)
def _casemap(text: str) -> bytes:
    # RFC 5051 section 2: titlecase, then decomposition, letter by letter; compared as UTF-8.
    # https://www.rfc-editor.org/rfc/rfc5051#section-2
    titled = text.upper() if text.isascii() else "".join(map(_title, text))
    return unicodedata.normalize("NFKD", titled).encode("utf-8", "replace")


def _title(letter: str) -> str:
    titled = letter.title()
    return titled if len(titled) == 1 else letter


def _has_header(connection: sqlite3.Connection, content_id: int, name: str, value: str | None) -> bool:
    """Whether the message has a field `name` (lower case), whose value has `value` (case-folded) in it."""
    fields = mime.header_fields(_head(connection, content_id))
    values = (one.value for one in fields if one.name.lower() == name)
    return any(value is None or value in header.unstructured(raw).casefold() for raw in values)


def _head(connection: sqlite3.Connection, content_id: int) -> bytes:
    try:
        # Not by substr, which reads all of a message to give its beginning.
        with connection.blobopen("content", "data", content_id, readonly=True) as content:
            head = content.read(_HEAD)
            end, body = mime.split_header(head, 0, len(head))
            if body == len(head):
                head += content.read(_LARGEST_HEAD - _HEAD)
                end, _ = mime.split_header(head, 0, len(head))
            return head[:end]
    except sqlite3.OperationalError:
        # Destroyed since the statement began.
        return b""
