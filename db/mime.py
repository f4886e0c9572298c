"""The structure of a message: bytes in, a tree of parts out (RFC 2045, RFC 2046).

Works on offsets: no part is copied until it is asked for, and a broken message still gives a tree. Never raises for
any input, and takes time by its size, not the square of it. Depth, parts and fields are bounded; what lies beyond a
bound of the parts stays the plain content of its parent.
"""

from __future__ import annotations

import binascii
import codecs
import email.utils
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from db.charset import codec, storable
from db.header import decode_words, to_text

MAX_DEPTH = 20
MAX_PARTS = 1000
MAX_FIELDS = 1000
"""Lines of one header that are looked at; a folded field is one."""

_MAX_HEADER = 256 * 1024
# Most values are written the same way in message after message.
_REMEMBERED = 200

_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:((?:[^\n]*\n[ \t])*[^\n]*)", re.MULTILINE)
_BLANK = re.compile(rb"\r?\n\r?\n")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL)
_COMMENT = re.compile(r"\s*\(.*", re.DOTALL)


class Field(NamedTuple):
    """One header field: its name as written, and the raw bytes behind the colon without the line end."""

    name: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """One node: offsets are into the whole message; `number` is as IMAP counts ("" for the root, "1", "2.1", …)."""

    number: str
    fields: tuple[Field, ...]
    start: int
    body_start: int
    end: int
    type: str
    parameters: Mapping[str, str]
    disposition: str | None
    file_name: str | None
    encoding: str
    children: tuple[Part, ...] = field(default=())

    def first(self, name: str) -> bytes | None:
        """Return the raw value of the first field called `name` (any case)."""
        name = name.lower()
        return next((one.value for one in self.fields if one.name.lower() == name), None)

    def walk(self) -> Iterator[Part]:
        """Yield this part and everything under it, in the order of the message."""
        yield self
        for child in self.children:
            yield from child.walk()


def parse(content: bytes, max_parts: int = MAX_PARTS, fields: tuple[Field, ...] | None = None) -> Part:
    """Return the tree of the message `content`; `fields` are those of its header where the caller has them already."""
    return _parse(content, 0, len(content), "", 0, [max_parts], "text/plain", fields)


def split_header(content: bytes, start: int, end: int) -> tuple[int, int]:
    """Return where the header block that begins at `start` ends and where the body begins."""
    # No header; within `end`, because the line end behind it belongs to the boundary.
    for line_end in (b"\r\n", b"\n"):
        if content.startswith(line_end, start, end):
            return start, start + len(line_end)
    # The plain search is far quicker than the expression, and nearly always right.
    found = content.find(b"\r\n\r\n", start, end)
    if found >= 0 and content.find(b"\n\n", start, found) < 0:
        return found + 2, found + 4
    blank = _BLANK.search(content, start, end)
    return (blank.end(), blank.end()) if blank else (end, end)


def header_fields(block: bytes) -> tuple[Field, ...]:
    """Return the fields of a header block, at most MAX_FIELDS; lines that are no field are passed over."""
    # Lines that are no field are passed over, and count for nothing.
    matches = islice(_FIELD.finditer(block), MAX_FIELDS)
    return tuple([Field(one[1].decode("ascii"), one[2].rstrip(b"\r\n")) for one in matches])


def decoded(content: bytes, part: Part, limit: int | None = None) -> bytes:
    """Return the body of `part` without its transfer encoding; `limit` bounds how many encoded bytes are looked at."""
    end = part.end if limit is None else min(part.end, part.body_start + limit)
    raw = content[part.body_start : end]
    if part.encoding == "base64":
        return _base64(raw)
    return binascii.a2b_qp(raw) if part.encoding == "quoted-printable" else raw


def text_of(data: bytes, charset: str | None) -> tuple[str, bool]:
    """Return `data` as text, and whether its character set was unknown or did not fit (RFC 8621 isEncodingProblem)."""
    known = codec(_COMMENT.sub("", charset or "us-ascii").strip("\"' "))
    # Plain "us-ascii" is often a lie of programs that send UTF-8, or else what Windows uses in the West.
    attempt, last = (known, known) if known and known != "ascii" else ("utf-8", "cp1252")
    decoder = codecs.getincrementaldecoder(attempt)()
    try:
        text = decoder.decode(data)
    except UnicodeError:
        return storable(data.decode(last, "replace")), True
    if not decoder.getstate()[0]:
        return storable(text), known is None
    # Cut in the middle of a character, by a limit of ours or by the sender; one odd byte at the very end is no UTF-8.
    return storable(text if attempt == last or not text.isascii() else data.decode(last, "replace")), True


