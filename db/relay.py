"""What a relay is: a server that takes our mail to the outside, and how to speak with it. Values only.

The password is no part of the settings: it is kept sealed beside them, so settings can be shown, compared and written
into the audit log.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

Security = Literal["starttls", "tls", "none"]
Authentication = Literal["none", "plain", "login", "cram-md5", "strongest"]
Purpose = Literal["everything", "notices", "reports"]

SECURITIES: tuple[Security, ...] = ("starttls", "tls", "none")
AUTHENTICATIONS: tuple[Authentication, ...] = ("strongest", "plain", "login", "cram-md5", "none")
PURPOSES: tuple[Purpose, ...] = ("everything", "notices", "reports")


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """How to speak with a relay, checked by `db.relay_check`.

    `server` is a name in ASCII or an IP address. `ehlo_name` is "" when it follows from the from address, `ca_pem`
    is "" for the system's certificate authorities; at most `per_minute` messages are sent in a minute.
    """

    name: str
    server: str
    port: int
    security: Security
    authentication: Authentication
    username: str
    from_address: str
    from_name: str
    ehlo_name: str
    ca_pem: str
    per_minute: int

    def ehlo(self, host: str) -> str:
        """Return the name to greet with: the one that was set, else the from address's domain, else `host`."""
        return self.ehlo_name or self.from_address.rpartition("@")[2] or host

    def values(self) -> dict[str, Any]:
        """Return the settings by name."""
        return asdict(self)


FIELDS = tuple(one.name for one in fields(RelaySettings))
"""The names of all settings, in the order in which people are asked for them."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A relay as it is stored. Times are Unix seconds; `sealed_password` is for `SecretBox.open`, None for none.

    `tested_at` tells when a test passed with exactly these settings, None when none has.
    """

    id: int
    settings: RelaySettings
    sealed_password: bytes | None = field(repr=False)
    purposes: tuple[Purpose, ...]
    tested_at: int | None
    created_at: int
    updated_at: int
    can_undo: bool


@dataclass(frozen=True, slots=True)
class OldPassword:
    """A password that was replaced, without itself: when, and for which server and user name it was."""

    id: int
    replaced_at: int
    server: str
    username: str
