"""How many alerts there were, by host and by rule: for reports and charts. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from db.database import Store

MOST = 15
"""How many names are told one by one; the rest is counted together."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Alerts by name, the most first. `other_names` more names had `others` alerts together."""

    names: tuple[tuple[str, int], ...]
    other_names: int = 0
    others: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _, count in self.names) + self.others

    @property
    def different(self) -> int:
        """How many different names there are."""
        return len(self.names) + self.other_names


def by_host(store: Store, since: int, until: int, most: int = MOST) -> Counted:
    """Count by the host that caused them, from `since` on and before `until` (Unix seconds)."""
    return _counted(store, "host", since, until, most)


def by_rule(store: Store, since: int, until: int, most: int = MOST) -> Counted:
    """Count by what was noticed, from `since` on and before `until` (Unix seconds)."""
    return _counted(store, "rule", since, until, most)


def _counted(store: Store, column: Literal["host", "rule"], since: int, until: int, most: int) -> Counted:
    # One row of the table stands for as many alerts as its column count says.
    each = f"SELECT {column} AS name, sum(count) AS alerts FROM alert WHERE at >= ? AND at < ? GROUP BY {column}"  # noqa: S608 - our own words
    with store.snapshot():
        first = store.rows(f"{each} ORDER BY alerts DESC, name LIMIT ?", (since, until, most))
        names, alerts = store.rows(f"SELECT count(*), sum(alerts) FROM ({each})", (since, until))[0]  # noqa: S608 - as above
    return Counted(tuple((str(name), int(count)) for name, count in first), names - len(first), _rest(first, alerts))


def _rest(first: list[tuple[str, int]], alerts: int | None) -> int:
    return int(alerts or 0) - sum(count for _, count in first)
