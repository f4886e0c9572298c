"""Which certificate authority is trusted for which server.

A CA comes in once: named by an invitation's fingerprint, given as a file, or confirmed by the person. It is
pinned in the client's folder, and from then on every connection (SMTP and HTTPS) verifies against it and
the host name. Nothing secret may travel on the unverified connection that fetches the CA.
"""

import hashlib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from client.errors import Fault, FileFault, NotPostroom
from client.faults import file_fault
from client.https_connection import HttpsConnection
from client.private_files import write_private
from client.server_answers import Authority
from client.trust_errors import ChangedAuthority, UntrustedServer
from client.wording import Said

CA_PATH = "/.well-known/postroom/ca.pem"
LARGEST_CA = 1 << 16


class TrustStore:
    """The pinned authorities, one PEM file per server in `folder / "servers"` (folder 0700, files 0600)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "servers"

    def pinned(self, host: str, port: int) -> Authority | None:
        """The authority that is trusted for this server, None on first contact.

        Raises `FileFault` when there is a pin that cannot be read: to go on as if there was none would ask
        the person to trust whoever answers.
        """
        path = self._path(host, port)
        try:
            pem = path.read_text("ascii")
            return Authority(host, port, pem, fingerprint(pem))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise file_fault(error, path) from error
        except ValueError as error:
            raise FileFault(
                Said(
                    "What this computer knows of the server's identity is damaged ({path}). Delete that file and "
                    "confirm the fingerprint again.",
                    path=path,
                ),
                str(error),
            ) from error

    def pin(self, authority: Authority) -> None:
        """Trust this authority for its host and port from now on; replaces an earlier one. Atomic.

        Raises ValueError when the fingerprint is not that of the certificate, `LocalDiskFull` and
        `FileFault`.
        """
        if fingerprint(authority.pem) != authority.fingerprint:
            raise ValueError("the fingerprint is not that of the certificate")
        write_private(self._path(authority.host, authority.port), authority.pem)

    def forget(self, host: str, port: int) -> None:
        """Trust nothing for this server any more. Raises `FileFault`."""
        path = self._path(host, port)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise file_fault(error, path) from error

    def _path(self, host: str, port: int) -> Path:
        return self.folder / f"{quote(host.lower(), safe='')}_{port}.pem"


def fingerprint(pem: str) -> str:
    """SHA-256 of the certificate in DER, 64 lower-case hexadecimal digits.

    Raises ValueError when it is not exactly one certificate in PEM that could be trusted.
    """
    if pem.count("-----BEGIN CERTIFICATE-----") != 1:
        raise ValueError("not exactly one certificate in PEM")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except ssl.SSLError as error:
        raise ValueError(f"not a certificate: {error}") from error
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem.strip())).hexdigest()


def grouped(digits: str) -> str:
    """A fingerprint for people to compare: upper case, in groups of four."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4)).upper()


def read_authority(path: Path, host: str, port: int) -> Authority:
    """The CA certificate of a file that the person gave. Raises `FileFault`."""
    try:
        pem = path.read_text("ascii")
        return Authority(host, port, pem, fingerprint(pem))
    except OSError as error:
        raise file_fault(error, path) from error
    except ValueError as error:
        raise FileFault(Said("{path} is not a CA certificate in PEM form.", path=path), str(error)) from error


def fetch_authority(host: str, port: int, timeout: float) -> Authority:
    """The CA certificate that the server shows, over an unverified connection: believe nothing of it yet.

    Raises `NotPostroom` and the network faults.
    """
    connection = HttpsConnection(host, port, _unverified_context(), timeout)
    try:
        answer = connection.request("GET", CA_PATH, most=LARGEST_CA, repeatable=True)
    finally:
        connection.close()
    try:
        if answer.status != 200:
            raise ValueError(f"HTTP {answer.status} for {CA_PATH}")
        pem = answer.body.decode("ascii")
        return Authority(host, port, pem, fingerprint(pem))
    except ValueError as error:
        raise NotPostroom(host, port, str(error)) from error


@contextmanager
def explaining(host: str, port: int, trusted: str, timeout: float) -> Iterator[None]:
    """When the block ends because the server is not trusted, find out whether it shows another CA than `trusted`
    (the pinned fingerprint): then `ChangedAuthority` is what is raised.

    `port` is the HTTPS port: the new CA is asked for there, over an unverified connection.
    """
    try:
        yield
    except UntrustedServer as fault:
        shown = _shown_authority(host, port, timeout)
        if shown is None or shown.fingerprint == trusted:
            raise
        raise ChangedAuthority(shown, trusted) from fault


def _shown_authority(host: str, port: int, timeout: float) -> Authority | None:
    """None when the server cannot show any: it is just not trusted then."""
    try:
        return fetch_authority(host, port, timeout)
    except Fault:
        return None


def _unverified_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
