"""From one list of numbers to another by ranges, as a view would do it."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from client.list_difference import MOST_RANGES, difference

NUMBERS = st.lists(st.integers(0, 30), unique=True, max_size=25)


def applied(old: list[int], new: list[int]) -> list[int] | None:
    """What becomes of `old`; None when the order has changed."""
    found = difference(array("q", old), array("q", new))
    if found is None:
        return None
    rows = list(old)
    for one in found.removed:
        del rows[one.first : one.first + one.count]
    for one in found.inserted:
        rows[one.first : one.first] = new[one.first : one.first + one.count]
    return rows


@given(NUMBERS, NUMBERS)
def test_difference_leads_from_the_old_list_to_the_new_one(old: list[int], new: list[int]) -> None:
    stays = [one for one in old if one in new]
    same_order = stays == [one for one in new if one in old]
    assert applied(old, new) == (new if same_order else None)


@given(NUMBERS)
def test_same_list_has_no_difference(numbers: list[int]) -> None:
    found = difference(array("q", numbers), array("q", numbers))
    assert found is not None
    assert (found.removed, found.inserted) == ((), ())


def test_too_many_ranges_are_another_layout() -> None:
    old = list(range(4 * MOST_RANGES))
    assert applied(old, old[::2]) is None
    assert applied(old, old[100:]) == old[100:]
