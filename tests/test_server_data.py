"""Messages as they come in by DATA: what is kept of them, byte by byte, and what the server adds or takes out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import pytest

from db.accounts import Account
from tests.support.postroom import Postroom
from tests.support.serving import serving
from tests.support.wire import Wire, eventually

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postroom]:
    with serving(tmp_path_factory.mktemp("data") / "postroom") as postroom:
        postroom.account("anna")
        yield postroom


@pytest.fixture
def reader(running: Postroom) -> Account:
    """Somebody with an empty inbox."""
    return running.account(f"reader{next(_numbers)}")


@pytest.fixture
def writer(running: Postroom) -> Account:
    """Somebody with an empty mailbox for sent messages."""
    return running.account(f"writer{next(_numbers)}")


@pytest.fixture
def outside(running: Postroom) -> Iterator[Wire]:
    """Another host that brings mail."""
    with Wire.greeted(running.ports.incoming) as wire:
        yield wire


def fields(content: bytes, name: str) -> list[str]:
    """Return the values of the fields called `name`, unfolded."""
    head = content.partition(b"\r\n\r\n")[0].decode("utf-8", "surrogateescape")
    pairs = [line.split(":", 1) for line in re.sub(r"\r\n[ \t]", " ", head).split("\r\n") if ":" in line]
    return [value.strip() for key, value in pairs if key.strip().lower() == name.lower()]


CONTENTS = {
    "plain": b"Subject: Hello\r\nFrom: <a@elsewhere.test>\r\n\r\nHow are you?\r\n",
    "header only": b"Subject: Hello\r\nFrom: <a@elsewhere.test>\r\n",
    "header and empty line": b"Subject: Hello\r\n\r\n",
    "body behind an empty line": b"\r\nHow are you?\r\n",
    "8-bit": "Subject: Grüße\r\n\r\nSchöne Grüße\r\n".encode(),
    "not UTF-8": b"Subject: Gr\xfc\xdfe\r\n\r\nSch\xf6ne Gr\xfc\xdfe \xff\xfe\r\n",
    "control characters": b"Subject: Bell\r\n\r\n\x07\x1b[31m\x0b\x0c\x7f\x85\r\n",
    "dots": b"Subject: Dots\r\n\r\n.\r\n..\r\n...\r\n. \r\n.x\r\n \r\n.\r\n",
    "trailing empty lines": b"Subject: Empty\r\n\r\n\r\n\r\n\r\n",
    "one long line": b"Subject: Long\r\n\r\n" + b"x" * 200_000 + b"\r\n",
    "many lines": b"Subject: Many\r\n\r\n" + b".line\r\n" * 20_000,
    "odd header": b"Subject: Odd\r\nthis is no field\r\nX: y\r\n\r\nBody\r\n",
}


@pytest.mark.parametrize("name", CONTENTS)
def test_content_is_kept_byte_by_byte_behind_the_trace(
    running: Postroom, outside: Wire, reader: Account, name: str
) -> None:
    content = CONTENTS[name]
    assert outside.message("a@elsewhere.test", reader.address, content).startswith("250 2.6.0 ")
    (kept,) = running.mail(reader)
    assert kept.endswith(content)
    added = kept[: -len(content)]
    assert re.match(rb"Return-Path: <a@elsewhere\.test>\r\nReceived: ", added)
    assert [line.split(b":")[0] for line in added.split(b"\r\n") if line and line[:1] not in b" \t"] == [
        b"Return-Path",
        b"Received",
        *([] if b"From:" in content else [b"From"]),
        b"Date",
        b"Message-ID",
    ]


def test_body_without_a_header_stays_a_body(running: Postroom, outside: Wire, reader: Account) -> None:
    outside.message("a@elsewhere.test", reader.address, b"Hello: you\r\n\r\nIs this a header?\r\n")
    outside.message("a@elsewhere.test", reader.address, b"Hello you!\r\nWhat: now?\r\n")
    headless, headed = running.mail(reader)
    assert headed.endswith(b"Hello: you\r\n\r\nIs this a header?\r\n")
    assert headless.partition(b"\r\n\r\n")[2] == b"Hello you!\r\nWhat: now?\r\n"


def test_trace_tells_who_brought_it_and_how(running: Postroom, outside: Wire, reader: Account) -> None:
    answer = outside.message("a@elsewhere.test", reader.address, b"Subject: Hello\r\n\r\nHi\r\n")
    (kept,) = running.mail(reader)
    (received,) = fields(kept, "Received")
    found = re.fullmatch(
        r"from client\.test \(\[127\.0\.0\.1\]\) by project\.com with ESMTP id ([0-9a-f]{16}); (.*)", received
    )
    assert found, received
    assert answer == f"250 2.6.0 {found[1]} is kept"
    assert parsedate_to_datetime(found[2]) == parsedate_to_datetime(fields(kept, "Date")[0])
    assert fields(kept, "Message-ID") == [f"<{found[1]}@project.com>"]


@pytest.mark.parametrize(
    ("greeting", "protocol"), [("EHLO one.test", "ESMTPSA"), ("HELO one.test", "SMTP"), ("EHLO a(b)\\c", "ESMTPSA")]
)
def test_received_names_the_protocol_and_cannot_be_broken_by_the_greeting(
    running: Postroom, writer: Account, reader: Account, greeting: str, protocol: str
) -> None:
    with Wire.signed_in(running, writer.address) as wire:
        wire.command(greeting)
        assert wire.message(writer.address, reader.address, b"Subject: Hello\r\n\r\nHi\r\n").startswith("250")
    (received,) = fields(running.mail(reader)[0], "Received")
    said = greeting.split()[1].replace("(", "?").replace(")", "?").replace("\\", "?")
    assert received.startswith(f"from {said} ([127.0.0.1]) by project.com with {protocol} id ")


def test_fields_that_are_there_are_not_added_again(running: Postroom, outside: Wire, reader: Account) -> None:
    content = (
        b"dATE : Thu, 1 Jan 2026 00:00:00 +0000\r\nmessage-id:\r\n <one@elsewhere.test>\r\n"
        b"FROM: <b@elsewhere.test>\r\n\r\nFrom: not a field\r\n"
    )
    outside.message("a@elsewhere.test", reader.address, content)
    (kept,) = running.mail(reader)
    assert fields(kept, "from") == ["<b@elsewhere.test>"]
    assert fields(kept, "date") == ["Thu, 1 Jan 2026 00:00:00 +0000"]
    assert fields(kept, "message-id") == ["<one@elsewhere.test>"]
    assert kept.endswith(content)


def test_fields_named_only_in_the_body_or_in_longer_names_are_added(
    running: Postroom, outside: Wire, reader: Account
) -> None:
    content = b"Resent-From: <b@elsewhere.test>\r\nX-Date: no\r\nDated: no\r\n\r\nDate: x\r\nMessage-ID: y\r\n"
    outside.message("a@elsewhere.test", reader.address, content)
    (kept,) = running.mail(reader)
    assert fields(kept, "from") == ["<a@elsewhere.test>"]
    assert len(fields(kept, "date")) == len(fields(kept, "message-id")) == 1


def test_bounce_gets_an_empty_return_path_and_no_invented_author(
    running: Postroom, outside: Wire, reader: Account
) -> None:
    outside.message("", reader.address, b"Subject: Undelivered\r\n\r\nSorry\r\n")
    (kept,) = running.mail(reader)
    assert fields(kept, "Return-Path") == ["<>"]
    assert fields(kept, "From") == []


def test_return_path_of_the_sender_is_replaced(running: Postroom, outside: Wire, reader: Account) -> None:
    content = (
        b"Return-Path: <evil@elsewhere.test>\r\nSubject: One\r\n"
        b"rETURN-path :\r\n\t<more@elsewhere.test>\r\n  and more\r\n"
        b"To: you\r\n\r\nReturn-Path: <stays@elsewhere.test>\r\n"
    )
    outside.message("a@elsewhere.test", reader.address, content)
    (kept,) = running.mail(reader)
    assert fields(kept, "Return-Path") == ["<a@elsewhere.test>"]
    assert kept.endswith(b"Subject: One\r\nTo: you\r\n\r\nReturn-Path: <stays@elsewhere.test>\r\n")


BLIND = {
    "one": b"Bcc: c@project.com\r\n",
    "folded": b"Bcc: c@project.com,\r\n d@project.com,\r\n\te@project.com\r\n",
    "several": b"Bcc: c@project.com\r\nX: between\r\nBcc: d@project.com\r\n",
    "odd case": b"bCC : c@project.com\r\n",
    "empty": b"Bcc:\r\n",
    "resent": b"Resent-Bcc: c@project.com\r\n",
    "value on the next line": b"BCC:\r\n c@project.com\r\n",
}


@pytest.mark.parametrize("place", ["first", "last"])
@pytest.mark.parametrize("kind", BLIND)
def test_bcc_is_kept_for_the_author_and_taken_out_for_recipients(
    running: Postroom, writer: Account, reader: Account, kind: str, place: str
) -> None:
    blind, rest = BLIND[kind], b"To: you@project.com\r\nX-Bcc: stays\r\n"
    head = blind + rest if place == "first" else rest + blind
    body = b"\r\nBcc: in the body stays\r\n"
    with Wire.signed_in(running, writer.address) as wire:
        assert wire.message(writer.address, reader.address, head + body).startswith("250")
    (received,) = running.mail(reader)
    (sent,) = running.mail(writer, "sent")
    assert sent.endswith(head + body)
    between = b"X: between\r\n" if kind == "several" else b""
    assert received.endswith((between + rest if place == "first" else rest + between) + body)
    assert fields(received, "Bcc") == fields(received, "Resent-Bcc") == []


def test_bcc_before_a_body_without_empty_line_is_taken_out(running: Postroom, writer: Account, reader: Account) -> None:
    with Wire.signed_in(running, writer.address) as wire:
        wire.message(writer.address, reader.address, b"Subject: Only a header\r\nBcc: secret\r\n")
    (received,) = running.mail(reader)
    assert received.endswith(b"Subject: Only a header\r\n")
    assert b"secret" not in received


@pytest.mark.parametrize(("count", "answer"), [(50, "250 2.6.0"), (51, "554 5.4.6")])
def test_message_that_went_round_fifty_servers_is_a_loop(
    running: Postroom, outside: Wire, reader: Account, count: int, answer: str
) -> None:
    content = b"rEceived: from x\r\n\tby y\r\n" * count + b"Subject: Loop\r\n\r\n" + b"Received: in the body\r\n" * 60
    assert outside.message("a@elsewhere.test", reader.address, content).startswith(answer)
    assert len(running.mail(reader)) == (answer[0] == "2")


def test_whole_session_in_one_go_is_answered_after_half_close(running: Postroom, reader: Account) -> None:
    with Wire(running.ports.incoming) as wire:
        wire.send(
            f"EHLO one.test\r\nMAIL FROM:<a@elsewhere.test>\r\nRCPT TO:<{reader.address}>\r\nDATA\r\n"
            "Subject: In one go\r\n\r\nHello\r\n.\r\nQUIT\r\n".encode()
        )
        wire.half_close()
        codes = [line[:4] for line in wire.rest().decode().split("\r\n") if line[3:4] == " "]
    assert codes == ["220 ", "250 ", "250 ", "250 ", "354 ", "250 ", "221 "]
    assert len(running.mail(reader)) == 1


@pytest.mark.parametrize("how", ["close", "reset"])
@pytest.mark.parametrize("secure", [False, True])
def test_client_that_goes_in_the_middle_of_data_leaves_nothing(
    running: Postroom, reader: Account, how: str, secure: bool, caplog: pytest.LogCaptureFixture
) -> None:
    wire = Wire.signed_in(running, "anna") if secure else Wire.greeted(running.ports.incoming)
    wire.begin("anna@project.com" if secure else "a@elsewhere.test", reader.address)
    wire.send(b"Subject: Half\r\n\r\n" + b"Hello\r\n" * 40_000)
    getattr(wire, how)()
    with Wire.greeted(running.ports.incoming) as other:
        assert other.message("a@elsewhere.test", reader.address, b"Subject: Whole\r\n\r\nHi\r\n").startswith("250")
    assert [fields(kept, "Subject") for kept in running.mail(reader)] == [["Whole"]]
    assert [record.getMessage() for record in caplog.records if record.levelname != "INFO"] == []


@pytest.mark.parametrize("how", ["close", "reset"])
@pytest.mark.parametrize("secure", [False, True])
def test_client_that_goes_right_after_the_last_dot_has_its_message_kept_once(
    running: Postroom, reader: Account, how: str, secure: bool, caplog: pytest.LogCaptureFixture
) -> None:
    wire = Wire.signed_in(running, "anna") if secure else Wire.greeted(running.ports.incoming)
    wire.begin("anna@project.com" if secure else "a@elsewhere.test", reader.address)
    wire.send(b"Subject: Whole\r\n\r\nHi\r\n.\r\n")
    if how == "close":
        wire.close()
    else:
        # A reset may throw away what the other side has not read yet; wait until it has.
        eventually("the message is kept", lambda: bool(running.mail(reader)))
        wire.reset()
    eventually("the message is kept", lambda: bool(running.mail(reader)))
    with Wire.greeted(running.ports.incoming) as other:
        assert other.message("a@elsewhere.test", reader.address, b"Subject: Next\r\n\r\nHi\r\n").startswith("250")
    assert [fields(kept, "Subject") for kept in running.mail(reader)] == [["Next"], ["Whole"]]
    assert [record.getMessage() for record in caplog.records if record.levelname != "INFO"] == []
