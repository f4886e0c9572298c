"""The search box: the client's grammar is the server's, whatever is typed; and what the cache finds with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client import cache_answers, search_words
from client.addresses import Address
from client.cache import Cache
from client.message import Mailbox, MessageRow
from client.search_terms import words_of
from client.search_words import parse, read_typing
from client.sync_requests import States
from db import search_grammar
from db.search_terms import terms

SAMPLES = [
    "",
    "plan",
    'from:anna subject:"house rules" -is:read has:attachment OR larger:5M',
    "-",
    "OR",
    "a OR",
    "OR b",
    "a OR OR b",
    "is:unread",
    "is:nothing",
    "IS:Unread",
    '-from:"a b"',
    "before:2026-11-01 after:2026/1/2",
    "on:2026-2-30",
    "on:2026-02-28",
    "before:yesterday",
    "larger:1.5G smaller:300kb larger:x",
    'in:Trash in:"my box" in:""',
    "from: anna",
    "from:",
    "http://x.y/z",
    "re: plan",
    '"unclosed phrase',
    "'single quotes' x",
    "a*",
    "ab*",
    "*",
    '"a \\" b"',
    "日本語",
    "a\0b",
    "0\x03 a\x02b",
    "\ud800",
    "x" * 3000,
    " ".join(["a"] * 60),
    "has:file -has:attachments filename:x.pdf bcc:a body:b",
    "hello OR -world",
    "--x",
    "from:-",
    "larger:",
    'is:"unread"',
]
PIECES = st.lists(
    st.sampled_from(
        [
            "from:",
            "is:",
            "in:",
            "has:",
            "OR",
            "-",
            '"',
            "'",
            " ",
            "anna",
            "unread",
            "*",
            "2026-01-02",
            "before:",
            "larger:",
            "5M",
            "\\",
            "re:",
            "日本",
            "a",
            ":",
            "\t",
        ]
    )
    | st.text(max_size=3),
    max_size=12,
).map("".join)


def shape(tree: object) -> object:
    """A tree of either side, as plain values."""
    match type(tree).__name__:
        case "Term":
            return (tree.name, tree.value)  # type: ignore[attr-defined]
        case "Not":
            return ("Not", shape(tree.part))  # type: ignore[attr-defined]
        case kind:
            return (kind, [shape(part) for part in tree.parts])  # type: ignore[attr-defined]


def check_contract(text: str) -> None:
    assert shape(parse(text)) == shape(search_grammar.parse(text))
    assert [one.expression() for one in words_of(text)] == [one.expression() for one in terms(text)]


@pytest.mark.parametrize("text", SAMPLES, ids=range(len(SAMPLES)))
def test_client_and_server_understand_the_same(text: str) -> None:
    check_contract(text)


@given(PIECES)
def test_client_and_server_understand_the_same_whatever_is_typed(text: str) -> None:
    check_contract(text)


def test_limits_are_the_same_on_both_sides() -> None:
    for name in ("LONGEST", "MOST_TERMS", "TEXT_FIELDS"):
        assert getattr(search_words, name) == getattr(search_grammar, name)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cache]:
    made = Cache(tmp_path_factory.mktemp("search") / "cache.sqlite3", "anna@project.com")
    boxes = [Mailbox("P1", "Inbox", "inbox", 0, 0), Mailbox("P2", "Pläne", "", 0, 0)]
    made.update(lambda writer: cache_answers.begin(writer, States("1", "1"), boxes))
    anna, ben = Address("Anna Äberg", "anna@project.com"), Address("Ben", "ben@other.net")
    plain = MessageRow(
        "M1",
        "T1",
        frozenset({"P1"}),
        frozenset(),
        (anna,),
        (ben,),
        (),
        "House rules",
        datetime(2026, 1, 10, tzinfo=UTC),
        None,
        1000,
        "No shoes in the hall",
        False,
    )
    rows = [
        plain,
        replace(plain, id="M2", from_=(ben,), to=(anna,), subject="Lunch", keywords=frozenset({"$seen", "$forwarded"})),
        replace(
            plain,
            id="M3",
            subject="Einkauf 日本語の本",
            preview="rules of the house",
            size=3_000_000,
            has_attachment=True,
            mailbox_ids=frozenset({"P2"}),
            received_at=datetime(2026, 2, 1, tzinfo=UTC),
            cc=(ben,),
            to=(),
            keywords=frozenset({"$flagged"}),
        ),
    ]
    made.update(lambda writer: writer.put(rows, newer=True))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "321"),
        ("rules", "31"),
        ("RULES house", "31"),
        ('"house rules"', "1"),
        ("from:anna", "31"),
        ("from:aberg", "31"),
        ("to:anna", "2"),
        ("cc:ben", "3"),
        ("subject:rules", "1"),
        ("body:rules", "3"),
        ("-rules", "2"),
        ("is:unread", "31"),
        ("is:read OR is:flagged", "32"),
        ("is:forwarded", "2"),
        ("-is:forwarded", "31"),
        ("has:attachment", "3"),
        ("larger:1M", "3"),
        ("smaller:1M", "21"),
        ("before:2026-02-01", "21"),
        ("after:2026-02-01", "3"),
        ("on:2026-01-10", "21"),
        ("in:inbox", "21"),
        ("in:PLÄNE", "3"),
        ("-in:inbox", "3"),
        ("in:nowhere", ""),
        ("filename:x", ""),
        ("日本語", "3"),
        ("本語", "3"),
        ("hous*", "31"),
        ("hous", ""),
        ("ben@other.net", "321"),
        ('he said "', ""),
        ("rules OR lunch", "321"),
    ],
)
def test_search_finds(cache: Cache, text: str, found: str) -> None:
    assert "".join(one[1:] for one in cache.ids(cache.search(parse(text)))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("h", "321"),
        ("hous", "31"),
        ("house ru", "31"),
        ("hous rules", ""),
        ("from:an", "31"),
        ("-rul", "2"),
        ("is:unr", "321"),
        ("is:", "321"),
        ("rules is:un", "31"),
        ("from:", "321"),
        ("lunch OR", "2"),
        ("-", "321"),
        ("before:2026-0", "321"),
        ("rules OR lun", "321"),
        ("is:unread", "31"),
        ("rules -", "31"),
        ('"house ru', "31"),
        ("日", "3"),
        ("lunch ", "2"),
    ],
)
def test_search_while_typing_takes_the_beginning_of_the_last_word(cache: Cache, text: str, found: str) -> None:
    assert "".join(one[1:] for one in cache.ids(cache.search(read_typing(text)))) == found


def test_search_in_one_mailbox(cache: Cache) -> None:
    assert cache.ids(cache.search(parse("rules"), "P1")) == ["M1"]
    assert cache.ids(cache.search(parse("in:inbox rules"), "P2")) == []


@given(PIECES)
def test_whatever_is_typed_is_searched_for_without_a_fault(cache: Cache, text: str) -> None:
    cache.search(parse(text))
    cache.search(read_typing(text))
