"""What the servers noticed, page by page, the newest first: which rule, at which host, how often within a minute."""

from __future__ import annotations

import time

import falcon

from db import alerts, counts
from db.alert_rules import RULES
from webserver.admin.desk import Answer, Desk
from webserver.admin.views import View

DAY = 24 * 60 * 60
_A_PAGE = 50
_LONGEST = {"rule": 50, "host": 255}
_WEEK = 6


class AlertsPage:
    """`/admin/alerts`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Show the alerts before the id `before`; `rule` and `host` choose."""
        before = request.get_param("before") or ""
        chosen = {name: (request.get_param(name) or "")[:longest].strip() for name, longest in _LONGEST.items()}
        self._desk.show(request, response, lambda _: self._page(before, chosen))

    def _page(self, before: str, chosen: dict[str, str]) -> Answer:
        store, now = self._desk.store, int(time.time())
        number = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
        rule, host = chosen["rule"] or None, chosen["host"] or None
        found = alerts.recent(store, rule=rule, host=host, before=number, count=_A_PAGE + 1)
        today, week = counts.since(store, 0, now), counts.since(store, _WEEK, now)
        values = {
            "alerts": found[:_A_PAGE],
            "more": found[_A_PAGE - 1].id if len(found) > _A_PAGE else None,
            "chosen": chosen,
            "before": before,
            "rules": RULES,
            "last_day": alerts.noticed_since(store, now - DAY),
            "counted": [(event, today.get(event, 0), count) for event, count in week.items()],
        }
        return View("alerts.html", values)
