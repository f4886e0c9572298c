"""One POST to a receiver that may be anything: where it goes, how long it takes, how much is read."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from db.push_target import Target
from server.courier.push_post import NotSent, Reply, parse, post
from tests.support.scripted_server import shut

SECONDS = 30


class Odd:
    """A TLS server that answers one request with exactly the bytes of `answer`, piece by piece, as long as it lives."""

    def __init__(self, answer: Callable[[], Iterator[bytes]]) -> None:
        authority = trustme.CA()
        self._server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost", common_name="localhost").configure_cert(self._server)
        self.trust = ssl.create_default_context()
        authority.configure_trust(self.trust)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._answer = answer
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def target(self) -> Target:
        return Target("localhost", self._listener.getsockname()[1], "/")

    def _serve(self) -> None:
        with suppress(OSError):
            plain, _ = self._listener.accept()
            with plain, self._server.wrap_socket(plain, server_side=True) as peer:
                peer.recv(4096)
                for piece in self._answer():
                    peer.sendall(piece)
                    if self._ended.wait(0.02):
                        return

    def close(self) -> None:
        self._ended.set()
        # Closing alone would not wake it where it waits for somebody who gave up before.
        shut(self._listener)
        self._thread.join(SECONDS)


def exchange(answer: Callable[[], Iterator[bytes]], timeout: float = SECONDS) -> Reply:
    odd = Odd(answer)
    try:
        return post(odd.target, {}, b"{}", odd.trust, private_networks=True, timeout=timeout)
    finally:
        odd.close()


def test_interim_answers_are_passed_over() -> None:
    pieces = [b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Made\r\n\r\n"]
    assert exchange(lambda: iter(pieces)) == Reply(201)


def test_body_is_left_alone() -> None:
    def endless() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nRetry-After: 7\r\n\r\n"
        while True:
            yield bytes(1024)

    assert exchange(endless) == Reply(200, 7)


def test_answer_that_drips_is_given_up_in_time() -> None:
    def drips() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nX: "
        while True:
            yield b"x"

    with pytest.raises(NotSent, match=r"too long|timed out"):
        exchange(drips, timeout=0.5)


def test_silent_receiver_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        target = Target("localhost", listener.getsockname()[1], "/")
        with pytest.raises(NotSent, match=r"timed out|too long"):
            post(target, {}, b"", ssl.create_default_context(), private_networks=True, timeout=0.3)


def test_answer_without_end_of_its_head_is_given_up() -> None:
    with pytest.raises(NotSent, match="too long"):
        exchange(lambda: iter([b"HTTP/1.1 200 OK\r\n"] + [b"X: " + b"x" * 4000 + b"\r\n"] * 10))


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200 OK\r\n", b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 100 C\r\n\r\n" * 5, b"\r\n\r\n", b"\0" * 50],
)
def test_answer_that_is_none_is_a_failure(answer: bytes) -> None:
    with pytest.raises(NotSent):
        exchange(lambda: iter([answer]) if answer else iter([]))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "0.0.0.0", "127.1", "2130706433", "0x7f.1"])
def test_this_machine_is_not_connected_to(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        target = Target(host, listener.getsockname()[1], "/")
        with pytest.raises(NotSent, match="not public"):
            post(target, {}, b"", ssl.create_default_context(), private_networks=False)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_address_that_was_looked_at_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere when it is asked a second time leads nowhere: it is asked once."""
    asked: list[str] = []

    def lookup(host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        address = "127.0.0.1" if host in asked[:-1] else "192.0.2.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(NotSent, match="not public"):
        post(Target("rebinding.example", 443, "/"), {}, b"", ssl.create_default_context(), private_networks=False)
    assert asked == ["rebinding.example"]


def test_name_that_is_not_there_is_a_failure() -> None:
    with pytest.raises(NotSent, match="cannot be looked up"):
        post(Target("nowhere.invalid", 443, "/"), {}, b"", ssl.create_default_context(), private_networks=True)
    with pytest.raises(NotSent, match="cannot be looked up"):
        post(Target("x" * 64 + ".example", 443, "/"), {}, b"", ssl.create_default_context(), private_networks=True)


@given(st.binary(max_size=200))
def test_head_of_a_stranger_is_an_answer_or_an_error(head: bytes) -> None:
    for text in (head, b"HTTP/1.1 " + head):
        with suppress(OSError):
            assert 100 <= parse(text).status <= 599


@pytest.mark.parametrize(
    ("head", "reply"),
    [
        (b"HTTP/1.1 201 Created", Reply(201)),
        (b"HTTP/1.0 410 Gone\r\nX: y", Reply(410)),
        (b"HTTP/1.1 429\r\nRETRY-AFTER:  120 \r\nX: y", Reply(429, 120)),
        (b"HTTP/1.1 503 x\r\nRetry-After: Fri, 31 Dec 1999 23:59:59 GMT", Reply(503)),
        (b"HTTP/1.1 503 x\r\nX-Retry-After: 5", Reply(503)),
    ],
)
def test_head_tells_status_and_pause(head: bytes, reply: Reply) -> None:
    assert parse(head) == reply
