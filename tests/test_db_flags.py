"""Keywords: which may be one, and that packing loses none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.flags import ANSWERED, DRAFT, FLAGGED, SEEN, is_unread, pack, unpack, valid

# RFC 8621 section 4.1.1: %x21-%x7e without ( ) { ] % * " \
ALLOWED = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '(){]%*"\\')
KEYWORDS = st.sets(
    st.text(ALLOWED, min_size=1, max_size=20) | st.sampled_from(["$seen", "$Draft", "$forwarded", "work"])
)


def test_every_allowed_character_may_be_in_a_keyword_and_no_other() -> None:
    for code in range(0x250):
        assert valid(chr(code)) == (chr(code) in ALLOWED), hex(code)
    assert not valid("\u212a")


@pytest.mark.parametrize(("keyword", "expected"), [("", False), ("x" * 255, True), ("x" * 256, False), ("a b", False)])
def test_length_and_blanks(keyword: str, expected: bool) -> None:
    assert valid(keyword) is expected


@given(KEYWORDS)
def test_packed_keywords_are_read_back_in_lower_case(keywords: set[str]) -> None:
    assert unpack(*pack(frozenset(keywords))) == {keyword.lower() for keyword in keywords}


def test_common_keywords_are_bits() -> None:
    assert pack(frozenset(["$Seen", "$flagged", "$answered", "Work", "home"])) == (
        SEEN | FLAGGED | ANSWERED,
        "home work",
    )


@pytest.mark.parametrize(
    ("bits", "unread"), [(0, True), (FLAGGED, True), (SEEN, False), (DRAFT, False), (SEEN | DRAFT, False)]
)
def test_unread_is_neither_seen_nor_a_draft(bits: int, unread: bool) -> None:
    assert is_unread(bits) is unread
