"""Trust comes in once and stays: pins, fingerprints, and the unverified look at a server's CA that tells it
nothing.
"""

import ssl
import stat
import subprocess
from pathlib import Path

import pytest

from certs.authority import fingerprint as fingerprint_of_the_server
from certs.contexts import client_context, server_context
from certs.files import CertificateFiles
from client.errors import FileFault, NotPostroom
from client.server_answers import Authority
from client.trust import CA_PATH, TrustStore, explaining, fetch_authority, fingerprint, grouped, read_authority
from client.trust_errors import ChangedAuthority, UntrustedServer
from tests.support.certificates import make_certificates
from tests.support.scripted_http import answer, routes
from tests.support.scripted_server import Peer, ScriptedServer

KIND = "application/x-pem-file"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def pem(files: CertificateFiles) -> str:
    return files.ca_certificate.read_text("ascii")


def authority(pem: str, host: str = "localhost", port: int = 1443) -> Authority:
    return Authority(host, port, pem, fingerprint(pem))


def test_fingerprint_is_what_openssl_and_the_server_say(files: CertificateFiles, pem: str) -> None:
    command = ["openssl", "x509", "-in", str(files.ca_certificate), "-noout", "-fingerprint", "-sha256"]
    printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout.partition("=")[2]
    assert fingerprint(pem) == printed.strip().replace(":", "").lower()
    assert fingerprint(pem) == fingerprint_of_the_server(pem.encode())


@pytest.mark.parametrize("damage", ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_is_no_certificate_has_no_fingerprint(damage: str) -> None:
    with pytest.raises(ValueError, match="certificate"):
        fingerprint(damage)


def test_two_certificates_have_no_fingerprint(pem: str) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        fingerprint(pem + pem)


def test_fingerprint_is_shown_in_groups() -> None:
    assert grouped("0123456789ab") == "0123 4567 89AB"


def test_pin_is_kept_for_its_host_and_port_alone(tmp_path: Path, pem: str) -> None:
    TrustStore(tmp_path).pin(authority(pem))
    store = TrustStore(tmp_path)
    assert store.pinned("localhost", 1443) == authority(pem)
    assert store.pinned("LOCALHOST", 1443) is not None
    assert store.pinned("localhost", 1444) is None
    assert store.pinned("127.0.0.1", 1443) is None


def test_pin_is_for_its_owner_alone(tmp_path: Path, pem: str) -> None:
    TrustStore(tmp_path).pin(authority(pem, "::1"))
    (path,) = (tmp_path / "servers").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_host_cannot_leave_the_folder(tmp_path: Path, pem: str) -> None:
    TrustStore(tmp_path / "a").pin(authority(pem, "../../evil"))
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_pin_with_another_fingerprint_is_refused(tmp_path: Path, pem: str) -> None:
    with pytest.raises(ValueError, match="fingerprint"):
        TrustStore(tmp_path).pin(Authority("localhost", 1443, pem, "0" * 64))
    assert TrustStore(tmp_path).pinned("localhost", 1443) is None


def test_forgotten_pin_is_gone(tmp_path: Path, pem: str) -> None:
    store = TrustStore(tmp_path)
    store.pin(authority(pem))
    store.forget("localhost", 1443)
    store.forget("localhost", 1443)
    assert store.pinned("localhost", 1443) is None


@pytest.mark.parametrize("damage", [b"", b"\xff", b"hello"])
def test_damaged_pin_is_not_taken_for_a_first_contact(tmp_path: Path, pem: str, damage: bytes) -> None:
    store = TrustStore(tmp_path)
    store.pin(authority(pem))
    (path,) = (tmp_path / "servers").iterdir()
    path.write_bytes(damage)
    with pytest.raises(FileFault) as caught:
        store.pinned("localhost", 1443)
    assert str(path) in caught.value.sentence


def test_given_file_is_read_or_named(tmp_path: Path, files: CertificateFiles, pem: str) -> None:
    assert read_authority(files.ca_certificate, "localhost", 1443) == authority(pem)
    for path in (tmp_path / "missing.pem", files.ca_key):
        with pytest.raises(FileFault) as caught:
            read_authority(path, "localhost", 1443)
        assert str(path) in caught.value.sentence


def serving(files: CertificateFiles, shown: bytes, status: str = "200 OK") -> ScriptedServer:
    """A server of these files that shows these bytes as its CA."""
    context = server_context(files.certificate, files.key)
    return ScriptedServer(routes({f"GET {CA_PATH}": answer(shown, status, KIND)}), context=context, tls=True)


def test_authority_is_fetched_from_a_server_that_is_not_trusted_and_nothing_else_is_said(
    files: CertificateFiles, pem: str
) -> None:
    with serving(files, pem.encode()) as server:
        assert fetch_authority(server.host, server.port, 20) == authority(pem, server.host, server.port)
        (heard,) = server.heard
    assert heard.startswith(f"GET {CA_PATH} HTTP/1.1\r\n".encode())
    assert b"Authorization" not in heard
    assert b"Cookie" not in heard


@pytest.mark.parametrize(
    ("shown", "status"),
    [(b"", "404 Not Found"), (b"", "200 OK"), (b"\xff\xfe", "200 OK"), (b"<html>", "200 OK"), (b"", "302 Found")],
)
def test_server_that_shows_no_authority_is_not_postroom(files: CertificateFiles, shown: bytes, status: str) -> None:
    with serving(files, shown, status) as server, pytest.raises(NotPostroom):
        fetch_authority(server.host, server.port, 20)


def test_huge_authority_is_refused(files: CertificateFiles, pem: str) -> None:
    with serving(files, pem.encode() * 1000) as server, pytest.raises(NotPostroom):
        fetch_authority(server.host, server.port, 20)


def test_untrusted_server_with_another_authority_has_changed(files: CertificateFiles, pem: str) -> None:
    with (
        serving(files, pem.encode()) as server,
        pytest.raises(ChangedAuthority) as caught,
        explaining(server.host, server.port, "0" * 64, 20),
    ):
        raise UntrustedServer(server.host, server.port)
    assert caught.value.old_fingerprint == "0" * 64
    assert caught.value.new_fingerprint == fingerprint(pem)
    assert caught.value.authority == authority(pem, server.host, server.port)


def test_untrusted_server_with_the_known_authority_is_just_untrusted(files: CertificateFiles, pem: str) -> None:
    with (
        serving(files, pem.encode()) as server,
        pytest.raises(UntrustedServer),
        explaining(server.host, server.port, fingerprint(pem), 20),
    ):
        raise UntrustedServer(server.host, server.port)


def test_untrusted_server_that_shows_nothing_is_just_untrusted(files: CertificateFiles) -> None:
    context = server_context(files.certificate, files.key)
    with (
        ScriptedServer(lambda peer: peer.close(), context=context, tls=True) as server,
        pytest.raises(UntrustedServer),
        explaining(server.host, server.port, "0" * 64, 20),
    ):
        raise UntrustedServer(server.host, server.port)


def test_other_faults_are_not_looked_into() -> None:
    with ScriptedServer(Peer.wait_for_end) as server:
        fault = NotPostroom(server.host, server.port)
        with pytest.raises(NotPostroom), explaining(server.host, server.port, "0" * 64, 20):
            raise fault
        assert server.peers == []


def test_system_authorities_are_not_trusted(files: CertificateFiles) -> None:
    context = client_context(files.ca_certificate)
    assert len(context.get_ca_certs()) == 1
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
