"""Ids as JMAP programs see them: a letter for the kind, and the number in the store.

RFC 8620 section 1.2: 1 to 255 letters, digits, `-` and `_`, and better not digits alone. Each thing has exactly one
spelling; whatever else somebody sends is an id that nothing has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# https://www.rfc-editor.org/rfc/rfc8620#section-1.2
_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_PART = r"[1-9][0-9]{0,5}(?:-[1-9][0-9]{0,5}){0,39}"
_BLOB = re.compile(rf"([BU])([1-9][0-9]{{0,17}})(?:-({_PART}(?:_{_PART}){{0,9}}))?")


def is_id(value: object) -> bool:
    """Whether `value` is of the type Id."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of id."""

    letter: str

    def text(self, number: int) -> str:
        """Return the id of the thing with this number."""
        return f"{self.letter}{number}"

    def number(self, text: str) -> int | None:
        """Return the number that the id `text` stands for; None when nothing of this kind can have it."""
        digits = text[len(self.letter) :]
        return int(digits) if text.startswith(self.letter) and _NUMBER.fullmatch(digits) else None


ACCOUNT, MAILBOX, MESSAGE, THREAD = Kind("A"), Kind("P"), Kind("M"), Kind("T")
IDENTITY, SUBMISSION = Kind("I"), Kind("S")
PUSH, DELIVERY = Kind("N"), Kind("D")


MESSAGE_BLOB, UPLOAD = Kind("B"), Kind("U")


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of a stored message or of an upload, or of one part of it.

    `parts` is the way there: the number of a part, as IMAP counts ("1", "2.1"); if that part is a message itself, the
    number of one of its parts may follow, and so on.
    """

    kind: Kind
    number: int
    parts: tuple[str, ...] = ()

    def text(self) -> str:
        """Return its id: `B17`, `B17-2-1`, `U5`, `B17-2-1_1`."""
        way = "_".join(part.replace(".", "-") for part in self.parts)
        return self.kind.text(self.number) + (f"-{way}" if way else "")

    def part(self, number: str) -> Blob:
        """Return the blob of one part of the message that this blob is."""
        return Blob(self.kind, self.number, (*self.parts, number))

    @property
    def root(self) -> Blob:
        """The stored message or upload that this is a part of."""
        return Blob(self.kind, self.number) if self.parts else self


def message_blob(content_id: int) -> Blob:
    """Return the blob of a whole stored message."""
    return Blob(MESSAGE_BLOB, content_id)


def blob(text: str) -> Blob | None:
    """Return the blob that the id `text` stands for; None when no blob can have it."""
    found = _BLOB.fullmatch(text)
    if found is None:
        return None
    kind = UPLOAD if found[1] == UPLOAD.letter else MESSAGE_BLOB
    return Blob(kind, int(found[2]), tuple(found[3].replace("-", ".").split("_")) if found[3] else ())
