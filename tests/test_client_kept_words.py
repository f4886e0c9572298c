"""A sentence that was kept in a file can still be said in another language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.errors import ServerDown
from client.kept_words import MARK, kept, read_kept
from client.server_words import server_words
from client.wording import Said


@given(st.text(), st.integers(0, 5), st.text().filter(lambda words: not words.startswith(MARK)))
def test_what_is_kept_comes_back(value: str, number: int, plain: str) -> None:
    inner = Said("%n of {what}", one="one of {what}", number=number, what=value)
    sentence = Said("{inner}: {value}", inner=inner, value=value)
    again = read_kept(kept(sentence))
    assert isinstance(again, Said)
    assert again == sentence
    assert again.words == sentence.words
    assert again.values == sentence.values
    assert read_kept(kept(plain)) == plain


def test_fault_is_kept_with_its_place() -> None:
    again = read_kept(kept(ServerDown("mail.example", 1587).sentence))
    assert isinstance(again, Said)
    assert again.values["place"] == "mail.example:1587"


def test_sentence_without_values_is_kept_as_plain_text() -> None:
    assert kept(Said("Was sent.")) == "Was sent."


@pytest.mark.parametrize(
    "damaged", ["", "{", "[]", "{}", '{"words": "{x}", "values": {"y": "1"}}', '{"words": 1, "values": {}}']
)
def test_damaged_sentence_is_shown_as_it_stands(damaged: str) -> None:
    assert read_kept(MARK + damaged) == damaged


@given(st.text())
def test_server_cannot_send_what_looks_kept(words: str) -> None:
    assert not server_words(MARK + words).startswith(MARK)
