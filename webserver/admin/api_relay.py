"""A relay as JSON: the names of its fields in both directions, and what is shown of it. The password never is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db import header, relay_fields
from db.jobs import Job
from db.outside import Outside
from db.relay import AUTHENTICATIONS, PURPOSES, SECURITIES, OldPassword, Relay
from db.relay_check import DEFAULTS
from db.relay_presets import Preset
from webserver.admin.api_fields import FieldSpec
from webserver.jmap.ids import Kind

RELAY, JOB, PASSWORD = Kind("R"), Kind("J"), Kind("W")

MASK = "********"
"""What stands in the place of a password that is stored; sent back, it leaves the password as it is."""

NAMES: Mapping[str, str] = {
    "name": "name",
    "server": "server",
    "port": "port",
    "security": "security",
    "authentication": "authentication",
    "username": "username",
    "fromAddress": "from_address",
    "fromName": "from_name",
    "ehloName": "ehlo_name",
    "caPem": "ca_pem",
    "perMinute": "per_minute",
}
"""The settings of a relay: their names in JSON, and in the store."""

_DESCRIPTIONS = {
    "name": "What admins call it; the server's name when it is empty",
    "server": "The server's name or IP address",
    "port": "Its port: 587 usually has StartTLS, 465 TLS from the start",
    "security": "StartTLS, TLS from the start, or none (only to this machine itself)",
    "authentication": "How to sign in; strongest takes the strongest that the server offers",
    "username": "The user name there",
    "fromAddress": "The address that messages of this system come from",
    "fromName": "The name that stands with it",
    "ehloName": "The name to greet with; follows from the from address when it is empty",
    "caPem": "The private certificate authority that signed the server's certificate, as PEM",
    "perMinute": "Messages a minute at most",
}
_CHOICES: Mapping[str, tuple[str, ...]] = {"security": SECURITIES, "authentication": AUTHENTICATIONS}


def _setting(name: str) -> FieldSpec:
    stored = NAMES[name]
    default = DEFAULTS[stored]
    return FieldSpec(
        name,
        "integer" if isinstance(default, int) else "string",
        _DESCRIPTIONS[name],
        longest=relay_fields.LONGEST.get(stored),
        choices=_CHOICES.get(name, ()),
        default=default or None,
        checked_later=True,
    )


SETTINGS = tuple(_setting(name) for name in NAMES)
"""The fields of the settings."""

PASSWORD_FIELD = FieldSpec(
    "password",
    "string",
    f"The password there; absent, null or {MASK} keeps the stored one, an empty text removes it",
    nullable=True,
    longest=relay_fields.LONGEST["password"],
    write_only=True,
    checked_later=True,
)
PURPOSES_FIELD = FieldSpec(
    "purposes", "array", "What mail goes through it; everything is what no other relay is for", choices=PURPOSES
)
ACTIVE_FIELD = FieldSpec("active", "boolean", "Whether mail goes through it: purposes, said shortly")


def stored_names(given: Mapping[str, object]) -> dict[str, object]:
    """Return the settings in a body by their names in the store."""
    return {stored: given[name] for name, stored in NAMES.items() if name in given}


def json_names(faults: Mapping[str, str]) -> dict[str, str]:
    """Return faults of the store by their names in JSON."""
    names = {stored: name for name, stored in NAMES.items()}
    return {names.get(stored, stored): sentence for stored, sentence in faults.items()}


def password_in(given: Mapping[str, object]) -> object:
    """Return what a body says of the password: None to keep it."""
    password = given.get("password")
    return None if password == MASK else password


def shown(relay: Relay) -> dict[str, Any]:
    """Return a relay for an admin."""
    values = relay.settings.values()
    return {
        "id": RELAY.text(relay.id),
        **{name: values[stored] for name, stored in NAMES.items()},
        "password": MASK if relay.sealed_password else None,
        "greeting": relay.settings.ehlo(""),
        "active": bool(relay.purposes),
        "purposes": list(relay.purposes),
        "testedAt": _date(relay.tested_at),
        "createdAt": _date(relay.created_at),
        "updatedAt": _date(relay.updated_at),
        "canUndo": relay.can_undo,
    }


def shown_password(old: OldPassword) -> dict[str, Any]:
    """Return an earlier password, without itself."""
    return {
        "id": PASSWORD.text(old.id),
        "replacedAt": _date(old.replaced_at),
        "server": old.server,
        "username": old.username,
    }


def shown_outside(outside: Outside) -> dict[str, Any]:
    """Return where mail to the outside goes."""
    changed = outside.changed_at or None
    return {"mode": outside.mode, "openedBy": outside.opened_by or None, "changedAt": _date(changed)}


def shown_preset(preset: Preset) -> dict[str, Any]:
    """Return a preset: what it fills in, and its hint."""
    return {
        "id": preset.id,
        "title": preset.title,
        "server": preset.server,
        "port": preset.port,
        "security": preset.security,
        "authentication": preset.authentication,
        "username": preset.username,
        "perMinute": preset.per_minute,
        "hint": preset.hint,
        "helpUrl": preset.help_url or None,
    }


def shown_job(job: Job) -> dict[str, Any]:
    """Return a job with the stages that it has come through."""
    return {
        "id": JOB.text(job.id),
        "kind": job.kind,
        "state": job.state,
        "stages": [
            {"name": one.name, "state": one.state, "words": one.words, "facts": one.facts, "at": _date(one.at)}
            for one in job.stages
        ],
        "result": job.result,
        "createdAt": _date(job.created_at),
        "finishedAt": _date(job.finished_at),
    }


def _date(seconds: int | None) -> str | None:
    return None if seconds is None else header.utc(seconds)
