"""The /get of a type whose objects are read whole (RFC 8620 section 5.1): which ids and properties, and the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from webserver.jmap.arguments import Arguments
from webserver.jmap.errors import MethodError
from webserver.jmap.request import JsonObject

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a /get asks for: `ids` None for all objects; `names` are properties, `id` first."""

    account_id: str
    ids: list[str] | None
    names: tuple[str, ...]


def read(arguments: Arguments, properties: Mapping[str, Callable[[T], object]]) -> Asked:
    """Read the arguments of a /get, which has no others."""
    ids = arguments.ids("ids")
    names = arguments.properties("properties", properties, properties)
    arguments.done()
    return Asked(arguments.account_id, ids, ("id", *(name for name in names if name != "id")))


def check_count(wanted: Sequence[str], most: int) -> None:
    """Refuse more objects than one request may get."""
    # https://www.rfc-editor.org/rfc/rfc8620#section-5.1: requestTooLarge
    if len(wanted) > most:
        raise MethodError("requestTooLarge")


def answer(
    asked: Asked, state: str, known: Mapping[str, T], properties: Mapping[str, Callable[[T], object]]
) -> JsonObject:
    """Return the answer; `known` are the objects that are there by id, and without ids all of them, in order."""
    chosen = list(known) if asked.ids is None else [one for one in asked.ids if one in known]
    return {
        "accountId": asked.account_id,
        "state": state,
        "list": [{name: properties[name](known[one]) for name in asked.names} for one in chosen],
        "notFound": [one for one in asked.ids or () if one not in known],
    }
