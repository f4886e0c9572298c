"""The kept HTTPS connection: reused, opened again when that is safe, bounded in size and time, closed from
anywhere.
"""

import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from certs.contexts import client_context, server_context
from client.errors import AnswerTooLarge, ConnectionLost, Fault, NotPostroom, ServerDown
from client.https_connection import Answer, HttpsConnection
from tests.support.certificates import make_certificates
from tests.support.last_moment import LastMoment
from tests.support.scripted_http import answer, read_request, replies
from tests.support.scripted_server import Peer, Script, ScriptedServer

HELLO = answer({"hello": "world"})


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Of the server, and of a client that trusts it."""
    files = make_certificates(tmp_path_factory.mktemp("certificates"))
    return server_context(files.certificate, files.key), client_context(files.ca_certificate)


class Playing:
    """A scripted server and a connection to it."""

    def __init__(self, contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
        self._contexts = contexts

    def serve(self, *scripts: Script) -> ScriptedServer:
        return ScriptedServer(*scripts, context=self._contexts[0], tls=True)

    def connection(self, server: ScriptedServer, timeout: float = 20.0, answer: float = 20.0) -> HttpsConnection:
        return HttpsConnection(server.host, server.port, self._contexts[1], timeout, answer)


@pytest.fixture
def playing(contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> Playing:
    return Playing(contexts)


def get(connection: HttpsConnection, most: int = 1_000_000) -> Answer:
    return connection.request("GET", "/", most=most, repeatable=True)


def post(connection: HttpsConnection, repeatable: bool = False) -> Answer:
    return connection.request("POST", "/", body=b"{}", most=1000, repeatable=repeatable)


def test_one_connection_serves_many_requests_without_delay(playing: Playing) -> None:
    with playing.serve(replies(HELLO, HELLO, HELLO)) as server, closing(playing.connection(server)) as connection:
        for _ in range(3):
            assert get(connection).body == b'{"hello": "world"}'
        assert len(server.peers) == 1
        assert nodelay(connection)


def nodelay(connection: HttpsConnection) -> int:
    return connection._http.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_answer_has_status_headers_and_media_type(playing: Playing) -> None:
    sent = answer(b"x", "418 Short", "Text/Plain; charset=utf-8", b"X-Thing: a\r\n")
    with playing.serve(replies(sent)) as server, closing(playing.connection(server)) as connection:
        found = get(connection)
    assert (found.status, found.body, found.media_type) == (418, b"x", "text/plain")
    assert found.headers["x-thing"] == "a"


def test_connection_closed_while_idle_is_opened_again_even_for_what_must_not_be_repeated(playing: Playing) -> None:
    with playing.serve(replies(HELLO), replies(HELLO)) as server, closing(playing.connection(server)) as connection:
        post(connection)
        # That it was closed there is not enough: it must be seen here.
        assert select.select([connection._http.sock], [], [], 60)[0]
        assert post(connection).status == 200
        assert [b"POST" in heard for heard in server.heard] == [True, True]


def test_kept_connection_dropped_after_the_request_is_repeated_when_that_is_safe(playing: Playing) -> None:
    def drop_the_second(peer: Peer) -> None:
        replies(HELLO)(peer)
        read_request(peer)

    with playing.serve(drop_the_second, replies(HELLO)) as server, closing(playing.connection(server)) as connection:
        get(connection)
        assert post(connection, repeatable=True).status == 200
        assert len(server.peers) == 2


def test_kept_connection_dropped_after_the_request_is_a_fault_when_repeating_may_harm(playing: Playing) -> None:
    def drop_the_second(peer: Peer) -> None:
        replies(HELLO)(peer)
        read_request(peer)

    with playing.serve(drop_the_second, replies(HELLO)) as server, closing(playing.connection(server)) as connection:
        get(connection)
        with pytest.raises(ConnectionLost):
            post(connection)
        assert len(server.peers) == 1
        assert post(connection).status == 200


def test_new_connection_that_is_dropped_is_not_tried_again(playing: Playing) -> None:
    with playing.serve(lambda peer: void(read_request(peer))) as server:
        with closing(playing.connection(server)) as connection, pytest.raises(ConnectionLost):
            get(connection)
        assert len(server.peers) == 1


def void(_: object) -> None:
    """For scripts that only read."""


def test_redirect_is_not_followed(playing: Playing) -> None:
    away = answer(b"", "302 Found", "text/plain", b"Location: https://evil.example/\r\n")
    with playing.serve(replies(away)) as server, closing(playing.connection(server)) as connection:
        assert get(connection).status == 302
        assert len(server.peers) == 1


def test_connection_that_the_server_will_close_is_not_kept(playing: Playing) -> None:
    last = answer(b"x", headers=b"Connection: close\r\n")
    with playing.serve(replies(last)) as server, closing(playing.connection(server)) as connection:
        assert [get(connection).body for _ in range(2)] == [b"x", b"x"]
        assert len(server.peers) == 2


def test_announced_size_over_the_bound_is_refused_before_it_is_read(playing: Playing) -> None:
    def play(peer: Peer) -> None:
        read_request(peer)
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
        peer.wait_for_end()

    fault = refused(playing, play)
    assert isinstance(fault, AnswerTooLarge)
    assert "99999999999 bytes" in fault.detail


def test_chunked_body_over_the_bound_is_refused(playing: Playing) -> None:
    def play(peer: Peer) -> None:
        read_request(peer)
        peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            peer.send(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")

    assert isinstance(refused(playing, play), AnswerTooLarge)


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", ConnectionLost),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", ConnectionLost),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe", ConnectionLost),
        (b"HTTP/1.1 200 O", ConnectionLost),
        (b"HTTP/1.1 200 OK\r\nConte", ConnectionLost),
        (b"", ConnectionLost),
        (b"220 mail.example ESMTP\r\n", NotPostroom),
        (b"\x00" * 70_000 + b"\r\n", NotPostroom),
        (b"HTTP/1.1 abc OK\r\n\r\n", NotPostroom),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", NotPostroom),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", ConnectionLost),
    ],
)
def test_half_an_answer_and_garbage_are_told_apart(playing: Playing, sent: bytes, kind: type[Fault]) -> None:
    def play(peer: Peer) -> None:
        read_request(peer)
        peer.send(sent)

    assert type(refused(playing, play)) is kind


def test_silence_ends_with_the_time_out(playing: Playing) -> None:
    fault = refused(playing, Peer.wait_for_end, timeout=0.1)
    assert isinstance(fault, ServerDown)
    assert "does not answer" in fault.sentence


def test_trickling_body_ends_with_the_deadline(playing: Playing) -> None:
    def play(peer: Peer) -> None:
        read_request(peer)
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n")
        while not peer.stop.wait(0.01):
            peer.send(b"x")

    fault = refused(playing, play, answer=1.0)
    assert isinstance(fault, ServerDown)
    assert "too slowly" in fault.sentence


def refused(playing: Playing, script: Script, timeout: float = 20.0, answer: float = 20.0) -> Fault:
    """The fault of one request to a server that plays the script."""
    with playing.serve(script) as server, closing(playing.connection(server, timeout, answer)) as connection:
        with pytest.raises(Fault) as caught:
            get(connection)
        return caught.value


def test_close_from_another_thread_ends_what_waits(playing: Playing) -> None:
    asked = threading.Event()
    faults: list[Fault] = []

    def play(peer: Peer) -> None:
        read_request(peer)
        asked.set()
        peer.wait_for_end()

    def wait_for_answer(connection: HttpsConnection) -> None:
        with pytest.raises(Fault) as caught:
            get(connection)
        faults.append(caught.value)

    with playing.serve(play) as server:
        connection = playing.connection(server)
        waiting = threading.Thread(target=wait_for_answer, args=(connection,))
        waiting.start()
        assert asked.wait(20)
        connection.close()
        waiting.join(20)
        assert not waiting.is_alive()
        assert isinstance(faults[0], ConnectionLost)
        with pytest.raises(ConnectionLost):
            get(connection)
        assert len(server.peers) == 1


def test_close_in_the_last_moment_of_a_request_leaves_no_socket_open(
    playing: Playing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with playing.serve(replies(HELLO)) as server:
        connection = playing.connection(server)
        monkeypatch.setattr(connection, "_turn", LastMoment(connection._turn, connection.close))
        assert get(connection).status == 200
        assert connection._http.sock is None


def test_threads_share_one_connection(playing: Playing) -> None:
    with playing.serve(replies(*[HELLO] * 20)) as server, closing(playing.connection(server)) as connection:
        threads = [threading.Thread(target=get, args=(connection,)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert len(server.peers) == 1
        assert server.heard[0].count(b"GET / HTTP/1.1\r\n") == 20


def test_untrusted_server_gets_no_request(playing: Playing, tmp_path: Path) -> None:
    stranger = client_context(make_certificates(tmp_path).ca_certificate)
    with playing.serve(replies(HELLO)) as server:
        with closing(HttpsConnection(server.host, server.port, stranger)) as connection, pytest.raises(Fault):
            connection.request("POST", "/", body=b"secret", most=10, repeatable=True)
        assert server.heard == [b""]


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    # Threads of Qt that an earlier test has left are noticed when they first log, and are none of ours.
    left = set(threading.enumerate()) - before
    assert not [one for one in left if not isinstance(one, threading._DummyThread)]
