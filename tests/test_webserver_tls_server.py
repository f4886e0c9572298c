"""The inbox server over real TLS: connections, requests one after another, refusals, certificates."""

import json
import logging
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from certs.contexts import client_context, server_context
from certs.files import CertificateFiles
from certs.issue import ensure_certificate
from certs.renewal import Renewal
from tests.support.certificates import NAMES, make_certificates
from tests.support.https import RawClient, Visitors, serving, visiting
from tests.support.varied_app import varied_app
from webserver.detached import Detached
from webserver.tls_server import InboxServer


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


def test_answer_has_the_fields_it_needs_and_no_more(client: RawClient) -> None:
    reply = client.get("/")
    assert (reply.status, reply.body) == (200, b"hello")
    assert set(reply.fields) == {"content-type", "date", "content-length"}


def test_connection_is_kept_over_many_requests(visitors: Visitors, client: RawClient) -> None:
    for _ in range(50):
        assert client.get("/").body == b"hello"
    assert visitors.server.counts.connections == 1


def test_every_socket_sends_without_delay(files: CertificateFiles) -> None:
    seen: list[int] = []

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def take(detached: Detached) -> None:
            seen.append(detached.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            detached.close()

        environ["postroom.detach"](take)
        start_response("200 OK", [])
        return []

    with visiting(files, app) as visitors:
        client = visitors.client()
        client.get("/")
        assert client.at_end()
    assert seen == [1]


def test_pipelined_requests_are_answered_in_order(client: RawClient) -> None:
    request = b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%b"
    bodies = [str(number).encode() * number for number in range(1, 60)]
    client.send(b"".join(request % (len(body), body) for body in bodies))
    assert [client.reply().body for _ in bodies] == bodies


def test_request_in_single_bytes(client: RawClient) -> None:
    for byte in b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc":
        client.send(bytes([byte]))
    assert client.reply().body == b"abc"


def test_close_is_honoured(client: RawClient) -> None:
    reply = client.get("/", "Connection: close")
    assert reply.fields["connection"] == "close"
    assert client.at_end()


def test_http_1_0_is_closed_unless_it_asks_to_be_kept(visitors: Visitors) -> None:
    kept, closed = visitors.client(), visitors.client()
    kept.send(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" * 2)
    assert [kept.reply().fields["connection"] for _ in range(2)] == ["keep-alive"] * 2
    closed.send(b"GET / HTTP/1.0\r\n\r\n")
    assert closed.reply().fields["connection"] == "close"
    assert closed.at_end()


def test_refused_request_is_answered_and_the_connection_closed(client: RawClient) -> None:
    client.send(b"GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
    reply = client.reply()
    problem = json.loads(reply.body)
    assert (reply.status, reply.fields["content-type"]) == (400, "application/problem+json")
    assert (problem["type"], problem["status"]) == ("urn:postroom:error:badRequest", 400)
    assert problem["detail"] == "The header field host is missing."
    assert client.at_end()


def test_request_hidden_behind_a_chunked_one_is_not_answered(client: RawClient) -> None:
    client.send(
        b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"
    )
    assert client.reply().status == 400
    assert client.at_end()


def test_plain_http_is_told_to_use_https(visitors: Visitors) -> None:
    peer = visitors.silent(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    with peer.makefile("rb") as file:
        answer = file.read()
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"This port speaks HTTPS" in answer
    assert visitors.server.counts.plain_http == 1


def test_what_is_no_tls_is_counted_and_logged_in_one_line(visitors: Visitors, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "postroom")
    peer = visitors.silent(b"\x05\x01\x00 something else")
    with peer.makefile("rb") as file, suppress(ConnectionResetError):
        file.read()
    assert visitors.client().get("/").status == 200
    assert visitors.server.counts.tls_failures == 1
    assert [record.exc_info for record in caplog.records] == [None]
    assert caplog.records[0].getMessage().startswith("tls-failed peer=127.0.0.1 by=https why=")


def test_renewed_certificate_is_shown_to_new_connections_and_old_ones_go_on(tmp_path: Path) -> None:
    files = make_certificates(tmp_path / "certs")
    files.certificate.unlink()
    ensure_certificate(files, NAMES, datetime.now(UTC) - timedelta(days=70))
    context = server_context(files.certificate, files.key)
    renewal = Renewal(files, NAMES, [context])
    trust = client_context(files.ca_certificate)
    with serving(files, varied_app, context=context) as server, RawClient(server, trust) as old:
        before = old.socket.getpeercert(binary_form=True)
        assert renewal.check(datetime.now(UTC))
        with RawClient(server, trust) as new:
            assert new.get("/").status == 200
            assert new.socket.getpeercert(binary_form=True) != before
        assert old.get("/").status == 200


def test_server_takes_over_a_bound_socket(files: CertificateFiles) -> None:
    bound = socket.create_server(("127.0.0.1", 0))
    port = bound.getsockname()[1]
    with serving(files, varied_app, listener=bound) as server:
        assert server.port == port
        with RawClient(server, client_context(files.ca_certificate)) as client:
            assert client.get("/").status == 200


def test_server_on_ipv6(files: CertificateFiles) -> None:
    context = server_context(files.certificate, files.key)
    try:
        server = InboxServer(("::1", 0), context, varied_app)
    except OSError:
        pytest.skip("this machine has no IPv6")
    assert server.socket.family == socket.AF_INET6
    server.server_close()
