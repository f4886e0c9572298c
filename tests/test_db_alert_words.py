"""What alerts tell, in words: every fact that is recorded has its name, and nothing is lost or made up."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.alert_words import in_words
from db.events import told


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("account=anna@project.com by=smtp", "Account: anna@project.com. At: the SMTP server."),
        ("account=unknown why=SignInRefused", "Account: none that is here. Why: wrong name or password."),
        ("by=https why=network", "At: the inbox server. Why: this network is not among those of admins."),
        ('what="the courier\'s turn failed" id=ab12', "What: the courier's turn failed. Number in the log: ab12."),
        ("id=1 reply='550 5.1.1 no such", "Number in the log: 1. Answer: 550 5.1.1 no such…"),
        ("why=''", "Why: nothing."),
        ("The disk is nearly full: 1 GB is free.", "The disk is nearly full: 1 GB is free."),
        ("more than 100 hosts", "more than 100 hosts"),
        ("", ""),
    ],
)
def test_detail_is_read_as_words(detail: str, words: str) -> None:
    assert in_words(detail) == words


@example({"said": "'"})
@example({"to": '"a"', "said": "'a' b"})
@given(st.dictionaries(st.sampled_from(["said", "to", "reply", "what", "cause"]), st.text(max_size=60), min_size=1))
def test_every_fact_is_told_once_and_in_one_line(facts: dict[str, str]) -> None:
    words = in_words(told(facts))
    assert words.isprintable()
    assert "=" not in words or any("=" in value for value in facts.values())
    for value in facts.values():
        seen = "".join(char if char.isprintable() else " " for char in value).strip()
        assert seen in words


@given(st.text(max_size=200))
def test_any_detail_is_read_without_a_fault(detail: str) -> None:
    assert bool(in_words(detail)) == bool(detail)
