"""EmailAddress objects (RFC 8621 section 4.1.2.3) that a program sends, and as it gets them back."""

from __future__ import annotations

from db.header import Mailboxes
from db.paths import is_address
from webserver.jmap.errors import invalid_properties

MOST_ADDRESSES = 100
MOST_NAME = 255


def read(name: str, value: object) -> Mailboxes | None:
    """Return the addresses of the property `name`: a list of EmailAddress, or null. Raises SetError."""
    if value is None:
        return None
    if not isinstance(value, list) or len(value) > MOST_ADDRESSES:
        raise invalid_properties(f"{name} must be null or a list of at most {MOST_ADDRESSES} addresses.", name)
    return [_pair(name, one) for one in value]


def shown(pairs: Mailboxes | None) -> list[dict[str, str | None]] | None:
    """Return addresses as a list of EmailAddress."""
    return None if pairs is None else [{"name": name or None, "email": address} for name, address in pairs]


def _pair(name: str, value: object) -> list[str]:
    match value:
        case {"email": str(address), **others} if is_address(address) and others.keys() <= {"name"}:
            display = others.get("name") or ""
            if isinstance(display, str) and len(display) <= MOST_NAME and (display.isprintable()):
                return [display, address]
    raise invalid_properties(f"{name}: each item has an address in email, and may have a name in name.", name)
