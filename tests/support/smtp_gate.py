"""A gate before the real SMTP server: it passes everything on, and stops for good at one place of the first message, so
that a client can be ended exactly there."""

import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from certs.contexts import server_context
from tests.support.postroom import Postroom
from tests.support.scripted_server import Peer, ScriptedServer
from tests.support.scripted_smtp import EHLO_BEFORE_TLS

END = b"\r\n.\r\n"


class Halt(Enum):
    """Where the gate stops."""

    BEFORE_DATA = "DATA was said and did not arrive"
    IN_CONTENT = "a part of the content has gone"
    BEFORE_END = "the whole content has gone and did not arrive"
    BEFORE_ANSWER = "the server has taken the message, and its answer did not arrive"
    AFTER_ANSWER = "the answer has arrived"


class SmtpGate:
    """`halted` is set when the place is reached. Then it says nothing more, or hangs up."""

    def __init__(self, postroom: Postroom, halt: Halt, hang_up: bool = False) -> None:
        self._postroom = postroom
        self._hang_up = hang_up
        self.halt = halt
        self.halted = threading.Event()

    def play(self, peer: Peer) -> None:
        # Not `with`: that would say QUIT, in the middle of a message too, and wait for an answer.
        real = self._postroom.connect()
        try:
            self._pass_on(peer, real)
        finally:
            real.close()

    def _pass_on(self, peer: Peer, real: smtplib.SMTP) -> None:
        peer.send(b"220 gate ESMTP\r\n")
        peer.line()
        peer.send(EHLO_BEFORE_TLS)
        assert peer.line() == b"STARTTLS"
        peer.send(b"220 2.0.0 go ahead\r\n")
        peer.start_tls()
        while (command := peer.line()).upper() != b"DATA":
            peer.send(_answer(real, command + b"\r\n"))
        self._data(peer, real)
        while True:
            peer.send(_answer(real, peer.line() + b"\r\n"))

    def _data(self, peer: Peer, real: smtplib.SMTP) -> None:
        self._reach(Halt.BEFORE_DATA, peer)
        peer.send(_answer(real, b"DATA\r\n"))
        begun = peer.exactly(200)
        real.send(begun)
        self._reach(Halt.IN_CONTENT, peer)
        rest = peer.until(END)
        real.send(rest[: -len(END)])
        self._reach(Halt.BEFORE_END, peer)
        answer = _answer(real, END)
        self._reach(Halt.BEFORE_ANSWER, peer)
        peer.send(answer)
        self._reach(Halt.AFTER_ANSWER, peer)

    def _reach(self, place: Halt, peer: Peer) -> None:
        """End when it is here that the gate stops; later connections are passed on."""
        if place is self.halt and not self.halted.is_set():
            self.halted.set()
            if not self._hang_up:
                peer.wait_for_end()
            raise EOFError


@contextmanager
def smtp_gate(postroom: Postroom, halt: Halt, hang_up: bool = False) -> Iterator[tuple[SmtpGate, int]]:
    """Give the gate and its port."""
    gate = SmtpGate(postroom, halt, hang_up)
    files = postroom.certificates
    with ScriptedServer(gate.play, context=server_context(files.certificate, files.key)) as server:
        yield gate, server.port


def _answer(real: smtplib.SMTP, data: bytes) -> bytes:
    """What the real server says to this, byte for byte."""
    real.send(data)
    assert real.file is not None
    lines: list[bytes] = []
    while not lines or lines[-1][3:4] == b"-":
        lines.append(real.file.readline())
        if not lines[-1]:
            raise EOFError
    return b"".join(lines)
