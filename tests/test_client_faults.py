"""Every way in which a connection can fail has its own fault; each is provoked on real sockets."""

import errno
import http.client
import smtplib
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.authority import ensure_authority
from certs.contexts import client_context, server_context
from certs.files import CertificateFiles
from certs.issue import ensure_certificate
from client.errors import (
    AccountNotUsable,
    ConnectionLost,
    Fault,
    FileFault,
    LocalDiskFull,
    NameNotFound,
    NotPostroom,
    RecipientsRefused,
    ServerBusy,
    ServerDown,
    ServerFault,
    TooManyAttempts,
    WrongPassword,
)
from client.faults import fault_from, file_fault
from client.json_values import ShapeError
from client.trust_errors import CertificateExpired, SelfSignedServer, UntrustedServer, WrongHostName
from tests.support.certificates import make_certificates
from tests.support.scripted_server import Peer, ScriptedServer


def raised(action: Callable[[], object]) -> Exception:
    try:
        action()
    except OSError as error:
        return error
    raise AssertionError("nothing was raised")


def connect(port: int, context: ssl.SSLContext | None = None, name: str = "127.0.0.1", timeout: float = 20) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout) as sock:
        if context is None:
            return sock.recv(100)
        with context.wrap_socket(sock, server_hostname=name) as secure:
            return secure.recv(100)


def handshake_fault(files: CertificateFiles, trusted: Path, name: str = "127.0.0.1") -> Fault:
    """The fault of a handshake with a server of these files, by a client that trusts that CA."""
    context = server_context(files.certificate, files.key)
    with ScriptedServer(Peer.wait_for_end, context=context, tls=True) as server:
        error = raised(lambda: connect(server.port, client_context(trusted), name))
        assert isinstance(error, ssl.SSLCertVerificationError)
        return fault_from(error, name, server.port)


def test_refused_connection_names_host_and_port() -> None:
    with socket.socket() as not_listening:
        not_listening.bind(("127.0.0.1", 0))
        port = not_listening.getsockname()[1]
        fault = fault_from(raised(lambda: connect(port)), "127.0.0.1", port)
    assert isinstance(fault, ServerDown)
    assert f"127.0.0.1:{port} does not accept connections" in fault.sentence


def test_silent_server_is_down() -> None:
    with ScriptedServer(Peer.wait_for_end) as server:
        fault = fault_from(raised(lambda: connect(server.port, timeout=0.05)), "::1", server.port)
    assert isinstance(fault, ServerDown)
    assert f"[::1]:{server.port} does not answer" in fault.sentence


def test_unknown_name_is_named() -> None:
    fault = fault_from(raised(lambda: socket.create_connection(("no-such-host.invalid", 1))), "no-such-host.invalid", 1)
    assert isinstance(fault, NameNotFound)
    assert "no-such-host.invalid" in fault.sentence


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN])
def test_unreachable_network_is_a_server_that_cannot_be_reached(number: int) -> None:
    fault = fault_from(OSError(number, "unreachable"), "h", 1)
    assert isinstance(fault, ServerDown)
    assert "cannot be reached" in fault.sentence


def test_reset_is_a_lost_connection() -> None:
    def play(peer: Peer) -> None:
        peer.exactly(1)
        peer.reset()

    def ask(port: int) -> None:
        with socket.create_connection(("127.0.0.1", port), 20) as sock:
            sock.sendall(b"hello")
            sock.recv(1)

    with ScriptedServer(play) as server:
        error = raised(lambda: ask(server.port))
    assert isinstance(fault_from(error, "h", 1), ConnectionLost)


def test_server_without_tls_is_not_postroom(tmp_path: Path) -> None:
    files = make_certificates(tmp_path)
    with ScriptedServer(lambda peer: peer.send(b"SSH-2.0-OpenSSH_9.2\r\n" * 20)) as server:
        error = raised(lambda: connect(server.port, client_context(files.ca_certificate)))
        assert isinstance(fault_from(error, "h", 1), NotPostroom)


def test_hanging_up_in_the_handshake_is_a_lost_connection(tmp_path: Path) -> None:
    files = make_certificates(tmp_path)
    with ScriptedServer(lambda peer: peer.close()) as server:
        error = raised(lambda: connect(server.port, client_context(files.ca_certificate)))
        assert isinstance(fault_from(error, "h", 1), ConnectionLost)


def test_unknown_issuer_is_an_untrusted_server(tmp_path: Path) -> None:
    ours = make_certificates(tmp_path / "ours")
    theirs = make_certificates(tmp_path / "theirs")
    fault = handshake_fault(theirs, ours.ca_certificate)
    assert type(fault) is UntrustedServer
    assert "not issued by an authority that you trust" in fault.sentence


