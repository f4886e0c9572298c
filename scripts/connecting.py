"""How to reach a running Postroom: for programs (the ready file), for people (lines), for clients (links)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from certs.files import CertificateFiles, write_public
from certs.reached_at import reached_at
from db.invitation_link import bracketed, invitation_link
from db.settings import Settings


@dataclass(frozen=True, slots=True)
class Connecting:
    """Where the servers of `settings` are reached, by CA `fingerprint`; `admin` is the first admin's address."""

    settings: Settings
    fingerprint: str
    admin: str

    @property
    def here(self) -> str:
        """The address at which this machine itself reaches the servers."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.settings.host, self.settings.host)  # noqa: S104 - compared

    @property
    def elsewhere(self) -> str:
        """The name or address at which others most likely reach them; that of this machine when it is on loopback."""
        return reached_at(self.settings.host, self.settings.names)

    @property
    def ca(self) -> Path:
        """The CA certificate."""
        return CertificateFiles(self.settings.certificates).ca_certificate

    def link(self, host: str, code: str = "") -> str:
        """Return an invitation link; with a `code` it lets one person register."""
        return invitation_link(self.settings, self.fingerprint, host, code)

    def lines(self) -> list[tuple[str, str]]:
        """Return label and text for a person who connects a mail program by hand."""
        ports, host = self.settings.ports, bracketed(self.elsewhere)
        grouped = [self.fingerprint[start : start + 4].upper() for start in range(0, 64, 4)]
        return [
            ("Sending", f"{host}:{ports.smtp_starttls} (STARTTLS), {host}:{ports.smtp_tls} (TLS)"),
            ("Reading", f"https://{host}:{ports.https}/"),
            ("CA certificate", str(self.ca)),
            ("CA fingerprint", " ".join(grouped[:8]) + "\n" + " ".join(grouped[8:])),
        ]

    def write(self, file: Path, proof_ms: float) -> None:
        """Write what a program needs to connect to `file` as JSON, whole or not at all. Raises OSError."""
        ports = self.settings.ports
        ready = {
            "domain": self.settings.domain,
            "smtp_starttls": [self.here, ports.smtp_starttls],
            "smtp_tls": [self.here, ports.smtp_tls],
            "https": [self.here, ports.https],
            "ca": str(self.ca),
            "admin": self.admin,
            "proof_ms": round(proof_ms, 1),
        }
        write_public(file, json.dumps(ready).encode() + b"\n")
