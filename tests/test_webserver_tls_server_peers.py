"""The inbox server among silent, slow and hostile peers: they cost a descriptor, never a worker."""

import hashlib
import json
import queue
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from certs.contexts import client_context
from certs.files import CertificateFiles
from tests.support.certificates import make_certificates
from tests.support.https import Visitors, visiting
from webserver.file_limit import allow_open_files
from webserver.limits import Limits

MIB = 1024 * 1024
HELD_UP = 5.0
"""Seconds for which a busy machine may hold up the peer of a test that has to be in time with something."""


@pytest.fixture(name="files", scope="module")
def _files(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    return make_certificates(tmp_path_factory.mktemp("data") / "certs")


@pytest.fixture(name="many_files")
def _many_files() -> Iterator[None]:
    """Both ends of many connections are in this process."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allow_open_files(4096) < 2048:
        pytest.skip("this process may not open enough files")
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def _hello(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [b"hello"]


def _all_that_comes(peer: socket.socket) -> bytes:
    """Wait until the server closes, and give what it said before."""
    received = b""
    with suppress(ConnectionResetError):
        while data := peer.recv(4096):
            received += data
    return received


@pytest.mark.usefixtures("many_files")
def test_hundreds_of_silent_peers_do_not_slow_the_others(files: CertificateFiles) -> None:
    # On a busy machine, too, they are all there until the end.
    with visiting(files, _hello, Limits(workers=1, handshake_seconds=60, head_seconds=60)) as visitors:
        hello = visitors.hello()
        for _ in range(200):
            visitors.silent()
        for number in range(200):
            visitors.silent(hello if number % 2 else hello[: len(hello) // 2])
        for _ in range(50):
            visitors.client().send(b"GET / HTTP/1.1\r\nHost: a\r\nX-Half:")
        for _ in range(10):
            visitors.client().send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhal")
        begin = time.monotonic()
        for _ in range(20):
            client = visitors.client()
            assert client.get("/").body == b"hello"
            assert client.get("/").body == b"hello"
        # Alone it takes a tenth of a second; each one blocked by a peer would take ten.
        assert time.monotonic() - begin < 30
        assert visitors.server.counts.connections == 480
        assert visitors.server.counts.refused == 0


def test_peer_that_does_not_finish_its_handshake_is_closed(files: CertificateFiles) -> None:
    with visiting(files, _hello, Limits(handshake_seconds=HELD_UP)) as visitors:
        hello = visitors.hello()
        for peer in [visitors.silent(hello[:share]) for share in (0, 10, 1000)]:
            _all_that_comes(peer)
        # This one does finish in time, also on a busy machine.
        assert visitors.client().get("/").status == 200


def test_half_a_head_is_told_that_it_is_late(files: CertificateFiles) -> None:
    # Who has sent nothing by then is told nothing.
    with visiting(files, _hello, Limits(head_seconds=HELD_UP)) as visitors:
        client = visitors.client()
        client.send(b"GET / HTTP/1.1\r\n")
        reply = client.reply()
        assert (reply.status, reply.fields["connection"]) == (408, "close")
        assert client.at_end()


def test_head_that_comes_byte_by_byte_has_no_longer_time(files: CertificateFiles) -> None:
    with visiting(files, _hello, Limits(head_seconds=HELD_UP)) as visitors:
        client = visitors.client()
        client.socket.settimeout(0.05)
        client.send(b"GET / HTTP/1.1\r\nX: ")
        while True:
            client.send(b"y")
            with suppress(TimeoutError):
                assert client.socket.recv(4096).startswith(b"HTTP/1.1 408 ")
                break


def test_body_that_stalls_is_told_that_it_is_late(files: CertificateFiles) -> None:
    with visiting(files, _hello, Limits(stall_seconds=0.2)) as visitors:
        client = visitors.client()
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc")
        assert client.reply().status == 408
        assert client.at_end()


def test_browser_whose_form_is_too_large_gets_a_page(files: CertificateFiles) -> None:
    with visiting(files, _hello, Limits(body=10)) as visitors:
        asked = b"POST /admin/smtp HTTP/1.1\r\nHost: a\r\nAccept: %s\r\nContent-Length: 11\r\n\r\n"
        for accepted, kind in ((b"text/html,*/*;q=0.8", "text/html"), (b"*/*", "application/problem+json")):
            client = visitors.client()
            client.send(asked % accepted)
            reply = client.reply()
            assert reply.status == 413
            assert reply.fields["content-type"].startswith(kind)
            assert b"The body is over the limit of 10 bytes here." in reply.body


def test_body_that_comes_byte_by_byte_is_told_that_it_is_late(files: CertificateFiles) -> None:
    """Each byte gave it the time of a whole stall again, for as long as it liked."""
    with visiting(files, _hello, Limits(body_behind_seconds=1.0)) as visitors:
        client = visitors.client()
        client.socket.settimeout(0.05)
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n")
        for _ in range(4000):
            client.send(b"y")
            with suppress(TimeoutError):
                assert client.socket.recv(4096).startswith(b"HTTP/1.1 408 ")
                return
    pytest.fail("the drip went on and on")


def test_body_on_a_slow_line_has_the_time_that_it_needs(files: CertificateFiles) -> None:
    with visiting(files, _hello, Limits(body_behind_seconds=HELD_UP)) as visitors:
        client = visitors.client()
        client.socket.settimeout(0.05)
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        until = time.monotonic() + HELD_UP + 2
        while time.monotonic() < until:
            client.send(b"800\r\n" + b"y" * 2048 + b"\r\n")
            with suppress(TimeoutError):
                pytest.fail(f"cut off: {client.socket.recv(4096)!r}")
        client.send(b"0\r\n\r\n")
        client.socket.settimeout(60)
        assert client.reply().body == b"hello"


def test_idle_connection_is_closed_without_a_word(files: CertificateFiles) -> None:
    with visiting(files, _hello, Limits(idle_seconds=0.2)) as visitors:
        client = visitors.client()
        assert client.get("/").status == 200
        assert client.at_end()


def test_connection_with_no_request_at_all_is_closed_without_a_word(files: CertificateFiles) -> None:
    with visiting(files, _hello, Limits(head_seconds=0.2)) as visitors:
        assert visitors.client().at_end()


def test_slow_reader_of_a_large_answer_does_not_hold_the_only_worker(files: CertificateFiles) -> None:
    blocks = [hashlib.shake_128(bytes([number])).digest(MIB) for number in range(20)]
    given: list[int] = []

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return _counted(blocks, given) if environ["PATH_INFO"] == "/large" else [b"hello"]

    with visiting(files, app, Limits(workers=1)) as visitors:
        slow = visitors.client()
        slow.send(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        for _ in range(20):
            assert visitors.client().get("/").body == b"hello"
        # What is not read is not asked of the application either.
        assert len(given) < len(blocks)
        assert slow.reply().body == b"".join(blocks)
        assert slow.get("/").body == b"hello"


def _counted(blocks: list[bytes], given: list[int]) -> Iterator[bytes]:
    for block in blocks:
        given.append(len(block))
        yield block


def test_large_answer_in_one_block_does_not_hold_the_only_worker(files: CertificateFiles) -> None:
    large = hashlib.shake_128(b"large").digest(20 * MIB)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [large if environ["PATH_INFO"] == "/large" else b"hello"]

    with visiting(files, app, Limits(workers=1)) as visitors:
        slow = visitors.client()
        slow.send(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        for _ in range(20):
            assert visitors.client().get("/").body == b"hello"
        assert slow.reply().body == large


def test_reader_that_stops_is_closed_and_the_application_may_clean_up(files: CertificateFiles) -> None:
    cleaned: queue.Queue[str] = queue.Queue()

    def endless() -> Iterator[bytes]:
        try:
            while True:
                yield bytes(MIB)
        finally:
            cleaned.put(threading.current_thread().name)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return endless()

    with visiting(files, app, Limits(stall_seconds=0.2)) as visitors:
        client = visitors.client()
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert cleaned.get(timeout=60).startswith("worker-")


def test_full_line_of_requests_is_told_to_come_again(files: CertificateFiles) -> None:
    entered, leave = threading.Semaphore(0), threading.Event()

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        entered.release()
        assert leave.wait(60)
        return _hello(environ, start_response)

    with visiting(files, app, Limits(workers=1, waiting_requests=1)) as visitors:
        working, waiting, other, third = (visitors.client() for _ in range(4))
        working.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert entered.acquire(timeout=60)
        waiting.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        # A refusal needs no worker, and tells that the requests before it were seen.
        assert other.get("bad").status == 400
        reply = third.get("/")
        leave.set()
        assert [client.reply().status for client in (working, waiting)] == [200, 200]
        assert third.get("/").status == 200
    assert (reply.status, reply.fields["retry-after"]) == (503, "1")
    assert json.loads(reply.body)["type"] == "urn:postroom:error:busy"


def test_connections_over_the_limit_take_the_place_of_the_one_that_idles_longest(
    files: CertificateFiles,
) -> None:
    # With one worker, who gets an answer idles before the next one gets theirs; of two, the first might idle last.
    with visiting(files, _hello, Limits(connections=3, workers=1)) as visitors:
        idle = visitors.client()
        assert idle.get("/").status == 200
        kept = [visitors.client() for _ in range(2)]
        for client in kept:
            assert client.get("/").status == 200
        assert visitors.client().get("/").status == 200
        assert idle.at_end()
        assert kept[1].get("/").status == 200


def test_connection_is_refused_when_all_others_are_busy(
    files: CertificateFiles, caplog: pytest.LogCaptureFixture
) -> None:
    entered, leave = threading.Semaphore(0), threading.Event()

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        entered.release()
        assert leave.wait(60)
        return _hello(environ, start_response)

    with visiting(files, app, Limits(connections=2)) as visitors:
        busy = [visitors.client() for _ in range(2)]
        for client in busy:
            client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert entered.acquire(timeout=60)
        assert _all_that_comes(visitors.silent()) == b""
        assert visitors.server.counts.refused == 1
        assert "too-many-connections peer=127.0.0.1 by=https" in caplog.text
        leave.set()
        assert [client.reply().status for client in busy] == [200, 200]


_FEW_FILES = """
import resource, sys
from pathlib import Path
from certs.contexts import server_context
from certs.files import CertificateFiles
from webserver.tls_server import InboxServer

def app(environ, start_response):
    start_response("200 OK", [])
    return [b"hello"]

files = CertificateFiles(Path(sys.argv[1]))
server = InboxServer(("127.0.0.1", 0), server_context(files.certificate, files.key), app)
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
print(server.port, flush=True)
server.serve_forever()
"""


def test_server_that_may_open_no_more_files_closes_idle_ones(files: CertificateFiles) -> None:
    command = [sys.executable, "-c", _FEW_FILES, str(files.folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent)
    assert process.stdout is not None
    try:
        port = int(process.stdout.readline())
        peers = [socket.create_connection(("127.0.0.1", port), 60) for _ in range(100)]
        plain = socket.create_connection(("127.0.0.1", port), 60)
        trust = client_context(files.ca_certificate)
        with trust.wrap_socket(plain, server_hostname="localhost") as secure:
            secure.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert secure.recv(4096).startswith(b"HTTP/1.1 200 OK\r\n")
        for peer in peers:
            peer.close()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_peers_that_vanish_at_any_moment_leave_nothing_behind(files: CertificateFiles) -> None:
    with visiting(files, _hello) as visitors:
        request = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
        for length in range(0, len(request) + 1, 7):
            client = visitors.client()
            client.send(request[:length])
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.__exit__()
        _wait_until_only_one_is_left(visitors)


def _wait_until_only_one_is_left(visitors: Visitors) -> None:
    client = visitors.client()
    until = time.monotonic() + 60
    while len(visitors.server._services.live) > 1:
        assert client.get("/").status == 200
        assert time.monotonic() < until
