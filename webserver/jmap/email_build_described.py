"""What a part says of itself: its Content fields, from the properties of an EmailBodyPart (RFC 8621 section 4.1.4).

Pure. A field that a program writes itself (`header:Content-Type`) stands as it is; the properties that stand for the
same field must then be missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from db import mime
from db.charset import codec
from db.mime import Field, Part
from webserver.jmap.creation_faults import CreationFaults
from webserver.jmap.email_build_transfer import parameter
from webserver.jmap.email_build_values import BadValue, folded, message_ids, text

_TOKEN = re.compile(r"[\w!#$&^.+-]{1,100}", re.ASCII)
_TYPE = re.compile(r"[\w!#$&^.+-]{1,127}/[\w!#$&^.+-]{1,127}", re.ASCII)
_TAG = re.compile(r"[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){0,10}")
_LONGEST_NAME = 255

Given = Mapping[str, object]


def taken(given: Given) -> dict[str, str]:
    """Return the Content fields (in lower case) that properties stand for, with one such property each."""
    found = {"content-transfer-encoding": "the server"}
    properties = (
        ("name", "content-disposition" if given.get("disposition") is not None else "content-type"),
        ("type", "content-type"),
        ("charset", "content-type"),
        ("disposition", "content-disposition"),
        ("cid", "content-id"),
        ("language", "content-language"),
        ("location", "content-location"),
    )
    return found | {field: name for name, field in properties if given.get(name) is not None}


def described(given: Given, path: str, faults: CreationFaults) -> list[Field]:
    """Return the fields of disposition, cid, language and location, as far as they are given."""
    found: list[Field] = []
    for name, header, write in (
        ("disposition", "Content-Disposition", lambda value: _disposition(value, given.get("name"))),
        ("cid", "Content-ID", lambda value: message_ids([value], len("Content-ID:"))),
        ("language", "Content-Language", _language),
        ("location", "Content-Location", lambda value: text(value, len("Content-Location:"))),
    ):
        if given.get(name) is not None:
            with faults.at(f"{path}/{name}"):
                found.append(Field(header, write(given[name])))
    with faults.at(f"{path}/name"):
        _checked_name(given.get("name"))
    return found


def media_type(given: Given, default: str) -> str:
    """Return the type of a part that says none in a field of its own. Raises BadValue."""
    value = given.get("type")
    value = default if value is None else value
    if not isinstance(value, str) or not _TYPE.fullmatch(value):
        raise BadValue("A type is a media type like text/plain.")
    return value.lower()


def usable(kind: str) -> str:
    """Return a type that a blob is said to have, if it can be written; else the one for anything."""
    return kind if _TYPE.fullmatch(kind) and not kind.startswith("multipart/") else "application/octet-stream"


def content_type(kind: str, charset: str | None, given: Given) -> Field:
    """Return the field for a part of the type `kind`; the name stands here when there is no disposition."""
    written = f" {kind}" + (parameter("charset", charset) if charset else "")
    name = given.get("name")
    if isinstance(name, str) and name and len(name) <= _LONGEST_NAME and given.get("disposition") is None:
        written += parameter("name", name)
    return Field("Content-Type", written.encode())


def charset_of(given: Given) -> str | None:
    """Return the character set that a part names. Raises BadValue."""
    value = given.get("charset")
    if value is not None and (not isinstance(value, str) or not _TOKEN.fullmatch(value)):
        raise BadValue("A charset is a name like utf-8.")
    return value


def understood(field: Field) -> Part:
    """Return an empty part with this Content-Type, to see what the field means."""
    return mime.parse(b"Content-Type:" + field.value + b"\r\n\r\n")


def in_utf8(field: Field) -> Field:
    """Return a Content-Type that a program wrote for its own text, with our charset. Raises BadValue."""
    named = understood(field).parameters.get("charset")
    if named is None:
        return Field(field.name, field.value + parameter("charset", "utf-8").encode())
    if codec(named) != "utf_8":
        raise BadValue("The text is kept in UTF-8: leave the charset out.")
    return field


def _disposition(value: object, name: object) -> bytes:
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise BadValue("A disposition is a word like attachment.")
    file_name = _checked_name(name) if isinstance(name, str) else None
    return f" {value.lower()}{parameter('filename', file_name) if file_name else ''}".encode()


def _checked_name(name: object) -> str | None:
    if name is not None and (not isinstance(name, str) or len(name) > _LONGEST_NAME or "\0" in name):
        raise BadValue("A name is text of at most 255 characters.")
    return name


def _language(value: object) -> bytes:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise BadValue("language is a list of language tags.")
    if not all(_TAG.fullmatch(one) for one in value):
        raise BadValue("language is a list of language tags.")
    return folded(", ".join(value), len("Content-Language:"))
