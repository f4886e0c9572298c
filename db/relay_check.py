"""The settings of a relay, checked together: the one place that says what may be saved, for the web area and the API.

Pure. Everything that is wrong comes back at once, a sentence for each field, so that nobody has to save again and again
to find the next mistake.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from db import relay_fields
from db.field_fault import FieldFault
from db.relay import FIELDS, RelaySettings

Faults = dict[str, str]
"""One sentence for each wrong field."""

DEFAULTS: Mapping[str, object] = {
    "name": "",
    "server": "",
    "port": 587,
    "security": "starttls",
    "authentication": "strongest",
    "username": "",
    "from_address": "",
    "from_name": "",
    "ehlo_name": "",
    "ca_pem": "",
    "per_minute": 60,
}
"""What a field is that nobody filled in."""

# RFC 8314 section 3.3 and 7.3: 465 is TLS from the first byte, 587 and 25 begin in clear. 2525, 2587 and 2465 are what
# providers offer beside them. https://www.rfc-editor.org/rfc/rfc8314#section-3.3
_TLS_PORTS = (465, 2465)
_STARTTLS_PORTS = (25, 587, 2525, 2587)


def read(given: Mapping[str, object], before: RelaySettings | None = None) -> RelaySettings | Faults:
    """Return the settings that `given` asks for, or what is wrong with them.

    What `given` does not name is as it was `before`, or as DEFAULTS say. Names that are no setting are not looked at.
    """
    start: Mapping[str, object] = before.values() if before else DEFAULTS
    values: dict[str, Any] = {}
    faults: Faults = {}
    for name in FIELDS:
        try:
            values[name] = relay_fields.read(name, given.get(name, start[name]))
        except FieldFault as fault:
            faults[name] = str(fault)
    faults |= {name: fault for name, fault in _together(values).items() if name not in faults}
    if faults:
        return {name: faults[name] for name in FIELDS if name in faults}
    # A relay that nobody gave a name is called as its server.
    return RelaySettings(**{**values, "name": values["name"] or str(values["server"])[: relay_fields.LONGEST["name"]]})


def sign_in_faults(settings: RelaySettings, has_password: bool) -> Faults:
    """Return what is missing to sign in at the relay."""
    if settings.authentication == "none":
        return {}
    faults: Faults = {}
    if not settings.username:
        faults["username"] = "Give the user name, or choose that nobody signs in (none)."
    if not has_password:
        faults["password"] = "Give the password, or choose that nobody signs in (none)."  # noqa: S105 - a sentence
    return faults


def same_destination(one: RelaySettings, other: RelaySettings) -> bool:
    """Return whether a password for the one may be sent to the other: the same server and the same user name."""
    return (one.server, one.username) == (other.server, other.username)


def _together(values: Mapping[str, Any]) -> Faults:
    """Return what is wrong between the fields that are right by themselves."""
    faults: Faults = {}
    port, security = values.get("port"), values.get("security")
    if security == "none" and "server" in values and not is_loopback(values["server"]):
        faults["security"] = (
            "Without TLS, everybody on the way could read the mail and the password: only to this machine itself "
            "(127.0.0.1). Choose StartTLS or TLS."
        )
    elif port in _TLS_PORTS and security in ("starttls", "none"):
        faults["security"] = f"Port {port} speaks TLS from the start: choose TLS, or port 587 for StartTLS."
    elif port in _STARTTLS_PORTS and security == "tls":
        faults["security"] = f"Port {port} begins without TLS: choose StartTLS, or port 465 for TLS from the start."
    if security == "none" and values.get("ca_pem"):
        faults["ca_pem"] = "Without TLS no certificate is looked at: leave this empty, or choose StartTLS or TLS."
    return faults


def is_loopback(server: str) -> bool:
    """Return whether `server` is this machine itself."""
    try:
        return ipaddress.ip_address(server).is_loopback
    except ValueError:
        return server == "localhost"
