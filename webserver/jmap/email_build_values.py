"""Values of header fields from their JMAP forms (RFC 8621 section 4.1.2), as bytes for a message.

Pure, and the opposite of `header_forms`: what is written here is read there as the same value. Whatever could end a
field, begin another, or come back as something else is refused; no line is longer than a message may have.
"""

from __future__ import annotations

import binascii
import email.utils
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import AnyStr, TypeGuard

from webserver.jmap import header_forms

SOFT_LIMIT, HARD_LIMIT = 78, 998
"""Characters of a line: what RFC 5322 section 2.1.1 asks for, and what it demands."""

# A backslash in quotes is written twice.
_LONGEST_WORD = 400
_TOKENS = re.compile(r"[ \t]*[^ \t]+")
_PRINTABLE = re.compile(r"[ -~\t]*")
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_PLAIN_ADDRESS = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]+@[\w.-]+", re.ASCII)
_MESSAGE_ID = re.compile(r"[^<>\s]{1,900}")
_URL = re.compile(r"[!-;=?-~]{1,900}")
_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_IN_WORDS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")
_FIRST_YEAR = 1900


class BadValue(Exception):
    """The value cannot be written in this form; the text is a sentence that says why."""


def raw(value: object, _: int) -> bytes:
    """The Raw form: everything behind the colon, folded already."""
    lines = _text(value).split("\r\n")
    # A line of nothing but blanks ends the header for careless readers.
    folded = all(line[:1] in (" ", "\t") and line.strip() for line in lines[1:])
    if not folded or any(one in "\r\n\0" for line in lines for one in line):
        raise BadValue("A raw value is one line, or lines that are each followed by CRLF and a blank.")
    if any(len(line.encode()) > HARD_LIMIT - 100 for line in lines):
        raise BadValue("A line of a raw value is too long for a message.")
    return "\r\n".join(lines).encode()


def text(value: object, used: int) -> bytes:
    """The Text form; `used` is how many characters of the first line are taken already."""
    words = _text(value)
    if "\r" in words or "\n" in words or "\0" in words:
        raise BadValue("A text in a header is one line.")
    return folded(words if _is_plain(words) else " ".join(encoded_words(words)), used)


def addresses(value: object, used: int) -> bytes:
    """The Addresses form."""
    if not _is_objects(value):
        raise BadValue("Addresses are a list of objects with name and email.")
    written = folded(", ".join(map(_address, value)), used)
    # What a program calls one address could otherwise become two, or somebody else's.
    if _emails(header_forms.addresses(written)) != _emails(value):
        raise BadValue("One of the addresses cannot be written in a message, or there are too many.")
    return written


def grouped_addresses(value: object, used: int) -> bytes:
    """The GroupedAddresses form."""
    if not _is_objects(value):
        raise BadValue("Grouped addresses are a list of objects with name and addresses.")
    written = folded(", ".join(filter(None, map(_group, value))), used)
    if _emails(header_forms.addresses(written)) != [one for group in value for one in _emails(_members(group))]:
        raise BadValue("One of the addresses cannot be written in a message, or there are too many.")
    return written


def message_ids(value: object, used: int) -> bytes:
    """The MessageIds form."""
    ids = _texts(value)
    if not ids or not all(_MESSAGE_ID.fullmatch(one) and one.isprintable() for one in ids):
        raise BadValue("Message ids are a list of texts without angle brackets and blanks.")
    return folded(" ".join(f"<{one}>" for one in ids), used)


def date(value: object, _: int) -> bytes:
    """The Date form (RFC 8620 section 1.4)."""
    found = _DATE.fullmatch(_text(value))
    try:
        moment = datetime.fromisoformat(f"{found[1]}{found[2]}") if found else None
    except ValueError:
        moment = None
    if moment is None or moment.year < _FIRST_YEAR:
        raise BadValue("A date is written like 2026-11-21T12:00:00+01:00, from 1900 on.")
    return b" " + email.utils.format_datetime(moment).encode()


def urls(value: object, used: int) -> bytes:
    """The URLs form."""
    found = _texts(value)
    if not found or not all(_URL.fullmatch(one) for one in found):
        raise BadValue("URLs are a list of texts without angle brackets and blanks.")
    return folded(", ".join(f"<{one}>" for one in found), used)


