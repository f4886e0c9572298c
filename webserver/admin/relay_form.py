"""The form of a relay: from its fields to what the store is asked to save, and back to what is shown again.

The password goes one way only. What somebody typed is shown again after a mistake, all but the password.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db import relay_check
from db.relay import AUTHENTICATIONS, FIELDS, PURPOSES, SECURITIES, Purpose, Relay, RelaySettings
from db.relay_presets import PRESETS, Preset
from webserver.admin.form import Form

SECURITY_WORDS = {
    "starttls": "StartTLS: begins in clear, then TLS (port 587)",
    "tls": "TLS from the start, also called SSL (port 465)",
    "none": "None: only for a relay on this machine",
}
AUTHENTICATION_WORDS = {
    "strongest": "The strongest that is offered",
    "plain": "Plain",
    "login": "Login",
    "cram-md5": "CRAM-MD5",
    "none": "None: nobody signs in",
}
PURPOSE_WORDS = {
    "everything": "Everything: the mail of people",
    "notices": "Notices of this system",
    "reports": "Reports",
}


def options() -> dict[str, Any]:
    """Return what can be chosen, in the order in which it is offered."""
    return {
        "securities": [(one, SECURITY_WORDS[one]) for one in SECURITIES],
        "authentications": [(one, AUTHENTICATION_WORDS[one]) for one in AUTHENTICATIONS],
        "all_purposes": [(one, PURPOSE_WORDS[one]) for one in PURPOSES],
    }


def settings_given(sent: Form) -> dict[str, object]:
    """Return the settings that a form names."""
    return {name: sent[name] for name in FIELDS if name in sent}


def password_given(sent: Form) -> str | None:
    """Return the new password; "" to remove the stored one, None to keep it."""
    if sent.text("remove_password"):
        return ""
    return sent.get("password") or None


def purposes_given(sent: Form) -> tuple[Purpose, ...]:
    """Return what the relay is chosen for."""
    return tuple(one for one in PURPOSES if one in sent.all("purposes"))


def check(sent: Form, old: Relay | None, host: str) -> tuple[dict[str, str], str]:
    """Return what is wrong with a form, a sentence for each field, and the greeting name that follows from it."""
    looked = relay_check.check(settings_given(sent), password_given(sent), old)
    return looked.faults, "" if looked.faults else looked.settings().ehlo(host)


def shown(
    settings: RelaySettings | None, sent: Form | None = None, preset: Preset | None = None
) -> Mapping[str, object]:
    """Return what the fields show: what was sent, else what is saved, else a preset, else what most people want."""
    if sent is not None:
        start = settings.values() if settings else relay_check.DEFAULTS
        return {name: sent.get(name, start[name]) for name in FIELDS}
    if settings is not None:
        return settings.values()
    if preset is None:
        return dict(relay_check.DEFAULTS)
    names = ("server", "port", "security", "authentication", "username", "per_minute")
    return {**relay_check.DEFAULTS, **{name: getattr(preset, name) for name in names}}


def preset(name: str | None) -> Preset | None:
    """Return the preset of this name."""
    return next((one for one in PRESETS if one.id == name), None)
