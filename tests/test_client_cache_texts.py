"""How messages and people are written into the cache and read back, and what it sorts and searches by."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.addresses import Address
from client.cache_bodies import read_message, write_message
from client.cache_rows import folded, read_people, subject_key, write_people
from client.json_values import ShapeError
from client.message import Attachment, Message
from tests.support.gui_samples import row

TEXT = st.text(max_size=30)
PEOPLE = st.lists(st.builds(Address, TEXT, TEXT), max_size=3).map(tuple)
MESSAGES = st.builds(
    Message,
    row=st.just(row(1)),
    bcc=PEOPLE,
    reply_to=PEOPLE,
    headers=st.lists(st.tuples(TEXT, TEXT), max_size=4).map(tuple),
    message_id=TEXT,
    references=st.lists(TEXT, max_size=3).map(tuple),
    text=st.text(st.characters(), max_size=200),
    html=st.none() | st.text(max_size=200),
    attachments=st.lists(
        st.builds(Attachment, TEXT, TEXT, TEXT, st.integers(0, 10**9), TEXT, st.booleans()), max_size=3
    ).map(tuple),
    blob_id=TEXT,
    truncated=st.booleans(),
)


@given(MESSAGES)
def test_message_is_read_back_as_it_was_written(written: Message) -> None:
    assert read_message(write_message(written), written.row) == written


@given(st.binary(max_size=100))
def test_rotten_message_is_a_shape_error(content: bytes) -> None:
    with pytest.raises(ShapeError):
        read_message(content, row(1))


@given(PEOPLE, PEOPLE, PEOPLE)
def test_people_are_read_back_as_they_were_written(
    from_: tuple[Address, ...], to: tuple[Address, ...], cc: tuple[Address, ...]
) -> None:
    assert read_people(write_people(replace(row(1), from_=from_, to=to, cc=cc))) == (from_, to, cc)


@pytest.mark.parametrize(
    ("subject", "key"),
    [("Re: Fwd: AW[2]: Plan", "plan"), ("[list] Re: Plan", "plan"), ("[list]", "[list]"), ("Regen", "regen"), ("", "")],
)
def test_subject_is_sorted_without_what_stands_before_it(subject: str, key: str) -> None:
    assert subject_key(subject) == key


@given(st.text())
def test_folding_is_done_after_one_time(text: str) -> None:
    assert folded(folded(text)) == folded(text)
