"""What messages can be sorted by (RFC 8621 section 4.4.2), beside their date: pieces of SQL that give a value each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from db.message_condition import Condition, Parameters


@dataclass(frozen=True, slots=True)
class Key:
    """SQL about the row `message` that gives what is compared; `searching` as of a condition."""

    sql: str
    ascending: bool
    parameters: Parameters = ()
    searching: bool = False


def received(ascending: bool) -> Key:
    """The date of its arrival."""
    return Key("message.received_at", ascending)


def size(ascending: bool) -> Key:
    """Its octets."""
    return Key(_content("size"), ascending)


def sent(ascending: bool) -> Key:
    """The moment of its Date field; a message without one comes before all others."""
    # The text has its own offset from UTC, which strftime understands.
    return Key(_content("CAST(strftime('%s', sent_at) AS INTEGER)"), ascending)


def name(field: Literal["from", "to"], ascending: bool, collation: str) -> Key:
    """The name of the first address in the field, else that address itself."""
    return Key(_content("sort_name(addresses, ?, ?)"), ascending, (field, collation), searching=True)


def subject(ascending: bool, collation: str) -> Key:
    """Its base subject."""
    return Key(_content("sort_subject(subject, ?)"), ascending, (collation,), searching=True)


def holds(condition: Condition, ascending: bool) -> Key:
    """Whether a condition holds; false comes before true."""
    return Key(f"({condition.sql})", ascending, condition.parameters, condition.searching)


def _content(sql: str) -> str:
    return f"(SELECT {sql} FROM content WHERE content.id = message.content_id)"  # noqa: S608 - our own words
