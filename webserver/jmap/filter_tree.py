"""The filter of Email/query as a tree (RFC 8620 section 5.5): from JSON to nodes whose values are not looked at yet.

What a person typed (`words`, ours) becomes nodes like those that a program would have sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NoReturn

from db import header, search_grammar
from db.search_grammar import All, Either, Not, Tree
from webserver.jmap.capabilities import SEARCH
from webserver.jmap.errors import MethodError, invalid_arguments

MOST_CONDITIONS = 100
WORDS = "words"
# What was typed can be many conditions.
_WEIGHT = {WORDS: 20}


@dataclass(frozen=True, slots=True)
class Test:
    """A FilterCondition with one property; `typed` when it is what a person typed, not a program."""

    name: str
    value: object
    typed: bool = False

    def wrong(self, wanted: str) -> NoReturn:
        """Say what the value must be."""
        raise invalid_arguments(f"filter: {self.name} must be {wanted}.")


@dataclass(frozen=True, slots=True)
class Operator:
    """A FilterOperator; a FilterCondition with several properties is an AND of them."""

    word: Literal["AND", "OR", "NOT"]
    parts: tuple[Node, ...]


Node = Operator | Test


def read(value: object, using: frozenset[str]) -> Node:
    """Return the tree of a filter, null included; `using` are the capabilities of the request. Raises MethodError."""
    whole = Operator("AND", ()) if value is None else _node(value)
    if _count(whole) > MOST_CONDITIONS:
        raise too_many()
    return _expanded(whole, using)


def too_many() -> MethodError:
    return MethodError("unsupportedFilter", f"A filter has at most {MOST_CONDITIONS} conditions and words here.")


def necessary(node: Node) -> Iterator[Node]:
    """Yield what must hold in any case."""
    if isinstance(node, Operator) and node.word == "AND":
        for part in node.parts:
            yield from necessary(part)
    else:
        yield node


def _node(value: object) -> Node:
    match value:
        case {"operator": ("AND" | "OR" | "NOT") as word, "conditions": list(conditions), **others} if not others:
            return Operator(word, tuple(_node(one) for one in conditions))
        case {"operator": _} | {"conditions": _}:
            raise invalid_arguments("filter: an operator has operator (AND, OR or NOT) and conditions.")
        case dict():
            return Operator("AND", tuple(Test(name, wanted) for name, wanted in value.items()))
    raise invalid_arguments("filter must be an object.")


def _count(node: Node) -> int:
    return _WEIGHT.get(node.name, 1) if isinstance(node, Test) else 1 + sum(_count(part) for part in node.parts)


def _expanded(node: Node, using: frozenset[str]) -> Node:
    if isinstance(node, Operator):
        return Operator(node.word, tuple(_expanded(part, using) for part in node.parts))
    if node.name != WORDS:
        return node
    if SEARCH not in using:
        raise MethodError("unsupportedFilter", f"The filter words needs {SEARCH} in using.")
    return _typed(search_grammar.parse(node.value)) if isinstance(node.value, str) else node.wrong("text")


def _typed(tree: Tree) -> Node:
    match tree:
        case All(parts):
            return Operator("AND", tuple(map(_typed, parts)))
        case Either(parts):
            return Operator("OR", tuple(map(_typed, parts)))
        case Not(part):
            return Operator("NOT", (_typed(part),))
    if tree.name in ("before", "after"):
        return Test(tree.name, header.utc(int(tree.value)), typed=True)
    return Test({"larger": "minSize", "smaller": "maxSize"}.get(tree.name, tree.name), tree.value, typed=True)
