"""The filter of Email/query (RFC 8621 section 4.4.1): from JSON to a query of the store.

What an index answers (the mailbox, a span of time, words) is taken out of conditions that must all hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from db import message_condition as condition
from db import search_terms
from db.message_condition import Condition
from db.message_query import Query
from webserver.jmap import filter_tests, filter_tree
from webserver.jmap.errors import MethodError
from webserver.jmap.filter_tests import COLUMNS, TESTS, TYPED
from webserver.jmap.filter_tree import Node, Operator, Test, necessary

# The index reads nested expressions with a stack that has an end; SQL takes the rest.
_DEEPEST = 8
_SHOWN = ("subject", "body")


def read(value: object, using: frozenset[str]) -> Query:
    """Return the query for a filter, null included; `using` are the capabilities of the request. Raises MethodError."""
    query, words, others = Query(), [], []
    for one in necessary(filter_tree.read(value, using)):
        match one:
            case Test("inMailbox") if query.mailbox_id is None:
                query = replace(query, mailbox_id=filter_tests.mailbox(one))
            case Test("after") if query.after is None:
                query = replace(query, after=filter_tests.moment(one))
            case Test("before") if query.before is None:
                query = replace(query, before=filter_tests.moment(one))
            case _ if (expression := _expression(one)) is not None:
                words += [expression] if expression else []
            case _:
                others.append(_condition(one))
    query = replace(query, words=" AND ".join(words) or None)
    return replace(
        query,
        condition=_together([one for one in others if not one.reads_heads]),
        heads=_together([one for one in others if one.reads_heads]),
    )


def shown_words(value: object, using: frozenset[str]) -> str:
    """Return what of a filter can be marked in a subject or body, in the language of the search index; "" if nothing.

    Raises MethodError like `read`.
    """
    read(value, using)
    found = [
        search_terms.any_of(filter_tests.terms(one), [name for name in _SHOWN if name in (COLUMNS[one.name] or _SHOWN)])
        for one in _wanted(filter_tree.read(value, using))
        if filter_tests.is_text(one) and (COLUMNS[one.name] or _SHOWN)[0] in _SHOWN
    ]
    return " OR ".join(filter(None, found))


def _wanted(node: Node) -> Iterator[Test]:
    """Yield the tests that are not negated."""
    if isinstance(node, Test):
        yield node
    elif node.word != "NOT":
        for part in node.parts:
            yield from _wanted(part)


def _together(conditions: list[Condition]) -> Condition | None:
    return condition.all_of(conditions) if conditions else None


def _expression(node: Node, depth: int = 0) -> str | None:
    """Return the node in the language of the search index, "" when it finds everything; None when it is of no text."""
    if isinstance(node, Test):
        return filter_tests.expression(node) if filter_tests.is_text(node) else None
    if node.word == "NOT" or not node.parts or depth > _DEEPEST:
        return None
    parts = []
    for part in node.parts:
        expression = _expression(part, depth + 1)
        if expression is None:
            return None
        parts.append(expression)
    if node.word == "OR":
        return f"({' OR '.join(parts)})" if all(parts) else ""
    wanted = [part for part in parts if part]
    return f"({' AND '.join(wanted)})" if wanted else ""


def _condition(node: Node) -> Condition:
    expression = _expression(node)
    if expression is not None:
        return condition.has_words(expression) if expression else condition.all_of([])
    if isinstance(node, Operator):
        parts = [_condition(part) for part in node.parts]
        return {"AND": condition.all_of, "OR": condition.any_of, "NOT": condition.none_of}[node.word](parts)
    reader = (TYPED if node.typed else TESTS).get(node.name)
    if reader is None:
        raise MethodError("unsupportedFilter", f"There is no filter {node.name[:100]!r}.")
    return reader(node)
