"""Message rows as the cache keeps them: values in, columns out, and back; and the keys by which lists are sorted.

Pure. Times are whole seconds since 1970 in UTC.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from client.addresses import Address
from client.message import MessageRow
from client.wish import MessageState

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_NAME = 32
LONGEST_SUBJECT = 48

# RFC 5256 section 2.1, with what programs of other languages write: Re, Fwd, and "[list]" in front.
# https://www.rfc-editor.org/rfc/rfc5256#section-2.1
_PREFIXES = re.compile(
    r"(?:\s*(?:re|fwd?|aw|wg|antw|sv|vs|tr|rv)\s*(?:\[[^\[\]]*\])?\s*:|\s*\[[^\[\]]*\](?=\s*\S))*\s*", re.IGNORECASE
)


class ListKeys(NamedTuple):
    """What a list is sorted and filtered by, of one message, in the order of the columns of `place`."""

    thread: int
    unread: bool
    flagged: bool
    attachment: bool
    size: int
    sender: str
    recipient: str
    subject: str


def list_keys(row: MessageRow, thread: int, state: MessageState) -> ListKeys:
    """The keys of `row` in a list; `state` is how it is shown, which may be ahead of the row's own."""
    return ListKeys(
        thread=thread,
        unread="$seen" not in state.keywords,
        flagged="$flagged" in state.keywords,
        attachment=row.has_attachment,
        size=row.size,
        sender=name_key(row.from_),
        recipient=name_key(row.to or row.cc),
        subject=subject_key(row.subject),
    )


def name_key(people: Sequence[Address]) -> str:
    """The first person, as a list shows him."""
    return folded(people[0].short.strip(" \"'"))[:LONGEST_NAME] if people else ""


def subject_key(subject: str) -> str:
    """The subject without `Re:` and its like, so that answers stand with what they answer."""
    found = _PREFIXES.match(subject)
    return folded(subject[found.end() if found else 0 :])[:LONGEST_SUBJECT]


def folded(text: str) -> str:
    """Text for comparing as people do: without case and accents."""
    if text.isascii():
        return text.lower()
    # Unicode 3.13, D145: decomposing can uncover letters that have a case.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    return "".join(char for char in plain if not unicodedata.combining(char)).encode("utf-8", "replace").decode()


def seconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(seconds=1)


def moment(found: int) -> datetime:
    return EPOCH + timedelta(seconds=found)


def write_people(row: MessageRow) -> str:
    """Authors and recipients as one text."""
    return _encoded([[[one.name, one.address] for one in people] for people in (row.from_, row.to, row.cc)])


def read_people(written: str) -> tuple[tuple[Address, ...], ...]:
    return tuple(tuple(Address(name, address) for name, address in people) for people in json.loads(written))


def write_state(state: MessageState) -> str:
    return _encoded([sorted(state.keywords), sorted(state.mailbox_ids)])


def read_state(written: str) -> MessageState:
    keywords, mailbox_ids = json.loads(written)
    return MessageState(frozenset(keywords), frozenset(mailbox_ids))


def write_keywords(keywords: Iterable[str]) -> str:
    # RFC 8621 section 4.1.1: a keyword has no space in it.
    # https://www.rfc-editor.org/rfc/rfc8621#section-4.1.1
    return " ".join(sorted(keywords))


def read_keywords(written: str) -> frozenset[str]:
    return frozenset(written.split(" ")) if written else frozenset()


def storable(text: str) -> str:
    """Text that SQLite takes: a lone surrogate, which JSON can carry, becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _encoded(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
