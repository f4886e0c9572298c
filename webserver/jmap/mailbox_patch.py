"""What a program asks a mailbox to be (RFC 8621 section 2.5, RFC 8620 section 5.3). Pure: from JSON to `Wanted`.

Five properties can be set. The others may be sent along in an update as long as they say what is so already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import NoReturn

from db.mailbox_rules import Wanted
from webserver.jmap import ids
from webserver.jmap.arguments import is_integer
from webserver.jmap.errors import SetError, invalid_properties
from webserver.jmap.mailbox_properties import PROPERTIES
from webserver.jmap.request import JsonObject

RealId = Callable[[str], str]

COLUMNS = {
    "name": "name",
    "parentId": "parent_id",
    "role": "role",
    "sortOrder": "sort_order",
    "isSubscribed": "is_subscribed",
}
"""The properties that can be set, and what the store calls them."""

_NEW = Wanted(name="", parent_id=None, role=None, sort_order=0, is_subscribed=True)


def created(given: JsonObject, real_id: RealId) -> Wanted:
    """Return what a new mailbox is to be; `real_id` resolves creation ids. Raises SetError."""
    for name in given:
        if name not in COLUMNS:
            what = "This property is the server's to set." if name in PROPERTIES else "There is no such property."
            raise invalid_properties(what, name)
    if "name" not in given:
        raise invalid_properties("A mailbox must have a name.", "name")
    return _changed(_NEW, given, real_id)


def updated(before: Wanted, shown: JsonObject, patch: JsonObject, real_id: RealId) -> Wanted:
    """Return what a mailbox becomes that was `before`, and is `shown` with all its properties. Raises SetError."""
    for path, value in patch.items():
        name, slash, inside = path.partition("/")
        # RFC 8620 section 5.3: no path may be the prefix of another, and each must lead to something that is there.
        # https://www.rfc-editor.org/rfc/rfc8620#section-5.3
        known = shown.get(name)
        if slash and (name in patch or not isinstance(known, Mapping) or inside not in known):
            raise SetError("invalidPatch", f"The path {path[:100]!r} leads nowhere.")
        if name not in PROPERTIES:
            raise invalid_properties("There is no such property.", name)
        if name not in COLUMNS and (known[inside] if isinstance(known, Mapping) and slash else known) != value:
            raise invalid_properties("This property cannot be changed.", name)
    return _changed(before, {name: value for name, value in patch.items() if name in COLUMNS}, real_id)


def _changed(before: Wanted, given: JsonObject, real_id: RealId) -> Wanted:
    values = {COLUMNS[name]: _READERS[name](value, real_id) for name, value in given.items()}
    return Wanted(**{**asdict(before), **values})


def _name(value: object, _: RealId) -> str:
    return value if isinstance(value, str) else _wrong("name", "text")


def _parent(value: object, real_id: RealId) -> int | None:
    if value is None:
        return None
    if not isinstance(value, str) or not ids.is_id(value.removeprefix("#")):
        _wrong("parentId", "an id or null")
    # 0 is no mailbox's number: what no mailbox can have is refused like what no mailbox has.
    return ids.MAILBOX.number(real_id(value)) or 0


def _role(value: object, _: RealId) -> str | None:
    return value if value is None or isinstance(value, str) else _wrong("role", "text or null")


def _sort_order(value: object, _: RealId) -> int:
    # Null in a patch means the default (RFC 8620 section 5.3).
    if value is None:
        return _NEW.sort_order
    return value if is_integer(value, 0) else _wrong("sortOrder", "a whole number from 0 on")


def _is_subscribed(value: object, _: RealId) -> bool:
    if value is None:
        return _NEW.is_subscribed
    return value if isinstance(value, bool) else _wrong("isSubscribed", "true or false")


_READERS: dict[str, Callable[[object, RealId], object]] = {
    "name": _name,
    "parentId": _parent,
    "role": _role,
    "sortOrder": _sort_order,
    "isSubscribed": _is_subscribed,
}


def _wrong(name: str, wanted: str) -> NoReturn:
    raise invalid_properties(f"{name} must be {wanted}.", name)
