"""What a message must be before it is kept."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.content_checks import LONGEST_HEADER, MAX_HOPS, Flaw, flaw, has_bare_line_ends, header_end

ANY = st.lists(st.sampled_from([b"\r\n", b"\r", b"\n", b"a", b"A: b", b"\0", b" "])).map(b"".join)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", Flaw.EMPTY),
        (b"\r\n", Flaw.EMPTY),
        (b"\r\n \t\r\n\r\n", Flaw.EMPTY),
        (b"a\r\n", None),
        (b"\r\na\r\n", None),
        (b"a\nb\r\n", Flaw.BARE_LINE_END),
        (b"a\rb\r\n", Flaw.BARE_LINE_END),
        (b"a\r\r\n", Flaw.BARE_LINE_END),
        (b"a\n\r\n", Flaw.BARE_LINE_END),
        (b"a\0\r\n", Flaw.NUL),
        (b"Received: x\r\n" * MAX_HOPS, None),
        (b"Received: x\r\n" * (MAX_HOPS + 1), Flaw.LOOP),
        (b"A: b\r\n\r\n" + b"Received: x\r\n" * (MAX_HOPS + 1), None),
        (b"A: b\r\n" * (LONGEST_HEADER // 6), None),
        (b"A: b\r\n" * (LONGEST_HEADER // 6 + 1), Flaw.LONG_HEADER),
        (b"A: b\r\n\r\n" + b"x\r\n" * 500_000, None),
        (b"No header\r\n" + b"Received: x\r\n" * (MAX_HOPS + 1), None),
    ],
)
def test_message_is_refused_or_not(content: bytes, found: Flaw | None) -> None:
    assert flaw(content) == found


@given(ANY)
def test_bare_line_ends_are_found_wherever_they_are(content: bytes) -> None:
    assert has_bare_line_ends(content) == bool(re.search(rb"(?<!\r)\n|\r(?!\n)", content))


@given(ANY)
def test_what_passes_has_only_whole_lines_and_no_nul(content: bytes) -> None:
    if flaw(content) is None:
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\0", content)
        assert content.strip()


@pytest.mark.parametrize(
    ("content", "end"),
    [
        (b"A: b\r\n\r\nbody\r\n", 6),
        (b"A: b\r\n", 6),
        (b"A : b\r\n\r\n", 7),
        (b"A:\r\n\r\n", 4),
        (b"\r\nA: b\r\n\r\n", 0),
        (b" A: b\r\n\r\n", 0),
        (b"no field\r\n\r\n", 0),
        (b": b\r\n\r\n", 0),
        (b"", 0),
        ("Ü: b\r\n\r\n".encode(), 0),
    ],
)
def test_header_ends_before_the_empty_line(content: bytes, end: int) -> None:
    assert header_end(content) == end
