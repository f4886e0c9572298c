"""Mail to the outside through a real Postfix, with TLS that is verified and every way to sign in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from certs.files import CertificateFiles
from db import jobs, outside
from db.database import Store
from db.job_kinds import RelayTest
from db.settings import Settings
from server.courier import connections
from server.courier.relay_test import RelayTests
from server.courier.target import Patience, Target
from server.courier.transport import Connection, open_connection
from tests.support import postfix as support
from tests.support.certificates import make_certificates
from tests.support.outside_mail import Desk, inbox, open_relay, post
from tests.support.postfix import Postfix, postfix
from tests.support.relay_script import Relay
from tests.support.relays import ADMIN
from tests.support.scripted_server import ScriptedServer
from tests.support.sign_in_service import PASSWORD, USER
from tests.support.stores import People, assert_sound, mail
from tests.support.wire import eventually

pytestmark = pytest.mark.skipif(bool(support.why_not()), reason=support.why_not() or "it runs")
ZOE, GONE = "zoe@example.com", "gone@example.com"


@pytest.fixture(scope="module")
def sink() -> Relay:
    """Where Postfix hands its mail on to."""
    return Relay()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    return make_certificates(tmp_path_factory.mktemp("relay") / "certificates")


@pytest.fixture(scope="module")
def running(sink: Relay, files: CertificateFiles) -> Iterator[Postfix]:
    with ScriptedServer(sink) as server, postfix(files, server.port) as started:
        yield started


@pytest.fixture
def desk(store: Store, running: Postfix, files: CertificateFiles) -> Iterator[Desk]:
    prepare(store, running, files, "strongest")
    made = Desk(store)
    yield made
    made.close()


def prepare(store: Store, running: Postfix, files: CertificateFiles, authentication: str) -> int:
    return open_relay(
        store,
        running.port,
        server="localhost",
        security="starttls",
        authentication=authentication,
        username=USER,
        password=PASSWORD,
        ca_pem=files.ca_certificate.read_text(),
    ).id


def arrived(sink: Relay, marker: bytes) -> bytes:
    """Wait for the message that has `marker` in it, and return it."""
    found: list[bytes] = []

    def look() -> bool:
        found[:] = [taken.content for taken in sink.taken if marker in taken.content]
        return bool(found)

    eventually(f"{marker!r} arrived", look)
    return found[0]


def test_message_goes_through_byte_for_byte(desk: Desk, sink: Relay, people: People) -> None:
    body = "..dots\r\n.\r\n.hidden\r\nGrüße " + "x" * 900 + "\r\nbyte-for-byte"
    post(desk.store, people["anna"], ZOE, body=body)
    (row,) = desk.turn()
    assert (row.state, row.reply[:9]) == ("sent", "250 2.0.0")
    assert "TLSv1.3" in row.hop
    content = arrived(sink, b"byte-for-byte")
    assert content.partition(b"\r\n\r\n")[2] == f"{body}\r\n".encode()
    assert b"Return-Path" not in content
    assert b"with ESMTPSA" in content.partition(b"\r\n\r\n")[0]
    assert_sound(desk.store)


def test_refusal_is_told_in_postfixs_words_and_bounces(desk: Desk, sink: Relay, people: People) -> None:
    post(desk.store, people["anna"], GONE, ZOE, body="for-one-of-two")
    assert [row.state for row in desk.turn()] == ["failed", "sent"]
    arrived(sink, b"for-one-of-two")
    (bounce,) = inbox(desk.store, people["anna"])
    assert b"nobody of this name" in bounce
    assert b"Status: 5.1.1" in bounce


def test_too_large_a_message_bounces_without_being_sent(desk: Desk, people: People) -> None:
    post(desk.store, people["anna"], ZOE, content=mail(body="x" * 70 + ("\r\n" + "y" * 70) * 20_000))
    (row,) = desk.turn()
    assert row.state == "failed"
    assert "takes 1000000" in row.reply


def test_many_messages_share_connections(
    desk: Desk, sink: Relay, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Counted here: Postfix writes its log a moment later.
    opened: list[Target] = []

    def counted(target: Target, patience: Patience) -> Connection:
        opened.append(target)
        return open_connection(target, patience)

    monkeypatch.setattr(connections, "open_connection", counted)
    for number in range(40):
        post(desk.store, people["anna"], ZOE, body=f"number-{number}-of-forty")
    assert {row.state for row in desk.turn()} == {"sent"}
    assert 1 <= len(opened) <= 3
    for number in range(40):
        arrived(sink, f"number-{number}-of-forty".encode())


@pytest.mark.parametrize("authentication", ["plain", "login", "cram-md5", "strongest"])
def test_relay_test_passes_in_every_way_to_sign_in(
    store: Store, running: Postfix, files: CertificateFiles, authentication: str
) -> None:
    relay_id = prepare(store, running, files, authentication)
    outside.choose(store, ADMIN, "local")
    duty = RelayTests(store, Settings(store.path.parent))
    job = RelayTest(relay_id, ZOE, dry_run=True).ask(store, ADMIN, None)
    duty.turn(lambda: False)
    assert duty.hands.wait(60)
    done = jobs.get(store, job.id)
    assert (done.state, outside.is_open(store)) == ("done", True), done


def test_wrong_password_is_told_and_keeps_mail_waiting(
    store: Store, running: Postfix, files: CertificateFiles, people: People, tmp_path: Path
) -> None:
    open_relay(
        store, running.port, server="localhost", security="starttls", authentication="plain", username=USER,
        password="wrong", ca_pem=files.ca_certificate.read_text(),
    )  # fmt: skip
    desk = Desk(store)
    post(store, people["anna"], ZOE)
    (row,) = desk.turn()
    assert (row.state, row.reply[:9]) == ("waiting", "AUTH: 535")
    desk.close()