Writer = Callable[[object, int], bytes]

WRITERS: dict[str, Writer] = {
    "Raw": raw,
    "Text": text,
    "Addresses": addresses,
    "GroupedAddresses": grouped_addresses,
    "MessageIds": message_ids,
    "Date": date,
    "URLs": urls,
}


def folded(words: str, used: int) -> bytes:
    """Return `words` behind a blank, in lines of 78 characters where there are blanks to break them at."""
    lines, line = [], ""
    for token in _TOKENS.findall(f" {words}"):
        if line and used + len(line) + len(token) > SOFT_LIMIT:
            lines.append(line)
            line, used = "", 0
        line += token
    return "\r\n".join([*lines, line or " "]).encode()


def encoded_words(words: str) -> list[str]:
    """Return `words` as encoded words (RFC 2047), whole characters in each, short enough to stand beside a name."""
    characters = [one.encode() for one in words]
    quoted = [_quoted(one) for one in characters]
    if sum(map(len, quoted)) <= sum(map(len, characters)) * 4 // 3:
        return [f"=?utf-8?q?{''.join(run)}?=" for run in _runs(quoted, 48)]
    runs = _runs(characters, 36)
    return [f"=?utf-8?b?{binascii.b2a_base64(b''.join(run), newline=False).decode()}?=" for run in runs]


def phrase(name: str) -> str:
    """Return a display name as RFC 5322 writes it."""
    if not _is_plain(name):
        return " ".join(encoded_words(name))
    if _ATOMS.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _quoted(character: bytes) -> str:
    # RFC 2047 section 5 (3): in a name, nothing else may stand for itself.
    # https://www.rfc-editor.org/rfc/rfc2047#section-5
    return "".join(chr(one) if one in _IN_WORDS else "_" if one == 0x20 else f"={one:02X}" for one in character)


def _runs(pieces: list[AnyStr], most: int) -> list[list[AnyStr]]:
    runs: list[list[AnyStr]] = []
    length = most
    for piece in pieces:
        if length + len(piece) > most:
            runs.append([])
            length = 0
        runs[-1].append(piece)
        length += len(piece)
    return runs


def _is_plain(words: str) -> bool:
    """Whether `words` can stand in a header as they are: no sign of an encoded word, no blanks at the ends."""
    short = all(len(one) <= _LONGEST_WORD for one in _TOKENS.findall(words))
    return _PRINTABLE.fullmatch(words) is not None and "=?" not in words and words == words.strip() and short


def _address(given: dict[str, object]) -> str:
    name, address = given.get("name"), given.get("email")
    if not isinstance(address, str) or not (name is None or isinstance(name, str)) or given.keys() - {"name", "email"}:
        raise BadValue("An address is an object with name (text or null) and email (text).")
    if len(address) > _LONGEST_WORD or not address.isprintable() or "\0" in (name or ""):
        raise BadValue("One of the addresses cannot be written in a message.")
    if not name or not name.strip():
        return address if _PLAIN_ADDRESS.fullmatch(address) else f"<{address}>"
    return f"{phrase(' '.join(name.splitlines()))} <{address}>"


def _group(given: dict[str, object]) -> str:
    name = given.get("name")
    if not (name is None or isinstance(name, str)) or given.keys() - {"name", "addresses"}:
        raise BadValue("A group is an object with name (text or null) and addresses.")
    listed = ", ".join(map(_address, _members(given)))
    return listed if name is None else f"{phrase(' '.join(name.splitlines()))}: {listed};"


def _members(group: dict[str, object]) -> list[dict[str, object]]:
    members = group.get("addresses")
    if not _is_objects(members):
        raise BadValue("The addresses of a group are a list of objects with name and email.")
    return members


def _emails(given: list[dict[str, object]] | list[dict[str, str | None]]) -> list[str]:
    return [unicodedata.normalize("NFC", str(one.get("email"))) for one in given]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadValue("The value must be text.")
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadValue("The value must be a list of texts.")
    return value


def _is_objects(value: object) -> TypeGuard[list[dict[str, object]]]:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)
