"""The message that brings a report: its subject, and its words as text and as HTML. Facts in, words out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from db.alert_counts import Counted
from server.notices.compose import Words, composed
from server.reports.facts import Facts, lines
from server.reports.wording import period, summary

_MOST = 5


def covering_letter(facts: Facts) -> Words:
    """Return what the message says."""
    total = facts.hosts.total
    return composed(
        "report",
        facts.domain,
        {
            "total": f"{total:,}" if total else "none",
            "summary": summary(facts),
            "period": period(facts),
            "hosts": _first(facts.hosts),
            "rules": _first(facts.rules),
            "attachment": file_name(facts),
        },
    )


def file_name(facts: Facts) -> str:
    """Return what the attached report is called."""
    return f"alerts-{datetime.fromtimestamp(max(facts.since, facts.until - 1), UTC):%Y-%m-%d}.pdf"


def _first(counted: Counted) -> Sequence[Mapping[str, str]]:
    return [{"name": line.name, "count": f"{line.count:,}"} for line in lines(counted, _MOST)]
