"""xtext as the server reads and writes it (RFC 3461 section 4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import xtext

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("anna", "anna"),
        ("correct horse", "correct+20horse"),
        ("1+1=2", "1+2B1+3D2"),
        ("ü", "+C3+BC"),
        ("a\r\nb", "a+0D+0Ab"),
        ("\x7f", "+7F"),
        ("", ""),
    ],
)
def test_text_is_written_and_read(text: str, word: str) -> None:
    assert xtext.encode(text) == word
    assert xtext.decode(word) == text


@given(TEXT)
def test_any_text_comes_back(text: str) -> None:
    word = xtext.encode(text)
    assert word.isascii()
    assert word.isprintable()
    assert not {" ", "="} & set(word)
    assert xtext.decode(word) == text


@pytest.mark.parametrize(
    "word",
    ["+", "+2", "a+2g", "+c3+bc", "a=b", "a b", "ü", "\x00", "\t", "+00", "a+00b", "+FF", "+C3", "\udcff", "a\n"],
)
def test_what_is_no_xtext_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match=r"xtext|NUL|decode"):
        xtext.decode(word)


@given(st.text())
def test_any_word_is_read_or_refused_with_value_error(word: str) -> None:
    try:
        text = xtext.decode(word)
    except ValueError:
        return
    assert "\0" not in text
    assert xtext.decode(xtext.encode(text)) == text


@given(TEXT, st.integers(0, 40))
def test_limit_cuts_between_characters(text: str, limit: int) -> None:
    word = xtext.encode(text, limit)
    assert len(word) <= limit
    kept = xtext.decode(word)
    assert text.startswith(kept)
    assert kept == text or len(xtext.encode(text[: len(kept) + 1])) > limit
