"""How a search result is shown: pieces of HTML in which what was looked for stands in <mark> (RFC 8621 section 5).

Pure. Everything else in them is escaped, so a message cannot put markup there.
"""

from __future__ import annotations

import html
from collections.abc import Iterator

from db.search_text import MARK_END, MARK_START, readable

LARGEST_PREVIEW = 255
"""Octets of a preview, marks included; RFC 8621 section 5 allows no more."""

_LARGEST_SUBJECT = 2000
# What stands in front of the first match, in characters.
_BEFORE = 50
_START, _END = "<mark>", "</mark>"


def subject(marked: str) -> str | None:
    """Return the whole subject; None when nothing in it matches. `marked` comes from the search index."""
    return _shown(_plain(marked), 8 * _LARGEST_SUBJECT)


def preview(marked: str) -> str | None:
    """Return the text around the first match; None when nothing matches."""
    return _shown(_around(_plain(marked)), LARGEST_PREVIEW) if MARK_START in marked else None


def _plain(marked: str) -> str:
    """Return the text without blanks that nobody sees; marks that touch become one."""
    return readable(marked).replace(MARK_END + MARK_START, "")


def _around(marked: str) -> str:
    first = marked.find(MARK_START)
    # Twice as much as is needed: blanks come out of it.
    front = " ".join(marked[max(0, first - 2 * _BEFORE) : first].split())[-_BEFORE:]
    if first > _BEFORE:
        # A whole word at the beginning, where there is one.
        front = front.partition(" ")[2] or front
    blank = " " if front and marked[first - 1 : first].isspace() else ""
    return front + blank + " ".join(marked[max(0, first) : first + 2 * LARGEST_PREVIEW].split())


def _shown(marked: str, most: int) -> str | None:
    """Return HTML of at most `most` octets."""
    if MARK_START not in marked:
        return None
    found, inside, left = [], False, most
    for piece in _pieces(marked):
        if piece in (MARK_START, MARK_END):
            starts = piece == MARK_START
            # The end tag is paid for with the start.
            left -= len(_START + _END) if starts and not inside else 0
            if left < 0:
                break
            found += [_START] if starts and not inside else [_END] if inside and not starts else []
            inside = starts
            continue
        left -= len(piece.encode("utf-8", "replace"))
        if left < 0:
            break
        found.append(piece)
    text = "".join(found) + (_END if inside else "")
    return text.rstrip()


def _pieces(marked: str) -> Iterator[str]:
    """Yield marks, and characters as HTML writes them."""
    for letter in marked:
        yield letter if letter in (MARK_START, MARK_END) else html.escape(letter)
