"""xtext: any text goes through and comes back, and what is not xtext is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.xtext import decode_xtext, encode_xtext
from server import xtext

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert decode_xtext(encode_xtext(text)) == text


@given(TEXT.filter(lambda text: "\0" not in text))
def test_client_and_server_understand_each_other(text: str) -> None:
    assert xtext.decode(encode_xtext(text)) == text
    assert decode_xtext(xtext.encode(text)) == text


@given(TEXT)
def test_xtext_is_one_printable_word(text: str) -> None:
    word = encode_xtext(text)
    assert word.isascii()
    assert all("!" <= char <= "~" for char in word)
    assert "=" not in word


@given(st.text(st.characters(min_codepoint=32, max_codepoint=127), max_size=12))
def test_what_decodes_encodes_to_the_same_text_again(word: str) -> None:
    try:
        text = decode_xtext(word)
    except ValueError:
        return
    assert decode_xtext(encode_xtext(text)) == text


@pytest.mark.parametrize(
    ("text", "word"),
    [("a b", "a+20b"), ("ü", "+C3+BC"), ("a+b=c", "a+2Bb+3Dc"), ("", ""), ("\r\n\0", "+0D+0A+00")],
)
def test_examples_of_the_protocol_page(text: str, word: str) -> None:
    assert encode_xtext(text) == word
    assert decode_xtext(word) == text


@pytest.mark.parametrize("word", ["a b", "+2", "+2g", "+c3+bc", "a=b", "+", "ü", "+FF", "a\n"])
def test_what_is_not_xtext_is_refused(word: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the two kinds, not xtext and not UTF-8, share nothing narrower
        decode_xtext(word)


def test_lone_surrogate_cannot_be_encoded() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode_xtext("\ud800")
