"""Reports of alerts: asked for here, and kept as jobs; the page says that nothing makes them yet."""

from __future__ import annotations

import falcon

from db import jobs, outside
from db.errors import TooOften
from db.job_kinds import Report
from db.paths import is_address
from webserver.admin.desk import Answer, Desk
from webserver.admin.form import Form
from webserver.admin.views import GoTo, View, Visitor

HERE = "/admin/reports"
STATES = {"waiting": "waits for the courier", "running": "is being made", "done": "sent", "failed": "failed"}


class ReportsPage:
    """`/admin/reports`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Show the form, and the latest reports."""
        self._desk.show(request, response, lambda visitor: self._page(visitor.account.address))

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Have a report made and sent."""
        self._desk.change(request, response, self._ask)

    def _page(self, to: str, fault: str = "") -> View:
        reports = [(job, Report.of(job).to) for job in jobs.recent(self._desk.store, jobs.REPORT)]
        values = {"to": to, "faults": {"to": fault} if fault else {}, "reports": reports, "states": STATES}
        return View("reports.html", values, 422 if fault else 200)

    def _ask(self, visitor: Visitor, sent: Form) -> Answer:
        desk, to = self._desk, sent.text("to")
        domain = desk.settings.domain
        if not is_address(to):
            return self._page(to, "Give an address like office@example.com.")
        if to.rpartition("@")[2].lower() != domain and not outside.is_open(desk.store):
            return self._page(to, f"This system is local only: it sends to addresses of {domain} and nobody else.")
        try:
            Report(to).ask(desk.store, visitor.actor, visitor.account.id)
        except TooOften as refusal:
            return self._page(to, str(refusal))
        return GoTo(HERE, "report-asked")
