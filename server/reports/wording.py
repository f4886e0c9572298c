"""A report in a few words: for its cover page, and for the message that brings it. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

from server.reports.facts import Facts


def period(facts: Facts) -> str:
    """Return the days that it is about, in UTC."""
    first, last = (datetime.fromtimestamp(one, UTC) for one in (facts.since, max(facts.since, facts.until - 1)))
    return f"{_day(first)} to {_day(last)}"


def summary(facts: Facts) -> str:
    """Return the report in one sentence."""
    total, hosts, rules = facts.hosts.total, facts.hosts.different, facts.rules.different
    if not total:
        return "No alerts in this time. Nothing needs your attention."
    alerts = counted(total, "alert")
    return f"{alerts} from {counted(hosts, 'host')} under {counted(rules, 'rule')}."


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def counted(count: int, what: str) -> str:
    """Return a count with its noun, like 1 host or 2,000 hosts."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
