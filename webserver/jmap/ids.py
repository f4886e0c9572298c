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
_BLOB = re.compile(r"B([1-9][0-9]{0,17})((?:-[1-9][0-9]{0,5}){0,40})")


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


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of a message ("" for `part`), or of one part of it, numbered as IMAP does: "1", "2.1"."""

    content_id: int
    part: str = ""

    def text(self) -> str:
        """Return its id: `B17`, `B17-2-1`."""
        return f"B{self.content_id}-{self.part.replace('.', '-')}" if self.part else f"B{self.content_id}"


def blob(text: str) -> Blob | None:
    """Return the blob that the id `text` stands for; None when no blob can have it."""
    found = _BLOB.fullmatch(text)
    return Blob(int(found[1]), found[2][1:].replace("-", ".")) if found else None
