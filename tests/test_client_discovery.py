"""Finding a server: first contact, invitation, given CA, pinned CA, and a CA that has changed."""

from pathlib import Path

import pytest

from certs.contexts import server_context
from certs.files import CertificateFiles
from client.discovery import DISCOVERY_PATH, Server, connect
from client.errors import AnswerTooLarge, BadServerAddress, Fault, FileFault, NotPostroom, ServerDown, ServerFault
from client.server_answers import Authority
from client.trust import CA_PATH, TrustStore, fingerprint
from client.trust_errors import ChangedAuthority, UnknownAuthority, UntrustedServer, WrongHostName, WrongServer
from tests.support.certificates import make_certificates
from tests.support.scripted_http import answer, problem, routes
from tests.support.scripted_server import Peer, ScriptedServer

DOCUMENT = {
    "domain": "project.com",
    "version": "0.1.0",
    "registration": "open",
    "ports": {"smtpStarttls": 1587, "smtpTls": 1465, "https": 1443},
    "caFingerprint": "0" * 64,
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    """Another installation under the same names."""
    return make_certificates(tmp_path_factory.mktemp("others"))


@pytest.fixture
def trust(tmp_path: Path) -> TrustStore:
    return TrustStore(tmp_path)


def postroom(files: CertificateFiles, document: bytes | None = None) -> ScriptedServer:
    table = {
        f"GET {CA_PATH}": answer(files.ca_certificate.read_bytes(), kind="application/x-pem-file"),
        f"GET {DISCOVERY_PATH}": answer(DOCUMENT) if document is None else document,
    }
    return ScriptedServer(routes(table), context=server_context(files.certificate, files.key), tls=True)


def ca_fingerprint(files: CertificateFiles) -> str:
    return fingerprint(files.ca_certificate.read_text())


def invitation(server: ScriptedServer, files: CertificateFiles) -> str:
    return f"postroom://127.0.0.1/?https={server.port}&smtp=1587&ca={ca_fingerprint(files)}&domain=project.com&code=C"


def test_first_contact_shows_the_fingerprint_and_trusts_nothing(files: CertificateFiles, trust: TrustStore) -> None:
    with postroom(files) as server:
        with pytest.raises(UnknownAuthority) as caught:
            connect(f"127.0.0.1:{server.port}", trust)
        assert caught.value.authority.fingerprint == ca_fingerprint(files)
        assert trust.pinned("127.0.0.1", server.port) is None
        assert not any(DISCOVERY_PATH.encode() + b" " in heard for heard in server.heard)


def test_confirmed_authority_is_enough_from_then_on(files: CertificateFiles, trust: TrustStore) -> None:
    with postroom(files) as server:
        with pytest.raises(UnknownAuthority) as caught:
            connect(f"127.0.0.1:{server.port}", trust)
        trust.pin(caught.value.authority)
        found = connect(f"127.0.0.1:{server.port}", trust)
        assert found == Server(
            host="127.0.0.1",
            https_port=server.port,
            smtp_port=1587,
            domain="project.com",
            version="0.1.0",
            registration="open",
            ca_pem=files.ca_certificate.read_text(),
            fingerprint=ca_fingerprint(files),
        )
        assert len(server.peers) == 2


def test_invitation_is_verified_from_the_first_connection_and_pinned(
    files: CertificateFiles, trust: TrustStore
) -> None:
    with postroom(files) as server:
        found = connect(invitation(server, files), trust)
        assert (found.domain, found.code) == ("project.com", "C")
        assert connect(f"127.0.0.1:{server.port}", trust).code == ""


def test_invitation_to_another_server_is_refused(
    files: CertificateFiles, others: CertificateFiles, trust: TrustStore
) -> None:
    with postroom(others) as server:
        with pytest.raises(WrongServer) as caught:
            connect(invitation(server, files), trust)
        assert ca_fingerprint(files) in caught.value.detail
        assert ca_fingerprint(others) in caught.value.detail
        assert trust.pinned("127.0.0.1", server.port) is None


def test_server_that_shows_a_foreign_authority_is_not_pinned(
    files: CertificateFiles, others: CertificateFiles, trust: TrustStore
) -> None:
    table = {f"GET {CA_PATH}": answer(files.ca_certificate.read_bytes()), f"GET {DISCOVERY_PATH}": answer(DOCUMENT)}
    context = server_context(others.certificate, others.key)
    with ScriptedServer(routes(table), context=context, tls=True) as server:
        with pytest.raises(UntrustedServer):
            connect(invitation(server, files), trust)
        assert trust.pinned("127.0.0.1", server.port) is None


def test_given_file_is_trusted_for_this_time_alone(files: CertificateFiles, trust: TrustStore) -> None:
    with postroom(files) as server:
        assert connect(f"127.0.0.1:{server.port}", trust, files.ca_certificate).domain == "project.com"
        assert trust.pinned("127.0.0.1", server.port) is None


def test_given_file_that_is_none_is_named(tmp_path: Path, trust: TrustStore) -> None:
    with pytest.raises(FileFault):
        connect("127.0.0.1:1", trust, tmp_path / "ca.pem")


def test_given_file_must_be_the_one_of_the_invitation(
    files: CertificateFiles, others: CertificateFiles, trust: TrustStore
) -> None:
    with postroom(files) as server, pytest.raises(WrongServer):
        connect(invitation(server, files), trust, others.ca_certificate)


def test_changed_authority_is_told_with_both_fingerprints_and_not_trusted(
    files: CertificateFiles, others: CertificateFiles, trust: TrustStore
) -> None:
    with postroom(others) as server:
        trust.pin(authority_of(files, server.port))
        with pytest.raises(ChangedAuthority) as caught:
            connect(f"127.0.0.1:{server.port}", trust)
        assert caught.value.old_fingerprint == ca_fingerprint(files)
        assert caught.value.new_fingerprint == ca_fingerprint(others)
        trust.pin(caught.value.authority)
        assert connect(f"127.0.0.1:{server.port}", trust).fingerprint == ca_fingerprint(others)


def test_invitation_does_not_replace_a_pin_without_a_question(
    files: CertificateFiles, others: CertificateFiles, trust: TrustStore
) -> None:
    with postroom(others) as server:
        trust.pin(authority_of(files, server.port))
        with pytest.raises(ChangedAuthority):
            connect(invitation(server, others), trust)
        assert trust.pinned("127.0.0.1", server.port) == authority_of(files, server.port)


def authority_of(files: CertificateFiles, port: int) -> Authority:
    return Authority("127.0.0.1", port, files.ca_certificate.read_text(), ca_fingerprint(files))


def test_certificate_without_this_name_is_told(tmp_path: Path, trust: TrustStore) -> None:
    files = make_certificates(tmp_path / "certificates", ("project.com",))
    with postroom(files) as server, pytest.raises(WrongHostName):
        connect(f"127.0.0.1:{server.port}", trust, files.ca_certificate)


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (answer(b"<html>"), NotPostroom),
        (answer([]), NotPostroom),
        (answer({**DOCUMENT, "registration": "maybe"}), NotPostroom),
        (answer({**DOCUMENT, "ports": {}}), NotPostroom),
        (answer({**DOCUMENT, "ports": {"smtpStarttls": "x"}}), NotPostroom),
        (answer({**DOCUMENT, "ports": {"smtpStarttls": 0}}), NotPostroom),
        (answer({**DOCUMENT, "domain": None}), NotPostroom),
        (answer(b"x" * 100_000), AnswerTooLarge),
        (answer(b"", "302 Found", headers=b"Location: https://evil.example/\r\n"), NotPostroom),
        (answer(b"", "404 Not Found", "text/html"), NotPostroom),
        (problem("500 Internal Server Error", "fault", "id 17"), ServerFault),
    ],
)
def test_answer_that_is_not_postrooms_is_told(
    files: CertificateFiles, trust: TrustStore, document: bytes, kind: type[Fault]
) -> None:
    with postroom(files, document) as server, pytest.raises(Fault) as caught:
        connect(f"127.0.0.1:{server.port}", trust, files.ca_certificate)
    assert type(caught.value) is kind


def test_plain_http_server_is_not_postroom(trust: TrustStore) -> None:
    with (
        ScriptedServer(lambda peer: peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server,
        pytest.raises(NotPostroom),
    ):
        connect(f"127.0.0.1:{server.port}", trust)


def test_silent_server_is_down(trust: TrustStore) -> None:
    with ScriptedServer(Peer.wait_for_end) as server, pytest.raises(ServerDown):
        connect(f"127.0.0.1:{server.port}", trust, timeout=0.1)


def test_text_that_is_no_address_asks_nobody(trust: TrustStore) -> None:
    with pytest.raises(BadServerAddress):
        connect("anna@project.com", trust)
