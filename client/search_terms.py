"""The words of a search, from text to an expression of the cache's index (FTS5).

Words must all be there, in whatever order; text in quotes is a phrase; a word that ends in `*` is the beginning of one.
The server reads words by the same rules (webserver/API.md); a test holds both together. Pure, and whatever the text is,
the expression is one that the index understands.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from client.cache_words import searchable

_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"(?=\s|\Z)|'((?:[^'\\]|\\.)*)'(?=\s|\Z)", re.DOTALL)
_WORD = re.compile(r"\S+")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
# What the server marks hits with, so no text has it there.
_MARKS = str.maketrans("\x02\x03", "  ")
# One letter with a star is the beginning of too many words to look them all up on a server; the cache may.
SHORTEST_BEGINNING = 2


@dataclass(frozen=True)
class Words:
    """A word or a phrase; with `beginning`, words that begin with its last one match too."""

    text: str
    beginning: bool = False

    def expression(self) -> str:
        """Return it in the language of FTS5."""
        return f'"{self.text.replace(chr(34), chr(34) * 2)}"{" *" if self.beginning else ""}'


def words_of(text: str, shortest_beginning: int = SHORTEST_BEGINNING) -> list[Words]:
    """What must all be found for `text`; punctuation by itself is nothing to look for."""
    found = []
    text = _UNSTORABLE.sub(" ", text)
    position = 0
    while start := _WORD.search(text, position):
        inside = _QUOTED.match(text, start.start())
        if inside:
            raw = inside[1] if inside[1] is not None else inside[2]
            one, position = Words(_compared(_ESCAPED.sub(r"\1", raw))), inside.end()
        else:
            one, position = _word(start[0], shortest_beginning), start.end()
        found += [one] if any(map(str.isalnum, one.text)) else []
    return found


def in_quotes(phrase: str) -> str:
    """`phrase` so that `words_of` takes it as one."""
    return '"' + re.sub(r"([\\\"'])", r"\\\1", phrase) + '"'


def all_of(found: Iterable[Words]) -> str:
    """The expression for all of these; "" for none."""
    return " AND ".join(one.expression() for one in found)


def _word(text: str, shortest_beginning: int) -> Words:
    stem = text.rstrip("*")
    last = re.split(r"\W", stem)[-1]
    return Words(_compared(stem), beginning=stem != text and len(last) >= shortest_beginning)


def _compared(text: str) -> str:
    return searchable(text).translate(_MARKS)
