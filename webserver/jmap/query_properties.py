"""What an Email/query depends on, found by the names in its filter and sort: how its result can change.

Pure, and about names only: `email_query.read_query` has made sure before that the values are right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from webserver.jmap.request import JsonObject

# RFC 8621 section 4.1: these follow from properties of a message that never change.
# https://www.rfc-editor.org/rfc/rfc8621#section-4.1
_FIXED = frozenset(["before", "after", "minSize", "maxSize", "hasAttachment"])
_FIXED_SORTS = frozenset(["receivedAt", "size", "from", "to", "subject", "sentAt"])
_OF_CONVERSATION = frozenset(["allInThreadHaveKeyword", "someInThreadHaveKeyword", "noneInThreadHaveKeyword"])


@dataclass(frozen=True, slots=True)
class Dependence:
    """How the result of a query can change.

    `fixed`: a message that is in the result stays there, in its place among the others, until it is destroyed.
    `conversations`: a change of one message can move the others of its conversation.
    """

    fixed: bool
    conversations: bool


def dependence(given: JsonObject) -> Dependence:
    """Return how the result of a query with these arguments can change."""
    filters, sorts = set(_filter_names(given.get("filter"))), set(_sort_names(given.get("sort")))
    collapsed = given.get("collapseThreads") is True
    return Dependence(
        fixed=filters <= _FIXED and sorts <= _FIXED_SORTS and not collapsed,
        conversations=collapsed or bool((filters | sorts) & _OF_CONVERSATION),
    )


def _filter_names(node: object) -> Iterator[str]:
    match node:
        case {"conditions": list(conditions)}:
            for one in conditions:
                yield from _filter_names(one)
        case dict():
            yield from node


def _sort_names(sort: object) -> Iterator[str]:
    for one in sort if isinstance(sort, list) else ():
        if isinstance(one, dict):
            yield str(one.get("property"))
