"""A patch of one Email (RFC 8620 section 5.3, RFC 8621 section 4.6): what it makes of keywords and mailboxes.

Pure. Only those two can change; every other property may be sent along as long as it says what is so already, which
is the caller's to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from db import flags
from db.filing import Filed
from webserver.jmap import ids
from webserver.jmap.capabilities import Limits
from webserver.jmap.email_properties import BODY, HEADER, HIDDEN_KEYWORDS, NOTED
from webserver.jmap.errors import SetError, invalid_properties
from webserver.jmap.request import JsonObject

_SETS = ("keywords", "mailboxIds")


@dataclass(frozen=True, slots=True)
class Patch:
    """A checked patch. A set is replaced by `whole`, if it is there, else changed by `single`: in (True) or out.

    `others` are the properties that must be so already.
    """

    whole: Mapping[str, frozenset[str]]
    single: Mapping[str, Mapping[str, bool]]
    others: JsonObject

    def names(self, name: str, before: frozenset[str]) -> frozenset[str]:
        """Return what the set `name`, which was `before`, becomes."""
        if name in self.whole:
            return self.whole[name]
        changes = self.single.get(name, {})
        added = frozenset(one for one, inside in changes.items() if inside)
        return (before | added) - frozenset(one for one, inside in changes.items() if not inside)


def read(given: JsonObject, real_id: Callable[[str], str]) -> Patch:
    """Return the patch that `given` is; `real_id` resolves creation ids. Raises SetError."""
    paths = {path: _path(path) for path in given}
    _refuse_overlaps(list(paths.values()))
    whole: dict[str, frozenset[str]] = {}
    single: dict[str, dict[str, bool]] = {}
    others: JsonObject = {}
    for path, value in given.items():
        match paths[path]:
            case [("keywords" | "mailboxIds") as name]:
                whole[name] = _whole(name, value, real_id)
            case [("keywords" | "mailboxIds") as name, member]:
                changes = single.setdefault(name, {})
                changes[_member(name, member, real_id)] = _inside(name, value)
            case [name] if name in NOTED or name in HEADER or name in BODY or name.startswith("header:"):
                others[name] = value
            case [name]:
                raise invalid_properties(f"There is no property {name[:100]!r}.", name)
            case _:
                raise SetError("invalidPatch", f"The path {path[:100]!r} leads nowhere.")
    return Patch(whole, single, others)


def creation(given: JsonObject, real_id: Callable[[str], str]) -> Patch:
    """Return how the new message `given` is filed, as a patch of one that is nowhere yet. Raises SetError."""
    return Patch({name: _whole(name, given.get(name), real_id) for name in _SETS}, {}, {})


def filed(patch: Patch, before: Filed, mailboxes: frozenset[int], limits: Limits) -> Filed:
    """Return how the message is filed after `patch`; `mailboxes` are all that the account has. Raises SetError."""
    # What JMAP does not show, it does not change either.
    hidden = before.keywords & HIDDEN_KEYWORDS
    keywords = patch.names("keywords", before.keywords - hidden)
    if len(keywords) > limits.keywords_per_message:
        raise SetError("tooManyKeywords", f"A message has at most {limits.keywords_per_message} keywords here.")
    places = patch.names("mailboxIds", frozenset(ids.MAILBOX.text(one) for one in before.mailbox_ids))
    numbers = frozenset(ids.MAILBOX.number(one) for one in places)
    if not numbers <= mailboxes:
        raise invalid_properties("There is no such mailbox.", "mailboxIds")
    if len(numbers) > limits.mailboxes_per_message:
        raise SetError("tooManyMailboxes", f"A message is in at most {limits.mailboxes_per_message} mailboxes here.")
    if not numbers:
        raise invalid_properties("A message must be in at least one mailbox.", "mailboxIds")
    return Filed(keywords | hidden, frozenset(one for one in numbers if one is not None))


def _path(text: str) -> list[str]:
    # RFC 6901 section 4, with the leading / that patches leave out.
    # https://www.rfc-editor.org/rfc/rfc6901#section-4
    return [token.replace("~1", "/").replace("~0", "~") for token in text.split("/")]


def _refuse_overlaps(paths: list[list[str]]) -> None:
    # RFC 8620 section 5.3: one path MUST NOT be the prefix of another.
    # https://www.rfc-editor.org/rfc/rfc8620#section-5.3
    known = {tuple(path) for path in paths}
    for path in paths:
        if any(tuple(path[:length]) in known for length in range(1, len(path))):
            raise SetError("invalidPatch", "Two paths of the patch change the same thing.")


def _whole(name: str, value: object, real_id: Callable[[str], str]) -> frozenset[str]:
    if value is None and name == "keywords":
        return frozenset()
    if not isinstance(value, dict) or not all(one is True for one in value.values()):
        raise invalid_properties(f"{name} must be an object whose values are all true.", name)
    return frozenset(_member(name, one, real_id) for one in value)


def _member(name: str, text: str, real_id: Callable[[str], str]) -> str:
    if name == "mailboxIds":
        return real_id(text)
    keyword = text.lower()
    if not flags.valid(keyword) or keyword in HIDDEN_KEYWORDS:
        raise invalid_properties(f"{text[:100]!r} cannot be a keyword.", name)
    return keyword


def _inside(name: str, value: object) -> bool:
    if value is not None and value is not True:
        raise invalid_properties(f"{name}: a single value is true or null.", name)
    return value is True
