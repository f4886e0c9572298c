"""The end of the inbox server: what is begun is finished, what idles is closed, nobody waits for ever."""

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from certs.contexts import client_context, server_context
from certs.files import CertificateFiles
from tests.support.certificates import make_certificates
from tests.support.free_ports import free_port
from tests.support.https import RawClient, serving, visiting
from webserver.limits import Limits
from webserver.tls_server import InboxServer
from webserver.workers import Workers


@pytest.fixture(name="files", scope="module")
def _files(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    return make_certificates(tmp_path_factory.mktemp("data") / "certs")


class _Slow:
    """An application that answers when it is told to."""

    def __init__(self) -> None:
        self.entered = threading.Semaphore(0)
        self.leave = threading.Event()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/slow":
            self.entered.release()
            assert self.leave.wait(60)
        start_response("200 OK", [])
        return [b"done"]


@pytest.fixture(name="slow")
def _slow() -> Iterator[_Slow]:
    slow = _Slow()
    yield slow
    slow.leave.set()


def test_request_under_way_is_finished_and_its_connection_closed(files: CertificateFiles, slow: _Slow) -> None:
    with visiting(files, slow, Limits(shutdown_seconds=60)) as visitors:
        busy, idle = visitors.client(), visitors.client()
        assert idle.get("/").status == 200
        busy.send(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        assert slow.entered.acquire(timeout=60)
        stopper = threading.Thread(target=visitors.server.shutdown)
        stopper.start()
        assert idle.at_end()
        assert stopper.is_alive()
        slow.leave.set()
        reply = busy.reply()
        assert (reply.body, reply.fields["connection"]) == (b"done", "close")
        assert busy.at_end()
        busy.__exit__()
        stopper.join(60)
        assert not stopper.is_alive()


def test_body_under_way_is_received_and_answered(files: CertificateFiles, slow: _Slow) -> None:
    with visiting(files, slow, Limits(shutdown_seconds=60)) as visitors:
        client, idle = visitors.client(), visitors.client()
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nExpect: 100-continue\r\n\r\n")
        assert client.reply().status == 100
        stopper = threading.Thread(target=visitors.server.shutdown)
        stopper.start()
        assert idle.at_end()
        client.send(b"abcdef")
        assert client.reply().body == b"done"
        client.__exit__()
        stopper.join(60)
        assert not stopper.is_alive()


def test_request_that_never_ends_is_cut(files: CertificateFiles, slow: _Slow, caplog: pytest.LogCaptureFixture) -> None:
    with visiting(files, slow, Limits(shutdown_seconds=0.2)) as visitors:
        client = visitors.client()
        client.send(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        assert slow.entered.acquire(timeout=60)
        begin = time.monotonic()
        visitors.server.shutdown()
        assert time.monotonic() - begin < 30
        assert client.at_end()
    assert "1 requests were not finished in time" in caplog.text


def test_workers_that_idle_are_not_counted_as_at_work() -> None:
    """On a busy machine the log told of requests that there were not: threads that had not come to their end yet."""
    begun, leave = threading.Semaphore(0), threading.Event()

    def job() -> None:
        begun.release()
        assert leave.wait(60)

    workers = Workers(4, 1)
    workers.start()
    assert workers.submit(job)
    assert begun.acquire(timeout=60)
    assert workers.stop(0) == 1
    leave.set()
    assert workers.stop(60) == 0


def test_nothing_is_accepted_after_the_end(files: CertificateFiles, slow: _Slow) -> None:
    # Not one that the kernel would give to the next who asks, in this process or another.
    listener = socket.create_server(("127.0.0.1", free_port()))
    with (
        serving(files, slow, listener=listener) as server,
        RawClient(server, client_context(files.ca_certificate)) as client,
    ):
        port = server.port
        assert client.get("/").status == 200
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 60)


def test_shutdown_on_the_serving_thread_does_not_wait_for_itself(files: CertificateFiles) -> None:
    class StopsItself(InboxServer):
        def service_actions(self) -> None:
            # As a signal handler does that runs on this thread.
            self.shutdown()

    with StopsItself(("127.0.0.1", 0), server_context(files.certificate, files.key), _Slow()) as server:
        server.serve_forever()
