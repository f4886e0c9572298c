"""What a person has chosen while reading, for one account: whose pictures are loaded, and what is shown first of which
kind of message. One small JSON file; losing it loses no more than these choices.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from client.errors import FileFault
from client.json_values import JsonObject, ShapeError, child, parse_object, texts
from client.message import Message
from client.private_files import set_aside, write_private
from client.wording import Said

MOST_SENDERS = 5000
_LIST_HEADERS = frozenset({"list-id", "list-unsubscribe", "list-post", "feedback-id"})


class MessageKind(Enum):
    """LETTER: written by one to some; NEWSLETTER: sent by a program to many."""

    LETTER = "letter"
    NEWSLETTER = "newsletter"


@dataclass(frozen=True)
class ReadingChoices:
    """`picture_senders` are addresses in lower case; `as_page` tells for a kind whether its formatted text comes first
    (text does when nothing was chosen).
    """

    picture_senders: frozenset[str] = frozenset()
    as_page: dict[MessageKind, bool] = field(default_factory=dict)

    def allows_pictures(self, address: str) -> bool:
        return address.lower() in self.picture_senders

    def with_sender(self, address: str, *, allowed: bool) -> "ReadingChoices":
        one = frozenset({address.lower()})
        senders = self.picture_senders | one if allowed else self.picture_senders - one
        return self if len(senders) > MOST_SENDERS else replace(self, picture_senders=senders)

    def with_page_first(self, kind: MessageKind, page: bool) -> "ReadingChoices":
        return replace(self, as_page={**self.as_page, kind: page})


def kind_of(message: Message) -> MessageKind:
    """A message of a list or a mass mailing names its list (RFC 2919, RFC 2369) or says that it is bulk."""
    for name, value in message.headers:
        lower = name.lower()
        if lower in _LIST_HEADERS or (lower == "precedence" and value.strip().lower() in {"bulk", "list"}):
            return MessageKind.NEWSLETTER
    return MessageKind.LETTER


def load(path: Path) -> ReadingChoices:
    """Read the choices; a damaged file is set aside and nothing was chosen. Raises `FileFault`."""
    try:
        return _from_object(parse_object(path.read_bytes()))
    except FileNotFoundError:
        return ReadingChoices()
    except (ShapeError, UnicodeDecodeError):
        set_aside(path)
        return ReadingChoices()
    except OSError as error:
        raise FileFault(Said("{path} cannot be read.", path=path), str(error)) from error


def save(path: Path, choices: ReadingChoices) -> None:
    """Write them, all or nothing. Raises `LocalDiskFull` or `FileFault`."""
    values = {
        "pictureSenders": sorted(choices.picture_senders),
        "asPage": {kind.value: page for kind, page in choices.as_page.items()},
    }
    write_private(path, json.dumps(values, indent=1) + "\n")


def change(path: Path, choice: Callable[[ReadingChoices], ReadingChoices]) -> None:
    """Write what becomes of the choices in the file by one more. Raises what `load` and `save` raise."""
    save(path, choice(load(path)))


def _from_object(found: JsonObject) -> ReadingChoices:
    kinds = child(found, "asPage")
    return ReadingChoices(
        picture_senders=frozenset(one.lower() for one in texts(found, "pictureSenders")[:MOST_SENDERS]),
        as_page={kind: kinds[kind.value] is True for kind in MessageKind if kind.value in kinds},
    )
