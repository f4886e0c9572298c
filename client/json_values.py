"""Reading JSON that somebody else wrote: every value is asked for with its type, and a wrong one is a
`ShapeError`.

Text goes in, plain typed values come out. What a missing or null value means is said by the caller's default.
"""

import json
from typing import TypeAlias

JsonObject: TypeAlias = dict[str, object]


class ShapeError(ValueError):
    """The document is not JSON, or not as it should be; the text says where."""


def parse_object(document: str | bytes) -> JsonObject:
    """A JSON text that must be an object. Raises ShapeError."""
    try:
        value = json.loads(document)
    # Deep nesting exhausts the parser's stack instead of being a syntax error.
    except (ValueError, RecursionError) as error:
        raise ShapeError(f"not JSON: {error}") from error
    return as_object(value, "the document")


def as_object(value: object, where: str) -> JsonObject:
    if not isinstance(value, dict):
        raise ShapeError(f"{where} is not an object")
    return value


def as_list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise ShapeError(f"{where} is not a list")
    return value


def text(source: JsonObject, key: str, default: str | None = None) -> str:
    """A string; `default` when it is missing or null (without a default that is an error)."""
    value = source.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise ShapeError(f"{key} is not a string")
    return value


def number(source: JsonObject, key: str, default: int | None = None) -> int:
    """An integer; `default` when it is missing or null."""
    value = source.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, int) or isinstance(value, bool):
        raise ShapeError(f"{key} is not an integer")
    return value


def flag(source: JsonObject, key: str, default: bool | None = None) -> bool:
    """True or false; `default` when it is missing or null."""
    value = source.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, bool):
        raise ShapeError(f"{key} is neither true nor false")
    return value


def child(source: JsonObject, key: str) -> JsonObject:
    """An object; empty when it is missing or null."""
    value = source.get(key)
    return {} if value is None else as_object(value, key)


def children(source: JsonObject, key: str) -> list[JsonObject]:
    """A list of objects; empty when it is missing or null."""
    value = source.get(key)
    return [] if value is None else [as_object(one, f"{key}[]") for one in as_list(value, key)]


def texts(source: JsonObject, key: str) -> list[str]:
    """A list of strings; empty when it is missing or null."""
    value = source.get(key)
    if value is None:
        return []
    found = as_list(value, key)
    if not all(isinstance(one, str) for one in found):
        raise ShapeError(f"{key} holds something that is not a string")
    return [str(one) for one in found]


def true_keys(source: JsonObject, key: str) -> frozenset[str]:
    """The keys whose value is true, of an object such as `mailboxIds` (RFC 8621 section 4.1.1)."""
    return frozenset(name for name, value in child(source, key).items() if value is True)
