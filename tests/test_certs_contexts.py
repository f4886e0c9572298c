"""The TLS settings: what connects, what is refused, and why."""

import shutil
import socket
import ssl
import subprocess
import warnings
from pathlib import Path

import pytest

from certs.contexts import CIPHERS, client_context, relay_context, server_context
from certs.files import CertificateFiles
from tests.support.certificates import make_certificates
from tests.support.tls_greeter import certificate_shown, greeting_server


@pytest.fixture(name="files", scope="module")
def _files(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    return make_certificates(tmp_path_factory.mktemp("data") / "certs")


def _server(files: CertificateFiles, alpn: tuple[str, ...] = ()) -> ssl.SSLContext:
    return server_context(files.certificate, files.key, alpn)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "project.com", "::1"])
def test_client_verifies_the_server_by_name_and_by_address(files: CertificateFiles, name: str) -> None:
    with greeting_server(_server(files)) as port:
        assert certificate_shown(port, client_context(files.ca_certificate), name)


def test_client_takes_the_authority_as_text(files: CertificateFiles) -> None:
    context = client_context(ca_pem=files.ca_certificate.read_text())
    with greeting_server(_server(files)) as port:
        assert certificate_shown(port, context, "localhost")


def test_client_refuses_another_name(files: CertificateFiles) -> None:
    with greeting_server(_server(files)) as port, pytest.raises(ssl.SSLCertVerificationError) as refusal:
        certificate_shown(port, client_context(files.ca_certificate), "other.example")
    assert refusal.value.verify_code == 62


def test_client_refuses_another_authority(files: CertificateFiles, tmp_path: Path) -> None:
    other = make_certificates(tmp_path / "other")
    with greeting_server(_server(other)) as port, pytest.raises(ssl.SSLCertVerificationError):
        certificate_shown(port, client_context(files.ca_certificate), "localhost")


def test_client_trusts_nothing_but_the_given_authority(files: CertificateFiles) -> None:
    assert len(client_context(files.ca_certificate).get_ca_certs()) == 1


def test_client_needs_exactly_one_authority(files: CertificateFiles) -> None:
    with pytest.raises(ValueError, match="either as a file or as text"):
        client_context()
    with pytest.raises(ValueError, match="either as a file or as text"):
        client_context(files.ca_certificate, files.ca_certificate.read_text())


def test_relay_with_a_private_authority_verifies_and_checks_the_name(files: CertificateFiles) -> None:
    context = relay_context(files.ca_certificate)
    with greeting_server(_server(files)) as port:
        assert certificate_shown(port, context, "localhost")
        with pytest.raises(ssl.SSLCertVerificationError):
            certificate_shown(port, context, "other.example")


def test_relay_without_one_refuses_a_private_authority(files: CertificateFiles) -> None:
    with greeting_server(_server(files)) as port, pytest.raises(ssl.SSLCertVerificationError):
        certificate_shown(port, relay_context(), "localhost")


def test_tls_1_1_is_refused(files: CertificateFiles) -> None:
    old = client_context(files.ca_certificate)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old.minimum_version = ssl.TLSVersion.TLSv1_1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    # Level 0 allows the old protocol on this side, so that the refusal is the server's.
    old.set_ciphers("ALL:@SECLEVEL=0")
    with greeting_server(_server(files)) as port, pytest.raises(ssl.SSLError) as refusal:
        certificate_shown(port, old, "localhost")
    assert "PROTOCOL_VERSION" in refusal.value.reason


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_are_spoken(files: CertificateFiles, version: ssl.TLSVersion) -> None:
    context = client_context(files.ca_certificate)
    context.maximum_version = version
    with greeting_server(_server(files)) as port:
        assert certificate_shown(port, context, "localhost")


@pytest.mark.parametrize("cipher", ["ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA384"])
def test_suites_outside_the_profile_are_refused(files: CertificateFiles, cipher: str) -> None:
    context = client_context(files.ca_certificate)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(cipher)
    with greeting_server(_server(files)) as port, pytest.raises(ssl.SSLError, match="HANDSHAKE_FAILURE"):
        certificate_shown(port, context, "localhost")


def test_server_offers_the_suites_of_the_profile_only(files: CertificateFiles) -> None:
    offered = {cipher["name"] for cipher in _server(files).get_ciphers()}
    allowed = {*CIPHERS.split(":"), *(name for name in offered if name.startswith("TLS_"))}
    assert offered == allowed


def test_odd_curves_are_refused(files: CertificateFiles) -> None:
    context = client_context(files.ca_certificate)
    context.set_ecdh_curve("secp521r1")
    with greeting_server(_server(files)) as port, pytest.raises(ssl.SSLError, match="HANDSHAKE_FAILURE"):
        certificate_shown(port, context, "localhost")


def test_alpn_is_agreed_when_asked_for(files: CertificateFiles) -> None:
    context = client_context(files.ca_certificate)
    context.set_alpn_protocols(["h2", "http/1.1"])
    with greeting_server(_server(files, ("http/1.1",))) as port:
        plain = socket.create_connection(("127.0.0.1", port), timeout=30)
        with context.wrap_socket(plain, server_hostname="localhost") as secure:
            assert secure.selected_alpn_protocol() == "http/1.1"


def test_key_that_does_not_match_is_an_error(files: CertificateFiles, tmp_path: Path) -> None:
    other = make_certificates(tmp_path / "other")
    with pytest.raises(ssl.SSLError, match="KEY_VALUES_MISMATCH"):
        server_context(files.certificate, other.key)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_curl_verifies_the_server(files: CertificateFiles, name: str) -> None:
    with greeting_server(_server(files)) as port:
        command = ["curl", "-sS", "--noproxy", "*", "--max-time", "30"]
        resolved = ["--resolve", f"localhost:{port}:127.0.0.1", "--cacert", str(files.ca_certificate)]
        result = subprocess.run(
            [*command, *resolved, f"https://{name}:{port}/"], capture_output=True, text=True, check=False
        )
    assert result.stdout == "hello", result.stderr
