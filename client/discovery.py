"""From what a person typed to a server that is known and verified.

Text goes in, a `Server` comes out. Nothing secret is sent; a CA becomes trusted here only when an
invitation's fingerprint names it or a file was given for it.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from certs.contexts import client_context
from client.faults import faults_at
from client.https_connection import HttpsConnection
from client.invitation import ServerAddress, parse_server
from client.json_values import ShapeError, child, number, parse_object, text
from client.problems import problem_fault
from client.server_answers import Authority
from client.trust import TrustStore, explaining, fetch_authority, read_authority
from client.trust_errors import ChangedAuthority, UnknownAuthority, WrongServer

DISCOVERY_PATH = "/.well-known/postroom"
LARGEST = 1 << 16
REGISTRATION_MODES = frozenset({"open", "invitation", "approval", "closed"})


@dataclass(frozen=True)
class Server:
    """A Postroom server that proved itself.

    `registration` is `open`, `invitation`, `approval` or `closed`; `code` is the invitation code that came
    with the link ("" when none); `fingerprint` and `ca_pem` are of the authority that every connection
    verifies against.
    """

    host: str
    https_port: int
    smtp_port: int
    domain: str
    version: str
    registration: str
    ca_pem: str
    fingerprint: str
    code: str = ""

    def explaining(self, timeout: float) -> AbstractContextManager[None]:
        """Around whatever asks this server; see `trust.explaining`."""
        return explaining(self.host, self.https_port, self.fingerprint, timeout)


def connect(text: str, trust: TrustStore, ca: Path | None = None, timeout: float = 10.0) -> Server:
    """Find and verify the server that `text` (address or invitation link) names; `ca` is trusted when given.

    Raises `BadServerAddress`; `UnknownAuthority` on first contact without invitation (show its fingerprint,
    then `trust.pin(fault.authority)` and connect again); `ChangedAuthority` (the same, with a stronger
    question and Cancel as default); `WrongServer` when it is not the one of the invitation; and every
    network fault.
    """
    address = parse_server(text)
    authority = _authority(address, trust, ca, timeout)
    with explaining(address.host, address.https_port, authority.fingerprint, timeout):
        server = _discover(address, authority, timeout)
    if address.fingerprint and ca is None:
        trust.pin(authority)
    return server


def _authority(address: ServerAddress, trust: TrustStore, ca: Path | None, timeout: float) -> Authority:
    """The CA to verify this server against."""
    if ca is not None:
        return _as_invited(read_authority(ca, address.host, address.https_port), address)
    pinned = trust.pinned(address.host, address.https_port)
    if pinned is not None and address.fingerprint in {"", pinned.fingerprint}:
        return pinned
    shown = fetch_authority(address.host, address.https_port, timeout)
    if not address.fingerprint:
        raise UnknownAuthority(shown)
    _as_invited(shown, address)
    if pinned is not None:
        # A link that names another CA than the trusted one can be a true new start or a trap.
        raise ChangedAuthority(shown, pinned.fingerprint)
    return shown


def _as_invited(authority: Authority, address: ServerAddress) -> Authority:
    if address.fingerprint and authority.fingerprint != address.fingerprint:
        raise WrongServer(authority, address.fingerprint)
    return authority


def _discover(address: ServerAddress, authority: Authority, timeout: float) -> Server:
    host, port = address.host, address.https_port
    connection = HttpsConnection(host, port, client_context(ca_pem=authority.pem), timeout)
    try:
        answer = connection.request("GET", DISCOVERY_PATH, most=LARGEST, repeatable=True)
    finally:
        connection.close()
    if answer.status != 200:
        raise problem_fault(answer, host, port)
    with faults_at(host, port):
        found = parse_object(answer.body)
        registration = text(found, "registration")
        if registration not in REGISTRATION_MODES:
            raise ShapeError("registration has an unknown mode")
        smtp_port = number(child(found, "ports"), "smtpStarttls")
        if not 1 <= smtp_port <= 65535:
            raise ShapeError("smtpStarttls is not a port")
        return Server(
            host=host,
            https_port=port,
            smtp_port=smtp_port,
            domain=text(found, "domain"),
            version=text(found, "version"),
            registration=registration,
            ca_pem=authority.pem,
            fingerprint=authority.fingerprint,
            code=address.code,
        )
