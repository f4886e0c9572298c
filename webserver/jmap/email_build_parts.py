"""The body of a message that a program creates: from EmailBodyPart objects to parts (RFC 8621 section 4.1.4 and 4.6).

Pure but for reading blobs. What is wrong is noted with its path, and reading goes on, so that one answer can tell all
of it; what comes back is used only when nothing was noted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from db.mime import MAX_DEPTH, MAX_PARTS, Field
from webserver.jmap.blobs import Content
from webserver.jmap.creation_faults import CreationFaults
from webserver.jmap.email_build_described import (
    charset_of,
    content_type,
    described,
    in_utf8,
    media_type,
    taken,
    understood,
    usable,
)
from webserver.jmap.email_build_fields import part_fields
from webserver.jmap.email_build_values import BadValue

_PROPERTIES = frozenset(
    {"partId", "blobId", "size", "name", "type", "charset", "disposition", "cid", "language", "location", "subParts"}
)

# Room for the multiparts that are put around texts and files.
_MOST_PARTS = MAX_PARTS - 10

ReadBlob = Callable[[str], Content | None]
JsonPart = dict[str, object]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part that is no multipart: `body` is text that a program wrote itself, or the bytes of a blob."""

    type: str
    fields: tuple[Field, ...]
    body: str | bytes


@dataclass(frozen=True, slots=True)
class Multipart:
    """A part with parts in it; its Content-Type is written when its boundary is chosen."""

    type: str
    fields: tuple[Field, ...]
    parts: tuple[Leaf | Multipart, ...]


NewPart = Leaf | Multipart
_NOTHING = Leaf("text/plain", (), "")


class PartReader:
    """Reads the parts of one message. `texts` are the values of `bodyValues` by part id."""

    def __init__(self, texts: Mapping[str, str], read_blob: ReadBlob, faults: CreationFaults) -> None:
        self._texts, self._read_blob, self._faults = texts, read_blob, faults
        self._count = 0

    def read(
        self,
        given: object,
        path: str,
        default_type: str | None = None,
        elsewhere: frozenset[str] = frozenset(),
        depth: int = 0,
    ) -> NewPart:
        """Return the part that `given` describes.

        `default_type` is for a part that names none; `elsewhere` are the header fields that the Email has itself.
        """
        self._count += 1
        if not isinstance(given, dict) or depth > MAX_DEPTH or self._count > _MOST_PARTS:
            self._faults.add(path, f"This must be a part, at most {MAX_DEPTH} deep and one of {_MOST_PARTS} in all.")
            return _NOTHING
        for name, value in given.items():
            if value is not None and name not in _PROPERTIES and not name.startswith("header:"):
                self._faults.add(f"{path}/{name}", f"A part cannot be created with a property {name[:100]!r}.")
        fields = described(given, path, self._faults)
        if given.get("subParts"):
            fields += part_fields(given, f"{path}/", {"content-type": "type", **taken(given)}, elsewhere, self._faults)
            return self._multipart(given, fields, path, depth)
        fields += part_fields(given, f"{path}/", taken(given), elsewhere, self._faults)
        try:
            return self._leaf(given, fields, path, default_type)
        except BadValue as problem:
            self._faults.add(path, str(problem))
            return _NOTHING

    def _multipart(self, given: JsonPart, fields: list[Field], path: str, depth: int) -> Multipart:
        for name in ("partId", "blobId", "charset", "size", "name"):
            if given.get(name) is not None:
                self._faults.add(f"{path}/{name}", f"A part with subParts has no {name}.")
        kind = self._kind(given, path, "multipart/mixed")
        if not kind.startswith("multipart/"):
            self._faults.add(f"{path}/type", "Only a multipart has subParts.")
        parts = given["subParts"] if isinstance(given["subParts"], list) else [None]
        read = [self.read(one, f"{path}/subParts/{at}", depth=depth + 1) for at, one in enumerate(parts)]
        return Multipart(kind, tuple(fields), tuple(read))

    def _leaf(self, given: JsonPart, fields: list[Field], path: str, default_type: str | None) -> Leaf:
        part_id, blob_id = given.get("partId"), given.get("blobId")
        if (part_id is None) == (blob_id is None):
            raise BadValue("A part has either a partId or a blobId, or subParts.")
        stated = next((one for one in fields if one.name.lower() == "content-type"), None)
        others = [one for one in fields if one is not stated]
        kind: str
        body: str | bytes
        if part_id is not None:
            kind, field, body = self._written(given, stated, path, part_id, default_type or "text/plain")
        else:
            kind, field, body = self._attached(given, stated, path, blob_id, default_type)
        if kind.startswith("multipart/"):
            self._faults.add(f"{path}/type", "A multipart has subParts.")
        return Leaf(kind, (field, *others), body)

    def _written(
        self, given: JsonPart, stated: Field | None, path: str, part_id: object, default_type: str
    ) -> tuple[str, Field, str]:
        """Return type, Content-Type and text of a part that is in `bodyValues`."""
        value = self._texts.get(part_id) if isinstance(part_id, str) else None
        if value is None:
            self._faults.add(f"{path}/partId", "There is no such part in bodyValues.")
        for name in ("charset", "size"):
            if given.get(name) is not None:
                self._faults.add(f"{path}/{name}", f"Of a part with a partId, the server chooses the {name}.")
        if stated is not None:
            return understood(stated).type, in_utf8(stated), value or ""
        kind = self._kind(given, path, default_type)
        return kind, content_type(kind, "utf-8", given), value or ""

    def _attached(
        self, given: JsonPart, stated: Field | None, path: str, blob_id: object, default_type: str | None
    ) -> tuple[str, Field, bytes]:
        """Return type, Content-Type and bytes of a part that is a blob."""
        content = self._read_blob(blob_id) if isinstance(blob_id, str) else None
        if not isinstance(blob_id, str):
            self._faults.add(f"{path}/blobId", "A blobId is an id.")
        elif content is None:
            self._faults.missing(blob_id)
        data = b"" if content is None else content.data
        if stated is not None:
            return understood(stated).type, stated, data
        # What the blob is known to be is better than nothing, but a type that a program gives counts.
        known = understood(Field("", f" {content.type}".encode())) if content is not None else None
        kind = self._kind(given, path, default_type or usable(known.type if known else ""))
        charset = known.parameters.get("charset") if known and kind == known.type else None
        with self._faults.at(f"{path}/charset"):
            charset = charset_of(given) or charset
        return kind, content_type(kind, charset, given), data

    def _kind(self, given: JsonPart, path: str, default: str) -> str:
        try:
            return media_type(given, default)
        except BadValue as problem:
            self._faults.add(f"{path}/type", str(problem))
            return default
