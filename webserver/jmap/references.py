"""Arguments taken from the results of earlier calls in the same request (RFC 8620 section 3.7).

Each `#name` becomes `name` with what its path leads to. How much may be taken is bounded: a request of a few hundred
bytes could otherwise double a result with every call.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from webserver.jmap.errors import MethodError, invalid_arguments
from webserver.jmap.request import Invocation, JsonObject

MOST = 2_000_000
"""How many values and characters the references of one request may take together."""

_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")


class References:
    """The responses of one request so far, and what may still be taken from them."""

    def __init__(self, responses: Sequence[Invocation], most: int = MOST) -> None:
        self._responses, self._left = responses, most

    def resolved(self, arguments: JsonObject) -> JsonObject:
        """Return `arguments` with real values only. Raises MethodError."""
        if not any(name.startswith("#") for name in arguments):
            return arguments
        found: JsonObject = {name: value for name, value in arguments.items() if not name.startswith("#")}
        for name, reference in arguments.items():
            if name.startswith("#"):
                if name[1:] in found:
                    raise invalid_arguments(f"{name[1:]} and {name} cannot both be given.")
                found[name[1:]] = self._value(reference)
        return found

    def _value(self, reference: object) -> object:
        match reference:
            case {"resultOf": str(call_id), "name": str(name), "path": str(path), **others} if not others:
                value = _followed(self._arguments(call_id, name), _tokens(path))
                self._left -= _weight(value, self._left)
                if self._left < 0:
                    raise _failed("more than one request may take")
                return value
        raise _failed("it must have resultOf, name and path")

    def _arguments(self, call_id: str, name: str) -> JsonObject:
        first = next((one for one in self._responses if one.call_id == call_id), None)
        if first is None or first.name != name:
            raise _failed("no such response before this call")
        return first.arguments


def _failed(why: str) -> MethodError:
    return MethodError("invalidResultReference", f"The result reference leads nowhere: {why}.")


def _tokens(path: str) -> list[str]:
    # RFC 6901 section 3 and 4. https://www.rfc-editor.org/rfc/rfc6901#section-4
    if path and not path.startswith("/"):
        raise _failed("the path must begin with /")
    return [token.replace("~1", "/").replace("~0", "~") for token in path.split("/")[1:]]


def _followed(value: object, tokens: Sequence[str]) -> object:
    for position, token in enumerate(tokens):
        if isinstance(value, list) and token == "*":  # noqa: S105 - a token of a path
            return _mapped(value, tokens[position + 1 :])
        value = _step(value, token)
    return value


def _mapped(values: list[object], tokens: Sequence[str]) -> list[object]:
    found: list[object] = []
    for one in values:
        result = _followed(one, tokens)
        # RFC 8620 section 3.7: an array that comes out is added item by item.
        # https://www.rfc-editor.org/rfc/rfc8620#section-3.7
        if isinstance(result, list):
            found.extend(result)
        else:
            found.append(result)
    return found


def _step(value: object, token: str) -> object:
    if isinstance(value, dict) and token in value:
        return value[token]
    if isinstance(value, list) and _INDEX.fullmatch(token) and int(token) < len(value):
        return value[int(token)]
    raise _failed(f"there is no {token[:50]!r} on the way")


def _weight(value: object, most: int) -> int:
    """Return how many values and characters `value` has, or something over `most`."""
    weight, waiting = 0, [value]
    while waiting and weight <= most:
        one = waiting.pop()
        weight += 1 + (len(one) if isinstance(one, str) else 0)
        if isinstance(one, dict):
            weight += sum(map(len, one))
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return weight
