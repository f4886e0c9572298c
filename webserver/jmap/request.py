"""The Request object (RFC 8620 section 3.3): from JSON to a value, or to the error that refuses all of it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from webserver import i_json
from webserver.jmap.capabilities import ALL, Limits
from webserver.jmap.errors import not_json, not_request, over_limit, unknown_capability
from webserver.jmap.ids import is_id

JsonObject = dict[str, object]


@dataclass(frozen=True, slots=True)
class Invocation:
    """One method call, or one response."""

    name: str
    arguments: JsonObject
    call_id: str


@dataclass(frozen=True, slots=True)
class Request:
    """What a program asks for at once. `created_ids` is None when it did not send any."""

    using: frozenset[str]
    calls: tuple[Invocation, ...]
    created_ids: dict[str, str] | None


def parse(body: bytes, limits: Limits) -> Request:
    """Return the request that `body` is. Raises Problem: notJSON, notRequest, unknownCapability, limit."""
    try:
        given = i_json.parse(body)
    except i_json.NotJson as problem:
        raise not_json(str(problem)) from problem
    if not isinstance(given, dict):
        raise not_request("The request must be an object.")
    # RFC 8620 section 3.3: properties that are not understood MUST be ignored here.
    # https://www.rfc-editor.org/rfc/rfc8620#section-3.3
    request = Request(_using(given.get("using")), _calls(given.get("methodCalls")), _created(given))
    for name in sorted(request.using - ALL):
        raise unknown_capability(name)
    if len(request.calls) > limits.max_calls_in_request:
        raise over_limit("maxCallsInRequest", limits.max_calls_in_request, HTTPStatus.BAD_REQUEST)
    return request


def _using(value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise not_request("using must be a list of capabilities.")
    return frozenset(value)


def _calls(value: object) -> tuple[Invocation, ...]:
    if not isinstance(value, list):
        raise not_request("methodCalls must be a list.")
    return tuple(_call(one) for one in value)


def _call(value: object) -> Invocation:
    match value:
        case [str(name), dict(arguments), str(call_id)]:
            return Invocation(name, arguments, call_id)
    raise not_request("A method call must be a list of name, arguments and call id.")


def _created(given: JsonObject) -> dict[str, str] | None:
    if "createdIds" not in given:
        return None
    value = given["createdIds"]
    if not isinstance(value, dict) or not all(is_id(key) and is_id(one) for key, one in value.items()):
        raise not_request("createdIds must be an object of ids.")
    return dict(value)
