"""The filter of Email/query (RFC 8621 section 4.4.1): from JSON to a query of the store.

What an index answers (the mailbox, a span of time) is taken out of conditions that must all hold. Searching for text
is not there yet and says so: `unsupportedFilter`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, NoReturn

from db import flags
from db import message_query as find
from db.message_query import Condition, Query
from webserver.jmap import ids
from webserver.jmap.arguments import is_integer, is_texts
from webserver.jmap.errors import MethodError, invalid_arguments
from webserver.jmap.utc_date import seconds_from

MOST_CONDITIONS = 100
MOST_MAILBOXES = 500
NOT_YET = ("text", "from", "to", "cc", "bcc", "subject", "body", "header")


@dataclass(frozen=True, slots=True)
class _Test:
    """A FilterCondition with one property."""

    name: str
    value: object


@dataclass(frozen=True, slots=True)
class _Operator:
    """A FilterOperator; a FilterCondition with several properties is an AND of them."""

    word: Literal["AND", "OR", "NOT"]
    parts: tuple[_Operator | _Test, ...]


def read(value: object) -> Query:
    """Return the query for a filter, null included. Raises MethodError."""
    whole = _Operator("AND", ()) if value is None else _node(value)
    if _count(whole) > MOST_CONDITIONS:
        raise MethodError("unsupportedFilter", f"A filter has at most {MOST_CONDITIONS} conditions here.")
    query, others = Query(), []
    for one in _necessary(whole):
        match one:
            case _Test("inMailbox") if query.mailbox_id is None:
                query = replace(query, mailbox_id=_mailbox(one))
            case _Test("after") if query.after is None:
                query = replace(query, after=_moment(one))
            case _Test("before") if query.before is None:
                query = replace(query, before=_moment(one))
            case _:
                others.append(_condition(one))
    return replace(query, condition=find.all_of(others) if others else None)


def _node(value: object) -> _Operator | _Test:
    match value:
        case {"operator": ("AND" | "OR" | "NOT") as word, "conditions": list(conditions), **others} if not others:
            return _Operator(word, tuple(_node(one) for one in conditions))
        case {"operator": _} | {"conditions": _}:
            raise invalid_arguments("filter: an operator has operator (AND, OR or NOT) and conditions.")
        case dict():
            return _Operator("AND", tuple(_Test(name, wanted) for name, wanted in value.items()))
    raise invalid_arguments("filter must be an object.")


def _count(node: _Operator | _Test) -> int:
    return 1 if isinstance(node, _Test) else 1 + sum(_count(part) for part in node.parts)


def _necessary(node: _Operator | _Test) -> Iterator[_Operator | _Test]:
    """Yield what must hold in any case."""
    if isinstance(node, _Operator) and node.word == "AND":
        for part in node.parts:
            yield from _necessary(part)
    else:
        yield node


def _condition(node: _Operator | _Test) -> Condition:
    if isinstance(node, _Operator):
        parts = [_condition(part) for part in node.parts]
        return {"AND": find.all_of, "OR": find.any_of, "NOT": find.none_of}[node.word](parts)
    if node.name in NOT_YET:
        _check_text(node)
        raise MethodError("unsupportedFilter", f"This server cannot filter by {node.name} yet.")
    if node.name not in TESTS:
        raise MethodError("unsupportedFilter", f"There is no filter {node.name[:100]!r}.")
    return TESTS[node.name](node)


def _check_text(node: _Test) -> None:
    if node.name == "header":
        if not is_texts(node.value) or not 1 <= len(node.value) <= 2:
            _wrong(node, "a list of one or two texts")
    elif not isinstance(node.value, str):
        _wrong(node, "text")


def _mailbox(node: _Test) -> int:
    if not isinstance(node.value, str) or not ids.is_id(node.value):
        _wrong(node, "an id")
    # 0 is no mailbox's number: an id that nobody can have finds nothing, like one of somebody else.
    return ids.MAILBOX.number(node.value) or 0


def _other_mailboxes(node: _Test) -> Condition:
    if not is_texts(node.value) or not all(map(ids.is_id, node.value)):
        _wrong(node, "a list of ids")
    if len(node.value) > MOST_MAILBOXES:
        raise MethodError("unsupportedFilter", f"At most {MOST_MAILBOXES} mailboxes can be named here.")
    return find.in_other_than([ids.MAILBOX.number(one) or 0 for one in node.value])


def _moment(node: _Test) -> int:
    found = seconds_from(node.value)
    return _wrong(node, "a date like 2026-01-31T12:00:00Z") if found is None else found


def _octets(node: _Test) -> int:
    return node.value if is_integer(node.value, 0) else _wrong(node, "a whole number from 0 on")


def _keyword(node: _Test) -> str:
    value = node.value
    return value if isinstance(value, str) and flags.valid(value) else _wrong(node, "a keyword")


def _has_attachment(node: _Test) -> Condition:
    return find.has_attachment(node.value if isinstance(node.value, bool) else _wrong(node, "true or false"))


TESTS: dict[str, Callable[[_Test], Condition]] = {
    "inMailbox": lambda node: find.in_mailbox(_mailbox(node)),
    "inMailboxOtherThan": _other_mailboxes,
    "before": lambda node: find.received("<", _moment(node)),
    "after": lambda node: find.received(">=", _moment(node)),
    "minSize": lambda node: find.size(">=", _octets(node)),
    "maxSize": lambda node: find.size("<", _octets(node)),
    "allInThreadHaveKeyword": lambda node: find.all_in_thread(_keyword(node)),
    "someInThreadHaveKeyword": lambda node: find.some_in_thread(_keyword(node)),
    "noneInThreadHaveKeyword": lambda node: find.none_of([find.some_in_thread(_keyword(node))]),
    "hasKeyword": lambda node: find.has_keyword(_keyword(node)),
    "notKeyword": lambda node: find.none_of([find.has_keyword(_keyword(node))]),
    "hasAttachment": _has_attachment,
}


def _wrong(node: _Test, wanted: str) -> NoReturn:
    raise invalid_arguments(f"filter: {node.name} must be {wanted}.")
