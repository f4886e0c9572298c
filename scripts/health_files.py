"""What only the self-check on this machine can look at: who may read the files, whether the certificates fit together,
whether the store is whole, whether the clock can be right. Reads only; each function judges one thing.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from certs.contexts import server_context
from certs.files import CertificateError, CertificateFiles
from certs.names import machine_names
from db import integrity
from db.integrity import Soundness
from db.settings import Settings
from webserver.admin.health import Check

STORE_SECONDS = 10.0
"""How long the store is looked through: some hundred MB."""

_OTHERS = 0o077
_CLOCK_BACK = 300
_OLDEST = datetime(2025, 1, 1, tzinfo=UTC)


def private_files(settings: Settings) -> Check:
    """Judge whether anybody else on this machine can read what is private."""
    files = CertificateFiles(settings.certificates)
    wanted = (
        *(settings.data, settings.certificates, settings.file, settings.store, settings.secret_keys, files.key),
        *(files.ca_key, settings.data / "logs", settings.data / "backups", settings.data / "dkim"),
        settings.latest_report.parent,
    )
    name, open_ = "Private files", _open_to_others(wanted)
    if not open_:
        return Check(name, "good", "Nobody else on this machine can read them.")
    named = " ".join(f"'{one}'" for one in open_)
    words = f"Others on this machine may read {len(open_)} of them: {', '.join(one.name for one in open_)}."
    return Check(name, "fault", words, f"Run: chmod go-rwx {named}")


def certificates(settings: Settings) -> Check:
    """Judge whether the server's certificate, its key and the CA belong together, and whether it has every name."""
    name, files = "Certificates fit", CertificateFiles(settings.certificates)
    try:
        leaf, authority = (
            x509.load_pem_x509_certificate(file.read_bytes()) for file in (files.certificate, files.ca_certificate)
        )
        server_context(files.certificate, files.key)
        leaf.verify_directly_issued_by(authority)
    except ssl.SSLError:
        return Check(name, "fault", "The key of the server is not the one of its certificate.", _MAKE_ANEW)
    except (OSError, ValueError, TypeError, InvalidSignature) as problem:
        words = "A file is missing." if isinstance(problem, FileNotFoundError) else "They are not of one authority."
        return Check(name, "fault", words, _MAKE_ANEW)
    try:
        missing = _missing_names(leaf, machine_names(settings.domain, settings.host, settings.names))
    except CertificateError as problem:
        remedy = f"Correct domain, host or names in {settings.file.name} and restart."
        return Check(name, "fault", f"A name in the settings can be in no certificate: {problem}", remedy)
    if missing:
        remedy = "Restart Postroom: it makes a certificate with all names."
        return Check(name, "warning", f"The server's certificate lacks {', '.join(missing)}.", remedy)
    return Check(name, "good", "Key, certificate and authority belong together.")


_MAKE_ANEW = (
    "Put the folder certs back from a copy; or move server.pem and server.key out of it and restart Postroom, which"
    " makes them anew."
)


def store_file(path: Path, seconds: float = STORE_SECONDS) -> Check:
    """Judge whether the store is whole."""
    return store_check(integrity.quick_check(path, seconds), seconds)


def store_check(found: Soundness, seconds: float) -> Check:
    """Judge what was found in the store within so many seconds."""
    name = "Store is whole"
    if found.problem:
        words = f"It is damaged: {found.problem.splitlines()[0][:200]}."
        remedy = "Stop Postroom, keep a copy of the store as it is, and put the newest good backup in its place."
        return Check(name, "fault", words, remedy)
    if not found.complete:
        return Check(
            name, "good", f"No fault within {seconds:g} seconds; it is too large to be looked through in them."
        )
    return Check(name, "good", "Every page of it was looked at.")


def clock(now: datetime, newest: int | None) -> Check:
    """Judge the clock: against this program's age, and the newest moment (Unix seconds) that the store knows."""
    name, words = "Clock", f"It is {now:%Y-%m-%d %H:%M} UTC."
    remedy = "Set the clock, and have it set itself: timedatectl set-ntp true"
    if now < _OLDEST:
        return Check(name, "fault", f"{words} That cannot be: certificates and dates of mail are wrong.", remedy)
    if newest is not None and now.timestamp() < newest - _CLOCK_BACK:
        then = datetime.fromtimestamp(newest, UTC)
        return Check(name, "fault", f"{words} The store has something of {then:%Y-%m-%d %H:%M}: it went back.", remedy)
    return Check(name, "good", words)


def _open_to_others(files: Iterable[Path]) -> list[Path]:
    return [file for file in files if file.exists() and file.stat().st_mode & _OTHERS]


def _missing_names(leaf: x509.Certificate, wanted: Iterable[str]) -> list[str]:
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    have = {*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))}
    return [name for name in wanted if name not in have]
