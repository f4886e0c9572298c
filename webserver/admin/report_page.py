"""Reports of alerts: asked for here, made and mailed by the courier, their progress shown, the newest to download."""

from __future__ import annotations

import falcon

from db import jobs, outside
from db.errors import TooOften
from db.job_kinds import Report
from db.jobs import Job
from db.paths import is_address
from webserver.admin.desk import Answer, Desk
from webserver.admin.form import Form
from webserver.admin.job_progress import progress
from webserver.admin.views import Data, Download, GoTo, PageProblem, View, Visitor

HERE = "/admin/reports"
STATES = {"waiting": "waits for the courier", "running": "is being made", "done": "is sent", "failed": "failed"}


class ReportsPage:
    """`/admin/reports`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Show the form, and the latest reports."""
        self._desk.show(request, response, lambda visitor: self._page(visitor.account.address))

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Have a report made and sent, and go to where its progress is shown."""
        self._desk.change(request, response, self._ask)

    def _page(self, to: str, fault: str = "") -> View:
        reports = [(job, Report.of(job).to) for job in jobs.recent(self._desk.store, jobs.REPORT)]
        values = {
            "to": to,
            "faults": {"to": fault} if fault else {},
            "reports": reports,
            "states": STATES,
            "made_at": _made_at(self._desk),
        }
        return View("reports.html", values, 422 if fault else 200)

    def _ask(self, visitor: Visitor, sent: Form) -> Answer:
        desk, to = self._desk, sent.text("to")
        domain = desk.settings.domain
        if not is_address(to):
            return self._page(to, "Give an address like office@example.com.")
        if to.rpartition("@")[2].lower() != domain and not outside.is_open(desk.store):
            return self._page(to, f"This system is local only: it sends to addresses of {domain} and nobody else.")
        try:
            job = Report(to).ask(desk.store, visitor.actor, visitor.account.id)
        except TooOften as refusal:
            return self._page(to, str(refusal))
        return GoTo(f"{HERE}/{job.id}")


class ReportPage:
    """`/admin/reports/{job}`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response, job: int) -> None:
        """Show how far it is."""
        self._desk.show(request, response, lambda _: self._page(_report(self._desk, job)))

    def _page(self, job: Job) -> Answer:
        return View("report.html", {"job": job, "to": Report.of(job).to, "states": STATES})


class ReportProgress:
    """`/admin/reports/{job}/progress`: the same for the script of the page."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response, job: int) -> None:
        """Tell every stage so far."""
        self._desk.show(request, response, lambda _: Data(progress(_report(self._desk, job), STATES)))


class LatestReport:
    """`/admin/reports/latest.pdf`: the document that was made last, whoever it was for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Give it to be saved."""
        self._desk.show(request, response, lambda _: self._document())

    def _document(self) -> Answer:
        try:
            content = self._desk.settings.latest_report.read_bytes()
        except OSError as problem:
            raise PageProblem(404, "Not here", "No report was made yet.") from problem
        return Download(f"alerts-{self._desk.settings.domain}.pdf", "application/pdf", content)


def _report(desk: Desk, job_id: int) -> Job:
    job = jobs.get(desk.store, job_id)
    if job.kind != jobs.REPORT:
        raise PageProblem(404, "Not here", "There is no such report.")
    return job


def _made_at(desk: Desk) -> int | None:
    try:
        return int(desk.settings.latest_report.stat().st_mtime)
    except OSError:
        return None
