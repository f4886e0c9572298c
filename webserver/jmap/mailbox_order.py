"""Which mailboxes a Mailbox/query is about, and in which order (RFC 8621 section 2.3). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from db.mailbox_rules import Tree
from db.mailboxes import Mailbox
from db.search_functions import COLLATIONS, key
from webserver.jmap import filter_tree, ids
from webserver.jmap.arguments import Arguments
from webserver.jmap.errors import MethodError, invalid_arguments
from webserver.jmap.filter_tree import Node, Operator

FILTERS = ("parentId", "name", "role", "hasAnyRole", "isSubscribed")

Key = Callable[[Mailbox], Any]


@dataclass(frozen=True, slots=True)
class Query:
    """A filter, an order (keys and whether they ascend, the most important first), and whether the tree matters."""

    node: Node
    order: tuple[tuple[Key, bool], ...]
    sort_as_tree: bool
    filter_as_tree: bool

    @property
    def as_tree(self) -> bool:
        """Whether what happens to a mailbox matters to those that lie in it."""
        return self.sort_as_tree or self.filter_as_tree


def read(arguments: Arguments) -> Query:
    """Read the arguments that decide on a result and its order. Raises MethodError."""
    node = filter_tree.read(arguments.anything("filter"), arguments.using)
    _check(node)
    return Query(
        node=node,
        order=_order(arguments.anything("sort")),
        sort_as_tree=arguments.flag("sortAsTree"),
        filter_as_tree=arguments.flag("filterAsTree"),
    )


def ordered(mailboxes: Sequence[Mailbox], query: Query) -> list[Mailbox]:
    """Return those of an account's mailboxes that the query is about, in its order."""
    every = _sorted(mailboxes, query.order)
    tree = Tree(mailboxes)
    if query.sort_as_tree:
        every = list(_descended(every))
    chosen = {one.id for one in every if _passes(one, query.node)}
    if query.filter_as_tree:
        chosen = {one for one in chosen if all(above.id in chosen for above in tree.above(one))}
    return [one for one in every if one.id in chosen]


def _sorted(mailboxes: Iterable[Mailbox], order: Sequence[tuple[Key, bool]]) -> list[Mailbox]:
    # What is equal in all that was asked for comes in the order of display, then of ids.
    found = sorted(mailboxes, key=lambda one: (one.sort_order, key(one.name, COLLATIONS[0]), one.id))
    for value, ascending in reversed(order):
        found.sort(key=value, reverse=not ascending)
    return found


def _descended(every: Sequence[Mailbox]) -> Iterator[Mailbox]:
    """Yield each mailbox before those that lie in it; siblings stay in the order that they come in."""
    children: dict[int | None, list[Mailbox]] = {}
    for one in every:
        children.setdefault(one.parent_id, []).append(one)
    waiting = children.get(None, [])[::-1]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += children.get(one.id, [])[::-1]


SORTS: dict[str, Callable[[str], Key]] = {
    "sortOrder": lambda _: lambda one: one.sort_order,
    "name": lambda collation: lambda one: key(one.name, collation),
    "parentId": lambda _: lambda one: one.parent_id or 0,
}
"""How a collation makes the value that mailboxes are sorted by; it matters for texts only."""


def _order(sort: object) -> tuple[tuple[Key, bool], ...]:
    if sort is None:
        return ()
    if not isinstance(sort, list):
        raise invalid_arguments("sort must be a list.")
    return tuple(_comparator(one) for one in sort)


def _comparator(value: object) -> tuple[Key, bool]:
    match value:
        case {"property": str(name), **others}:
            ascending, collation = others.get("isAscending", True), others.get("collation", COLLATIONS[0])
            if not isinstance(ascending, bool) or not isinstance(collation, str):
                raise invalid_arguments("sort: isAscending is true or false, collation is text.")
            if name not in SORTS:
                raise MethodError("unsupportedSort", f"Mailboxes cannot be sorted by {name[:100]!r}.")
            # RFC 8620 section 5.5: for what is not a string, a collation is ignored.
            # https://www.rfc-editor.org/rfc/rfc8620#section-5.5
            if name == "name" and collation not in COLLATIONS:
                raise MethodError("unsupportedSort", f"There is no collation {collation[:100]!r} here.")
            return SORTS[name](collation), ascending
    raise invalid_arguments("sort: each item has property, and may have isAscending and collation.")


def _check(node: Node) -> None:
    """Refuse what mailboxes cannot be filtered by. Raises MethodError."""
    if isinstance(node, Operator):
        for part in node.parts:
            _check(part)
        return
    match node.name, node.value:
        case ("name", str()) | ("role", None | str()) | (("hasAnyRole" | "isSubscribed"), bool()) | ("parentId", None):
            return
        case "parentId", str(text) if ids.is_id(text):
            return
    if node.name in FILTERS:
        raise invalid_arguments(f"filter: this is not what {node.name} can be.")
    raise MethodError("unsupportedFilter", f"There is no filter {node.name[:100]!r} for mailboxes.")


def _passes(one: Mailbox, node: Node) -> bool:
    """Whether a mailbox passes a filter that `_check` has accepted."""
    if isinstance(node, Operator):
        passed = (_passes(one, part) for part in node.parts)
        if node.word == "AND":
            return all(passed)
        return any(passed) if node.word == "OR" else not any(passed)
    match node.name:
        case "parentId":
            # 0 is no mailbox's number: nothing lies in a mailbox that cannot be.
            return one.parent_id == (None if node.value is None else ids.MAILBOX.number(str(node.value)) or 0)
        case "name":
            return str(node.value).casefold() in one.name.casefold()
        case "role":
            return one.role == node.value
        case "hasAnyRole":
            return (one.role is not None) == node.value
    return one.is_subscribed == node.value
