"""The parts of a message as JMAP shows them: EmailBodyPart objects (RFC 8621 section 4.1.4).

Built on the offsets of `db.mime`: a part is decoded only for a property that needs its decoded bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from db import header, mime
from db.mime import Part
from webserver.jmap import header_forms
from webserver.jmap.ids import Blob

DEFAULT_PROPERTIES = (
    "partId", "blobId", "size", "name", "type", "charset", "disposition", "cid", "language", "location",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BodyPart:
    """One part of the message `content`, which is the blob `message`, with the parts in it."""

    part: Part
    content: bytes
    message: Blob
    sub_parts: tuple[BodyPart, ...]

    @property
    def is_multipart(self) -> bool:
        return bool(self.sub_parts)

    @property
    def type(self) -> str:
        # A multipart that has no parts is broken or nested too deeply: then its bytes are what there is to show.
        broken = self.part.type.startswith("multipart/") and not self.sub_parts
        return "text/plain" if broken else self.part.type

    @property
    def part_id(self) -> str | None:
        # IMAP's numbers (RFC 3501 section 6.4.5): the body of a message without parts is 1.
        return None if self.is_multipart else self.part.number or "1"

    @property
    def blob_id(self) -> str | None:
        return None if self.part_id is None else self.message.part(self.part_id).text()

    @property
    def charset(self) -> str | None:
        named = self.part.parameters.get("charset")
        if named is not None and self.type == self.part.type:
            return named
        return "us-ascii" if self.type.startswith("text/") or self.part.first("content-type") is None else None

    def leaves(self) -> Iterator[BodyPart]:
        """Yield every part that is no multipart, in the order of the message."""
        if not self.is_multipart:
            yield self
        for one in self.sub_parts:
            yield from one.leaves()

    def decoded(self, limit: int | None = None) -> bytes:
        """Return the bytes without transfer encoding; `limit` bounds how many encoded ones are looked at."""
        return mime.decoded(self.content, self.part, limit)


def tree(content: bytes, message: Blob) -> BodyPart:
    """Return the structure of the message `content`, which is the blob `message`."""
    return _node(mime.parse(content), content, message)


def find(whole: BodyPart, part_id: str) -> BodyPart | None:
    """Return the part with this id; None when there is none."""
    return next((one for one in whole.leaves() if one.part_id == part_id), None)


def _node(part: Part, content: bytes, message: Blob) -> BodyPart:
    return BodyPart(part, content, message, tuple(_node(child, content, message) for child in part.children))


def _size(one: BodyPart) -> int:
    if one.is_multipart:
        return one.part.end - one.part.body_start
    plain = one.part.encoding not in ("base64", "quoted-printable")
    return one.part.end - one.part.body_start if plain else len(one.decoded())


def _cid(one: BodyPart) -> str | None:
    value = one.part.first("content-id")
    if value is None:
        return None
    found = header.message_ids(value)
    return found[0] if found else header.to_text(value).strip("<> ")


def _language(one: BodyPart) -> list[str] | None:
    value = one.part.first("content-language")
    tags = [] if value is None else [tag.partition("(")[0].strip() for tag in header.to_text(value).split(",")]
    return [tag for tag in tags if tag] or None


def _location(one: BodyPart) -> str | None:
    value = one.part.first("content-location")
    return None if value is None else header.unstructured(value)


Reader = Callable[[BodyPart], object]

PROPERTIES: dict[str, Reader] = {
    "partId": lambda one: one.part_id,
    "blobId": lambda one: one.blob_id,
    "size": _size,
    "headers": lambda one: header_forms.all_headers(one.part.fields),
    "name": lambda one: one.part.file_name,
    "type": lambda one: one.type,
    "charset": lambda one: one.charset,
    "disposition": lambda one: one.part.disposition,
    "cid": _cid,
    "language": _language,
    "location": _location,
}


@dataclass(frozen=True, slots=True)
class PartView:
    """The properties that a program wants of every part, understood once."""

    readers: tuple[tuple[str, Reader], ...]
    sub_parts: bool

    @classmethod
    def of(cls, names: Sequence[str]) -> PartView:
        """Return the view with the properties `names`. Raises MethodError for one that does not exist."""
        wanted = [name for name in dict.fromkeys(names) if name != "subParts"]
        return cls(tuple((name, _reader(name)) for name in wanted), "subParts" in names)

    def flat(self, one: BodyPart) -> dict[str, object]:
        """Return one part of a list; parts in lists have no parts of their own."""
        found = {name: read(one) for name, read in self.readers}
        return {**found, "subParts": None} if self.sub_parts else found

    def deep(self, one: BodyPart) -> dict[str, object]:
        """Return a part with everything in it, which `bodyStructure` is for."""
        if not one.is_multipart:
            return self.flat(one)
        found = {name: read(one) for name, read in self.readers}
        return {**found, "subParts": [self.deep(child) for child in one.sub_parts]}


def _reader(name: str) -> Reader:
    if name in PROPERTIES:
        return PROPERTIES[name]
    wanted = header_forms.header_property(name)
    return lambda one: wanted.value(one.part.fields)
