"""The lines of a list of messages as a window shows it: which messages, in which order, which of them stand for a
conversation and which lie inside an open one. Read from the cache as numbers; a list of 100,000 takes some 50 ms.

`View` says what is wanted, `Lines` is what there is. No Qt and no network.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from client import cache_search
from client.cache import Cache
from client.cache_lists import NEWEST_FIRST, Conversations, Numbers, Order
from client.search_words import read_typing


@dataclass(frozen=True)
class View:
    """`mailbox` is a role or an id; `threads`: a line for each conversation, of which those of the messages in `opened`
    show all their messages; `latest`: only so many, 0 for all. With `words` it is a search through all mailboxes, for
    what the cache knows or, when the server has answered, for the messages in `found`.
    """

    mailbox: str
    order: Order = NEWEST_FIRST
    threads: bool = False
    latest: int = 0
    words: str = ""
    found: tuple[int, ...] | None = None
    opened: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Lines:
    """`numbers` has each line's message, none twice. `counts` tells of how many messages a line stands for where that
    is more than one, `unread` which of those have unread ones, `inside` which lines belong to the one above; `opened`
    are the lines whose conversation is shown. `total` is the length of the whole list, before `latest`.
    """

    numbers: Numbers = field(default_factory=lambda: array("q"))
    counts: Mapping[int, int] = field(default_factory=dict)
    unread: frozenset[int] = frozenset()
    inside: frozenset[int] = frozenset()
    opened: frozenset[int] = frozenset()
    total: int = 0


def read_lines(cache: Cache, view: View) -> Lines:
    """What `view` shows at the moment."""
    if view.words:
        found = _search(cache, view)
        return Lines(found, total=len(found))
    mailbox_id = cache.mailbox_id(view.mailbox)
    if view.threads:
        return _conversations(cache, cache.conversations(mailbox_id, view.order), view, mailbox_id)
    numbers = cache.numbers(mailbox_id, view.order)
    if not 0 < view.latest < len(numbers):
        return Lines(numbers, total=len(numbers))
    return Lines(_latest(cache, numbers, mailbox_id, view), total=len(numbers))


def _search(cache: Cache, view: View) -> Numbers:
    found = view.found
    if found is None:
        return cache.search(read_typing(view.words), "", view.order)
    return cache.look(lambda connection: cache_search.arrange(connection, found, view.order))


def _latest(cache: Cache, numbers: Numbers, mailbox_id: str, view: View) -> Numbers:
    if view.order == NEWEST_FIRST:
        return numbers[: view.latest]
    newest = set(cache.numbers(mailbox_id)[: view.latest])
    return array("q", (one for one in numbers if one in newest))


def _conversations(cache: Cache, found: Conversations, view: View, mailbox_id: str) -> Lines:
    heads = found.numbers
    if 0 < view.latest < len(heads):
        heads = _latest_heads(cache, found, view, mailbox_id)
    opened = _opened(cache, heads, view.opened)
    numbers = array("q")
    inside: set[int] = set()
    start = 0
    for row in sorted(opened):
        numbers.extend(heads[start : row + 1])
        numbers.extend(opened[row])
        inside.update(opened[row])
        start = row + 1
    numbers.extend(heads[start:])
    return Lines(
        numbers,
        counts={one: count for one, count in zip(found.numbers, found.counts, strict=True) if count > 1},
        unread=frozenset(one for one, count in zip(found.numbers, found.unread, strict=True) if count),
        inside=frozenset(inside),
        opened=frozenset(heads[row] for row in opened),
        total=len(found),
    )


def _latest_heads(cache: Cache, found: Conversations, view: View, mailbox_id: str) -> Numbers:
    if view.order == NEWEST_FIRST:
        return found.numbers[: view.latest]
    # What stands for a conversation depends on the order, so conversations are compared by their threads.
    newest = cache.conversations(mailbox_id).numbers[: view.latest]
    wanted = {one for head in newest for one in cache.conversation(head)}
    return array("q", (one for one in found.numbers if one in wanted))


def _opened(cache: Cache, heads: Numbers, wanted: Iterable[int]) -> dict[int, list[int]]:
    """The rows of the lines whose conversation is open, with the other messages of each, the newest first.

    New mail may have put another message at the head of a conversation: it stays open.
    """
    rows = {number: row for row, number in enumerate(heads)} if wanted else {}
    found: dict[int, list[int]] = {}
    for number in wanted:
        members = cache.conversation(number)
        row = next((rows[one] for one in members if one in rows), None)
        if row is not None:
            found[row] = [one for one in reversed(members) if one != heads[row]]
    return found
