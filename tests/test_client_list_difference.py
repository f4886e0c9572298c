"""From one list of numbers to another by ranges, as a view would do it."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from client.list_difference import MOST_RANGES, Difference, Rearrangement, difference

NUMBERS = st.lists(st.integers(0, 30), unique=True, max_size=25)


def applied(old: list[int], new: list[int]) -> tuple[list[int], bool]:
    """What becomes of `old`, and whether it was rearranged."""
    found = difference(array("q", old), array("q", new))
    rows = list(old)
    if isinstance(found, Rearrangement):
        rows += found.came
        assert sorted(rows) == sorted([*new, *found.gone])
        return new, True
    for one in found.removed:
        del rows[one.first : one.first + one.count]
    for one in found.inserted:
        rows[one.first : one.first] = new[one.first : one.first + one.count]
    return rows, False


@given(NUMBERS, NUMBERS)
def test_difference_leads_from_the_old_list_to_the_new_one(old: list[int], new: list[int]) -> None:
    stays = [one for one in old if one in new]
    same_order = stays == [one for one in new if one in old]
    assert applied(old, new) == (new, not same_order)


@given(NUMBERS)
def test_same_list_has_no_difference(numbers: list[int]) -> None:
    found = difference(array("q", numbers), array("q", numbers))
    assert isinstance(found, Difference)
    assert (found.removed, found.inserted) == ((), ())


def test_too_many_ranges_are_another_layout() -> None:
    old = list(range(4 * MOST_RANGES))
    assert applied(old, old[::2]) == (old[::2], True)
    assert applied(old, old[100:]) == (old[100:], False)