def _parse(
    content: bytes,
    start: int,
    end: int,
    number: str,
    depth: int,
    left: list[int],
    default: str,
    fields: tuple[Field, ...] | None = None,
) -> Part:
    header_end, body_start = split_header(content, start, end)
    if fields is None:
        fields = header_fields(content[start : min(header_end, start + _MAX_HEADER)])
    values = {one.name.lower(): one.value for one in reversed(fields) if one.name[0] in "cC"}
    media_type, parameters = _structured(values.get("content-type"))
    if "/" not in media_type:
        media_type, parameters = default, {}
    disposition, more = _structured(values.get("content-disposition"))
    name = more.get("filename") or parameters.get("name")
    encoding = _structured(values.get("content-transfer-encoding"))[0]
    part = Part(
        number,
        fields,
        start,
        body_start,
        end,
        media_type,
        parameters,
        disposition or None,
        name or None,
        encoding,
    )
    if not media_type.startswith("multipart/") or depth >= MAX_DEPTH:
        return part
    children = _children(content, part, depth, left)
    return part if not children else _with_children(part, children)


def _children(content: bytes, part: Part, depth: int, left: list[int]) -> tuple[Part, ...]:
    boundary = part.parameters.get("boundary", "").encode()
    if not boundary:
        return ()
    default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    prefix = f"{part.number}." if part.number else ""
    children = []
    for index, (start, end) in enumerate(_regions(content, part.body_start, part.end, boundary, left), 1):
        children.append(_parse(content, start, end, f"{prefix}{index}", depth + 1, left, default))
    return tuple(children)


def _regions(content: bytes, start: int, end: int, boundary: bytes, left: list[int]) -> list[tuple[int, int]]:
    """Return where the parts between the boundary lines lie (RFC 2046 section 5.1.1)."""
    regions: list[tuple[int, int]] = []
    opened: int | None = None
    for line_start, line_end, closing in _delimiters(content, start, end, boundary):
        if opened is not None:
            regions.append((opened, max(opened, _before_newline(content, line_start, start))))
            left[0] -= 1
        opened = None if closing or left[0] <= 0 else line_end
        if opened is None:
            break
    if opened is not None and opened < end:
        regions.append((opened, end))
        left[0] -= 1
    return regions


def _delimiters(content: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    mark = b"--" + boundary
    position = content.find(mark, start, end)
    while position >= 0:
        following = position + 1
        # Looked at before the rest of the line is: a line may be long and full of what looks like the boundary.
        if position == start or content[position - 1 : position] == b"\n":
            newline = content.find(b"\n", position, end)
            following = end if newline < 0 else newline + 1
            rest = content[position + len(mark) : following].strip()
            if rest in (b"", b"--"):
                yield position, following, rest == b"--"
        position = content.find(mark, following, end)


def _before_newline(content: bytes, position: int, floor: int) -> int:
    if position - 2 >= floor and content[position - 2 : position] == b"\r\n":
        return position - 2
    return max(floor, position - 1)


def _with_children(part: Part, children: tuple[Part, ...]) -> Part:
    return Part(
        part.number,
        part.fields,
        part.start,
        part.body_start,
        part.end,
        part.type,
        part.parameters,
        part.disposition,
        part.file_name,
        part.encoding,
        children,
    )


def _structured(raw: bytes | None) -> tuple[str, Mapping[str, str]]:
    """Return the value and the parameters of a Content-Type or Content-Disposition field (RFC 2045, RFC 2231)."""
    if raw is None:
        return "", {}
    return _remembered_structure(raw) if len(raw) <= _REMEMBERED else _read_structure(raw)


def _read_structure(raw: bytes) -> tuple[str, Mapping[str, str]]:
    text = to_text(raw)
    value = _COMMENT.sub("", text.partition(";")[0]).strip().lower()
    if ";" not in text:
        return value, {}
    pairs = [(name.lower(), _unquoted(content)) for name, content in _PARAMETER.findall(text)[:50]]
    # RFC 2047 section 5 forbids encoded words here, but names of files are often written so.
    plain = {name: decode_words(content) if "name" in name else content for name, content in reversed(pairs)}
    return value, plain | _rfc2231([pair for pair in pairs if "*" in pair[0]])


_remembered_structure = lru_cache(1024)(_read_structure)


def _rfc2231(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return the parameters in pieces or with a character set: where there is a plain one too, these are exact."""
    found: dict[str, str] = {}
    try:
        # decode_params leaves its first pair alone: that is where the value itself would stand.
        for name, content in email.utils.decode_params([("", ""), *pairs])[1:] if pairs else ():
            found.setdefault(name.lower(), _extended(content))
    except (ValueError, TypeError, LookupError):
        return {}
    return found


def _extended(content: str | tuple[str | None, str | None, str]) -> str:
    if isinstance(content, str):
        return email.utils.unquote(content)
    # The letters stand for bytes, and only `codec` knows which names are character sets.
    return text_of(email.utils.unquote(content[2]).encode("latin-1", "replace"), content[0])[0]


def _unquoted(text: str) -> str:
    text = text.strip()
    if not text.startswith('"'):
        return text
    return re.sub(r"\\(.)", r"\1", text[1:].removesuffix('"'), flags=re.DOTALL)


def _base64(raw: bytes) -> bytes:
    try:
        return binascii.a2b_base64(raw)
    except binascii.Error:
        # Cut off or padded wrongly: decode what is there; a single letter behind the last group stands for nothing.
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
        return binascii.a2b_base64(letters[: len(letters) - (len(letters) % 4 == 1)] + b"==")
