"""How slowly a peer may send: a drip ends, an honest slow line never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.pace import LEAST_RATE, Pace


def cut_off_after(window: float, gap: float, size: int, most: int = 100_000) -> float | None:
    """Return when a peer that sends `size` bytes every `gap` seconds is cut off; None for not within `most` pieces."""
    pace, now = Pace(0.0, window), 0.0
    for _ in range(most):
        now += gap
        if now > pace.deadline:
            return now
        pace.took(now, size)
    return None


@pytest.mark.parametrize("window", [30.0, 180.0])
def test_byte_a_second_is_cut_off_when_its_window_is_over(window: float) -> None:
    end = cut_off_after(window, gap=1.0, size=1)
    assert end is not None
    assert window <= end <= window * 1.02 + 1


@given(gap=st.floats(0.001, 59.0), rate=st.floats(1.01, 100.0))
def test_line_that_carries_the_least_rate_is_never_cut_off(gap: float, rate: float) -> None:
    assert cut_off_after(60.0, gap, size=int(LEAST_RATE * rate * gap) + 1, most=2000) is None


def test_pause_is_made_up_for_and_a_longer_one_than_the_window_is_not() -> None:
    pace = Pace(0.0, 60.0)
    assert pace.took(50.0, 60 * LEAST_RATE) == 110.0
    assert pace.took(105.0, 60 * LEAST_RATE) == 165.0
    assert pace.took(105.0, 10**9) == 165.0


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 10**6))))
def test_deadline_never_goes_back_and_is_never_further_than_the_window(pieces: list[tuple[float, int]]) -> None:
    pace, now = Pace(0.0, 60.0), 0.0
    for gap, size in pieces:
        now, before = now + gap, pace.deadline
        assert before - 1e-9 <= pace.took(now, size) <= now + 60.0
