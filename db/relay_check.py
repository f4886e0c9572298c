"""The settings of a relay, checked together: the one place that says what may be saved, for the web area and the API.

Pure. Everything that is wrong comes back at once, a sentence for each field, so that nobody has to save again and again
to find the next mistake.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import relay_fields
from db.field_fault import FieldFault
from db.relay import FIELDS, Relay, RelaySettings

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

_OTHER_DESTINATION = "Enter the password again: the stored one is for another server or user name."

# RFC 8314 section 3.3 and 7.3: 465 is TLS from the first byte, 587 and 25 begin in clear. 2525, 2587 and 2465 are what
# providers offer beside them. https://www.rfc-editor.org/rfc/rfc8314#section-3.3
TLS_PORTS = (465, 2465)
STARTTLS_PORTS = (25, 587, 2525, 2587)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found: the clean values of the fields that are right by themselves, and what is wrong."""

    values: dict[str, Any]
    faults: Faults

    def settings(self) -> RelaySettings:
        """Return the settings; only where nothing is wrong."""
        return RelaySettings(**self.values)


def look(given: Mapping[str, object], before: RelaySettings | None = None) -> Looked:
    """Look at everything that `given` asks for.

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
    if values.get("name") == "" and "server" in values:
        # A relay that nobody gave a name is called as its server.
        values["name"] = str(values["server"])[: relay_fields.LONGEST["name"]]
    return Looked(values, in_order({**_together(values), **faults}))


def check(given: Mapping[str, object], password: object, old: Relay | None) -> Looked:
    """Look at everything that a form asks for, the password too: None keeps the stored one, "" removes it.

    Only whether the name is another relay's is left to whoever saves.
    """
    looked = look(given, old.settings if old else None)
    try:
        new_password = None if password is None else relay_fields.read_password(password)
    except FieldFault as fault:
        return Looked(looked.values, in_order({**looked.faults, "password": str(fault)}))
    stored = new_password is None and old is not None and old.sealed_password is not None
    faults = sign_in_faults(looked.values, bool(new_password) or stored)
    if stored and old and looked.values.get("authentication", "none") != "none":
        was = old.settings.values()
        if any(looked.values.get(name, was[name]) != was[name] for name in ("server", "username")):
            # Else whoever may change settings could have the password sent to a server of their own.
            faults.setdefault("password", _OTHER_DESTINATION)
    return Looked(looked.values, in_order({**faults, **looked.faults}))


def read(given: Mapping[str, object], before: RelaySettings | None = None) -> RelaySettings | Faults:
    """Return the settings that `given` asks for, or what is wrong with them; as `look` does."""
    looked = look(given, before)
    return looked.faults or looked.settings()


def in_order(faults: Faults) -> Faults:
    """Return the faults in the order of the form, where the password follows the user name."""
    place = {name: number for number, name in enumerate(FIELDS)} | {"password": FIELDS.index("username") + 0.5}
    return {name: faults[name] for name in sorted(faults, key=lambda name: place[name])}


def sign_in_faults(values: Mapping[str, object], has_password: bool) -> Faults:
    """Return what is missing to sign in at the relay; `values` are settings by name, as far as they are right."""
    if values.get("authentication", "none") == "none":
        return {}
    faults: Faults = {}
    if values.get("username") == "":
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
    elif port in TLS_PORTS and security in ("starttls", "none"):
        faults["security"] = f"Port {port} speaks TLS from the start: choose TLS, or port 587 for StartTLS."
    elif port in STARTTLS_PORTS and security == "tls":
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
