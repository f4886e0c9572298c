"""The shape of a body: the structure that a program gives, or the usual one around its texts and files.

Pure but for reading blobs. RFC 8621 section 4.6 says what may be given beside what.
"""

from __future__ import annotations

from collections.abc import Mapping

from webserver.jmap.creation_faults import CreationFaults
from webserver.jmap.email_build_described import content_type
from webserver.jmap.email_build_parts import Leaf, Multipart, NewPart, PartReader, ReadBlob

_LISTS = (("textBody", "text/plain"), ("htmlBody", "text/html"))
_VALUE = frozenset({"value", "isEncodingProblem", "isTruncated"})


def body(
    given: Mapping[str, object], elsewhere: frozenset[str], read_blob: ReadBlob, faults: CreationFaults
) -> NewPart:
    """Return the body of the Email `given`, whose own header fields are `elsewhere` (in lower case)."""
    reader = PartReader(_texts(given.get("bodyValues"), faults), read_blob, faults)
    if given.get("bodyStructure") is None:
        return _usual(given, elsewhere, reader, faults)
    for name in ("textBody", "htmlBody", "attachments"):
        if given.get(name) is not None:
            faults.add(name, "There is a bodyStructure, which says all of it.")
    return reader.read(given["bodyStructure"], "bodyStructure", elsewhere=elsewhere)


def _texts(given: object, faults: CreationFaults) -> dict[str, str]:
    if given is not None and not isinstance(given, dict):
        faults.add("bodyValues", "bodyValues is an object of objects.")
    found: dict[str, str] = {}
    for part_id, one in given.items() if isinstance(given, dict) else ():
        # RFC 8621 section 4.6: both MUST be false or omitted. https://www.rfc-editor.org/rfc/rfc8621#section-4.6
        whole = isinstance(one, dict) and not one.get("isEncodingProblem") and not one.get("isTruncated")
        if not whole or not isinstance(one.get("value"), str) or one.keys() - _VALUE:
            faults.add(f"bodyValues/{part_id}", "A body value has its whole text as value.")
        else:
            found[part_id] = one["value"]
    return found


def _usual(
    given: Mapping[str, object], elsewhere: frozenset[str], reader: PartReader, faults: CreationFaults
) -> NewPart:
    """Return textBody and htmlBody as alternatives, with what belongs to the page beside it and files behind it."""
    read = [_text(given.get(name), name, kind, elsewhere, reader, faults) for name, kind in _LISTS]
    texts = [one for one in read if one is not None]
    files = _files(given.get("attachments"), reader, faults)
    embedded = [one for one in files if _is_embedded(one)] if texts and texts[-1].type == "text/html" else []
    others = [one for one in files if one not in embedded]
    shown: list[NewPart] = list(texts)
    if embedded:
        # RFC 2387: the page first. https://www.rfc-editor.org/rfc/rfc2387
        shown[-1] = Multipart("multipart/related", (), (shown[-1], *embedded))
    if len(shown) == 2:
        shown = [Multipart("multipart/alternative", (), tuple(shown))]
    if not shown and not others:
        return Leaf("text/plain", (content_type("text/plain", "utf-8", {}),), "")
    return shown[0] if shown and not others else Multipart("multipart/mixed", (), (*shown, *others))


def _text(
    given: object, name: str, kind: str, elsewhere: frozenset[str], reader: PartReader, faults: CreationFaults
) -> NewPart | None:
    if given is None or given == []:
        return None
    if not isinstance(given, list) or len(given) != 1:
        faults.add(name, f"{name} has exactly one part.")
        return None
    part = reader.read(given[0], f"{name}/0", kind, elsewhere)
    if part.type != kind:
        faults.add(f"{name}/0/type", f"The part of {name} is of the type {kind}.")
    return part


def _files(given: object, reader: PartReader, faults: CreationFaults) -> list[NewPart]:
    if given is not None and not isinstance(given, list):
        faults.add("attachments", "attachments is a list of parts.")
    found = []
    for at, one in enumerate(given if isinstance(given, list) else ()):
        # Without one, pictures would be shown in the text instead of being offered as files.
        if isinstance(one, dict) and one.get("disposition") is None and not _has_disposition(one):
            one = {**one, "disposition": "attachment"}
        found.append(reader.read(one, f"attachments/{at}"))
    return found


def _has_disposition(given: Mapping[str, object]) -> bool:
    return bool(given.get("subParts")) or any(name.lower().startswith("header:content-disposition") for name in given)


def _is_embedded(one: NewPart) -> bool:
    values = {field.name.lower(): field.value.strip().lower() for field in one.fields}
    return "content-id" in values and values.get("content-disposition", b"").startswith(b"inline")
