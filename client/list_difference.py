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


@dataclass(frozen=True)
class Rearrangement:
    """Another order, or too much differs: put `came` at the end, then all into the new order with `gone` behind it, and
    take those from the end. Views know no change of order and of length at once.
    """

    came: Numbers
    gone: Numbers


def difference(old: Numbers, new: Numbers) -> Difference | Rearrangement:
    """What to do to `old` so that it is `new`. No number may stand in a list twice."""
    start = _same_at_start(old, new)
    end = _same_at_start(_backwards(old[start:]), _backwards(new[start:]))
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    stays, came = set(before), set(after)
    if stays == came and before:
        return Rearrangement(array("q"), array("q"))
    gone_rows = [row for row, number in enumerate(before) if number not in came]
    new_rows = [row for row, number in enumerate(after) if number not in stays]
    kept = array("q", (number for number in before if number in came))
    if kept == array("q", (number for number in after if number in stays)):
        removed, inserted = ranges(gone_rows, start), ranges(new_rows, start)
        if len(removed) + len(inserted) <= MOST_RANGES:
            return Difference(tuple(reversed(removed)), tuple(inserted))
    return Rearrangement(array("q", (after[row] for row in new_rows)), array("q", (before[row] for row in gone_rows)))


def _same_at_start(one: Numbers, other: Numbers) -> int:
    """How many numbers both lists have in common from their beginning on."""
    most = min(len(one), len(other))
    return bisect_left(range(most), 1, key=lambda length: one[: length + 1] != other[: length + 1])


def _backwards(numbers: Numbers) -> Numbers:
    return array("q", reversed(numbers))


def ranges(rows: Sequence[int], start: int = 0) -> list[Range]:
    """Rows in rising order, counted from `start`, as few ranges."""
    found: list[Range] = []
    for row in rows:
        if found and found[-1].first + found[-1].count == row + start:
            found[-1] = Range(found[-1].first, found[-1].count + 1)
        else:
            found.append(Range(row + start, 1))
    return found
