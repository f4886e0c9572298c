"""The listener with TLS from the first byte: nobody is kept waiting by others, and what fails is told with its peer."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from pathlib import Path
from typing import Any

import pytest
import uvloop

from certs.contexts import client_context, server_context
from server.tls_door import TlsDoor
from tests.support.certificates import make_certificates
from tests.support.postroom import Postroom
from tests.support.wire import PATIENCE, Wire, eventually


def test_client_that_does_not_wait_for_the_greeting_is_served(postroom: Postroom) -> None:
    with Wire(postroom.ports.smtp_tls, postroom.client_context()) as wire:
        wire.send(b"EHLO early.test\r\nPING\r\nQUIT\r\n")
        assert wire.reply().startswith("220 ")
        assert wire.reply().startswith("250-")
        assert [wire.reply()[:3] for _ in range(2)] == ["250", "221"]
        assert wire.at_end()


def test_silent_peers_keep_nobody_waiting(postroom: Postroom) -> None:
    silent = [socket.create_connection(("127.0.0.1", postroom.ports.smtp_tls), PATIENCE) for _ in range(100)]
    try:
        with Wire.greeted(postroom.ports.smtp_tls, postroom.client_context()) as wire:
            assert wire.command("PING") == "250 2.0.0 PONG"
    finally:
        for one in silent:
            one.close()


def test_failed_handshake_is_one_line_with_peer_and_reason(
    postroom: Postroom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "postroom.events")
    with Wire(postroom.ports.smtp_tls) as wire:
        wire.send(b"EHLO in.clear\r\n")
        wire.rest()
    eventually("it is told", lambda: "tls-failed" in caplog.text)
    assert caplog.messages == ["tls-failed peer=127.0.0.1 by=smtp why=WRONG_VERSION_NUMBER"]


def test_peer_that_hangs_up_without_a_word_is_nothing_to_tell(
    postroom: Postroom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "postroom.events")
    for _ in range(10):
        socket.create_connection(("127.0.0.1", postroom.ports.smtp_tls), PATIENCE).close()
    with Wire.greeted(postroom.ports.smtp_tls, postroom.client_context()) as wire:
        assert wire.command("PING") == "250 2.0.0 PONG"
    assert caplog.messages == []


class ShortOfFiles(socket.socket):
    """A listening socket of a process that has, at first, no descriptor left."""

    refusals = 2

    def accept(self) -> tuple[socket.socket, Any]:
        if self.refusals:
            self.refusals -= 1
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


def test_door_without_descriptors_rests_and_goes_on(tmp_path: Path) -> None:
    files = make_certificates(tmp_path / "certs")
    trusted = client_context(ca=files.ca_certificate)

    class Greeting(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            transport.write(b"hello\r\n")
            transport.close()

    async def play() -> bytes:
        listening = ShortOfFiles(socket.AF_INET, socket.SOCK_STREAM)
        listening.bind(("127.0.0.1", 0))
        door = TlsDoor(asyncio.get_running_loop(), listening, server_context(files.certificate, files.key), Greeting)
        try:
            port = listening.getsockname()[1]
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusted, server_hostname="localhost")
            said = await reader.read()
            writer.close()
            assert listening.refusals == 0
            return said
        finally:
            door.close()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(play()) == b"hello\r\n"
