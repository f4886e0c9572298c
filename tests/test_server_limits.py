"""What one peer may take from the others: connections, time, turns; and that others are served meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import accounts
from db.accounts import Account
from db.settings import Limits
from server.handler import Handler
from server.off_loop import PASSWORD_CHECKS
from tests.support.postroom import Postroom
from tests.support.serving import serving, with_handler
from tests.support.wire import PATIENCE, Wire, eventually

# Longer than a busy machine keeps a client of a test from saying its next word.
SHORT = 6
MAIL = b"Subject: Hello\r\n\r\nHow are you?\r\n"
# The beginning of a TLS record that promises a ClientHello of 512 bytes.
HALF_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"r" * 20


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postroom]:
    with serving(tmp_path_factory.mktemp("limits") / "postroom") as postroom:
        postroom.account("anna")
        yield postroom


def say_nothing(wire: Wire) -> None:
    pass


def stop_in_the_handshake(wire: Wire) -> None:
    wire.send(HALF_HELLO)


def stop_in_the_handshake_after_starttls(wire: Wire) -> None:
    wire.reply()
    assert wire.command("STARTTLS").startswith("220")
    wire.send(HALF_HELLO)


SILENT: dict[str, tuple[str, Callable[[Wire], None]]] = {
    "silent on STARTTLS": ("smtp_starttls", say_nothing),
    "silent on TLS": ("smtp_tls", say_nothing),
    "silent on incoming": ("incoming", say_nothing),
    "stopped in the handshake": ("smtp_tls", stop_in_the_handshake),
    "stopped in the handshake after STARTTLS": ("smtp_starttls", stop_in_the_handshake_after_starttls),
}


@pytest.mark.parametrize("what", SILENT)
def test_two_hundred_peers_that_stop_do_not_stop_the_others(running: Postroom, what: str) -> None:
    port, act = SILENT[what]
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            act(stack.enter_context(Wire(getattr(running.ports, port))))
        began = time.monotonic()
        send_on_every_port(running)
        took = time.monotonic() - began
    # Alone it takes half a second; a server that waits for one of them would take minutes.
    assert took < 25, f"three messages took {took:.1f} s"


def send_on_every_port(postroom: Postroom) -> None:
    anna = "anna@project.com"
    with Wire.signed_in(postroom, "anna") as wire:
        assert wire.message(anna, anna, MAIL).startswith("250")
    client = postroom.sign_in("anna")
    client.sendmail(anna, [anna], MAIL)
    client.quit()
    with Wire.greeted(postroom.ports.incoming) as wire:
        assert wire.message("a@elsewhere.test", anna, MAIL).startswith("250")


def test_peer_that_sends_without_a_pause_does_not_stop_the_others(running: Postroom) -> None:
    """Commands that were there already were all answered before anybody else had a turn: 200 ms each time."""
    with Wire.greeted(running.ports.incoming) as greedy, Wire.greeted(running.ports.incoming) as other:
        enough = threading.Event()

        def send() -> None:
            with contextlib.suppress(OSError):
                while not enough.is_set():
                    greedy.send(b"NOOP\r\n" * 2000)

        def read() -> None:
            with contextlib.suppress(OSError):
                greedy.rest()

        threads = [threading.Thread(target=act) for act in (send, read)]
        for thread in threads:
            thread.start()
        # The greedy one is at work once it gets answers.
        eventually("it is served", lambda: len(greedy._buffer) > 100_000)
        work = [work_for_an_answer(other) for _ in range(50)]
        enough.set()
        greedy.socket.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()
    assert statistics.median(work) < 0.1


def work_for_an_answer(wire: Wire) -> float:
    """Return for how many seconds this process works, the server in it, until a NOOP is answered.

    Not how long that takes: a machine with much else to do may be slow.
    """
    began = time.process_time()
    answer(wire)
    return time.process_time() - began


def answer(wire: Wire) -> None:
    """Have a NOOP answered."""
    assert wire.command("NOOP") == "250 2.0.0 OK"


def test_password_checks_do_not_stop_signed_in_people(running: Postroom, monkeypatch: pytest.MonkeyPatch) -> None:
    check, begun, go_on = accounts.sign_in, threading.Semaphore(0), threading.Event()

    def held(*given: Any) -> Account:
        begun.release()
        assert go_on.wait(PATIENCE)
        return check(*given)

    with Wire.signed_in(running, "anna") as wire, contextlib.ExitStack() as stack:
        others = [stack.enter_context(Wire.greeted(running.ports.smtp_tls, running.client_context())) for _ in range(8)]
        monkeypatch.setattr(accounts, "sign_in", held)
        # Before the connections are closed, whatever fails: else the server waits for the checks.
        stack.callback(go_on.set)
        for number, other in enumerate(others):
            other.send(f"AUTH guess{number} wrong+20horse\r\n".encode())
        for _ in range(PASSWORD_CHECKS):
            assert begun.acquire(timeout=PATIENCE)
        # A check on the loop lets at most one answer through before the next check.
        for _ in range(2 * len(others)):
            answer(wire)
        go_on.set()
        assert [other.reply()[:3] for other in others] == ["535"] * 8


def test_silent_client_is_told_and_disconnected(tmp_path: Path) -> None:
    with serving(tmp_path / "postroom", {"command_timeout": SHORT}) as postroom, contextlib.ExitStack() as stack:
        postroom.account("anna")
        idle = stack.enter_context(Wire.greeted(postroom.ports.smtp_starttls))
        asked = stack.enter_context(Wire.greeted(postroom.ports.smtp_tls, postroom.client_context()))
        assert asked.command("AUTH LOGIN").startswith("334")
        signed_in = stack.enter_context(Wire.signed_in(postroom, "anna"))
        half_a_line = stack.enter_context(Wire.greeted(postroom.ports.incoming))
        half_a_line.send(b"NO")
        for wire in (idle, asked, signed_in, half_a_line):
            assert wire.reply().startswith("421 4.4.2 ")
            assert wire.at_end()


def test_busy_client_is_not_disconnected_by_the_timeout(tmp_path: Path) -> None:
    limits = {"command_timeout": SHORT}
    with serving(tmp_path / "postroom", limits) as postroom, Wire.greeted(postroom.ports.incoming) as wire:
        until = time.monotonic() + SHORT + 0.5
        while time.monotonic() < until:
            answer(wire)


def test_client_that_stops_in_the_middle_of_data_is_disconnected_after_the_time_for_data(tmp_path: Path) -> None:
    """The timer was set for the next command, 300 s away, and did not hear that DATA allows less."""
    with serving(tmp_path / "postroom", {"data_timeout": SHORT}) as postroom:
        ben = postroom.account("ben")
        with Wire.greeted(postroom.ports.incoming) as wire:
            assert wire.message("a@elsewhere.test", ben.address, MAIL).startswith("250")
            wire.begin("a@elsewhere.test", ben.address)
            wire.send(b"Subject: Half\r\n")
            # This fails after a minute.
            assert wire.reply().startswith("421 4.4.2 ")
            assert wire.at_end()
        assert len(postroom.mail(ben)) == 1


def test_message_that_comes_byte_by_byte_is_cut_off(tmp_path: Path) -> None:
    """Each byte gave it the time of a whole pause again, for an hour."""
    with serving(tmp_path / "postroom", {"data_timeout": 1}) as postroom:
        ben = postroom.account("ben")
        with Wire.greeted(postroom.ports.incoming) as wire:
            wire.begin("a@elsewhere.test", ben.address)
            wire.socket.settimeout(0.05)
            assert dripped(wire) == "421 4.4.2 The message came too slowly: closing"
            wire.socket.settimeout(PATIENCE)
            assert wire.at_end()
        assert postroom.mail(ben) == []


def dripped(wire: Wire) -> str:
    """Send byte after byte until the server says something; return it."""
    for _ in range(4000):
        # It may have hung up since the last look; what it said stays there.
        with suppress(ConnectionError):
            wire.send(b"y")
        with suppress(TimeoutError):
            return wire.reply()
    pytest.fail("the drip went on and on")


def test_message_on_a_slow_line_has_the_time_that_it_needs(tmp_path: Path) -> None:
    with serving(tmp_path / "postroom", {"data_timeout": SHORT}) as postroom:
        ben = postroom.account("ben")
        with Wire.greeted(postroom.ports.incoming) as wire:
            wire.begin("a@elsewhere.test", ben.address)
            wire.send(b"From: a@elsewhere.test\r\n\r\n")
            wire.socket.settimeout(0.05)
            until = time.monotonic() + 1.5 * SHORT
            while time.monotonic() < until:
                wire.send(b"a slow line\r\n" * 100)
                with suppress(TimeoutError):
                    pytest.fail(f"cut off: {wire.reply()}")
            wire.socket.settimeout(60)
            assert wire.command(".").startswith("250 2.6.0")
            assert wire.command("NOOP").startswith("250")


def test_client_that_reads_nothing_is_cut_off(tmp_path: Path) -> None:
    """Closing waited until the answers were sent, which such a client could put off for ever."""
    limits = {"command_timeout": 1}
    with serving(tmp_path / "postroom", limits) as postroom, Wire.greeted(postroom.ports.incoming) as wire:
        wire.socket.setblocking(False)
        eventually("the connection is cut off", lambda: is_cut_off(wire))


def is_cut_off(wire: Wire) -> bool:
    """Send more, without reading what is answered; True once the connection is gone."""
    try:
        wire.socket.send(b"HELP\r\n" * 1000)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return False


def test_connection_over_the_limit_is_told_and_closed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(tmp_path / "postroom", {"connections": 3}) as postroom, contextlib.ExitStack() as stack:
        ports = postroom.ports
        wanted = (ports.smtp_starttls, ports.incoming, ports.incoming)
        inside = [stack.enter_context(Wire.greeted(port)) for port in wanted]
        with Wire(ports.incoming) as wire:
            assert wire.reply().startswith("421 4.7.0 ")
            assert wire.at_end()
        with Wire(ports.smtp_tls, postroom.client_context()) as wire:
            assert wire.reply().startswith("421 4.7.0 ")
        assert "too-many-connections peer=127.0.0.1" in caplog.text
        inside.pop().close()
        eventually("a place is free", lambda: greeting(ports.incoming).startswith("220 "))
        for left in inside:
            assert left.command("NOOP").startswith("250 ")


def greeting(port: int) -> str:
    with Wire(port) as wire:
        return wire.reply()


@pytest.mark.parametrize(
    ("peer", "refused"),
    [
        ("192.0.2.7", True),
        ("2001:db8::7", True),
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("::1", False),
    ],
)
def test_limit_for_an_address_spares_only_this_machine(tmp_path: Path, peer: str, refused: bool) -> None:
    async def check(handler: Handler) -> None:
        handler.shared.by_address[peer] = 2
        assert not handler.too_many(peer)
        handler.shared.by_address[peer] = 3
        assert handler.too_many(peer) is refused

    asyncio.run(with_handler(tmp_path, replace(Limits(), connections_per_address=2), check))


def test_limit_for_all_spares_nobody(tmp_path: Path) -> None:
    class Someone:
        def stop(self, at_once: bool = False) -> None:
            """End at once."""

        def abort(self) -> None:
            """End at once."""

    async def check(handler: Handler) -> None:
        handler.shared.by_address["127.0.0.1"] = 1
        handler.shared.sessions.update([Someone(), Someone()])
        assert not handler.too_many("127.0.0.1")
        handler.shared.sessions.add(Someone())
        assert handler.too_many("127.0.0.1")

    asyncio.run(with_handler(tmp_path, replace(Limits(), connections=2), check))


def test_connections_are_counted_off_when_they_end(running: Postroom) -> None:
    limit = Limits().connections_per_address
    for _ in range(limit + 5):
        Wire.greeted(running.ports.incoming).close()
    assert greeting(running.ports.incoming).startswith("220 ")
