"""I-JSON (RFC 7493) at the edge: bytes of a stranger in, a sound value out; and values of ours as clean bytes.

JMAP demands it in both directions (RFC 8620 section 1.5). What two programs could understand differently is refused:
names that stand twice in an object, lone surrogates, numbers that are none, nesting without end.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import NoReturn

MAX_DEPTH = 100

# RFC 7493 section 2.1: no surrogates and no noncharacters in names and strings.
# https://www.rfc-editor.org/rfc/rfc7493#section-2.1
_UNFIT = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


class NotJson(Exception):
    """The bytes are not I-JSON; the text is a sentence that says why."""


def parse(document: bytes) -> object:
    """Return the value that `document` stands for. Raises NotJson."""
    try:
        value: object = _decoder.decode(document.decode("utf-8"))
    except UnicodeDecodeError as problem:
        raise NotJson(f"The body is not UTF-8 text: look at byte {problem.start}.") from problem
    except RecursionError as problem:
        raise NotJson("The body is nested too deeply.") from problem
    except ValueError as problem:
        raise NotJson(f"The body is not JSON: {problem}.") from problem
    _check(value)
    return value


def encode(value: object) -> bytes:
    """Return `value` as UTF-8; what I-JSON does not allow in a string becomes U+FFFD."""
    text = _encoder.encode(value)
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        return _cleaned(text)
    # Far quicker than the expression, and nearly always right: how noncharacters end in UTF-8, or begin.
    return _cleaned(text) if any(sign in data for sign in (b"\xbf\xbe", b"\xbf\xbf", b"\xef\xb7")) else data


def _cleaned(text: str) -> bytes:
    return _UNFIT.sub("\ufffd", text).encode("utf-8")


def _check(value: object) -> None:
    # Not recursive: what is to be found out is how deep it goes.
    waiting = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str):
            if not one.isascii() and _UNFIT.search(one):
                raise NotJson("A string has a surrogate or a noncharacter in it.")
        elif isinstance(one, float) and not math.isfinite(one):
            raise NotJson("A number is out of range.")
        elif isinstance(one, list | dict):
            if depth > MAX_DEPTH:
                raise NotJson("The body is nested too deeply.")
            waiting.extend((inner, depth + 1) for inner in one)
            if isinstance(one, dict):
                waiting.extend((inner, depth + 1) for inner in one.values())


def _object(pairs: list[tuple[str, object]]) -> Mapping[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        # RFC 7493 section 2.3: objects MUST NOT have members with duplicate names.
        # https://www.rfc-editor.org/rfc/rfc7493#section-2.3
        raise ValueError("a name stands twice in an object")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse)
_encoder = json.JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"))
