"""What the windows of an account show at a moment, read from the cache as one value: all mailboxes, the lines of the
list that is open, the way there from the lines before, and some of their rows. For worker threads; no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from client.cache import Cache
from client.cache_lists import Numbers
from client.changed import Changed
from client.list_difference import Difference, Rearrangement, difference
from client.list_lines import Lines, View, read_lines
from client.message import Mailbox, MessageRow

FIRST_ROWS = 60
MOST_ROWS = 500

Rows: TypeAlias = dict[int, MessageRow]


@dataclass(frozen=True)
class Overview:
    """All mailboxes with their counts, and the list that is open; `lines` is None when only the mailboxes changed.

    `way` leads from `base` to `lines`; None for another list. `rows` are some of the rows, read just
    now; with `stale` all others may look different by now. `known` is False while the list was never read.
    """

    mailboxes: tuple[Mailbox, ...]
    lines: Lines | None = None
    base: Numbers | None = None
    way: Difference | Rearrangement | None = None
    rows: Rows = field(default_factory=dict)
    stale: bool = False
    known: bool = True


def read_overview(cache: Cache, view: View, base: Numbers | None, news: Changed, *, other_view: bool) -> Overview:
    """What `view` shows now. `base` are the lines that are shown (None: another list), `news` what has changed since
    they were read; with `other_view` they are shown in another way than the one wanted.
    """
    mailboxes = tuple(cache.mailboxes())
    mailbox_id = cache.mailbox_id(view.mailbox)
    known = bool(view.words) or cache.is_listed(mailbox_id)
    if base is not None and not other_view and not _concerns(news, view, mailbox_id):
        return Overview(mailboxes, known=known)
    lines = read_lines(cache, view)
    numbers = [*lines.numbers[:FIRST_ROWS], *_touched(news)[:MOST_ROWS]]
    stale = news.everything or len(_touched(news)) > MOST_ROWS
    way = None if base is None else difference(base, lines.numbers)
    return Overview(mailboxes, lines, base, way, cache.rows(numbers), stale, known)


def next_unread(cache: Cache, lines: Lines, line: int, step: int) -> int:
    """The first unread line from this one on, in steps of 1 or -1 and around the end; -1 when there is none. A closed
    conversation is unread when any of its messages is.
    """
    sql = "SELECT DISTINCT number FROM place WHERE unread = 1 AND ordinal >= 0"
    unread = cache.look(lambda connection: {number for (number,) in connection.execute(sql)})
    unread |= lines.unread - lines.opened
    numbers = lines.numbers
    places = (line + step * distance for distance in range(len(numbers)))
    return next((one % len(numbers) for one in places if numbers[one % len(numbers)] in unread), -1)


def _concerns(news: Changed, view: View, mailbox_id: str) -> bool:
    """Whether the list has to be read again; when nobody says what changed, it is."""
    return not news or news.everything or bool(view.words) or view.threads or mailbox_id in news.lists


def _touched(news: Changed) -> list[int]:
    return sorted({one for change in news.lists.values() for one in change.added | change.changed}, reverse=True)
