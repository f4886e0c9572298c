"""The fields of a JSON body, said once: what reads them, what tells all that is wrong at once, what OpenAPI shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

from webserver.errors import Problem

Faults = Mapping[str, str]
Kind = Literal["string", "integer", "boolean", "array"]

_PYTHON: Mapping[Kind, type] = {"string": str, "integer": int, "boolean": bool, "array": list}
_NAMES: Mapping[Kind, str] = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
}


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. `longest` bounds the characters of a text; `choices` are the values of a text, or of a list's items.

    `checked_later` leaves the value to the rules of the store, which have sentences of their own.
    """

    name: str
    kind: Kind
    description: str
    required: bool = False
    nullable: bool = False
    longest: int | None = None
    choices: Sequence[str] = ()
    default: object = None
    write_only: bool = False
    checked_later: bool = False

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        found: dict[str, Any] = {"type": [self.kind, "null"] if self.nullable else self.kind}
        found["description"] = self.description
        if self.longest is not None:
            found["maxLength"] = self.longest
        if self.choices and self.kind == "array":
            found["items"] = {"type": "string", "enum": list(self.choices)}
        elif self.choices:
            found["enum"] = list(self.choices)
        if self.default is not None:
            found["default"] = self.default
        if self.write_only:
            found["writeOnly"] = True
        return found

    def fault(self, given: object) -> str | None:
        """Return what is wrong with a value, or None."""
        if self.checked_later or (given is None and self.nullable):
            return None
        right = isinstance(given, _PYTHON[self.kind]) and (self.kind == "boolean" or not isinstance(given, bool))
        if not right:
            return f"Give {self.name} as {_NAMES[self.kind]}."
        if isinstance(given, str) and self.longest is not None and len(given) > self.longest:
            return f"This is too long: at most {self.longest} characters."
        values = given if isinstance(given, list) else [given]
        if self.choices and not all(value in self.choices for value in values):
            return f"Choose from: {', '.join(self.choices)}."
        return None


def object_schema(fields: Sequence[FieldSpec]) -> dict[str, Any]:
    """Return the JSON Schema of a body with these fields and no others."""
    found: dict[str, Any] = {"type": "object", "properties": {one.name: one.schema() for one in fields}}
    required = [one.name for one in fields if one.required]
    if required:
        found["required"] = required
    return {**found, "additionalProperties": False}


def faults_in(given: Mapping[str, object], fields: Sequence[FieldSpec]) -> dict[str, str]:
    """Return everything that is wrong with a body, a sentence for each field."""
    known = {one.name: one for one in fields}
    faults = {
        name: f"There is no such field here. There are: {', '.join(known)}." for name in given if name not in known
    }
    for name, field in known.items():
        missing = "This is needed." if field.required else None
        fault = field.fault(given[name]) if name in given else missing
        if fault:
            faults[name] = fault
    return faults


def invalid_fields(faults: Faults) -> Problem:
    """Return the answer that tells all wrong fields at once, as the example of RFC 9457 section 3 does.

    https://www.rfc-editor.org/rfc/rfc9457#section-3
    """
    told = "One field is not" if len(faults) == 1 else f"{len(faults)} fields are not"
    # RFC 6901 section 3: ~ and / are written in another way within a pointer.
    # https://www.rfc-editor.org/rfc/rfc6901#section-3
    errors = [
        {"pointer": "#/" + name.replace("~", "~0").replace("/", "~1"), "detail": sentence}
        for name, sentence in faults.items()
    ]
    kind = "urn:postroom:error:invalidFields"
    return Problem(HTTPStatus.BAD_REQUEST, kind, f"{told} right.", more={"errors": errors})
