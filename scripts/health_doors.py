"""The servers as a client meets them: each port connected to, TLS verified with the local CA, and an answer had.

Where Postroom does not run, each port is looked at too: a stranger on it would keep the next start from working.
"""

from __future__ import annotations

import http.client
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from certs.contexts import client_context
from db.settings import Settings
from scripts.connecting import Connecting
from scripts.port_owner import owner
from webserver.admin.health import Check

_TIMEOUT = 10.0
_FEW_DAYS = 7
_RESTART = "Restart Postroom. The logs in its data folder say why a server ended."


@dataclass(frozen=True, slots=True)
class Door:
    """One port: what people call it, its number, and the way in, which returns the TLS socket or raises."""

    name: str
    port: int
    enter: Callable[[str, int, ssl.SSLContext], Met]


@dataclass(frozen=True, slots=True)
class Met:
    """What a client met behind TLS: its version, and until when the certificate is good."""

    version: str
    ends: datetime


def doors(settings: Settings) -> list[Door]:
    """Return every port that the settings have open."""
    ports = settings.ports
    found = [
        Door("Sending (STARTTLS)", ports.smtp_starttls, _starttls),
        Door("Sending (TLS)", ports.smtp_tls, _smtp_tls),
        Door("Web and JMAP (HTTPS)", ports.https, _https),
    ]
    return found + ([Door("Mail from other hosts", ports.incoming, _starttls)] if ports.incoming else [])


def look(settings: Settings, running: bool) -> list[Check]:
    """Return a line for each port; `running` tells whether Postroom runs on this data folder."""
    where = Connecting(settings, "", "")
    if not running:
        remedy = "Start it with scripts/start, or scripts/serve."
        taken = [check for door in doors(settings) if (check := _free(door, where.here)) is not None]
        return [Check("Servers", "warning", "Postroom does not run on this data folder.", remedy), *taken]
    try:
        context = client_context(ca=where.ca)
    except OSError as problem:
        words = f"The CA certificate cannot be read: {problem.strerror or problem}."
        return [Check("Servers", "fault", words, "Put the folder certs back from a copy, and restart Postroom.")]
    return [_met(door, where.here, context, datetime.now(UTC)) for door in doors(settings)]


def _met(door: Door, host: str, context: ssl.SSLContext, now: datetime) -> Check:
    name, began = f"{door.name}, port {door.port}", time.monotonic()
    try:
        met = door.enter(host, door.port, context)
    except ssl.SSLCertVerificationError as problem:
        words = f"Its certificate cannot be verified: {problem.verify_message}."
        remedy = f"{_RESTART} {owner(door.port).capitalize()} has the port: see that it is Postroom's."
        return Check(name, "fault", words, remedy)
    except ConnectionRefusedError:
        return Check(name, "fault", "Nothing listens there.", _RESTART)
    except TimeoutError:
        return Check(name, "fault", f"No answer within {_TIMEOUT:g} seconds.", _RESTART)
    except (OSError, smtplib.SMTPException, http.client.HTTPException) as problem:
        remedy = f"{_RESTART} {owner(door.port).capitalize()} has the port: see that it is Postroom's."
        return Check(name, "fault", f"It does not answer as Postroom does: {_short(problem)}.", remedy)
    return answered(name, met, (time.monotonic() - began) * 1000, now)


def answered(name: str, met: Met, took: float, now: datetime) -> Check:
    """Judge an answer that came after `took` milliseconds."""
    days = (met.ends - now).days
    words = f"It answers after {took:.0f} ms: {met.version}, verified, good for {days} days."
    if days < _FEW_DAYS:
        return Check(name, "warning", words, f"The certificate should have been renewed. {_RESTART}")
    return Check(name, "good", words)


def _free(door: Door, host: str) -> Check | None:
    try:
        socket.create_connection((host, door.port), _TIMEOUT).close()
    except OSError:
        return None
    words = f"It is taken by {owner(door.port)}."
    remedy = "Stop that program, or change the port under [ports] in settings.toml."
    return Check(f"{door.name}, port {door.port}", "fault", words, remedy)


def _starttls(host: str, port: int, context: ssl.SSLContext) -> Met:
    # A fixed greeting name: finding the machine's own could ask a name server that does not answer.
    with smtplib.SMTP(host, port, local_hostname="localhost", timeout=_TIMEOUT) as smtp:
        smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        return _behind(smtp.sock)


def _smtp_tls(host: str, port: int, context: ssl.SSLContext) -> Met:
    with smtplib.SMTP_SSL(host, port, local_hostname="localhost", timeout=_TIMEOUT, context=context) as smtp:
        smtp.ehlo_or_helo_if_needed()
        return _behind(smtp.sock)


def _https(host: str, port: int, context: ssl.SSLContext) -> Met:
    connection = http.client.HTTPSConnection(host, port, timeout=_TIMEOUT, context=context)
    try:
        connection.connect()
        met = _behind(connection.sock)
        connection.request("GET", "/.well-known/jmap")
        status = connection.getresponse().status
        if status != http.client.UNAUTHORIZED:
            raise http.client.HTTPException(f"status {status}")
        return met
    finally:
        connection.close()


def _behind(sock: object) -> Met:
    if not isinstance(sock, ssl.SSLSocket):
        raise http.client.HTTPException("no TLS")
    certificate = sock.getpeercert() or {}
    ends = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
    return Met(sock.version() or "TLS", datetime.fromtimestamp(ends, UTC))


def _short(problem: Exception) -> str:
    words = str(problem).splitlines() or [type(problem).__name__]
    return "".join(one if one.isprintable() else "?" for one in words[0])[:150].rstrip(".")
