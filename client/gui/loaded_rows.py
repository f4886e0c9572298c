"""The rows of a long list that are in memory: those looked at last. Which messages the list has is known of all of
them; what they look like only of these."""

from collections.abc import Iterable, Mapping

from client.message import MessageRow

# Each row is a dozen small objects, and all of them are looked through from time to time (collector.py).
MOST_LOADED = 2000


class LoadedRows:
    """By number (`client/cache.py`), and by the server's id."""

    def __init__(self, most: int = MOST_LOADED) -> None:
        self._most = most
        self._rows: dict[int, MessageRow] = {}
        self._numbers: dict[str, int] = {}
        self._stale: set[int] = set()

    def get(self, number: int) -> MessageRow | None:
        return self._rows.get(number)

    def number(self, message_id: str) -> int | None:
        return self._numbers.get(message_id)

    def put(self, rows: Mapping[int, MessageRow]) -> list[int]:
        """Take rows as they are now; the numbers of those that look different."""
        changed = [number for number, row in rows.items() if self._rows.get(number) != row]
        for number, row in rows.items():
            # The last ones stand at the end: what was not asked for longest is let go of first.
            self._rows.pop(number, None)
            self._rows[number] = row
            self._numbers[row.id] = number
        self._stale.difference_update(rows)
        self._let_go()
        return changed

    def missing(self, numbers: Iterable[int]) -> list[int]:
        """Those of which nothing is known, or nothing certain."""
        return [number for number in numbers if number not in self._rows or number in self._stale]

    def doubt(self) -> None:
        """All may look different by now; they are shown as they were until they are read again."""
        self._stale.update(self._rows)

    def clear(self) -> None:
        self._rows.clear()
        self._numbers.clear()
        self._stale.clear()

    def _let_go(self) -> None:
        for number in list(self._rows)[: max(0, len(self._rows) - self._most)]:
            row = self._rows.pop(number)
            self._numbers.pop(row.id, None)
            self._stale.discard(number)
