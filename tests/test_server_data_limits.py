"""Messages that are too much: over the size limit, over the memory for all messages under way, over the disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db import mailboxes, messages
from db.accounts import Account
from db.filing import Filing
from server import controller
from server.handler import Handler, Shared
from tests.support.postroom import Postroom
from tests.support.serving import serving
from tests.support.stores import assert_sound
from tests.support.wire import Wire, eventually

FIFTY_MB = 50 * 1024 * 1024


def of_size(size: int) -> bytes:
    """Return a message of exactly `size` bytes."""
    head = b"Subject: Large\r\n\r\n"
    lines = (b"x" * 998 + b"\r\n") * ((size - len(head)) // 1000)
    rest = size - len(head) - len(lines)
    return head + b"y" * max(0, rest - 2) + b"\r\n" * (rest >= 2) + lines


def send(wire: Wire, recipient: Account, size: int) -> str:
    """Send a message of `size` bytes from outside and return the answer."""
    content = of_size(size)
    assert len(content) == size
    return wire.message("a@elsewhere.test", recipient.address, content)


@pytest.fixture
def outside(postroom: Postroom) -> Iterator[Wire]:
    with Wire.greeted(postroom.ports.incoming) as wire:
        yield wire


def test_fifty_megabytes_are_kept_and_one_byte_more_is_not(postroom: Postroom) -> None:
    anna, ben = postroom.account("anna"), postroom.account("ben")
    content = of_size(FIFTY_MB)
    with Wire.signed_in(postroom, "anna") as wire:
        assert wire.message(anna.address, ben.address, of_size(FIFTY_MB + 1)).startswith("552 5.3.4 ")
        assert postroom.mail(ben) == []
        assert wire.message(anna.address, ben.address, content).startswith("250 2.6.0 ")
        assert wire.message(anna.address, ben.address, b"Subject: Small\r\n\r\nHi\r\n").startswith("250 2.6.0 ")
    small, large = postroom.mail(ben)
    assert small.endswith(b"\r\nHi\r\n")
    assert hashlib.sha256(large[-FIFTY_MB:]).digest() == hashlib.sha256(content).digest()


@pytest.mark.parametrize("size", [20_001, 20_002, 100_000, 3_000_000])
def test_message_over_the_limit_is_refused_and_the_connection_lives_on(tmp_path: Path, size: int) -> None:
    with serving(tmp_path / "postroom", {"message_size": 20_000}) as postroom:
        ben = postroom.account("ben")
        with Wire.greeted(postroom.ports.incoming) as wire:
            assert send(wire, ben, size).startswith("552 5.3.4 ")
            assert wire.command(f"RCPT TO:<{ben.address}>").startswith("503 ")
            assert send(wire, ben, 20_000).startswith("250 2.6.0 ")
        assert len(postroom.mail(ben)) == 1


def test_endless_header_is_refused_and_the_connection_lives_on(postroom: Postroom, outside: Wire) -> None:
    ben = postroom.account("ben")
    endless = b"X-Note: a\r\n" * 100_000 + b"\r\nHello\r\n"
    answer = outside.message("a@elsewhere.test", ben.address, endless)
    assert answer.startswith("552 5.3.4 The header of the message is larger than 1 MB")
    assert send(outside, ben, 2_000_000).startswith("250 2.6.0 ")
    assert len(postroom.mail(ben)) == 1


def test_large_message_behind_others_in_one_write_is_found_where_it_ends(tmp_path: Path) -> None:
    with serving(tmp_path / "postroom", {"message_size": 5_000}) as postroom:
        ben = postroom.account("ben")
        one = f"MAIL FROM:<a@elsewhere.test>\r\nRCPT TO:<{ben.address}>\r\nDATA\r\n".encode()
        sizes = [100, 5_001, 5_000, 400_000, 100]
        with Wire.greeted(postroom.ports.incoming) as wire:
            wire.send(b"".join(one + of_size(size) + b".\r\n" for size in sizes) + b"QUIT\r\n")
            codes = [line.decode()[:3] for line in wire.rest().splitlines()]
        kept = ["250", "250", "354", "250"]
        refused = ["250", "250", "354", "552"]
        assert codes == [*kept, *refused, *kept, *refused, *kept, "221"]


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> list[Shared]:
    """What the connections of a Postroom share, for each that starts."""
    found: list[Shared] = []

    class Shown(Handler):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            found.append(self.shared)

    monkeypatch.setattr(controller, "Handler", Shown)
    return found


def begin_large(wire: Wire, recipient: Account, shared: list[Shared]) -> None:
    """Send 280,000 bytes of a message from outside, and not its end; return once the server has read them.

    Until then, what others send could leave no room for the rest of it.
    """
    wire.begin("slow@elsewhere.test", recipient.address)
    wire.send(of_size(280_000))
    eventually("all of it is read", lambda: shared[0].data_in_flight == 280_000)


def test_too_much_mail_under_way_is_told_to_try_again(tmp_path: Path, shared: list[Shared]) -> None:
    """A message that came in one piece was not counted, however many of them there were at once."""
    with serving(tmp_path / "postroom", {"data_in_flight": 300_000}) as postroom:
        ben = postroom.account("ben")
        with Wire.greeted(postroom.ports.incoming) as slow, Wire.greeted(postroom.ports.incoming) as other:
            begin_large(slow, ben, shared)
            assert send(other, ben, 25_000).startswith("452 4.3.1 ")
            assert send(other, ben, 1_000).startswith("250 "), "a small message has no room beside a large one"
            assert send(other, ben, 25_000).startswith("452 4.3.1 ")
            slow.send(b".\r\n")
            assert slow.reply().startswith("250 2.6.0 ")
            assert send(other, ben, 25_000).startswith("250 2.6.0 ")
        assert len(postroom.mail(ben)) == 3


def test_room_of_a_client_that_went_away_is_free_again(tmp_path: Path, shared: list[Shared]) -> None:
    with serving(tmp_path / "postroom", {"data_in_flight": 300_000}) as postroom:
        ben = postroom.account("ben")
        with Wire.greeted(postroom.ports.incoming) as other:
            for leave in (Wire.reset, Wire.close):
                slow = Wire.greeted(postroom.ports.incoming)
                begin_large(slow, ben, shared)
                assert send(other, ben, 25_000).startswith("452 4.3.1 ")
                leave(slow)
                eventually("there is room", lambda: send(other, ben, 25_000).startswith("250 2.6.0 "))


def empty(postroom: Postroom, account: Account) -> None:
    """Destroy everything in the account's mailboxes."""
    ids = [
        message_id
        for box in mailboxes.of_account(postroom.store, account.id)
        for message_id in messages.in_mailbox(postroom.store, account.id, box.id, 0, 10_000)
    ]

    def work(filing: Filing) -> None:
        for message_id in ids:
            filing.destroy(message_id)
        filing.finish()

    postroom.store.run_tx(lambda tx: work(Filing(tx, account.id)))


