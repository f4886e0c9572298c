"""The body of a request as JSON: bounded, of the right type, and sound; who calls says what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import falcon

from webserver import i_json
from webserver.errors import bad_request, too_large

LARGEST_FORM = 64 * 1024


def body(request: falcon.Request, limit: int) -> bytes | None:
    """Return the whole body; None when it is longer than `limit` bytes."""
    if (request.content_length or 0) > limit:
        return None
    found = request.bounded_stream.read(limit + 1)
    return None if len(found) > limit else found


def is_json(request: falcon.Request) -> bool:
    """Whether the body says of itself that it is `application/json`."""
    return (request.content_type or "").partition(";")[0].strip().lower() == "application/json"


def form(request: falcon.Request) -> dict[str, object]:
    """Return the body of a small request, which must be a JSON object. Raises Problem."""
    content = body(request, LARGEST_FORM)
    if content is None:
        raise too_large(LARGEST_FORM)
    # Also keeps web pages of others out: a form of HTML cannot have this type.
    if not is_json(request):
        raise bad_request("The body must be JSON, with Content-Type: application/json.")
    try:
        value = i_json.parse(content)
    except i_json.NotJson as problem:
        raise bad_request(str(problem)) from problem
    if not isinstance(value, dict):
        raise bad_request("The body must be a JSON object.")
    return value


def texts(request: falcon.Request, longest: Mapping[str, int], optional: Collection[str] = ()) -> dict[str, str]:
    """Return the texts that a small request gives: all that `longest` names, and nothing else; "" for the optional.

    `longest` says how many characters each may have. Raises Problem.
    """
    given = form(request)
    if given.keys() - longest.keys():
        raise bad_request(f"Only {', '.join(longest)} can be given.")
    return {
        name: _text(given.get(name, "" if name in optional else None), name, most, name in optional)
        for name, most in longest.items()
    }


def _text(value: object, name: str, most: int, may_be_empty: bool) -> str:
    if not isinstance(value, str) or "\0" in value or not (value or may_be_empty):
        raise bad_request(f"{name} must be given as text.")
    if len(value) > most:
        raise bad_request(f"{name} is longer than {most} characters.")
    return value
