"""Header fields in the forms that JMAP has for them (RFC 8621 section 4.1.2 and 4.1.3).

A property such as `header:Resent-To:asAddresses:all` is understood once a call; its values then come from raw bytes.
Which form a field may have is the RFC's table; fields that it does not name may have any.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from db import header
from db.header import Mailboxes
from db.mime import Field
from webserver.jmap import address_groups
from webserver.jmap.errors import invalid_arguments

_PROPERTY = re.compile(r"header:([!-9;-~]+?)(?::as([A-Za-z]+))?(:all)?")
_URL = re.compile(r"<([^<>]*)>")
_SPACE = re.compile(r"\s+")


def raw(value: bytes) -> str:
    """The Raw form: everything behind the colon, folding included."""
    return value.replace(b"\0", b"").decode("utf-8", "replace")


def text(value: bytes) -> str:
    """The Text form."""
    return composed(header.unstructured(value))


def composed(words: str) -> str:
    """Return `words` in normalization form C, as both Text and Addresses want it."""
    return words if words.isascii() else unicodedata.normalize("NFC", words)


def addresses(value: bytes) -> list[dict[str, str | None]]:
    """The Addresses form."""
    return address_objects(header.addresses(value))


def address_objects(pairs: Mailboxes) -> list[dict[str, str | None]]:
    """Return pairs of name and address as EmailAddress objects."""
    return [{"name": composed(name) or None, "email": address} for name, address in pairs]


def grouped_addresses(value: bytes) -> list[dict[str, object]]:
    """The GroupedAddresses form."""
    return [
        {
            "name": None if group.name is None else composed(header.decode_words(_unquoted(group.name))),
            "addresses": addresses(group.addresses.encode("utf-8")),
        }
        for group in address_groups.split(header.to_text(value))
    ]


def message_ids(value: bytes) -> list[str] | None:
    """The MessageIds form."""
    return header.message_ids(value) or None


def urls(value: bytes) -> list[str] | None:
    """The URLs form (RFC 2369 section 2)."""
    found = _URL.findall(header.to_text(value))
    return [_SPACE.sub("", one) for one in found] or None


Form = Callable[[bytes], object]

FORMS: dict[str, Form] = {
    "Raw": raw,
    "Text": text,
    "Addresses": addresses,
    "GroupedAddresses": grouped_addresses,
    "MessageIds": message_ids,
    "Date": header.date,
    "URLs": urls,
}

_NOTHING_ELSE: frozenset[str] = frozenset()
_ADDRESSES = frozenset({"Addresses", "GroupedAddresses"})
# The fields of RFC 5322 and RFC 2369, with the forms that each may have beside Raw.
# https://www.rfc-editor.org/rfc/rfc8621#section-4.1.2
ALLOWED: dict[str, frozenset[str]] = {
    **dict.fromkeys(("subject", "comments", "keywords"), frozenset({"Text"})),
    **dict.fromkeys(("from", "sender", "reply-to", "to", "cc", "bcc"), _ADDRESSES),
    **dict.fromkeys(("resent-from", "resent-sender", "resent-reply-to"), _ADDRESSES),
    **dict.fromkeys(("resent-to", "resent-cc", "resent-bcc"), _ADDRESSES),
    **dict.fromkeys(("message-id", "in-reply-to", "references", "resent-message-id"), frozenset({"MessageIds"})),
    **dict.fromkeys(("date", "resent-date"), frozenset({"Date"})),
    **dict.fromkeys(("list-help", "list-unsubscribe", "list-subscribe"), frozenset({"URLs"})),
    **dict.fromkeys(("list-post", "list-owner", "list-archive"), frozenset({"URLs"})),
    **dict.fromkeys(("return-path", "received"), _NOTHING_ELSE),
}


@dataclass(frozen=True, slots=True)
class HeaderProperty:
    """A property `header:…`: the field's name in lower case, the form, and whether all are wanted."""

    field: str
    form: Form
    every: bool

    def value(self, fields: Sequence[Field]) -> object:
        """Return the property's value: of the last such field, or of all."""
        found = [one.value for one in fields if one.name.lower() == self.field]
        if self.every:
            return [self.form(one) for one in found]
        return self.form(found[-1]) if found else None


def header_property(name: str) -> HeaderProperty:
    """Return what the property `name` asks for.

    Raises:
        MethodError: it is not of the form `header:…`, or the field may not have that form (section 4.2).
    """
    found = _PROPERTY.fullmatch(name)
    form = (found[2] or "Raw") if found else ""
    if found is None or form not in FORMS:
        raise invalid_arguments(f"There is no property {name[:100]!r}.")
    field = found[1].lower()
    if form != "Raw" and form not in ALLOWED.get(field, FORMS):
        raise invalid_arguments(f"The header field {found[1][:100]} cannot be fetched as {form}.")
    return HeaderProperty(field, FORMS[form], found[3] is not None)


def all_headers(fields: Sequence[Field]) -> list[dict[str, str]]:
    """Return fields as EmailHeader objects (section 4.1.3)."""
    return [{"name": one.name, "value": raw(one.value)} for one in fields]


def _unquoted(name: str) -> str:
    name = name.strip()
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return name.strip()
