"""From this computer to its server, step by step as a connection goes: the name, the way, the server's identity,
sending, the sign-in; and what this computer keeps. Every step becomes a line, and what is wrong has its remedy.

Blocks: it belongs into a worker thread. Each step has a time limit, except the name service, which has its own.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterator

from certs.contexts import client_context
from client.cache import Cache
from client.check_line import CheckLine, Verdict
from client.discovery import Server
from client.errors import Fault, NotConnected, SignInNeeded
from client.faults import faults_at
from client.mail_client import MailClient
from client.trust import explaining
from client.trust_errors import CertificateExpired, ChangedAuthority, SelfSignedServer, UntrustedServer, WrongHostName
from client.wording import Said, place

TIMEOUT = 10.0
FEW_DAYS = 7
_DAY = 24 * 60 * 60.0

NAME = Said("Name of the server")
WAY = Said("Way to the server")
IDENTITY = Said("Identity of the server")
SENDING = Said("Sending")
SIGN_IN = Said("Sign-in")

_OF_CERTIFICATES = (CertificateExpired, ChangedAuthority, SelfSignedServer, UntrustedServer, WrongHostName)
_ASK_ADMIN = Said(
    "Ask the admin of your server; do not trust another identity without having compared its fingerprint."
)
_FIRST = Said("See to the lines above first.")


def look(
    server: Server, probe: Callable[[], str], timeout: float = TIMEOUT, now: Callable[[], float] = time.time
) -> Iterator[CheckLine]:
    """Every line about the server; `probe` asks it who is signed in, and raises faults."""
    steps: tuple[tuple[Said, Callable[[], CheckLine]], ...] = (
        (NAME, lambda: _name(server)),
        (WAY, lambda: _way(server, timeout)),
        (IDENTITY, lambda: _identity(server, timeout, now())),
        (SENDING, lambda: _sending(server, timeout)),
        (SIGN_IN, lambda: _sign_in(probe)),
    )
    through = True
    for name, step in steps:
        line = _done(name, step) if through else CheckLine(name, Verdict.WARNING, Said("Not looked at."), _FIRST)
        # Sending is a door of its own: where it is closed, the sign-in can still be good.
        through = through and (line.verdict is not Verdict.FAULT or name is SENDING)
        yield line


def of_push(listens: bool) -> CheckLine:
    """Whether the server tells of new mail at once."""
    name = Said("News at once")
    if listens:
        return CheckLine(name, Verdict.GOOD, Said("The server tells of new mail in the moment it comes."))
    remedy = Said("Nothing is lost. Where this stays, ask your admin whether a proxy cuts connections that last.")
    return CheckLine(name, Verdict.WARNING, Said("The server is asked for new mail from time to time."), remedy)


def of_cache(cache: Cache) -> CheckLine:
    """Whether what this computer keeps of the mail can be read."""
    name = Said("Mail on this computer")
    try:
        folders = len(cache.mailboxes())
    except Fault as fault:
        remedy = Said("Make room, or give yourself the right to use that file. The mail itself is on the server.")
        return CheckLine(name, Verdict.FAULT, fault.sentence, remedy)
    words = Said("It can be read: %n folders.", one="It can be read: 1 folder.", number=folders)
    return CheckLine(name, Verdict.GOOD, words)


def of_outbox(waiting: int, stuck: int) -> CheckLine:
    """Whether something was not sent yet; `stuck` needs the person."""
    name = Said("Outbox")
    if stuck:
        words = Said("%n messages could not be sent.", one="1 message could not be sent.", number=stuck)
        return CheckLine(name, Verdict.FAULT, words, Said("Open the outbox: it says why, and what can be done."))
    if waiting:
        words = Said("%n messages wait to be sent.", one="1 message waits to be sent.", number=waiting)
        remedy = Said("They are sent as soon as the server can be reached. Nothing is to be done.")
        return CheckLine(name, Verdict.WARNING, words, remedy)
    return CheckLine(name, Verdict.GOOD, Said("Everything was sent."))


def _done(name: str, step: Callable[[], CheckLine]) -> CheckLine:
    try:
        return step()
    except Fault as fault:
        return CheckLine(name, Verdict.FAULT, fault.sentence, _remedy(name, fault))


def _remedy(name: str, fault: Fault) -> str:
    if isinstance(fault, _OF_CERTIFICATES):
        return _ASK_ADMIN
    if isinstance(fault, NotConnected | SignInNeeded):
        return Said("Sign in again.")
    if name is NAME:
        return Said("See whether other pages open. If they do, ask your admin for the right name of the server.")
    if name is WAY:
        return Said(
            "See that this computer is online, and ask your admin whether the server runs and a firewall lets you in."
        )
    if name is SENDING:
        return Said("Reading works all the same. Ask your admin whether the mail server runs and its port is open.")
    return Said("Try again in a minute; if it stays, tell your admin.")


def _name(server: Server) -> CheckLine:
    with faults_at(server.host, server.https_port):
        found = socket.getaddrinfo(server.host, server.https_port, type=socket.SOCK_STREAM)
    addresses = ", ".join(dict.fromkeys(str(one[4][0]) for one in found))
    return CheckLine(NAME, Verdict.GOOD, Said("{host} is {addresses}.", host=server.host, addresses=addresses))


def _way(server: Server, timeout: float) -> CheckLine:
    began = time.monotonic()
    with faults_at(server.host, server.https_port):
        socket.create_connection((server.host, server.https_port), timeout).close()
    took = max(1, round((time.monotonic() - began) * 1000))
    where = place(server.host, server.https_port)
    return CheckLine(WAY, Verdict.GOOD, Said("{place} answers after {took} ms.", place=where, took=took))


def _identity(server: Server, timeout: float, now: float) -> CheckLine:
    context = client_context(ca_pem=server.ca_pem)
    with (
        explaining(server.host, server.https_port, server.fingerprint, timeout),
        faults_at(server.host, server.https_port),
        socket.create_connection((server.host, server.https_port), timeout) as plain,
        context.wrap_socket(plain, server_hostname=server.host) as safe,
    ):
        ends = ssl.cert_time_to_seconds(str((safe.getpeercert() or {})["notAfter"]))
        version = safe.version() or "TLS"
    return identity_line(version, (ends - now) / _DAY)


def identity_line(version: str, days: float) -> CheckLine:
    """The line about a certificate that was verified, and is good for so many days."""
    words = Said(
        "Verified ({version}); its certificate is good for %n days.",
        one="Verified ({version}); its certificate is good for 1 day.", number=int(days), version=version,
    )  # fmt: skip
    if days < FEW_DAYS:
        remedy = Said("Tell your admin: the server should have renewed it by now.")
        return CheckLine(IDENTITY, Verdict.WARNING, words, remedy)
    return CheckLine(IDENTITY, Verdict.GOOD, words)


def _sending(server: Server, timeout: float) -> CheckLine:
    client = MailClient(server.host, server.smtp_port, context=client_context(ca_pem=server.ca_pem), timeout=timeout)
    try:
        client.ping()
    finally:
        client.close()
    where = place(server.host, server.smtp_port)
    return CheckLine(SENDING, Verdict.GOOD, Said("{place} takes mail, encrypted and verified.", place=where))


def _sign_in(probe: Callable[[], str]) -> CheckLine:
    return CheckLine(SIGN_IN, Verdict.GOOD, Said("You are signed in as {address}.", address=probe()))
