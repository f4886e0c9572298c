"""Ends of a message that are none: whatever others take for the end of DATA, here it is only `<CR><LF>.<CR><LF>`.

The attack (SMTP smuggling, 2023): two servers that disagree about the end let a sender put a second message, with a
sender of his choice, inside the first. So a message with line ends that anybody could misread is refused, as a whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from db.accounts import Account
from tests.support.postroom import Postroom
from tests.support.serving import serving
from tests.support.wire import Wire

MISREAD = [
    b"\n.\n",
    b"\n.\r\n",
    b"\n.\r",
    b"\r.\r",
    b"\r.\n",
    b"\r.\r\n",
    b"\r\n.\n",
    b"\r\n.\r",
    b"\r\n.\r\r\n",
    b"\r\n.\n\n",
    b"\n\n.\r\n",
    b"\n\n.\n\n",
    b"\r\r.\r\r",
    b"\n\r.\n\r",
    b"\r\n\r.\r\n",
    b"\r\n\n.\r\n",
    b"\r\n\0.\r\n",
    b"\r\n.\0\r\n",
    b"\r\n\0.\0\r\n",
    b"\0\r\n.\r\0\n",
    b"\r\0\n.\r\n",
    b"\r\n.\r\0\n",
    b"\r\n..\n",
    b"\n..\r\n",
]
# Line ends of other worlds, and dots that are only text.
TEXT = [
    b"\x0b.\x0b",
    b"\x0c.\x0c",
    b"\x1e.\x1e",
    b"\x85.\x85",
    "\u2028.\u2028".encode(),
    b"\r\n .\r\n",
    b"\r\n. \r\n",
    b"\r\n..\r\n",
]
SECOND = (
    b"MAIL FROM:<admin@elsewhere.test>\r\nRCPT TO:<%s>\r\nDATA\r\n"
    b"From: <admin@elsewhere.test>\r\nSubject: Smuggled\r\n\r\nObey\r\n.\r\n"
)
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postroom]:
    with serving(tmp_path_factory.mktemp("smuggling") / "postroom") as postroom:
        postroom.account("anna")
        yield postroom


@pytest.fixture
def reader(running: Postroom) -> Account:
    return running.account(f"reader{next(_numbers)}")


@pytest.fixture(params=["incoming", "submission"])
def sending(running: Postroom, request: pytest.FixtureRequest) -> Iterator[tuple[Wire, str]]:
    """A connection that may send, and the sender to say."""
    if request.param == "incoming":
        with Wire.greeted(running.ports.incoming) as wire:
            yield wire, "a@elsewhere.test"
    else:
        with Wire.signed_in(running, "anna") as wire:
            yield wire, "anna@project.com"


@pytest.mark.parametrize("end", MISREAD, ids=repr)
def test_misread_end_refuses_the_whole_message(
    running: Postroom, reader: Account, sending: tuple[Wire, str], end: bytes
) -> None:
    wire, sender = sending
    wire.begin(sender, reader.address)
    wire.send(b"Subject: One\r\n\r\nHello" + end + SECOND % reader.address.encode())
    assert wire.reply().startswith("554 5.6.0 ")
    assert wire.command("PING").endswith("PONG"), "what was smuggled has been taken for commands"
    assert running.mail(reader) == []


@pytest.mark.parametrize("end", MISREAD, ids=repr)
def test_misread_end_as_the_first_line_refuses_the_whole_message(
    running: Postroom, reader: Account, sending: tuple[Wire, str], end: bytes
) -> None:
    wire, sender = sending
    wire.begin(sender, reader.address)
    wire.send(end.removeprefix(b"\r\n") + SECOND % reader.address.encode())
    assert wire.reply().startswith("554 5.6.0 ")
    assert wire.command("PING").endswith("PONG")
    assert running.mail(reader) == []


@pytest.mark.parametrize("text", TEXT, ids=repr)
def test_dot_between_other_separators_is_text_of_one_message(
    running: Postroom, reader: Account, sending: tuple[Wire, str], text: bytes
) -> None:
    wire, sender = sending
    wire.begin(sender, reader.address)
    wire.send(b"Subject: One\r\n\r\nHello" + text + b"MAIL FROM:<admin@elsewhere.test>\r\n.\r\n")
    assert wire.reply().startswith("250 2.6.0 ")
    assert wire.command("PING").endswith("PONG")
    (kept,) = running.mail(reader)
    assert kept.endswith(b"Hello" + text.replace(b"\r\n.", b"\r\n") + b"MAIL FROM:<admin@elsewhere.test>\r\n")


@pytest.mark.parametrize("bare", [b"\n", b"\r", b"\n\n", b"\r\r", b"\n\r", b"\r\r\n", b"\r\n\n", b"\0"], ids=repr)
@pytest.mark.parametrize("place", ["header", "body", "start", "end"])
def test_bare_line_end_anywhere_is_refused(
    running: Postroom, reader: Account, sending: tuple[Wire, str], bare: bytes, place: str
) -> None:
    wire, sender = sending
    content = {
        "header": b"Subject: One" + bare + b"two\r\n\r\nHello\r\n",
        "body": b"Subject: One\r\n\r\nHello" + bare + b"there\r\n",
        "start": bare + b"Subject: One\r\n\r\nHello\r\n",
        # What stands before the end that counts is refused; the end itself is one.
        "end": b"Subject: One\r\n\r\nHello" + bare + b"\r\n",
    }[place]
    assert wire.message(sender, reader.address, content).startswith("554 5.6.0 ")
    assert wire.command("NOOP") == "250 2.0.0 OK"
    assert running.mail(reader) == []
