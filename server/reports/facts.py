"""What a report is made of: a domain, a period and two counts. Values only, which travel to another process as JSON."""

from __future__ import annotations

import json
from collections.abc import Container
from dataclasses import asdict, dataclass
from typing import Any

from db.alert_counts import Counted

LONGEST_NAME = 40
"""Characters of a name that is shown; strangers choose what their hosts are called."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The alerts from `since` to `until` (Unix seconds) of the system of `domain`."""

    domain: str
    since: int
    until: int
    hosts: Counted
    rules: Counted

    def to_json(self) -> bytes:
        """Return it for `from_json`."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Facts:
        """Return what `to_json` made. Raises ValueError, KeyError, TypeError for anything else."""
        found = json.loads(text)
        hosts, rules = (_counted(found[name]) for name in ("hosts", "rules"))
        return cls(str(found["domain"]), int(found["since"]), int(found["until"]), hosts, rules)


@dataclass(frozen=True, slots=True)
class Line:
    """One bar, one slice, one line of a table: a name that fits, a count, and whether it stands for several names."""

    name: str
    count: int
    is_rest: bool = False


def lines(counted: Counted, most: int, drawable: Container[int] | None = None) -> list[Line]:
    """Return at most `most` lines, the most alerts first, and one more for all the others together."""
    found = [Line(shown(name, drawable), count) for name, count in counted.names[:most]]
    left = counted.names[most:]
    names = counted.other_names + len(left)
    if names:
        rest = counted.others + sum(count for _, count in left)
        found.append(Line(f"{names} other{'s' if names > 1 else ''}", rest, is_rest=True))
    return found


def shown(name: str, drawable: Container[int] | None = None) -> str:
    """Return a name on one line, not too long, of the characters that a font has (code points; None for all)."""
    one_line = "".join(one if one.isprintable() else " " for one in name).strip() or "(no name)"
    # U+FFFD stands for what the font cannot draw.
    drawn = "".join(one if drawable is None or ord(one) in drawable else "\ufffd" for one in one_line)
    return drawn if len(drawn) <= LONGEST_NAME else f"{drawn[: LONGEST_NAME - 1].rstrip()}…"


def share(count: int, total: int) -> str:
    """Return a part of a total in words, like 12 %; never 0 % of something, never 100 % of less than all."""
    percent = round(100 * count / total) if total else 0
    if count and not percent:
        return "under 1 %"
    return "over 99 %" if percent == 100 and count < total else f"{percent} %"


def _counted(given: dict[str, Any]) -> Counted:
    names = tuple((str(name), int(count)) for name, count in given["names"])
    return Counted(names, int(given["other_names"]), int(given["others"]))
