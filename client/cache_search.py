"""What a search finds in the cache: from the tree of `client/search_words.py` to one query over headers.

The cache knows authors, recipients, subjects and the beginnings of texts; a search for a text looks into these. What it
does not know (Bcc, names of files) finds nothing here: the server's search knows more.
"""

import sqlite3
from collections.abc import Sequence
from itertools import count

from client.cache_lists import Numbers, Order, matching_numbers
from client.search_terms import all_of, words_of
from client.search_words import All, Either, Not, Term, Tree

_COLUMNS = {"from": "sender", "to": "recipients", "cc": "copied", "subject": "subject", "body": "preview", "text": ""}
_KEYWORDS = {"$seen": "unread = 0", "$flagged": "flagged = 1"}
_CONDITIONS = {
    "larger": "size >= {}",
    "smaller": "size < {}",
    "before": "number IN (SELECT number FROM message WHERE received < {})",
    "after": "number IN (SELECT number FROM message WHERE received >= {})",
    "in": "number IN (SELECT number FROM place WHERE mailbox IN"
    " (SELECT number FROM mailbox WHERE role = {0} OR casefold(name) = {0}))",
}


def find(connection: sqlite3.Connection, wanted: All, mailbox_id: str, order: Order) -> Numbers:
    """Matching messages of a mailbox, or of all for ""."""
    connection.create_function("casefold", 1, str.casefold, deterministic=True)
    query = _Query()
    where = query.condition(wanted)
    if mailbox_id:
        where = f"mailbox = (SELECT number FROM mailbox WHERE id = {query.value(mailbox_id)}) AND {where}"  # noqa: S608
    return matching_numbers(connection, where, query.values, order)


def arrange(connection: sqlite3.Connection, numbers: Sequence[int], order: Order) -> Numbers:
    """These messages in an order; those that are in no mailbox any more are left out. At most some hundred."""
    values: dict[str, object] = {f"n{place}": number for place, number in enumerate(numbers)}
    where = f"number IN ({', '.join(f':{name}' for name in values)})"
    return matching_numbers(connection, where, values, order)


class _Query:
    """A condition on rows of `place`, with the values that stand in it by name."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self._names = count()

    def value(self, value: object) -> str:
        """The place in the query that stands for a value."""
        name = f"v{next(self._names)}"
        self.values[name] = value
        return f":{name}"

    def condition(self, tree: Tree) -> str:
        match tree:
            case All(parts):
                return self._joined("AND", parts, "1")
            case Either(parts):
                return self._joined("OR", parts, "0")
            case Not(part):
                return f"NOT ({self.condition(part)})"
        return self._term(tree)

    def _joined(self, word: str, parts: tuple[Tree, ...], none: str) -> str:
        return f"({f' {word} '.join(map(self.condition, parts))})" if parts else none

    def _term(self, term: Term) -> str:
        if term.name in ("hasKeyword", "notKeyword"):
            has = self._keyword(str(term.value))
            return has if term.name == "hasKeyword" else f"NOT ({has})"
        if term.name == "hasAttachment":
            return "attachment = 1"
        if term.name in _CONDITIONS:
            value = term.value.casefold() if isinstance(term.value, str) else term.value
            return _CONDITIONS[term.name].format(self.value(value))
        return self._words(term)

    def _words(self, term: Term) -> str:
        if term.name not in _COLUMNS:
            return "0"
        expression = all_of(words_of(str(term.value), shortest_beginning=1))
        column = _COLUMNS[term.name]
        matched = self.value(f"{column} : ({expression})" if column else expression)
        return f"number IN (SELECT rowid FROM words WHERE words MATCH {matched})"  # noqa: S608

    def _keyword(self, keyword: str) -> str:
        if keyword in _KEYWORDS:
            return _KEYWORDS[keyword]
        has = f"instr(' ' || keywords || ' ', {self.value(f' {keyword} ')})"
        return f"number IN (SELECT number FROM message WHERE {has})"  # noqa: S608
