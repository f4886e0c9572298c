"""Names of mailboxes as names of files: every system can unpack them, no two are alike, none leads elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

LONGEST = 80
"""Characters of one name; systems count bytes, and have room for 255."""

_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u2028\u2029\ud800-\udfff]')
# Windows takes these for devices, with any ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_DEEPEST = 50


def paths(mailboxes: Mapping[int, tuple[str, int | None]]) -> dict[int, tuple[str, ...]]:
    """Return for each mailbox (its id: name and parent) the names from the top to itself, as people wrote them."""
    found = {}
    for number in mailboxes:
        names, at = list[str](), number
        while at in mailboxes and len(names) < _DEEPEST:
            name, parent = mailboxes[at]
            names.append(name)
            if parent is None:
                break
            at = parent
        found[number] = tuple(reversed(names))
    return found


def files(wanted: Sequence[tuple[str, ...]]) -> list[str]:
    """Return for each path the name of its file: folders for the parents, `.mbox` at the end, no two alike."""
    taken, found = set[str](), []
    for path in wanted:
        base = "/".join(fitting(name) for name in path)
        name, number = f"{base}.mbox", 2
        # Some systems take capital letters for small ones.
        while name.casefold() in taken:
            name, number = f"{base} ({number}).mbox", number + 1
        taken.add(name.casefold())
        found.append(name)
    return found


def fitting(name: str) -> str:
    """Return a name that every system takes for a file."""
    plain = _UNFIT.sub("_", unicodedata.normalize("NFC", name))
    while len(plain.encode("utf-8", "replace")) > 2 * LONGEST or len(plain) > LONGEST:
        plain = plain[:-1]
    plain = plain.strip(". ")
    return f"_{plain}" if not plain or _DEVICES.fullmatch(plain) else plain
