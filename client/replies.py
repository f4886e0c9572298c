"""SMTP replies as values, and what each refusal means to a person: one table per command.

Code and text of a reply come in, a `Reply` or a `Fault` comes out. `server/PROTOCOL.md` has the codes. No
network.
"""

import re
from dataclasses import dataclass

from client.errors import (
    AccountNotUsable,
    Fault,
    MessageRefused,
    RegistrationKind,
    RegistrationRefused,
    ServerBusy,
    ServerFault,
    TooLarge,
    TooManyAttempts,
    WrongPassword,
)
from client.known_sentences import server_sentence

# RFC 3463 section 2: class, subject, detail. https://www.rfc-editor.org/rfc/rfc3463#section-2
_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:[ \t]+|$)")

_REGISTRATION: dict[tuple[int, str], RegistrationKind] = {
    (553, "5.1.1"): "taken",
    (553, "5.1.3"): "not allowed",
    (552, "5.7.1"): "weak",
    (550, "5.7.1"): "closed",
    (454, "4.7.0"): "too many",
}


@dataclass(frozen=True)
class Reply:
    """`code` is -1 when what came was no reply; `enhanced` is like `5.1.1` or ""; `text` is the rest, as
    sent.
    """

    code: int
    enhanced: str
    text: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.code < 300

    @property
    def words(self) -> str:
        """The text, fit for a window."""
        return server_sentence(self.text)

    @property
    def technical(self) -> str:
        """The reply for a Details button."""
        return " ".join(part for part in (str(self.code), self.enhanced, self.words) if part)


def read_reply(code: int, text: bytes | str) -> Reply:
    """From what smtplib gives: the code, and the text with its lines joined by a line feed."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    enhanced = ""
    lines = []
    for line in said.splitlines():
        found = _ENHANCED.match(line)
        if found:
            enhanced = enhanced or found[1]
            line = line[found.end() :]
        lines.append(line)
    return Reply(code, enhanced, " ".join(lines))


def sign_in_fault(reply: Reply) -> Fault:
    """What a refusal of AUTH means."""
    if reply.code == 535 and reply.enhanced == "5.7.13":
        return AccountNotUsable(reply.words, reply.technical)
    if reply.code in {501, 535}:
        return WrongPassword(reply.technical)
    if reply.code == 454:
        return TooManyAttempts(reply.words, detail=reply.technical)
    return general_fault(reply)


def registration_fault(reply: Reply) -> Fault:
    """What a refusal of REG means."""
    if reply.code in {421, 451} or reply.code < 400:
        return general_fault(reply)
    kind = _REGISTRATION.get((reply.code, reply.enhanced), "other")
    return RegistrationRefused(kind, reply.words, reply.technical)


def sending_fault(reply: Reply, size: int, limit: int) -> Fault:
    """What a refusal of MAIL or DATA, or after DATA, means; `size` and `limit` in bytes."""
    if reply.code == 552:
        return TooLarge(size, limit, reply.technical)
    if 500 <= reply.code < 600:
        return MessageRefused(reply.words, reply.technical)
    return general_fault(reply)


def general_fault(reply: Reply) -> Fault:
    """What a refusal means where nothing particular is known of it."""
    if reply.code in {421, 450, 452, 454}:
        return ServerBusy(reply.words, reply.technical)
    return ServerFault(reply.words, reply.technical)
