"""What became of an attempt to send a message to one recipient."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["sent", "later", "never"]

_STATUS = re.compile(r"[245]\d\d[ -]([245]\.\d{1,3}\.\d{1,3})(?!\S)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`reply` are the words of the server (with its code) or of ours; `hop` is who was spoken with, "" for nobody."""

    kind: Kind
    reply: str
    hop: str

    @property
    def status(self) -> str:
        """The enhanced code (RFC 3463): the server's own where it gave one that fits, else the class alone."""
        wanted = {"sent": "2", "later": "4", "never": "5"}[self.kind]
        found = _STATUS.match(self.reply)
        return found[1] if found and found[1].startswith(wanted) else f"{wanted}.0.0"


def of_reply(code: int, reply: str, hop: str) -> Outcome:
    """Return what a reply to MAIL, RCPT or the end of the message means.

    RFC 5321 section 4.2.1: what begins with 5 stays so, what begins with 4 may pass.
    https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1
    """
    kinds: dict[int, Kind] = {2: "sent", 5: "never"}
    return Outcome(kinds.get(code // 100, "later"), reply, hop)
