"""The judgement of new passwords follows how people choose them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.gui.password_strength import Strength, judge


@pytest.mark.parametrize(
    ("password", "at_most"),
    [
        ("", Strength.TOO_SHORT),
        ("Xy7$k2!", Strength.TOO_SHORT),
        ("password", Strength.WEAK),
        ("aaaaaaaaaaaaaaaa", Strength.WEAK),
        ("12345678901234", Strength.WEAK),
        ("qwertyuiop", Strength.WEAK),
        ("anna-anna-anna", Strength.WEAK),
        ("Password2026", Strength.FAIR),
    ],
)
def test_weak_passwords(password: str, at_most: Strength) -> None:
    assert judge(password, "anna").strength <= at_most


@pytest.mark.parametrize(
    ("password", "at_least"),
    [
        ("seven green bicycles", Strength.STRONG),
        ("correct horse", Strength.GOOD),
        ("k4#Wq9!zLm", Strength.FAIR),
        ("größere Brücke", Strength.GOOD),
    ],
)
def test_better_passwords(password: str, at_least: Strength) -> None:
    assert judge(password, "anna").strength >= at_least


def test_own_name_is_named_as_the_weakness() -> None:
    assert "your name" in judge("clara-2026", "clara@project.com").hint


@given(st.text(max_size=300), st.text(max_size=40))
def test_any_password_can_be_judged(password: str, username: str) -> None:
    found = judge(password, username)
    assert found.bits >= 0
    assert (found.strength is Strength.TOO_SHORT) == (len(password) < 8)
