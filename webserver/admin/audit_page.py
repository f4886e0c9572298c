"""The audit log, page by page, the newest first: who, what, when, from where, and what it was before."""

from __future__ import annotations

import falcon

from db import audit
from webserver.admin.desk import Answer, Desk
from webserver.admin.views import View

_A_PAGE = 50


class AuditPage:
    """`/admin/audit`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Show the lines before the id `before`; `action`, `target` and `actor` choose."""
        before = request.get_param("before") or ""
        chosen = {name: (request.get_param(name) or "")[:320].strip() for name in ("action", "target", "actor")}
        self._desk.show(request, response, lambda _: self._page(before, chosen))

    def _page(self, before: str, chosen: dict[str, str]) -> Answer:
        number = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
        wanted = {name: value or None for name, value in chosen.items()}
        # As the page shows it: "Relay test asked" is relay-test-asked.
        wanted["action"] = "-".join(chosen["action"].lower().split()) or None
        found = audit.lines(self._desk.store, before=number, count=_A_PAGE + 1, **wanted)
        values = {
            "lines": found[:_A_PAGE],
            "more": found[_A_PAGE - 1].id if len(found) > _A_PAGE else None,
            "chosen": chosen,
            "before": before,
        }
        return View("audit.html", values)
