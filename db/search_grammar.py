"""What people type into a search box, understood once for every front end: text in, a small tree out.

    from:anna subject:"house rules" -is:read has:attachment OR larger:5M

Words must all be there; `OR` stands between two terms of which one is enough; `-` in front of a term negates it.
Pure, and never an error: whatever is not understood is looked for as the words that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from db.search_terms import quoted, terms

LONGEST = 2000
MOST_TERMS = 50
"""What lies beyond these is not looked for."""

TEXT_FIELDS = ("from", "to", "cc", "bcc", "subject", "body", "filename")
KEYWORDS = {
    "unread": ("notKeyword", "$seen"), "read": ("hasKeyword", "$seen"), "flagged": ("hasKeyword", "$flagged"),
    "unflagged": ("notKeyword", "$flagged"), "starred": ("hasKeyword", "$flagged"),
    "answered": ("hasKeyword", "$answered"), "unanswered": ("notKeyword", "$answered"),
    "draft": ("hasKeyword", "$draft"), "forwarded": ("hasKeyword", "$forwarded"),
}  # fmt: skip
_ATTACHMENT = ("attachment", "attachments", "file", "files")
_DAY = 24 * 60 * 60

_TOKEN = re.compile(
    r"(?P<minus>-?)(?:(?P<field>[A-Za-z]+):[ \t]*)?(?:\"(?P<quoted>(?:[^\"\\]|\\.)*)\"(?=\s|\Z)|(?P<plain>\S+))",
    re.DOTALL,
)
_SIZE = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,6}))?([kmg]?)b?", re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3}


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for.

    `name`: text, from, to, cc, bcc, subject, body, filename (`value` as `db.search_terms.terms` reads it), hasKeyword,
    notKeyword, in (a mailbox), hasAttachment (True), before, after (Unix seconds), larger, smaller (octets).
    """

    name: str
    value: str | int


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    part: Tree


@dataclass(frozen=True, slots=True)
class Either:
    """Of two or more, one must hold."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class All:
    """All must hold; without any, everything does."""

    parts: tuple[Tree, ...]


Tree = Term | Not | Either | All


def parse(text: str) -> All:
    """Return what `text` asks for."""
    groups: list[list[Tree]] = []
    joining = False
    tokens = list(_tokens(text[:LONGEST]))[:MOST_TERMS]
    for index, token in enumerate(tokens):
        if token is None and groups and not joining and index + 1 < len(tokens):
            joining = True
            continue
        found = Term("text", "OR") if token is None else token
        if joining:
            groups[-1].append(found)
        else:
            groups.append([found])
        joining = False
    return All(tuple(group[0] if len(group) == 1 else Either(tuple(group)) for group in groups))


def _tokens(text: str) -> Iterator[Tree | None]:
    """Yield terms, and None for an OR."""
    position = 0
    while match := _TOKEN.search(text, position):
        position = match.end()
        if match[0] == "OR":
            yield None
            continue
        found = _known(match) or _words(match)
        if found is not None:
            yield Not(found) if match["minus"] else found


def _known(match: re.Match[str]) -> Tree | None:
    """Return the term of an operator; None when it is none of ours, or its value is none of its."""
    field, value = (match["field"] or "").lower(), _value(match)
    if field in TEXT_FIELDS and terms(value):
        return Term(field, value)
    if field not in _READERS:
        return None
    return _READERS[field](match["plain"] if match["quoted"] is None else re.sub(r"\\(.)", r"\1", match["quoted"]))


def _words(match: re.Match[str]) -> Tree | None:
    """Return the token as words; None when there is nothing in it to look for."""
    if match["field"] is None:
        return Term("text", _value(match)) if terms(_value(match)) else None
    both = match[0].removeprefix("-")
    found = terms(both) and Term("text", both if match["quoted"] is None else quoted(both))
    return found or None


def _value(match: re.Match[str]) -> str:
    return match["plain"] if match["quoted"] is None else f'"{match["quoted"]}"'


def _has(value: str) -> Tree | None:
    return Term("hasAttachment", True) if value.lower() in _ATTACHMENT else None


def _is(value: str) -> Tree | None:
    known = KEYWORDS.get(value.lower())
    return Term(*known) if known else None


def _in(value: str) -> Tree | None:
    return Term("in", value) if value else None


def _day(value: str) -> int | None:
    """Return the beginning of a day like 2026-11-01 in UTC, as Unix seconds."""
    found = _DATE.fullmatch(value)
    try:
        day = datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC) if found else None
    except ValueError:
        return None
    return None if day is None else int(day.timestamp())


def _before(value: str) -> Tree | None:
    day = _day(value)
    return None if day is None else Term("before", day)


def _after(value: str) -> Tree | None:
    day = _day(value)
    return None if day is None else Term("after", day)


def _on(value: str) -> Tree | None:
    day = _day(value)
    return None if day is None else All((Term("after", day), Term("before", day + _DAY)))


def _octets(value: str) -> int | None:
    """Return 5M, 300k, 1.5G or 1000 as octets; a K is 1024 of them."""
    found = _SIZE.fullmatch(value)
    if found is None:
        return None
    unit: int = 1024 ** _POWERS[found[3].lower()]
    part: int = int(found[2] or 0) * unit // 10 ** len(found[2] or "")
    return min(int(found[1]) * unit + part, 2**53 - 1)


def _larger(value: str) -> Tree | None:
    octets = _octets(value)
    return None if octets is None else Term("larger", octets)


def _smaller(value: str) -> Tree | None:
    octets = _octets(value)
    return None if octets is None else Term("smaller", octets)


_READERS = {
    "has": _has, "is": _is, "in": _in, "before": _before, "after": _after, "on": _on, "larger": _larger,
    "smaller": _smaller,
}  # fmt: skip
