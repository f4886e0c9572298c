"""Keeps the search index in step with the store: what is new first, then backwards to the oldest message.

The index holds everything from `low` (without) to `high` (with), as its own progress says. Ids of contents come from a
sequence inside the transaction that writes them, so they become visible in their order; should one ever come later,
a look at the last ids behind `high` finds it at the next turn, and `sweep`, which compares everything, in any case.
Reads the store, never writes mail.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from db.database import Store
from db.search_index import SearchIndex
from db.search_text import Texts, texts

DUTY = "search index"

_BATCH = 200
_OCTETS = 16 * 1024 * 1024
# Ids, of which a message takes about three.
_BEHIND = 10_000
_CHUNK = 50_000

# Along the index of deliveries, which has nothing but ids: the contents themselves are only read to be indexed.
_FORWARD = "SELECT DISTINCT content_id FROM message WHERE content_id > ? ORDER BY content_id LIMIT ?"
_BACKWARD = "SELECT DISTINCT content_id FROM message WHERE content_id <= ? ORDER BY content_id DESC LIMIT ?"
_RANGE = "SELECT DISTINCT content_id FROM message WHERE content_id > ? AND content_id <= ? ORDER BY content_id"

Stopping = Callable[[], bool]


def ask_for_rebuild(store: Store) -> int:
    """Have the index made anew, by whoever fills it; return the number that its progress `rebuilds` then gets."""
    sql = (
        "INSERT INTO progress (duty, position) VALUES (?, 1)"
        " ON CONFLICT (duty) DO UPDATE SET position = position + 1 RETURNING position"
    )
    return int(store.run_tx(lambda tx: tx.rows(sql, (DUTY,)))[0][0])


class Following:
    """Fills `index` from `store`."""

    def __init__(self, store: Store, index: SearchIndex) -> None:
        self._store, self._index = store, index

    def follow(self, stopping: Stopping) -> None:
        """Index everything that is not there yet. Raises what `SearchIndex.open` and `write` do."""
        self._open()
        self._behind()
        while not stopping() and (self._forward() or self._backward()):
            pass

    def sweep(self, stopping: Stopping) -> None:
        """Compare the index with the store: add what it has not, remove what is gone."""
        self._open()
        low, high = self._index.progress["low"], self._index.progress["high"]
        for start in range(low, high, _CHUNK):
            if stopping():
                return
            self._compare(start, min(start + _CHUNK, high), remove=True)

    def left(self) -> int:
        """Return about how many contents are still to be indexed, once everything new is."""
        sql = "SELECT count(DISTINCT content_id) FROM message WHERE content_id <= ?"
        row = self._store.row(sql, (self._index.progress["low"],))
        return int(row[0]) if row else 0

    def _open(self) -> None:
        self._index.open()
        row = self._store.row("SELECT position FROM progress WHERE duty = ?", (DUTY,))
        rebuilds, sequence = int(row[0]) if row else 0, self._sequence()
        known = self._index.progress
        # An older store in the place of this one gives ids a second time, and these rows would be another mail's.
        if known and (known["rebuilds"] != rebuilds or known["sequence"] > sequence):
            self._index.clear()
        if not self._index.progress:
            last = self._store.row("SELECT max(content_id) FROM message")
            latest = int(last[0] or 0) if last else 0
            start = {"rebuilds": rebuilds, "sequence": sequence, "low": latest, "high": latest}
            self._index.write((), progress=start)

    def _sequence(self) -> int:
        row = self._store.row("SELECT next FROM id_sequence")
        return int(row[0]) if row else 0

    def _behind(self) -> None:
        low, high = self._index.progress["low"], self._index.progress["high"]
        self._compare(max(low, high - _BEHIND), high, remove=False)

    def _compare(self, after: int, up_to: int, remove: bool) -> None:
        indexed = set(self._index.ids(after, up_to))
        there = [row[0] for row in self._store.rows(_RANGE, (after, up_to))]
        missing = [one for one in there if one not in indexed]
        while missing:
            done = self._fitting(missing[:_BATCH])
            self._index.write(self._texts(done))
            missing = missing[len(done) :]
        gone = sorted(indexed.difference(there)) if remove else []
        for start in range(0, len(gone), _BATCH):
            self._index.write((), gone=gone[start : start + _BATCH])

    def _forward(self) -> bool:
        found = self._store.rows(_FORWARD, (self._index.progress["high"], _BATCH))
        if found:
            done = self._fitting([row[0] for row in found])
            self._index.write(self._texts(done), progress={"high": done[-1], "sequence": self._sequence()})
        return bool(found)

    def _backward(self) -> bool:
        low = self._index.progress["low"]
        if low == 0:
            return False
        found = self._store.rows(_BACKWARD, (low, _BATCH))
        done = self._fitting([row[0] for row in found])
        self._index.write(self._texts(done), progress={"low": done[-1] - 1 if done else 0})
        return True

    def _fitting(self, ids: Sequence[int]) -> list[int]:
        """Return the first of `ids`, as many as are read at once: at least one."""
        sizes = dict(self._store.rows(f"SELECT id, size FROM content WHERE id IN ({_marks(ids)})", ids))  # noqa: S608
        fitting: list[int] = []
        left = _OCTETS
        for one in ids:
            left -= sizes.get(one, 0)
            if left < 0 and fitting:
                break
            fitting.append(one)
        return fitting

    def _texts(self, ids: Sequence[int]) -> list[tuple[int, Texts]]:
        sql = f"SELECT id, subject, addresses, data FROM content WHERE id IN ({_marks(ids)}) ORDER BY id"  # noqa: S608
        rows = self._store.rows(sql, ids)
        return [(content_id, texts(subject, addresses, bytes(data))) for content_id, subject, addresses, data in rows]


def _marks(ids: Sequence[int]) -> str:
    return ",".join("?" * len(ids))
