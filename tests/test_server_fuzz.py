"""Whatever a stranger sends: the server answers in its own words or hangs up; no 451, and no traceback in the log."""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.postroom import Postroom
from tests.support.serving import serving
from tests.support.wire import Wire

# Out of a message, out of a sign-in, then the end.
WAY_OUT = b"\r\n.\r\n*\r\n*\r\nQUIT\r\n"
WORDS = b"EHLO HELO MAIL RCPT DATA RSET NOOP VRFY EXPN HELP AUTH STARTTLS PING REG GETUSER mail DaTa BDAT".split(b" ")
PIECES = [
    *b': < > @ + = * . ( " \\ +20 +FF \x00 \xff \xc3\xa4 FROM: TO: PLAIN LOGIN AGFubmEAeA== anna'.split(b" "),
    *b"<anna@project.com> <a@elsewhere.test> <> <postmaster> SIZE= SIZE=99 BODY=8BITMIME SMTPUTF8".split(b" "),
    *(b" ", b"  ", b"\t", b"x" * 600, b"9" * 30),
]
LINE_ENDS = [b"\r\n"] * 8 + [b"\n", b"\r", b"", b"\r\n\r\n"]
LINE = st.tuples(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(PIECES) | st.binary(max_size=8), max_size=6).map(b" ".join)
    | st.lists(st.sampled_from(PIECES), max_size=8).map(b"".join).map(b" ".__add__)
    | st.binary(max_size=40),
    st.sampled_from(LINE_ENDS),
).map(b"".join)
STREAM = st.lists(LINE, max_size=12).map(b"".join) | st.binary(max_size=300)
# What has an enhanced code: every reply of these classes but the greeting and the answers to EHLO and HELO.
_ENHANCED = rb"[245]\d\d[ -][245]\.\d{1,3}\.\d{1,3} [ -~]+"
REPLY = re.compile(_ENHANCED + rb"|3(?:54|34) [ -~]*|2[25]0[ -](?:8BITMIME|[A-Za-z][ -~]*)")


class Faults(logging.Handler):
    """Keeps what must not be in the log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info or record.levelno >= logging.ERROR:
            self.lines.append(self.format(record))


@pytest.fixture(scope="module")
def faults() -> Iterator[Faults]:
    handler = Faults()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postroom]:
    with serving(tmp_path_factory.mktemp("fuzz") / "postroom") as postroom:
        postroom.account("anna", also=[f"postmaster@{postroom.domain}"])
        yield postroom


def check(wire: Wire, stream: bytes, faults: Faults, postroom: Postroom) -> None:
    """Send `stream` and look at everything that comes back."""
    with wire:
        try:
            wire.send(stream + WAY_OUT)
            if not isinstance(wire.socket, ssl.SSLSocket):
                # Behind STARTTLS the server would wait for a handshake.
                wire.half_close()
        except OSError:
            # It has hung up already, as it may.
            pass
        answers = wire.rest()
    assert not answers or answers.endswith(b"\r\n")
    for line in answers.split(b"\r\n")[:-1]:
        assert len(line) <= 510, line
        assert REPLY.fullmatch(line), line
        assert not line.startswith(b"451"), line
    assert faults.lines == []
    with Wire(postroom.ports.incoming) as other:
        assert other.reply().startswith("220 ")
        assert other.command("PING") == "250 2.0.0 PONG"


@given(STREAM)
@settings(max_examples=150)
@example(b"MAIL FROM:<\xff@x> SMTPUTF8\r\nRCPT TO:<\xff@project.com>\r\n")
@example(b"MAIL FROM:<" + b"(" * 500 + b"\r\n")
@example(b"A" * 200_000)
@example(b"\r\n" * 30)
def test_anything_on_the_incoming_port(running: Postroom, faults: Faults, stream: bytes) -> None:
    """Bytes that were no UTF-8 in an address, and 500 brackets, answered 451 with a traceback in the log."""
    check(Wire.greeted(running.ports.incoming), stream, faults, running)


@given(STREAM)
@settings(max_examples=60)
def test_anything_before_starttls(running: Postroom, faults: Faults, stream: bytes) -> None:
    check(Wire(running.ports.smtp_starttls), stream, faults, running)


@given(STREAM)
@settings(max_examples=60)
def test_anything_under_tls_before_signing_in(running: Postroom, faults: Faults, stream: bytes) -> None:
    check(Wire.greeted(running.ports.smtp_tls, running.client_context()), stream, faults, running)


@given(STREAM)
@settings(max_examples=150)
@example(b"MAIL FROM:<anna@project.com> SMTPUTF8\r\nRCPT TO:<\xff@project.com>\r\n")
@example(b"MAIL FROM:<anna@project.com>\r\nRCPT TO:<anna@project.com>\r\nDATA\r\nFrom: \xff<\xf0@\xfe>\r\n\r\n.\r\n")
@example(b"GETUSER \xff\r\nGETUSER +FF\r\nGETUSER " + b"+" * 500 + b"\r\n")
def test_anything_after_signing_in(running: Postroom, faults: Faults, stream: bytes) -> None:
    check(Wire.signed_in(running, "anna"), stream, faults, running)


HEADER_PIECES = [
    *b"From: |from:|Bcc: |Received: x|Date: |Return-Path: |Subject: =?utf-8?q?|anna@project.com|--x\r\n|--x--".split(
        b"|"
    ),
    *b'<|>|,|;|:|"|(|\\|=?|?=|\xff|\xc3\xa4| |\t|\r\n|\r\n |\r\n\r\n|\x1b|=00|charset='.split(b"|"),
    b"Content-Type: multipart/mixed; boundary=x\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
]


@given(st.lists(st.sampled_from(HEADER_PIECES) | st.binary(max_size=6), max_size=25).map(b"".join))
@settings(max_examples=150)
def test_any_message_is_kept_or_refused(running: Postroom, faults: Faults, content: bytes) -> None:
    start = b"MAIL FROM:<anna@project.com>\r\nRCPT TO:<anna@project.com>\r\nDATA\r\n"
    check(Wire.signed_in(running, "anna"), start + content, faults, running)


@given(st.binary(max_size=200))
@settings(max_examples=40)
def test_anything_instead_of_a_handshake(running: Postroom, faults: Faults, stream: bytes) -> None:
    """Also plain HTTP on the TLS port: the server hangs up and goes on."""
    for data in (stream, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"):
        with Wire(running.ports.smtp_tls) as wire:
            wire.send(data)
            wire.half_close()
            assert not wire.rest().startswith(b"2")
    assert faults.lines == []