def test_self_signed_certificate_has_a_sentence_of_its_own(tmp_path: Path) -> None:
    ours = make_certificates(tmp_path / "ours")
    theirs = make_certificates(tmp_path / "theirs")
    alone = CertificateFiles(tmp_path / "alone")
    alone.folder.mkdir()
    alone.certificate.write_bytes(theirs.ca_certificate.read_bytes())
    alone.key.write_bytes(theirs.ca_key.read_bytes())
    fault = handshake_fault(alone, ours.ca_certificate)
    assert isinstance(fault, SelfSignedServer)
    assert "vouches for itself" in fault.sentence
    assert "self-signed" in fault.detail


@pytest.mark.parametrize("name", ["127.0.0.2", "other.example"])
def test_certificate_for_other_names_is_a_wrong_host_name(tmp_path: Path, name: str) -> None:
    files = make_certificates(tmp_path)
    assert isinstance(handshake_fault(files, files.ca_certificate, name), WrongHostName)


@pytest.mark.parametrize(("shift", "words"), [(-200, "has expired"), (400, "is not valid yet")])
def test_certificate_outside_of_its_dates_has_its_own_sentence(tmp_path: Path, shift: int, words: str) -> None:
    files = CertificateFiles(tmp_path)
    now = datetime.now(UTC)
    ensure_authority(files, "project.com", now - timedelta(days=1000))
    ensure_certificate(files, ("127.0.0.1",), now + timedelta(days=shift))
    fault = handshake_fault(files, files.ca_certificate)
    assert isinstance(fault, CertificateExpired)
    assert words in fault.sentence


def test_the_four_faults_of_a_certificate_have_four_sentences() -> None:
    faults = [kind("h", 1) for kind in (SelfSignedServer, UntrustedServer, WrongHostName, CertificateExpired)]
    assert len({fault.sentence for fault in faults}) == 4
    assert all("h:1" in fault.sentence for fault in faults)
    assert not any("password" in fault.sentence for fault in faults)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 no"), WrongPassword),
        (smtplib.SMTPAuthenticationError(535, b"5.7.13 The account is disabled"), AccountNotUsable),
        (smtplib.SMTPAuthenticationError(454, b"4.7.0 Too many"), TooManyAttempts),
        (smtplib.SMTPServerDisconnected("closed"), ConnectionLost),
        (smtplib.SMTPNotSupportedError("no STARTTLS"), NotPostroom),
        (smtplib.SMTPHeloError(502, b"what?"), NotPostroom),
        (smtplib.SMTPConnectError(554, b"No SMTP service here"), NotPostroom),
        (smtplib.SMTPConnectError(421, b"Too busy"), ServerBusy),
        (smtplib.SMTPResponseException(-1, b"garbage"), NotPostroom),
        (smtplib.SMTPResponseException(454, b"4.7.0 TLS not available"), ServerBusy),
        (smtplib.SMTPDataError(451, b"4.3.0 fault 17"), ServerFault),
        (smtplib.SMTPRecipientsRefused({"x@y": (550, b"5.1.1 no such recipient")}), RecipientsRefused),
        (http.client.RemoteDisconnected("gone"), ConnectionLost),
        (http.client.IncompleteRead(b""), ConnectionLost),
        (http.client.BadStatusLine("220 hello"), NotPostroom),
        (http.client.LineTooLong("header"), NotPostroom),
        (ShapeError("not JSON"), NotPostroom),
        (BrokenPipeError(), ConnectionLost),
        (TimeoutError(), ServerDown),
    ],
)
def test_errors_of_the_libraries_have_their_faults(error: Exception, kind: type[Fault]) -> None:
    assert type(fault_from(error, "h", 1)) is kind


def test_fault_stays_itself() -> None:
    fault = WrongPassword()
    assert fault_from(fault, "h", 1) is fault


def test_bug_is_not_called_a_fault_of_the_server() -> None:
    fault = fault_from(KeyError("x"), "h", 1)
    assert type(fault) is Fault
    assert "KeyError" in fault.detail


def test_full_disk_and_other_file_errors_are_told_apart() -> None:
    full = file_fault(OSError(errno.ENOSPC, "No space left on device"), Path("/tmp/a"))
    denied = file_fault(OSError(errno.EACCES, "Permission denied"), Path("/tmp/a"))
    assert isinstance(full, LocalDiskFull)
    assert isinstance(denied, FileFault)
    assert denied.sentence == "/tmp/a cannot be read or written: permission denied."
