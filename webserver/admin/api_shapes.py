"""What the answers of the JSON API look like, as JSON Schema: the OpenAPI document shows each of these by its name.

Pure. A test holds every answer of the running API against them, so what they say is true.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from db import alert_rules, jobs, outside
from db.relay import PURPOSES
from webserver.admin import health
from webserver.admin.api_relay import SETTINGS

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "integer"}
YES_OR_NO: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
FACTS: Schema = {"type": "object"}
_MASKED: Schema = {"type": ["string", "null"], "description": "******** where one is stored, else null"}


def record(fields: Mapping[str, Schema]) -> Schema:
    """Return an object that has exactly these fields, always."""
    return {"type": "object", "properties": dict(fields), "required": list(fields), "additionalProperties": False}


def several(items: Schema) -> Schema:
    """Return a list of these."""
    return {"type": "array", "items": items}


def named(name: str) -> Schema:
    """Return a reference to one of SHAPES."""
    return {"$ref": f"#/components/schemas/{name}"}


def said(**more: Schema) -> Schema:
    """Return an answer of a resource below /smtp: one sentence, and whether it was done."""
    return record({"message": TEXT, "success": YES_OR_NO, **more})


def verdict() -> Schema:
    """Return how a check has come out."""
    return _one_of(health.Verdict)


def _one_of(kind: object) -> Schema:
    return {"type": "string", "enum": list(get_args(kind))}


def _settings() -> dict[str, Schema]:
    hidden = {"default", "maxLength"}
    return {one.name: {key: value for key, value in one.schema().items() if key not in hidden} for one in SETTINGS}


SHAPES: Mapping[str, Schema] = {
    "Relay": record(
        {
            "id": TEXT,
            **_settings(),
            "password": _MASKED,
            "greeting": {"type": "string", "description": "The name that it is greeted with"},
            "active": YES_OR_NO,
            "purposes": several({"type": "string", "enum": list(PURPOSES)}),
            "testedAt": MAYBE_MOMENT,
            "createdAt": MAYBE_MOMENT,
            "updatedAt": MAYBE_MOMENT,
            "canUndo": YES_OR_NO,
        }
    ),
    "OldPassword": record({"id": TEXT, "replacedAt": MAYBE_MOMENT, "server": TEXT, "username": TEXT}),
    "Outside": record({"mode": _one_of(outside.Mode), "openedBy": MAYBE_TEXT, "changedAt": MAYBE_MOMENT}),
    "Preset": record(
        {
            **dict.fromkeys(("id", "title", "server"), TEXT),
            "port": NUMBER,
            **{name: _settings()[name] for name in ("security", "authentication")},
            "username": TEXT,
            "perMinute": NUMBER,
            "hint": TEXT,
            "helpUrl": MAYBE_TEXT,
        }
    ),
    "Stage": record({"name": TEXT, "state": _one_of(jobs.Progress), "words": TEXT, "facts": FACTS, "at": MAYBE_MOMENT}),
    "Job": record(
        {
            "id": TEXT,
            "kind": TEXT,
            "state": _one_of(jobs.State),
            "stages": several(named("Stage")),
            "result": TEXT,
            "createdAt": MAYBE_MOMENT,
            "finishedAt": MAYBE_MOMENT,
        }
    ),
    "AuditLine": record(
        {
            "id": NUMBER,
            "at": MOMENT,
            **dict.fromkeys(("actor", "peer", "action", "target"), TEXT),
            "before": FACTS,
            "after": FACTS,
        }
    ),
    "Alert": record(
        {
            "id": NUMBER,
            "at": MOMENT,
            "host": TEXT,
            "rule": {"type": "string", "enum": list(alert_rules.RULES)},
            "title": TEXT,
            "detail": TEXT,
            "count": NUMBER,
        }
    ),
    "Check": record({"name": TEXT, "verdict": verdict(), "words": TEXT, "remedy": TEXT}),
    "Credential": record(
        {"id": TEXT, "email": TEXT, "password": _MASKED, "server": TEXT, "port": NUMBER, "time": MOMENT}
    ),
}
"""Everything that answers are made of, by the name that it has in the document."""
