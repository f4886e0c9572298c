"""How to get from one list of numbers to another with few inserted and removed ranges, for models of views. Pure.

A view keeps its selection, current row and scroll position through inserts and removals, and loses them with a reset.
100,000 numbers of which a few differ take some milliseconds.
"""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from client.cache_lists import Numbers

# Beyond so many ranges a view is quicker, and as calm, when it is told of a new layout.
MOST_RANGES = 200


@dataclass(frozen=True)
class Range:
    """`count` rows from `first` on."""

    first: int
    count: int


@dataclass(frozen=True)
class Difference:
    """Do `removed` in its order (from the end to the beginning), then `inserted` (from the beginning to the end).

    Each is in rows as they are at that moment; afterwards the list is the new one.
    """

    removed: tuple[Range, ...]
    inserted: tuple[Range, ...]


def difference(old: Numbers, new: Numbers) -> Difference | None:
    """What to remove and insert; None when rows have also changed their order, or too much differs: then tell of a new
    layout. No number may stand in a list twice.
    """
    start = _same_at_start(old, new)
    end = _same_at_start(_backwards(old[start:]), _backwards(new[start:]))
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    stays, came = set(before), set(after)
    gone_rows = [row for row, number in enumerate(before) if number not in came]
    new_rows = [row for row, number in enumerate(after) if number not in stays]
    kept = [number for number in before if number in came]
    if kept != [number for number in after if number in stays]:
        return None
    removed, inserted = _ranges(gone_rows, start), _ranges(new_rows, start)
    if len(removed) + len(inserted) > MOST_RANGES:
        return None
    return Difference(tuple(reversed(removed)), tuple(inserted))


def _same_at_start(one: Numbers, other: Numbers) -> int:
    """How many numbers both lists have in common from their beginning on."""
    most = min(len(one), len(other))
    return bisect_left(range(most), 1, key=lambda length: one[: length + 1] != other[: length + 1])


def _backwards(numbers: Numbers) -> Numbers:
    return array("q", reversed(numbers))


def _ranges(rows: Sequence[int], start: int) -> list[Range]:
    found: list[Range] = []
    for row in rows:
        if found and found[-1].first + found[-1].count == row + start:
            found[-1] = Range(found[-1].first, found[-1].count + 1)
        else:
            found.append(Range(row + start, 1))
    return found
