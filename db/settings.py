"""Everything an admin can set, as one frozen object.

Read and checked once (`db/settings_file.py`), passed by argument afterwards. No secret is ever a setting, so the object
can be printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Registration = Literal["open", "invitation", "approval", "closed"]


@dataclass(frozen=True, slots=True)
class Ports:
    """TCP ports; 0 for `incoming` turns that listener off."""

    smtp_starttls: int = 1587
    smtp_tls: int = 1465
    https: int = 1443
    incoming: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What strangers and users may send; sizes in bytes, times in seconds; `store_size` 0 leaves it to the disk."""

    message_size: int = 50 * 1024 * 1024
    recipients: int = 1000
    connections: int = 2000
    connections_per_address: int = 100
    data_in_flight: int = 512 * 1024 * 1024
    command_timeout: int = 300
    data_timeout: int = 180
    sign_in_failures: int = 10
    registrations_per_hour: int = 30
    session_days: int = 30
    store_size: int = 0


@dataclass(frozen=True, slots=True)
class Push:
    """Telling of changes by URL; `private_networks` allows addresses that are not public."""

    private_networks: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What one installation is: its data folder, its domain, where it listens, what it allows."""

    data: Path
    domain: str = "project.com"
    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    registration: Registration = "open"
    admin_networks: tuple[str, ...] = ()
    ports: Ports = field(default_factory=Ports)
    limits: Limits = field(default_factory=Limits)
    push: Push = field(default_factory=Push)

    @property
    def file(self) -> Path:
        """The settings file."""
        return self.data / "settings.toml"

    @property
    def store(self) -> Path:
        """The SQLite file that holds accounts and mail."""
        return self.data / "postroom.sqlite3"

    @property
    def secret_keys(self) -> Path:
        """The file with the keys of the passwords that the store keeps for relays."""
        return self.data / "secret.keys"

    @property
    def latest_report(self) -> Path:
        """The report of alerts that was made last (PDF); what drawing it needs again lies beside it."""
        return self.data / "reports" / "latest.pdf"

    @property
    def certificates(self) -> Path:
        """The folder with the CA, the server certificate and their keys."""
        return self.data / "certs"
