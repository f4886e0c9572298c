"""The sort of Email/query (RFC 8621 section 4.4.2; RFC 8620 section 5.5): from JSON to keys of the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from db import flags
from db import message_condition as condition
from db import message_order as order
from db.message_condition import Condition
from db.message_order import Key
from db.search_functions import COLLATIONS
from webserver.jmap.errors import MethodError, invalid_arguments

MOST_COMPARATORS = 10


@dataclass(frozen=True, slots=True)
class Comparator:
    """One item of a sort; `keyword` only for those that compare by one."""

    name: str
    ascending: bool
    collation: str
    keyword: str | None


def _by_keyword(test: Callable[[str], Condition]) -> Callable[[Comparator], Key]:
    def key(one: Comparator) -> Key:
        if one.keyword is None or not flags.valid(one.keyword):
            raise invalid_arguments(f"sort: {one.name} needs a keyword.")
        return order.holds(test(one.keyword), one.ascending)

    return key


SORTS: dict[str, Callable[[Comparator], Key]] = {
    "receivedAt": lambda one: order.received(one.ascending),
    "size": lambda one: order.size(one.ascending),
    "from": lambda one: order.name("from", one.ascending, one.collation),
    "to": lambda one: order.name("to", one.ascending, one.collation),
    "subject": lambda one: order.subject(one.ascending, one.collation),
    "sentAt": lambda one: order.sent(one.ascending),
    "hasKeyword": _by_keyword(condition.has_keyword),
    "allInThreadHaveKeyword": _by_keyword(condition.all_in_thread),
    "someInThreadHaveKeyword": _by_keyword(condition.some_in_thread),
}
_TEXTS = frozenset(["from", "to", "subject"])


@dataclass(frozen=True, slots=True)
class Sort:
    """What comes before the date, and in which direction the date goes; without a sort, the newest come first."""

    keys: tuple[Key, ...]
    ascending: bool


def read(value: object) -> Sort:
    """Return the sort, null included. Raises MethodError."""
    if value is None:
        return Sort((), False)
    if not isinstance(value, list):
        raise invalid_arguments("sort must be a list.")
    if len(value) > MOST_COMPARATORS:
        raise MethodError("unsupportedSort", f"A sort has at most {MOST_COMPARATORS} properties here.")
    comparators = [_comparator(one) for one in value]
    keys = [SORTS[one.name](one) for one in comparators]
    # Messages of the same date are in the order of their ids: what comes after the date adds nothing.
    dates = [index for index, one in enumerate(comparators) if one.name == "receivedAt"]
    return Sort(tuple(keys[: dates[0]]), comparators[dates[0]].ascending) if dates else Sort(tuple(keys), False)


def _comparator(value: object) -> Comparator:
    match value:
        case {"property": str(name), **others}:
            if name not in SORTS:
                raise MethodError("unsupportedSort", f"Messages cannot be sorted by {name[:100]!r}.")
            # RFC 8620 section 5.5: there may be more properties (programs do send some).
            # https://www.rfc-editor.org/rfc/rfc8620#section-5.5
            ascending, collation = others.get("isAscending", True), others.get("collation", COLLATIONS[0])
            keyword = others.get("keyword")
            if isinstance(ascending, bool) and isinstance(collation, str) and isinstance(keyword, str | None):
                return Comparator(name, ascending, _collation(name, collation), keyword)
    raise invalid_arguments("sort: each item has property, and may have isAscending, collation and keyword.")


def _collation(name: str, collation: str) -> str:
    if name in _TEXTS and collation not in COLLATIONS:
        raise MethodError("unsupportedSort", f"There is no collation {collation[:100]!r} here.")
    return collation
