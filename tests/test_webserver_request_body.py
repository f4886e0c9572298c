"""Bodies of requests over real TLS: of every size, over every limit, cut short."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from certs.files import CertificateFiles
from tests.support.certificates import make_certificates
from tests.support.https import RawClient, Visitors, visiting
from tests.support.varied_app import varied_app
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


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 5 * MIB])
@pytest.mark.parametrize("chunked", [False, True])
def test_body_arrives_whole_in_memory_or_on_disk(client: RawClient, size: int, chunked: bool) -> None:
    body = hashlib.shake_128(b"body").digest(size)
    if chunked:
        head = b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        halves = [half for half in (body[: size // 3], body[size // 3 :]) if half]
        client.send(head + b"".join(b"%x\r\n%b\r\n" % (len(half), half) for half in halves) + b"0\r\n\r\n")
    else:
        client.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % size + body)
    assert client.reply().body == body


def test_body_is_asked_for_when_the_client_waits(client: RawClient) -> None:
    client.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
    assert client.reply().status == 100
    client.send(b"abc")
    assert client.reply().body == b"abc"


def test_body_over_the_limit_is_refused_before_it_is_sent(client: RawClient) -> None:
    client.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10485761\r\nExpect: 100-continue\r\n\r\n")
    reply = client.reply()
    assert (reply.status, reply.fields["connection"]) == (413, "close")
    assert json.loads(reply.body)["type"] == "urn:postroom:error:tooLarge"
    assert client.at_end()


def test_client_that_sends_all_of_a_huge_body_first_still_reads_the_refusal(files: CertificateFiles) -> None:
    # A busy machine may take its time to send all that.
    with visiting(files, varied_app, Limits(linger_seconds=60)) as visitors:
        client = visitors.client()
        client.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 20971520\r\n\r\n")
        for _ in range(20):
            client.send(bytes(MIB))
        assert client.reply().status == 413


def test_limit_of_a_body_goes_by_the_path(files: CertificateFiles) -> None:
    limits = Limits(body_limit=lambda method, path: 100 if (method, path) == ("POST", "/echo") else 3)
    with visiting(files, varied_app, limits) as visitors:
        for path, status in (("/echo", 200), ("/other", 413)):
            client = visitors.client()
            client.send(f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd".encode())
            assert client.reply().status == status


def test_bodies_over_the_common_budget_are_told_to_come_later(files: CertificateFiles) -> None:
    with visiting(files, varied_app, Limits(bodies_at_once=10)) as visitors:
        first, second, third = visitors.client(), visitors.client(), visitors.client()
        first.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n12345678")
        # Once a later request is answered, the earlier bytes have been seen.
        assert third.get("/").status == 200
        second.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n12345678")
        reply = second.reply()
        assert (reply.status, reply.fields["retry-after"]) == (503, "30")
        first.send(b"9")
        assert first.reply().body == b"123456789"
        # A second answer on the same connection: what the first request took has been given back.
        assert first.get("/").status == 200
        third.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123456789")
        assert third.reply().body == b"123456789"


def test_no_room_on_disk_is_told(files: CertificateFiles, tmp_path: Path) -> None:
    limits = Limits(body_in_memory=3, spool_folder=tmp_path / "missing")
    with visiting(files, varied_app, limits) as visitors:
        client = visitors.client()
        client.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd")
        reply = client.reply()
    assert reply.status == 503
    assert "no room" in json.loads(reply.body)["detail"]


def test_truncated_body_never_reaches_the_application(files: CertificateFiles) -> None:
    asked: list[str] = []

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked.append(environ["PATH_INFO"])
        return varied_app(environ, start_response)

    with visiting(files, app) as visitors:
        for request in (b"Content-Length: 10\r\n\r\nabc", b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"):
            client = visitors.client()
            client.send(b"POST /truncated HTTP/1.1\r\nHost: a\r\n" + request)
            client.stop_sending()
            assert client.at_end()
        assert visitors.client().get("/whole").status == 200
    assert asked == ["/whole"]
