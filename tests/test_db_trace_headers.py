"""The fields that the server puts in front of a message."""

from __future__ import annotations

import email
import email.policy
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.trace_headers import Trace, as_written, received, with_trace
from server.session import Session
from tests.support.nasty_mail import LARGE

TRACE = Trace(
    "anna@project.com", "client.test", "192.0.2.7", "project.com", "ESMTPSA", "00000000deadbeef", 1767225600.9
)
FIELD = st.sampled_from(
    [b"Subject: Hello", b"From: <b@x>", b"dATE: now", b"Message-ID:\r\n <1@x>", b"Return-Path: <c@x>\r\n\tfolded"]
)
LINE = FIELD | st.sampled_from([b" folded", b"", b"text", b"."])


def test_everything_that_is_missing_is_added() -> None:
    assert with_trace(b"Subject: Hello\r\n\r\nHi\r\n", TRACE) == (
        b"Return-Path: <anna@project.com>\r\n"
        b"Received: from client.test ([192.0.2.7])\r\n"
        b"\tby project.com with ESMTPSA id 00000000deadbeef;\r\n"
        b"\tThu, 01 Jan 2026 00:00:00 +0000\r\n"
        b"From: <anna@project.com>\r\n"
        b"Date: Thu, 01 Jan 2026 00:00:00 +0000\r\n"
        b"Message-ID: <00000000deadbeef@project.com>\r\n"
        b"Subject: Hello\r\n\r\nHi\r\n"
    )


def test_address_of_the_new_kind_is_marked() -> None:
    assert "from client.test ([IPv6:2001:db8::7])" in received(
        Trace("", "client.test", "2001:db8::7", "project.com", "SMTP", "1", 0)
    )


@given(st.lists(FIELD, max_size=6), st.lists(LINE, max_size=6))
def test_every_field_is_there_and_the_body_is_as_it_was(head: list[bytes], lines: list[bytes]) -> None:
    body = b"".join(line + b"\r\n" for line in lines)
    kept = with_trace(b"".join(line + b"\r\n" for line in head) + b"\r\n" + body, TRACE)
    assert kept.startswith(b"Return-Path: <anna@project.com>\r\nReceived: ")
    assert kept.partition(b"\r\n\r\n")[2] == body
    message = email.message_from_bytes(kept, policy=email.policy.compat32)
    assert message.get_all("Return-Path") == ["<anna@project.com>"]
    names = [name.strip().lower() for name in message]
    for name in ("from", "date", "message-id"):
        given_fields = sum(line.decode().lower().startswith(name) for line in head)
        assert names.count(name) == max(1, given_fields)


@given(st.sampled_from([b"text", b" folded", b": odd", b"."]), st.lists(LINE, max_size=6))
def test_content_that_does_not_begin_with_a_field_is_all_body(first: bytes, lines: list[bytes]) -> None:
    content = b"".join(line + b"\r\n" for line in [first, *lines])
    kept = with_trace(content, TRACE)
    assert kept.partition(b"\r\n\r\n")[2] == content
    assert {b"From:", b"Date:", b"Message-ID:"} <= {line.split(b" ")[0] for line in kept.split(b"\r\n")}


@given(st.binary(max_size=300), st.sampled_from(["192.0.2.7", "2001:db8::1", ""]), st.text(max_size=40))
def test_what_the_sender_wrote_comes_out_again(body: bytes, peer: str, greeting: str) -> None:
    content = b"From: a@x\r\nDate: now\r\nMessage-ID: <1@x>\r\n\r\n" + body
    trace = Trace("a@x", greeting, peer, "project.com", "ESMTPSA", "00000000000000ff", 0)
    assert as_written(with_trace(content, trace)) == (b"a@x", content)
    assert as_written(content) == (b"", content)


@given(st.text(max_size=400))
def test_greeting_cannot_break_out_of_its_field(greeting: str) -> None:
    trace = Trace("a@x", greeting, "192.0.2.7", "project.com", "SMTP", "1", 0)
    lines = received(trace).encode().decode("ascii").split("\r\n")
    assert len(lines) == 4
    assert re.fullmatch(r"Received: from [!-~]* \(\[192\.0\.2\.7\]\)", lines[0])
    assert max(map(len, lines)) <= 998


@pytest.mark.parametrize("name", LARGE)
def test_time_goes_by_the_size_and_not_its_square(name: str) -> None:
    """Names that begin like Date cost a copy of the header each: one message stopped the server for hours."""
    content = LARGE[name]()
    began = time.thread_time()
    with_trace(content, TRACE)
    assert time.thread_time() - began < 5


def test_sender_beyond_ascii_is_kept_as_it_is() -> None:
    trace = Trace("änna@bücher.test", "client.test", "192.0.2.7", "project.com", "ESMTP", "1", 0)
    assert with_trace(b"A: b\r\n\r\n", trace).startswith("Return-Path: <änna@bücher.test>\r\n".encode())


def test_protocol_is_what_was_said_and_what_was_under_it() -> None:
    assert Session(peer="x").protocol == "SMTP"
    assert Session(peer="x", extended=True).protocol == "ESMTP"
    assert Session(peer="x", extended=True, secure=True).protocol == "ESMTPS"
