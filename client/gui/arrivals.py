"""Which mail has just come into the inbox: told with its rows, for notifications."""

from collections.abc import Callable
from functools import partial

from PyQt5.QtCore import QObject

from client.cache import Cache
from client.cache_schema import MIDDLE
from client.changed import Changed
from client.gui.overview import Rows
from client.gui.tasks import Lane, Tasks
from client.message import MessageRow

MOST_TOLD = 500


class Arrivals:
    """`tell` gets the rows of unread messages that are new, the oldest first."""

    def __init__(self, cache: Cache, tasks: Tasks, tell: Callable[[tuple[MessageRow, ...]], None]) -> None:
        self._cache = cache
        self._tasks = tasks
        self._tell = tell

    def note(self, changed: Changed, inbox_id: str, owner: QObject) -> None:
        """What a step of keeping in step has changed."""
        # Numbers above the middle came after the first reading of a mailbox: those are news.
        added = changed.lists[inbox_id].added if inbox_id in changed.lists else ()
        numbers = [one for one in added if one > MIDDLE]
        if numbers:
            work = partial(self._cache.rows, numbers[:MOST_TOLD])
            self._tasks.start(work, self._read, _nothing, lane=Lane.CACHE, owner=owner, quiet=True)

    def _read(self, found: Rows) -> None:
        rows = tuple(found[one] for one in sorted(found) if not found[one].seen)
        if rows:
            self._tell(rows)


def _nothing(_error: Exception) -> None:
    """Nobody is told of what cannot be read; keeping in step tells why."""
