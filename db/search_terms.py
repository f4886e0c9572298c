"""What to look for, from the text of a filter to an expression of the index (RFC 8621 section 4.4.1).

Words must all be there, in whatever order; text in quotes is a phrase; a word that ends in `*` is the beginning of
one. Pure, and whatever the text is, the expression is one that the index understands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.charset import storable
from db.search_text import searchable

_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"(?=\s|\Z)|'((?:[^'\\]|\\.)*)'(?=\s|\Z)", re.DOTALL)
_WORD = re.compile(r"\S+")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# One letter is the beginning of too many words to look them all up.
_SHORTEST_BEGINNING = 2


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase; with `beginning`, words that begin with its last one match too."""

    text: str
    beginning: bool = False

    def expression(self) -> str:
        """Return it in the language of FTS5."""
        return f'"{self.text.replace(chr(34), chr(34) * 2)}"{" *" if self.beginning else ""}'


def terms(text: str) -> list[Term]:
    """Return what must all be found for `text`; punctuation by itself is nothing to look for."""
    found = []
    text = storable(text, " ")
    position = 0
    while word := _WORD.search(text, position):
        quoted = _QUOTED.match(text, word.start())
        if quoted:
            raw = quoted[1] if quoted[1] is not None else quoted[2]
            term, position = Term(searchable(_ESCAPED.sub(r"\1", raw))), quoted.end()
        else:
            term, position = _word(word[0]), word.end()
        found += [term] if any(map(str.isalnum, term.text)) else []
    return found


def quoted(phrase: str) -> str:
    """Return `phrase` so that `terms` takes it as one."""
    return '"' + re.sub(r"([\\\"'])", r"\\\1", phrase) + '"'


def all_of(found: Iterable[Term], columns: Sequence[str] = ()) -> str:
    """Return the expression for all of these terms in these columns (none: in any of them); "" for no terms."""
    return _within(columns, " AND ".join(one.expression() for one in found))


def any_of(found: Iterable[Term], columns: Sequence[str] = ()) -> str:
    """Return the expression for at least one of these terms; "" for no terms."""
    return _within(columns, " OR ".join(one.expression() for one in found))


def _within(columns: Sequence[str], expression: str) -> str:
    if not expression or not columns:
        return expression and f"({expression})"
    return f"({{{' '.join(columns)}}} : ({expression}))"


def _word(text: str) -> Term:
    stem = text.rstrip("*")
    last = re.split(r"\W", stem)[-1]
    return Term(searchable(stem), beginning=stem != text and len(last) >= _SHORTEST_BEGINNING)
