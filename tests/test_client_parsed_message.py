"""A message of anybody is read without an error, also where Python's library has one."""

import time
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.addresses import Address
from client.gui.reopened_draft import message_id_of, reopened_draft
from client.parsed_message import parsed_message

FIELDS = ("To", "Message-ID", "Content-Type", "Content-Disposition", "References", "Subject")
WORDS = [
    "text/plain",
    ";",
    "=",
    "charset",
    "filename",
    "*0*",
    "=?utf-8?q?",
    "?=",
    "<",
    ">",
    "@",
    ":",
    ",",
    '"',
    "[",
    "(",
]


@pytest.mark.parametrize(
    "field",
    [
        "To: .<c>",
        "To: :;@x",
        "To: a@[b",
        "Message-ID: <\r]",
        "Content-Type: b[\u00e9;q*0*\r",
        'Content-Disposition: \u00e9"x"@f8:name@;filename\x00*',
    ],
)
def test_field_on_which_the_library_fails_is_left_out(field: str) -> None:
    content = f"Cc: Ben <ben@project.com>\r\nSubject: Lunch\r\n{field}\r\n\r\nToday?\r\n".encode()
    draft = reopened_draft(content)
    assert (draft.cc, draft.subject) == ((Address("Ben", "ben@project.com"),), "Lunch")
    message_id_of(content)


@given(st.sampled_from(FIELDS), st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=12).map("".join))
def test_no_field_is_an_error(name: str, value: str) -> None:
    content = f"{name}: {value}\r\nX-Other: x\r\n\r\nHello\r\n".encode("utf-8", "replace")
    reopened_draft(content)
    message_id_of(content)


def test_field_of_a_part_that_is_endless_is_left_out() -> None:
    """30 KB of it took the library half a minute, at each look."""
    content = f"Subject: Lunch\r\nContent-Type: text/plain{'; a' * 10_000}\r\n\r\nToday?\r\n".encode()
    # Of this thread alone: one of another test may still be at work.
    before = time.thread_time()
    draft = reopened_draft(content)
    assert (draft.subject, draft.text) == ("Lunch", "Today?")
    assert time.thread_time() - before < 5


def test_longest_name_of_a_file_is_read() -> None:
    name = "\u90e8" * 255
    message = EmailMessage()
    message.set_content("Hello")
    message.add_attachment(b"x", "application", "pdf", filename=name)
    assert [one.name for one in reopened_draft(message.as_bytes(policy=SMTP)).attachments] == [name]


def test_field_that_is_right_is_read_as_ever() -> None:
    found = parsed_message(b"To: =?utf-8?q?J=C3=B6rg?= <j@x>\r\nMessage-ID: <1@x>\r\n\r\nHello\r\n")
    assert [str(one) for one in found["To"].addresses] == ["J\u00f6rg <j@x>"]
    assert found["Message-ID"] == "<1@x>"
