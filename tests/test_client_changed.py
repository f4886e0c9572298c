"""Changes one after the other, told as one."""

from hypothesis import given
from hypothesis import strategies as st

from client.changed import NOTHING, ChangeCollector, Changed, ListChange, together

# What happens to messages of one mailbox, in steps: which come, go, or look different.
STEPS = st.lists(st.lists(st.tuples(st.sampled_from(["flip", "change"]), st.integers(0, 6)), max_size=6), max_size=5)


@given(STEPS)
def test_steps_told_as_one_are_what_happened_in_all_of_them(steps: list[list[tuple[str, int]]]) -> None:
    here = {0, 1, 2}
    whole, told = ChangeCollector(), []
    for step in steps:
        part = ChangeCollector()
        for what, number in step:
            for collector in (whole, part):
                if what == "change" and number in here:
                    collector.change("P1", number)
                elif what == "flip":
                    (collector.remove if number in here else collector.add)("P1", number)
            if what == "flip":
                here ^= {number}
        told.append(part.result())
    assert together(told) == whole.result()


def test_nothing_and_nothing_are_nothing() -> None:
    assert together([NOTHING, NOTHING]) == NOTHING
    assert together([NOTHING, Changed(everything=True), Changed(mailboxes=True)]) == Changed(True, {}, True)
    one = Changed(lists={"P1": ListChange(added=frozenset({1}))})
    assert together([one, NOTHING]) == one
