"""A message from the object that a program sends to create it: an Email in, the bytes of RFC 5322 out.

Pure but for reading blobs: what is random or told by a clock comes in a `Stamp`. The header is ASCII wherever ASCII can
say it, every line ends in CRLF and is under 998 characters, and what is created comes back the same from Email/get.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from db.mime import Field
from webserver.jmap.blobs import Content
from webserver.jmap.creation_faults import CreationFaults
from webserver.jmap.email_build_body import body
from webserver.jmap.email_build_fields import CONVENIENT, email_fields
from webserver.jmap.email_build_parts import Leaf, Multipart, NewPart, ReadBlob
from webserver.jmap.email_build_transfer import encoded_blob, encoded_text
from webserver.jmap.errors import SetError

FILED = frozenset({"mailboxIds", "keywords", "receivedAt"})
"""Properties of an Email that are not in the message itself."""

_BODY = frozenset({"bodyStructure", "bodyValues", "textBody", "htmlBody", "attachments"})


@dataclass(frozen=True, slots=True)
class Stamp:
    """What makes a message its own: letters and digits that nobody can foresee, its Message-ID (without brackets), its
    date as RFC 5322 section 3.3 writes it.
    """

    token: str
    message_id: str
    date: str


def build(given: Mapping[str, object], stamp: Stamp, read_blob: ReadBlob, most: int) -> bytes:
    """Return the message that the Email object `given` describes.

    Raises:
        SetError: invalidProperties, blobNotFound; tooLarge for more than `most` bytes.
    """
    faults = CreationFaults()
    for name, value in given.items():
        known = name in CONVENIENT or name in _BODY or name in FILED or name.startswith("header:")
        if not known and value is not None:
            faults.add(name, f"A message cannot be created with a property {name[:100]!r}.")
    fields = email_fields(given, faults)
    names = frozenset(one.name.lower() for one in fields)
    root = body(given, names, _within(read_blob, most), faults)
    faults.check()
    fields += _missing(names | {one.name.lower() for one in root.fields}, stamp)
    pieces, _ = _part(root, stamp.token, count(1))
    pieces = [_lines(fields), *pieces]
    if sum(map(len, pieces)) > most:
        raise _too_large(most)
    return b"".join(pieces)


def _missing(names: frozenset[str], stamp: Stamp) -> Iterator[Field]:
    # RFC 8621 section 4.6: the server MUST generate Message-ID and Date where they are not given.
    # https://www.rfc-editor.org/rfc/rfc8621#section-4.6
    for name, value in (("Message-ID", f"<{stamp.message_id}>"), ("Date", stamp.date), ("MIME-Version", "1.0")):
        if name.lower() not in names:
            yield Field(name, f" {value}".encode())


def _part(part: NewPart, token: str, numbers: Iterator[int]) -> tuple[list[bytes], bool]:
    """Return a part, its own fields first, in pieces; and whether there is anything in it that is not ASCII."""
    if isinstance(part, Multipart):
        return _multipart(part, token, numbers)
    encoding, data = _encoded(part)
    fields = (*part.fields, Field("Content-Transfer-Encoding", f" {encoding}".encode()))
    return [_lines(fields), b"\r\n", data], encoding == "8bit"


def _multipart(part: Multipart, token: str, numbers: Iterator[int]) -> tuple[list[bytes], bool]:
    # With =_, it can be no line of base64 or quoted-printable (RFC 2045 section 6.7); nothing else can foresee it.
    # https://www.rfc-editor.org/rfc/rfc2045#section-6.7
    boundary = f"=_{token}_{next(numbers):04d}"
    children = [_part(one, token, numbers) for one in part.parts]
    is_8bit = any(one for _, one in children)
    fields = [Field("Content-Type", f' {part.type};\r\n boundary="{boundary}"'.encode()), *part.fields]
    if is_8bit:
        # RFC 2045 section 6.4: what holds 8 bits says so. https://www.rfc-editor.org/rfc/rfc2045#section-6.4
        fields.append(Field("Content-Transfer-Encoding", b" 8bit"))
    pieces = [_lines(fields), b"\r\n"]
    for child, _ in children:
        pieces += [f"--{boundary}\r\n".encode(), *child, b"\r\n"]
    return [*pieces, f"--{boundary}--\r\n".encode()], is_8bit


def _encoded(part: Leaf) -> tuple[str, bytes]:
    if isinstance(part.body, bytes):
        return encoded_blob(part.body, part.type)
    if part.type.startswith("message/"):
        return encoded_blob(part.body.replace("\r\n", "\n").replace("\n", "\r\n").encode(), part.type)
    return encoded_text(part.body)


def _lines(fields: list[Field] | tuple[Field, ...]) -> bytes:
    return b"".join(one.name.encode() + b":" + one.value + b"\r\n" for one in fields)


def _within(read_blob: ReadBlob, most: int) -> ReadBlob:
    """Return `read_blob`, which stops as soon as what it has read cannot be one message."""
    left = most

    def read(blob_id: str) -> Content | None:
        nonlocal left
        found = read_blob(blob_id)
        left -= 0 if found is None else len(found.data)
        if left < 0:
            raise _too_large(most)
        return found

    return read


def _too_large(most: int) -> SetError:
    return SetError("tooLarge", f"A message has at most {most} bytes here.")
