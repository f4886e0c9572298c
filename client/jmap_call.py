"""One method call of JMAP and the answers to a request of several (RFC 8620 section 3).

https://www.rfc-editor.org/rfc/rfc8620#section-3
"""

from collections.abc import Mapping
from dataclasses import dataclass

from client.json_values import JsonObject, ShapeError, as_list, as_object
from client.problems import method_fault


@dataclass(frozen=True)
class Call:
    """One method call; `accountId` is added when it is sent."""

    name: str
    arguments: Mapping[str, object]


def result_of(call: int, name: str, path: str) -> dict[str, object]:
    """A back-reference (RFC 8620 section 3.7) to the call at position `call` of the same request."""
    return {"resultOf": str(call), "name": name, "path": path}


def read_responses(found: JsonObject, count: int) -> list[JsonObject]:
    answers: dict[str, JsonObject] = {}
    for item in as_list(found.get("methodResponses"), "methodResponses"):
        match as_list(item, "a method response"):
            case [str(name), arguments, str(call_id)]:
                given = as_object(arguments, "the arguments of a response")
            case _:
                raise ShapeError("a method response is not name, arguments, id")
        if name == "error":
            raise method_fault(given)
        answers[call_id] = given
    missing = [number for number in range(count) if str(number) not in answers]
    if missing:
        raise ShapeError(f"no answer to call {missing[0]}")
    return [answers[str(number)] for number in range(count)]
