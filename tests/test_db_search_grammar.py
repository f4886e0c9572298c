"""What people type: understood where it can be, plain words where not, and never an error."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db import search_terms
from db.search_grammar import KEYWORDS, LONGEST, MOST_TERMS, TEXT_FIELDS, All, Either, Not, Term, Tree, parse

DAY = 1793491200  # 2026-11-01


def text(value: str) -> Term:
    return Term("text", value)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", []),
        ("   ", []),
        ("- -- \" ' * :", []),
        ("house rules", [text("house"), text("rules")]),
        ('"house rules"', [text('"house rules"')]),
        ('a "b c" d', [text("a"), text('"b c"'), text("d")]),
        ('"unclosed phrase', [text('"unclosed'), text("phrase")]),
        ("rep*", [text("rep*")]),
        ("from:anna", [Term("from", "anna")]),
        ("FROM:Anna", [Term("from", "Anna")]),
        ("from: anna", [Term("from", "anna")]),
        ('subject:"house rules" x', [Term("subject", '"house rules"'), text("x")]),
        ("filename:report.pdf", [Term("filename", "report.pdf")]),
        ("has:attachment", [Term("hasAttachment", True)]),
        ("is:unread", [Term("notKeyword", "$seen")]),
        ("is:read", [Term("hasKeyword", "$seen")]),
        ("is:flagged", [Term("hasKeyword", "$flagged")]),
        ("is:answered", [Term("hasKeyword", "$answered")]),
        ("is:Draft", [Term("hasKeyword", "$draft")]),
        ("before:2026-11-01", [Term("before", DAY)]),
        ("after:2026/11/1", [Term("after", DAY)]),
        ("on:2026-11-01", [All((Term("after", DAY), Term("before", DAY + 86400)))]),
        ("larger:5M", [Term("larger", 5 * 1024 * 1024)]),
        ("smaller:1.5kb", [Term("smaller", 1536)]),
        ("larger:1000", [Term("larger", 1000)]),
        ("in:inbox", [Term("in", "inbox")]),
        (r'in:"My \"Box\""', [Term("in", 'My "Box"')]),
        ("-house", [Not(text("house"))]),
        ('-"house rules"', [Not(text('"house rules"'))]),
        ("-from:anna", [Not(Term("from", "anna"))]),
        ("-on:2026-11-01", [Not(All((Term("after", DAY), Term("before", DAY + 86400))))]),
        ("a OR b", [Either((text("a"), text("b")))]),
        ("a OR -b OR from:c d", [Either((text("a"), Not(text("b")), Term("from", "c"))), text("d")]),
        ("a or b", [text("a"), text("or"), text("b")]),
        ("OR a", [text("OR"), text("a")]),
        ("a OR", [text("a"), text("OR")]),
        ("a OR OR b", [Either((text("a"), text("OR"))), text("b")]),
    ],
)
def test_typed_text_is_understood(typed: str, wanted: list[Tree]) -> None:
    assert parse(typed) == All(tuple(wanted))


@pytest.mark.parametrize(
    "typed",
    ["is:nothing", "has:feet", "before:tomorrow", "before:2026-02-30", "after:99999-01-01", "on:2026-11", "larger:big",
     "larger:-5", "http://project.com/x", "re:budget", "12:30", "from:", "well-known", "in:"],
)  # fmt: skip
def test_what_is_not_understood_is_plain_words(typed: str) -> None:
    assert parse(typed) == All((text(typed),))


@given(st.text() | st.from_regex(r'(?:-?(?:[a-z]{2,9}:)?[-"\\ \w./*]{0,6}(?: OR )?){1,9}', fullmatch=True))
@example("a OR " * 100)
@example('"' * 3000)
@example("from:" * 1000)
def test_nothing_that_is_typed_is_an_error(typed: str) -> None:
    tree = parse(typed)
    for term in terms_of(tree):
        if isinstance(term.value, str) and term.name in ("text", *TEXT_FIELDS):
            # What is left is something that can be looked for.
            assert search_terms.terms(term.value)
    assert len(tree.parts) <= MOST_TERMS


def terms_of(tree: Tree) -> list[Term]:
    if isinstance(tree, Term):
        return [tree]
    parts = [tree.part] if isinstance(tree, Not) else tree.parts
    return [term for part in parts for term in terms_of(part)]


WORDS = st.from_regex(r"[a-z]{1,5}\*?", fullmatch=True)
PHRASES = st.lists(st.from_regex(r"[a-z]{1,5}", fullmatch=True), min_size=2, max_size=3).map(
    lambda some: search_terms.quoted(" ".join(some))
)
SIMPLE = st.one_of(
    st.builds(Term, st.sampled_from(["text", *TEXT_FIELDS]), WORDS | PHRASES),
    st.sampled_from(sorted(KEYWORDS)).map(lambda word: Term(*KEYWORDS[word])),
    st.just(Term("hasAttachment", True)),
    st.builds(Term, st.sampled_from(["before", "after"]), st.integers(0, 30000).map(lambda day: day * 86400)),
    st.builds(Term, st.sampled_from(["larger", "smaller"]), st.integers(0, 10**12 - 1)),
    st.builds(Term, st.just("in"), WORDS),
)
NEGATED = SIMPLE | SIMPLE.map(Not)
TREES = st.lists(
    NEGATED | st.lists(NEGATED, min_size=2, max_size=3).map(lambda some: Either(tuple(some))), max_size=5
).map(lambda some: All(tuple(some)))


def written(tree: Tree) -> str:
    """The opposite of `parse`."""
    match tree:
        case All(parts):
            return " ".join(map(written, parts))
        case Either(parts):
            return " OR ".join(map(written, parts))
        case Not(part):
            return f"-{written(part)}"
        case Term("text", value):
            return str(value)
        case Term("hasAttachment"):
            return "has:attachment"
        case Term("hasKeyword" | "notKeyword", _):
            return "is:" + next(word for word, known in KEYWORDS.items() if known == (tree.name, tree.value))
        case Term("before" | "after", int(seconds)):
            from datetime import UTC, datetime

            return f"{tree.name}:{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"
    return f"{tree.name}:{tree.value}"


@given(TREES)
def test_tree_that_is_written_is_read_the_same(tree: All) -> None:
    typed = written(tree)
    assert parse(typed) == tree


def test_beginning_of_a_long_text_counts() -> None:
    assert len(parse("a " * 10_000).parts) == MOST_TERMS
    assert parse("x" * (LONGEST + 10)) == All((text("x" * LONGEST),))
