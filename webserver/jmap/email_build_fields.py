"""Header fields of a message that a program creates, from the properties of its object (RFC 8621 section 4.6).

Pure. Each header field may be given by one property only, in a form that it may have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from db.mime import Field
from webserver.jmap.creation_faults import CreationFaults
from webserver.jmap.email_build_values import WRITERS, BadValue, Writer
from webserver.jmap.header_forms import ALLOWED, FORMS

CONVENIENT = {
    "messageId": ("Message-ID", "MessageIds"),
    "inReplyTo": ("In-Reply-To", "MessageIds"),
    "references": ("References", "MessageIds"),
    "sender": ("Sender", "Addresses"),
    "from": ("From", "Addresses"),
    "to": ("To", "Addresses"),
    "cc": ("Cc", "Addresses"),
    "bcc": ("Bcc", "Addresses"),
    "replyTo": ("Reply-To", "Addresses"),
    "subject": ("Subject", "Text"),
    "sentAt": ("Date", "Date"),
}
"""Properties of an Email that stand for a header field, with its name and form (section 4.1.3)."""

_HEADER = re.compile(r"header:([!-9;-~]{1,76}?)(?::as([A-Za-z]+))?(:all)?")


def email_fields(given: Mapping[str, object], faults: CreationFaults) -> list[Field]:
    """Return the fields of the properties of an Email; what is no header property is passed over."""

    def refusal(name: str) -> str | None:
        return "Content fields belong to the parts of the body." if name.startswith("content-") else None

    return _fields(given, CONVENIENT, "", refusal, faults)


def part_fields(
    given: Mapping[str, object], path: str, taken: Mapping[str, str], elsewhere: frozenset[str], faults: CreationFaults
) -> list[Field]:
    """Return the fields of the `header:` properties of an EmailBodyPart.

    `taken` are fields (in lower case) that other properties of it stand for, with these; `elsewhere` those of the
    Email, where the part is the whole body.
    """

    def refusal(name: str) -> str | None:
        if name == "content-transfer-encoding":
            return "The server chooses the encoding."
        if name in taken:
            return f"{taken[name]} stands for this header field already."
        return "The Email has this header field already." if name in elsewhere else None

    return _fields(given, {}, path, refusal, faults)


def _fields(
    given: Mapping[str, object],
    convenient: Mapping[str, tuple[str, str]],
    path: str,
    refusal: Callable[[str], str | None],
    faults: CreationFaults,
) -> list[Field]:
    found: list[Field] = []
    seen: set[str] = set()
    for name, value in given.items():
        # No addresses and no ids are no field: an empty one is not allowed in a message.
        if value is None or value == [] or not (name in convenient or name.startswith("header:")):
            continue
        with faults.at(path + name):
            header, writer, every = _understood(name, convenient)
            why = "Two properties stand for one header field." if header.lower() in seen else refusal(header.lower())
            if why is not None:
                raise BadValue(why)
            seen.add(header.lower())
            values = _values(value) if every else [value]
            found += [Field(header, writer(one, len(header) + 1)) for one in values]
    return found


def _understood(name: str, convenient: Mapping[str, tuple[str, str]]) -> tuple[str, Writer, bool]:
    """Return the header field, how its value is written, and whether the value is a list of values."""
    if name in convenient:
        header, form = convenient[name]
        return header, WRITERS[form], False
    found = _HEADER.fullmatch(name)
    form = (found[2] or "Raw") if found else ""
    if found is None or form not in WRITERS:
        raise BadValue(f"There is no property {name[:100]!r}.")
    if form != "Raw" and form not in ALLOWED.get(found[1].lower(), FORMS):
        raise BadValue(f"The header field {found[1]} cannot be given as {form}.")
    return found[1], WRITERS[form], found[3] is not None


def _values(value: object) -> list[object]:
    if not isinstance(value, list):
        raise BadValue("A property with :all is a list.")
    return value
