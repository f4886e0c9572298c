"""What of a message can be found by its words: content in, the columns of the search index out.

Pure, bounded in time and size, and never raises, like `db.message`, whose summary it takes the subject and the
addresses from. The body is what a person reads: plain text where there is some, else the page without its tags.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from itertools import islice

from db import header, mime
from db.message import page_text

LARGEST = 500_000
"""Characters of a message's body that can be found; the rest of a longer one cannot."""

MARK_START, MARK_END = "\x02", "\x03"
"""Stand around a match in what the index gives back; no text in it has them."""

_MOST_NAMES = 64 * 1024
_MOST_PARTS = 200
_NESTED = 3
# A character of a text takes four encoded bytes at most that matter; pages are mostly tags.
_LOOKED_AT = 4 * LARGEST
_BREAK = "\u200b"
# Scripts that write no blanks between words: each character is a word of its own, and a word of several is a phrase.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_SHOWN = re.compile(r"\b(?:alt|title)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Texts:
    """The columns of the index, in its order."""

    subject: str
    from_: str
    to: str
    cc: str
    bcc: str
    body: str
    names: str

    def row(self) -> tuple[str, ...]:
        """Return the values as they are indexed."""
        return tuple(searchable(one) for one in astuple(self))


COLUMNS = tuple(one.name.rstrip("_") for one in fields(Texts))


def texts(subject: str, addresses: str, content: bytes) -> Texts:
    """Return what can be found of the message `content`; `subject` and `addresses` are those of its summary."""
    known = json.loads(addresses)
    root = mime.parse(content)
    from_, to, cc, bcc = (
        " ".join(text for pair in known.get(key, ()) for text in pair) for key in ("from", "to", "cc", "bcc")
    )
    return Texts(subject, from_, to, cc, bcc, _body(content, root), _names(root))


def searchable(text: str) -> str:
    """Return `text` as it is indexed, and as what is looked for is compared with it."""
    if text.isascii() and MARK_START not in text and MARK_END not in text:
        return text
    text = text.replace(MARK_START, " ").replace(MARK_END, " ")
    return _UNSPACED.sub(rf"\g<0>{_BREAK}", text)


def readable(text: str) -> str:
    """Return what `searchable` made of a text as it was, marks included."""
    return text.replace(_BREAK, "")


def _names(root: mime.Part) -> str:
    return " ".join(part.file_name for part in root.walk() if part.file_name)[:_MOST_NAMES]


def _body(content: bytes, root: mime.Part) -> str:
    found, left = [], LARGEST
    for text in _texts(content, root, 0):
        found.append(text[:left])
        left -= len(found[-1])
        if left <= 0:
            break
    return "\n".join(found)


def _texts(content: bytes, root: mime.Part, depth: int) -> Iterator[str]:
    for part in islice(_readable(content, root), _MOST_PARTS):
        if part.type == "message/rfc822" and depth < _NESTED:
            inner = mime.decoded(content, part)
            nested = mime.parse(inner)
            yield header.unstructured(nested.first("subject") or b"")
            yield from _texts(inner, nested, depth + 1)
        elif part.type.startswith("text/"):
            yield _text(content, part)


def _readable(content: bytes, part: mime.Part) -> Iterator[mime.Part]:
    """Yield the leaves; of alternatives, pages are left out where the same is there in plain text."""
    children = part.children
    if not children:
        yield part
        return
    if part.type == "multipart/alternative":
        plain = any(child.type == "text/plain" and _text(content, child).strip() for child in children)
        children = tuple(child for child in children if not (plain and _is_page(child)))
    for child in children:
        yield from _readable(content, child)


def _is_page(part: mime.Part) -> bool:
    # RFC 2387: a page with its pictures; the page comes first.
    # https://www.rfc-editor.org/rfc/rfc2387
    if part.type == "multipart/related" and part.children:
        return _is_page(part.children[0])
    return part.type == "text/html"


def _text(content: bytes, part: mime.Part) -> str:
    text, _ = mime.text_of(mime.decoded(content, part, _LOOKED_AT), part.parameters.get("charset"))
    return page_text(_with_shown(text)) if part.type == "text/html" else text


def _with_shown(page: str) -> str:
    """Put the text of attributes that are shown to people (RFC 8621 section 4.4.1: alt, title) behind their tags."""

    def shown(tag: re.Match[str]) -> str:
        words = " ".join(one[1] or one[2] or "" for one in _SHOWN.finditer(tag[0]))
        return f"{tag[0]} {words} " if words else tag[0]

    return _TAG.sub(shown, page)
