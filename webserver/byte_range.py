"""Which bytes of a representation a request asks for: the fields Range, If-Range and If-None-Match (RFC 9110).

Pure. One range is served; a request for several is answered with everything, which section 14.2 allows.
"""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


class NotSatisfiable(Exception):
    """The range lies behind the end (416)."""


def requested(field: str | None, if_range: str | None, etag: str, size: int) -> tuple[int, int] | None:
    """Return where the range begins and ends (exclusive) that `field` asks for of `size` bytes; None for all of them.

    Raises:
        NotSatisfiable: there is no such range.
    """
    # RFC 9110 section 13.1.5: If-Range with another validator makes the request one without Range.
    # https://www.rfc-editor.org/rfc/rfc9110#section-13.1.5
    if field is None or (if_range is not None and if_range.strip() != etag):
        return None
    found = _RANGE.fullmatch(field.strip())
    # RFC 9110 section 14.2: a range that is not understood is to be ignored.
    # https://www.rfc-editor.org/rfc/rfc9110#section-14.2
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return _suffix(int(found[2]), size)
    first, last = int(found[1]), int(found[2]) if found[2] else size
    if found[2] and last < first:
        return None
    if first >= size:
        raise NotSatisfiable
    return first, min(last + 1, size)


def is_known(if_none_match: str | None, etag: str) -> bool:
    """Whether the peer has this representation already (RFC 9110 section 13.1.2)."""
    tags = [one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")]
    return etag in tags or "*" in tags


def _suffix(length: int, size: int) -> tuple[int, int]:
    if length == 0 or size == 0:
        raise NotSatisfiable
    return max(0, size - length), size
