"""What to look for: from the text of a filter to an expression that the index always understands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.search_file import WORDS
from db.search_terms import all_of, any_of, quoted, terms
from db.search_text import Texts

MAIL = [
    Texts("House rules", "Anna Müller anna@project.com", "ben@project.com", "", "", "Don't panic. Grüße", "rules.pdf"),
    Texts("Re: house", "Ben", "", "", "", "rules of the hous", ""),
    Texts("会议纪要", "", "", "", "", "下周三开会", ""),
]


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute(f"CREATE {WORDS.format(schema='main')}")
        made.executemany("INSERT INTO words VALUES (?, ?, ?, ?, ?, ?, ?)", [one.row() for one in MAIL])
        yield made


def match(index: sqlite3.Connection, expression: str) -> list[int]:
    return [row[0] for row in index.execute("SELECT rowid FROM words WHERE words MATCH ?", (expression,))]


@pytest.mark.parametrize(
    ("text", "columns", "wanted"),
    [
        ("house rules", (), [1, 2]),
        ("rules HOUSE", (), [1, 2]),
        ('"house rules"', (), [1]),
        ("'house rules'", (), [1]),
        ('"rules house"', (), []),
        ("house rules", ("subject",), [1]),
        ("hous", (), [2]),
        ("hous*", (), [1, 2]),
        ("h*", (), []),
        ("muller", (), [1]),
        ("MÜLLER", (), [1]),
        ("grusse", (), []),
        ("grüße", (), [1]),
        ("anna@project.com", ("from",), [1]),
        ("anna@project.com", ("to",), []),
        ("project.com", ("from", "to"), [1]),
        ("don't", (), [1]),
        ("rules.pdf", ("names",), [1]),
        ("会议", (), [3]),
        ("三开", (), [3]),
        ("议会", (), []),
        ("AND OR NOT", (), []),
        ("subject:house", (), []),
        ("house NEAR rules", (), []),
    ],
)
def test_words_are_found(index: sqlite3.Connection, text: str, columns: tuple[str, ...], wanted: list[int]) -> None:
    assert match(index, all_of(terms(text), columns)) == wanted


@pytest.mark.parametrize("text", ["", " ", "!", "- ' \" *", "\0", "…"])
def test_text_without_words_is_nothing_to_look_for(text: str) -> None:
    assert terms(text) == []
    assert all_of([]) == any_of([]) == all_of([], ("subject",)) == ""


@given(st.text(), st.sampled_from([(), ("subject",), ("from", "to")]))
@example('a"b" OR c)', ())
@example("^a + b : c {d} *", ())
@example("a\0b \ud800x", ("subject",))
def test_every_text_gives_an_expression_that_is_understood(
    index: sqlite3.Connection, text: str, columns: tuple[str, ...]
) -> None:
    found = terms(text)
    for expression in (all_of(found, columns), any_of(found, columns)):
        assert expression == "" or match(index, expression) is not None


@given(st.text())
def test_quoted_text_is_one_phrase(phrase: str) -> None:
    assert len(terms(quoted(phrase))) <= 1
