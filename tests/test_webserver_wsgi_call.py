"""What an application gets and gives, over real TLS: environ, framing, faults, detached connections."""

import hashlib
import json
import queue
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.validate import validator

import pytest

from certs.files import CertificateFiles
from tests.support.certificates import make_certificates
from tests.support.https import RawClient, Visitors, visiting
from tests.support.varied_app import varied_app
from webserver.detached import Detached
from webserver.limits import Limits

MIB = 1024 * 1024


@pytest.fixture(name="files", scope="module")
def _files(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    return make_certificates(tmp_path_factory.mktemp("data") / "certs")


@pytest.fixture(name="visitors")
def _visitors(files: CertificateFiles) -> Iterator[Visitors]:
    with visiting(files, varied_app) as visitors:
        yield visitors


@pytest.fixture(name="client")
def _client(visitors: Visitors) -> RawClient:
    return visitors.client()


def test_answer_without_a_length_comes_in_chunks_or_ends_with_the_connection(visitors: Visitors) -> None:
    chunked, old = visitors.client(), visitors.client()
    reply = chunked.get("/blocks")
    assert reply.fields["transfer-encoding"] == "chunked"
    assert reply.body == b"x" * 70_004
    assert chunked.get("/").body == b"hello"
    old.send(b"GET /blocks HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    reply = old.reply()
    assert "transfer-encoding" not in reply.fields
    assert reply.body == b"x" * 70_004


@pytest.mark.parametrize("path", ["/", "/blocks", "/environ"])
def test_head_has_no_body(client: RawClient, path: str) -> None:
    assert client.get(path, method="HEAD").status == 200
    assert client.get("/").body == b"hello"


@pytest.mark.parametrize(("path", "status"), [("/none", 204), ("/unchanged", 304)])
def test_statuses_without_a_body(client: RawClient, path: str, status: int) -> None:
    reply = client.get(path)
    assert reply.status == status
    assert not {"content-length", "transfer-encoding"} & set(reply.fields)
    assert client.get("/").body == b"hello"


def test_environ_is_as_wsgi_wants_it(visitors: Visitors, client: RawClient) -> None:
    reply = client.get(
        "/%65nviron?a=%20", "X-One: 1", "X-One: 2", "X_One: 3", "Content_Length: 7", "Content-Type: text/x"
    )
    environ = json.loads(reply.body)
    expected = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/environ",
        "QUERY_STRING": "a=%20",
        "REQUEST_URI": "/%65nviron?a=%20",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(visitors.server.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_X_ONE": "1, 2",
        "CONTENT_TYPE": "text/x",
        "wsgi.url_scheme": "https",
    }
    assert expected.items() <= environ.items()
    assert "CONTENT_LENGTH" not in environ


def test_server_keeps_to_the_wsgi_standard(files: CertificateFiles) -> None:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        lines = environ["wsgi.input"].readlines(100)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"|".join(lines)]

    with visiting(files, validator(app)) as visitors:
        client = visitors.client()
        client.send(b"POST /x?y HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\na\nb\n")
        assert client.reply().body == b"a\n|b\n"
        assert client.get("/x").status == 200


def test_fault_is_an_id_for_the_peer_and_a_traceback_for_the_log(
    client: RawClient, caplog: pytest.LogCaptureFixture
) -> None:
    reply = client.get("/fault")
    problem = json.loads(reply.body)
    assert (reply.status, problem["type"]) == (500, "urn:postroom:error:fault")
    assert b"vault" not in reply.body
    assert client.get("/").body == b"hello"
    record = caplog.records[0]
    fault_id = record.getMessage().split(" ")[1]
    assert fault_id in problem["detail"]
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], ValueError)


@pytest.mark.parametrize("path", ["/fault-later", "/short"])
def test_answer_that_breaks_off_cannot_be_taken_for_whole(
    client: RawClient, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    client.send(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    received = b""
    try:
        while data := client.socket.recv(4096):
            received += data
    except ConnectionResetError:
        pass
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert not received.endswith(b"0\r\n\r\n")
    assert b"vault" not in received
    assert "fault" in caplog.text


def test_body_over_its_length_is_cut_and_the_connection_closed(
    client: RawClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/long").body == b"1234567890"
    assert client.at_end()
    assert "not as long as its Content-Length" in caplog.text


def test_injected_header_field_is_a_fault(files: CertificateFiles, caplog: pytest.LogCaptureFixture) -> None:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("X-Name", environ["QUERY_STRING"] + "\r\nSet-Cookie: a=b")])
        return [b"never sent"]

    with visiting(files, app) as visitors:
        reply = visitors.client().get("/?x")
    assert reply.status == 500
    assert "set-cookie" not in reply.fields
    assert "cannot be sent" in caplog.text


def test_application_may_change_its_mind_before_the_first_block(files: CertificateFiles) -> None:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [])
        try:
            raise LookupError
        except LookupError:
            start_response("404 Not Found", [], sys.exc_info())
        yield b"nothing"

    with visiting(files, app) as visitors:
        assert visitors.client().get("/").status == 404


def test_blocks_that_are_written_come_before_those_that_are_returned(files: CertificateFiles) -> None:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        write = start_response("200 OK", [])
        write(b"first ")
        return [b"second"]

    with visiting(files, app) as visitors:
        assert visitors.client().get("/").body == b"first second"


def test_iterable_is_closed_after_the_answer(files: CertificateFiles) -> None:
    closed: queue.Queue[bool] = queue.Queue()

    class Body:
        def __iter__(self) -> Iterator[bytes]:
            return iter([b"a", b"b"])

        def close(self) -> None:
            closed.put(True)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return Body()

    with visiting(files, app) as visitors:
        assert visitors.client().get("/").body == b"ab"
        assert closed.get(timeout=60)


def test_file_is_sent_in_blocks_and_closed(files: CertificateFiles, tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(hashlib.shake_128(b"file").digest(3 * MIB))
    file = path.open("rb")

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", str(3 * MIB))])
        wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](file, 8192)
        return wrapped

    with visiting(files, app) as visitors:
        client = visitors.client()
        assert client.get("/").body == path.read_bytes()
        client.get("/", method="HEAD")
    assert file.closed


def test_detached_connection_belongs_to_whoever_took_it(files: CertificateFiles) -> None:
    taken: queue.Queue[Detached] = queue.Queue()

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["postroom.detach"](taken.put)
        start_response("200 OK", [("Content-Type", "text/event-stream")])
        return [b": hello\n\n"]

    with visiting(files, app, Limits(idle_seconds=0.1, stall_seconds=0.1, connections=2)) as visitors:
        client = visitors.client()
        client.send(b"GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
        detached = taken.get(timeout=60)
        detached.socket.setblocking(True)
        detached.socket.sendall(b"data: 1\n\n")
        detached.close()
        detached.close()
        reply = client.reply()
    assert reply.fields["connection"] == "close"
    assert not {"content-length", "transfer-encoding"} & set(reply.fields)
    assert reply.body == b": hello\n\ndata: 1\n\n"
