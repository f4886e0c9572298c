"""A certificate authority and a server certificate in a folder of the test, as a first start makes them."""

from datetime import UTC, datetime
from pathlib import Path

from certs.authority import ensure_authority
from certs.files import CertificateFiles
from certs.issue import ensure_certificate

NAMES = ("project.com", "localhost", "127.0.0.1", "::1")


def make_certificates(folder: Path, names: tuple[str, ...] = NAMES, moment: datetime | None = None) -> CertificateFiles:
    """Make both, valid from `moment` or from now, and tell where they lie."""
    files = CertificateFiles(folder)
    at = moment or datetime.now(UTC)
    ensure_authority(files, names[0], at)
    ensure_certificate(files, names, at)
    return files