def test_full_disk_leaves_the_mail_with_the_sender(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(tmp_path / "postroom", {"store_size": 1_000_000}) as postroom:
        ben = postroom.account("ben")
        with Wire.greeted(postroom.ports.incoming) as wire:
            answers = [send(wire, ben, 50_000)]
            while answers[-1].startswith("250") and len(answers) < 100:
                answers.append(send(wire, ben, 50_000))
            assert answers[-1].startswith("452 4.3.1 "), answers[-1]
            assert send(wire, ben, 300_000).startswith("452 4.3.1 ")
            assert len(postroom.mail(ben)) == len(answers) - 1
            assert_sound(postroom.store)
            assert "store-unavailable why=StoreFull" in caplog.text
            empty(postroom, ben)
            assert send(wire, ben, 50_000).startswith("250 2.6.0 ")
            assert len(postroom.mail(ben)) == 1


def test_full_disk_says_so_at_registration_and_lets_people_sign_in(tmp_path: Path) -> None:
    with serving(tmp_path / "postroom", {"store_size": 1_200_000}) as postroom:
        ben = postroom.account("ben")
        with Wire.greeted(postroom.ports.incoming) as wire:
            for size in (50_000, 5_000, 100):
                while send(wire, ben, size).startswith("250"):
                    pass
        with Wire.greeted(postroom.ports.smtp_tls, postroom.client_context()) as wire:
            for number in range(100):
                answer = wire.command(f"REG dora{number} correct+20horse+20battery")
                if not answer.startswith("250"):
                    break
            assert answer.startswith("452 4.3.1 "), answer
            assert wire.command("AUTH ben correct+20horse+20battery").startswith("235 ")
