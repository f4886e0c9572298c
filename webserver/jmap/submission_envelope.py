"""The envelope of an EmailSubmission (RFC 8621 section 7): read as it was given, or derived from the message.

Pure. Says also when the message is to be sent: FUTURERELEASE (RFC 4865) as parameters of the sender. Whether the
addresses may be used is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from db import header, mime
from db.address import without_detail
from db.content_checks import header_end
from db.paths import is_address
from db.submissions import Path
from webserver.jmap.errors import SetError, invalid_properties

_SECONDS = re.compile(r"[1-9][0-9]{0,8}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Sender and recipients, each with its parameters as they were given."""

    mail_from: Path
    rcpt_to: tuple[Path, ...]


def read(value: object) -> Envelope:
    """Return the envelope that a program gave. Raises SetError: invalidProperties."""
    match value:
        case {"mailFrom": mail_from, "rcptTo": list(rcpt_to), **others} if not others:
            return Envelope(_path(mail_from), tuple(map(_path, rcpt_to)))
    raise _wrong("it has mailFrom and a list rcptTo")


def derived(content: bytes, own_address: str) -> Envelope:
    """Return the envelope that follows from a message; `own_address` is the one of the identity.

    Raises:
        SetError: invalidEmail when it is not clear who sends.
    """
    fields = mime.header_fields(content[: header_end(content)])

    def found(*names: str) -> Iterator[str]:
        for one in fields:
            if one.name.lower() in names:
                # What could not be understood is still somebody whom its author means.
                yield from (address or name for name, address in header.addresses(one.value))

    sender = _sender(lambda name: list(found(name)), {one.name.lower() for one in fields})
    # RFC 8621 section 7: what the identity does not allow is replaced by the identity's own.
    # https://www.rfc-editor.org/rfc/rfc8621#section-7
    allowed = sender is not None and without_detail(sender).lower() == without_detail(own_address).lower()
    recipients: dict[str, str] = {}
    for address in found("to", "cc", "bcc"):
        recipients.setdefault(address.lower(), address)
    mail_from = sender if sender is not None and allowed else own_address
    return Envelope(_plain(mail_from), tuple(map(_plain, recipients.values())))


def _sender(found: Callable[[str], list[str]], names: set[str]) -> str | None:
    name = "sender" if "sender" in names else "from"
    addresses = found(name)
    if len(addresses) > 1:
        raise SetError("invalidEmail", f"The message has several addresses in {name.title()}.", (name,))
    return addresses[0] if addresses else None


def send_at(mail_from: Path, now: int, most: int, largest: int) -> int | None:
    """Return when (Unix seconds) the sender's parameters ask for it to be sent; None for at once.

    `most` is how many seconds from `now` on it may be, `largest` the size of a message in bytes.

    Raises:
        SetError: invalidProperties for a parameter that is not known or wrong.
    """
    given = {name.upper(): value for name, value in (mail_from["parameters"] or {}).items()}
    if len(given) < len(mail_from["parameters"] or {}):
        raise _wrong("a parameter of mailFrom is there twice")
    for name, value in given.items():
        if name not in _PARAMETERS or not _PARAMETERS[name](value, largest):
            raise _wrong(f"the parameter {name[:50]} of mailFrom is not known or has a wrong value")
    if "HOLDFOR" in given and "HOLDUNTIL" in given:
        raise _wrong("mailFrom has either HOLDFOR or HOLDUNTIL")
    moment = now + int(given["HOLDFOR"]) if "HOLDFOR" in given else _moment(given.get("HOLDUNTIL"))
    if moment is not None and not now < moment <= now + most:
        raise _wrong(f"a message can wait for at most {most} seconds, and not for a moment in the past")
    return moment


def _moment(text: str | None) -> int | None:
    if text is None:
        return None
    found = _MOMENT.fullmatch(text)
    try:
        moment = datetime.fromisoformat(text.upper()) if found else None
    except ValueError:
        moment = None
    if found is None or moment is None:
        raise _wrong("HOLDUNTIL must be a moment like 2026-01-31T12:00:00Z")
    return int(moment.timestamp()) + (moment.microsecond > 0)


def _is_size(value: object, largest: int) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20 and int(value) <= largest


_PARAMETERS: dict[str, Callable[[object, int], bool]] = {
    "HOLDFOR": lambda value, _: isinstance(value, str) and _SECONDS.fullmatch(value) is not None,
    "HOLDUNTIL": lambda value, _: isinstance(value, str),
    # What the SMTP server understands, too; it changes nothing for a message that is here already.
    "SIZE": _is_size,
    "BODY": lambda value, _: value in ("7BIT", "8BITMIME"),
    "SMTPUTF8": lambda value, _: value is None,
}


def _path(value: object) -> Path:
    match value:
        case {"email": str(address), **others} if others.keys() <= {"parameters"}:
            parameters = others.get("parameters")
            if parameters is None or _is_parameters(parameters):
                return {"email": address, "parameters": parameters}
    raise _wrong("an address has email, and may have parameters, whose values are text or null")


def _is_parameters(value: object) -> bool:
    return isinstance(value, dict) and all(one is None or isinstance(one, str) for one in value.values())


def _plain(address: str) -> Path:
    return {"email": address, "parameters": None}


def check_recipients(paths: tuple[Path, ...], most: int) -> None:
    """Accept recipients that could be some. Raises SetError."""
    if not paths:
        raise SetError("noRecipients", "The message has no recipients.")
    if len(paths) > most:
        description = f"A message has at most {most} recipients here."
        raise SetError("tooManyRecipients", description, more={"maxRecipients": most})
    wrong = [one["email"] for one in paths if not is_address(one["email"])]
    if wrong:
        raise invalid_recipients(wrong, "This is not an address")
    if any(one["parameters"] for one in paths):
        raise _wrong("recipients have no parameters here")


def invalid_recipients(addresses: list[str], why: str) -> SetError:
    """Return the error for recipients that cannot get the message."""
    description = f"{addresses[0][:320]}: {why}."
    return SetError("invalidRecipients", description, more={"invalidRecipients": addresses})


def _wrong(what: str) -> SetError:
    return invalid_properties(f"envelope: {what}.", "envelope")
