"""What people type into the search box, understood: text in, a small tree out. Pure, and never an error.

    from:anna subject:"house rules" -is:read has:attachment OR larger:5M

Words must all be there; `OR` stands between two terms of which one is enough; `-` in front of a term negates it;
whatever is not understood is looked for as the words that it is. The server has the same grammar (webserver/API.md) for
the search that Enter starts; a test plays the same texts to both. The cache looks at headers only
(`client/cache_search.py`), so what is found at each key is a beginning of what the server finds.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from client.search_terms import in_quotes, words_of

LONGEST = 2000
# What lies beyond these is not looked for.
MOST_TERMS = 50
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
_LAST = re.compile(r"(?<!\S)(?P<word>-?(?:(?P<field>[A-Za-z]+):)?(?P<value>[^\s\"]*))\Z")


@dataclass(frozen=True)
class Term:
    """One thing to look for.

    `name`: text, from, to, cc, bcc, subject, body, filename (`value` as `search_terms.words_of` reads it), hasKeyword,
    notKeyword, in (a mailbox), hasAttachment (True), before, after (seconds since 1970), larger, smaller (bytes).
    """

    name: str
    value: str | int


@dataclass(frozen=True)
class Not:
    """What must not hold."""

    part: "Tree"


@dataclass(frozen=True)
class Either:
    """Of two or more, one must hold."""

    parts: "tuple[Tree, ...]"


@dataclass(frozen=True)
class All:
    """All must hold; without any, everything does."""

    parts: "tuple[Tree, ...]"


Tree = Term | Not | Either | All


def read_typing(text: str) -> All:
    """What a text asks for while it is being typed: of the last word the beginning is enough, and an operator that is
    not complete asks for nothing yet.
    """
    text = text[:LONGEST]
    last = _LAST.search(text)
    if last is None or not last["word"]:
        return parse(text)
    if _is_half(last):
        return parse(text[: last.start()])
    operator = (last["field"] or "").lower() in _READERS
    return parse(text if operator or not last["word"][-1].isalnum() else f"{text}*")


def not_understood(text: str) -> tuple[tuple[str, str], ...]:
    """The operators whose value is none of theirs, each with all of it as it was typed (`before`, `before:soon`). They
    are looked for as words.
    """
    found = []
    for match in list(_TOKEN.finditer(text[:LONGEST]))[:MOST_TERMS]:
        field = (match["field"] or "").lower()
        if field in _READERS and _known(match) is None:
            found.append((field, match[0].removeprefix("-")))
    return tuple(found)


def parse(text: str) -> All:
    """What `text` asks for."""
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
    """Terms, and None for an OR."""
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
    """The term of an operator; None when it is none of ours, or its value is none of its."""
    field, value = (match["field"] or "").lower(), _value(match)
    if field in TEXT_FIELDS and words_of(value):
        return Term(field, value)
    if field not in _READERS:
        return None
    return _READERS[field](match["plain"] if match["quoted"] is None else re.sub(r"\\(.)", r"\1", match["quoted"]))


def _words(match: re.Match[str]) -> Tree | None:
    """The token as words; None when there is nothing in it to look for."""
    if match["field"] is None:
        return Term("text", _value(match)) if words_of(_value(match)) else None
    both = match[0].removeprefix("-")
    return Term("text", both if match["quoted"] is None else in_quotes(both)) if words_of(both) else None


def _value(match: re.Match[str]) -> str:
    return match["plain"] if match["quoted"] is None else f'"{match["quoted"]}"'


def _is_half(last: re.Match[str]) -> bool:
    """Whether the last word is the beginning of an operator."""
    field, value = (last["field"] or "").lower(), last["value"]
    if not field:
        return last["word"] in ("-", "OR")
    if not value:
        return field in _READERS or field in TEXT_FIELDS
    return field in _READERS and _READERS[field](value) is None


def _has(value: str) -> Tree | None:
    return Term("hasAttachment", True) if value.lower() in _ATTACHMENT else None


def _is(value: str) -> Tree | None:
    known = KEYWORDS.get(value.lower())
    return Term(*known) if known else None


def _in(value: str) -> Tree | None:
    return Term("in", value) if value else None


def _day(value: str) -> int | None:
    """The beginning of a day like 2026-11-01 in UTC, in seconds since 1970."""
    found = _DATE.fullmatch(value)
    try:
        return int(datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC).timestamp()) if found else None
    except ValueError:
        return None


def _before(value: str) -> Tree | None:
    day = _day(value)
    return None if day is None else Term("before", day)


def _after(value: str) -> Tree | None:
    day = _day(value)
    return None if day is None else Term("after", day)


def _on(value: str) -> Tree | None:
    day = _day(value)
    return None if day is None else All((Term("after", day), Term("before", day + _DAY)))


def _bytes(value: str) -> int | None:
    """5M, 300k, 1.5G or 1000 as bytes; a K is 1024 of them."""
    found = _SIZE.fullmatch(value)
    if found is None:
        return None
    unit: int = 1024 ** _POWERS[found[3].lower()]
    part: int = int(found[2] or 0) * unit // 10 ** len(found[2] or "")
    return min(int(found[1]) * unit + part, 2**53 - 1)


def _larger(value: str) -> Tree | None:
    size = _bytes(value)
    return None if size is None else Term("larger", size)


def _smaller(value: str) -> Tree | None:
    size = _bytes(value)
    return None if size is None else Term("smaller", size)


_READERS: dict[str, Callable[[str], Tree | None]] = {
    "has": _has, "is": _is, "in": _in, "before": _before, "after": _after, "on": _on, "larger": _larger,
    "smaller": _smaller,
}  # fmt: skip
