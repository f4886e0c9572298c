"""From what was noticed to few rows: what one host does within a minute is one alert with a count. Pure but for memory.

Whatever strangers do, only so many hosts of a rule have a row of their own at a time; what the others do is counted
together. So memory is bounded, and so is what can be written in a minute. Nothing here waits, and nothing is lost but
the names of those hosts.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.alert_rules import OTHERS
from db.alerts import NewAlert

WINDOW = 60
"""Seconds within which the same rule at the same host is one row."""

HOSTS = 10
"""Hosts of a rule that have a row of their own at a time."""

_TOGETHER = "Hosts that had no room for a row of their own."


@dataclass(slots=True, eq=False)
class Group:
    """What one host did; `written` is the count that the store knows, `account` whom it was about ("" for nobody)."""

    at: int
    host: str
    rule: str
    detail: str
    account: str = ""
    count: int = 0
    written: int = 0
    row: int | None = None

    def is_over(self, now: float) -> bool:
        """Return whether its minute is over; while the store does not know all of it, it never is."""
        return self.at + WINDOW <= now and self.count == self.written

    def alert(self, detail: str) -> NewAlert:
        """Return it as it is now, for the store."""
        return NewAlert(self.at, self.host, self.rule, detail, self.count, self.row)


class AlertGroups:
    """Groups by rule and host; for one thread at a time."""

    def __init__(self, hosts: int = HOSTS) -> None:
        self._hosts = hosts
        self._rules: dict[str, dict[str, Group]] = {}

    def note(self, rule: str, host: str, now: float) -> Group:
        """Count one more, and return its group: whoever gets one with the count 1 says what it is about."""
        groups = self._rules.setdefault(rule, {})
        group = groups.get(host)
        if group is None or group.is_over(now):
            group = self._begun(groups, rule, host, now)
        group.count += 1
        return group

    def _begun(self, groups: dict[str, Group], rule: str, host: str, now: float) -> Group:
        _forget(groups, now)
        if len(groups) - (OTHERS in groups) >= self._hosts:
            host = OTHERS
        detail = _TOGETHER if host == OTHERS else ""
        return groups.setdefault(host, Group(int(now), host, rule, detail))

    def unwritten(self) -> list[Group]:
        """Return the groups of which the store does not know all."""
        return [one for groups in self._rules.values() for one in groups.values() if one.count != one.written]

    def forget(self, now: float) -> None:
        """Let go of the groups that are over."""
        for groups in self._rules.values():
            _forget(groups, now)


def _forget(groups: dict[str, Group], now: float) -> None:
    for host in [host for host, one in groups.items() if one.is_over(now)]:
        del groups[host]
