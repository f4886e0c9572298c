"""Holds a JSON value against the part of JSON Schema that our OpenAPI document uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}


def misfits(value: Any, schema: Mapping[str, Any], document: Mapping[str, Any], place: str = "#") -> list[str]:
    """Return where `value` is not as `schema` of `document` says, and how."""
    if "$ref" in schema:
        named = document
        for name in schema["$ref"].removeprefix("#/").split("/"):
            named = named[name]
        return misfits(value, named, document, place)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    found = [] if any(_is(value, kind) for kind in kinds) else [f"{place}: {value!r} is not {kinds}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place}: {value!r} is none of {schema['enum']}")
    if isinstance(value, list):
        for number, one in enumerate(value):
            found += misfits(one, schema["items"], document, f"{place}/{number}")
    if isinstance(value, dict) and "properties" in schema:
        found += _fields(value, schema, document, place)
    return found


def _fields(value: dict[str, Any], schema: Mapping[str, Any], document: Mapping[str, Any], place: str) -> list[str]:
    found = [f"{place}: {name} is missing" for name in schema.get("required", ()) if name not in value]
    for name, one in value.items():
        if name in schema["properties"]:
            found += misfits(one, schema["properties"][name], document, f"{place}/{name}")
        elif schema.get("additionalProperties") is False:
            found.append(f"{place}: there is no {name}")
    return found


def _is(value: Any, kind: str) -> bool:
    # True and False are whole numbers for Python.
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
