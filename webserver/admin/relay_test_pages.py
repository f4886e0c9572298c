"""Testing a relay: asked for here, done by the courier through the code that delivers, and its progress shown.

The page reloads itself without script; with script it asks for what is new twice a second.
"""

from __future__ import annotations

import falcon

from db import jobs, relay_settings
from db.errors import NotFound, Refused
from db.job_kinds import RelayTest
from db.jobs import Job
from db.paths import is_address
from webserver.admin.desk import Answer, Desk
from webserver.admin.form import Form
from webserver.admin.job_progress import progress
from webserver.admin.views import Data, GoTo, PageProblem, View, Visitor

HERE = "/admin/tests"
STATES = {"waiting": "waits for the courier", "running": "is running", "done": "passed", "failed": "failed"}


class StartTest:
    """`/admin/smtp/{relay}/test`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_post(self, request: falcon.Request, response: falcon.Response, relay: int) -> None:
        """Ask for a test, and go to where its progress is shown."""
        self._desk.change(request, response, lambda visitor, sent: self._start(visitor, sent, relay))

    def _start(self, visitor: Visitor, sent: Form, relay_id: int) -> Answer:
        to, dry_run = sent.text("to"), not sent.text("send")
        if not is_address(to):
            raise Refused("Give the address that the test message is for, like you@example.com.")

        job = RelayTest(relay_id, to, dry_run).ask(self._desk.store, visitor.actor, visitor.account.id)
        return GoTo(f"{HERE}/{job.id}")


class TestPage:
    """`/admin/tests/{job}`."""

    __test__ = False  # pytest takes every class of such a name for tests

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response, job: int) -> None:
        """Show how far it is."""
        self._desk.show(request, response, lambda _: self._page(job))

    def _page(self, job_id: int) -> Answer:
        job = _relay_test(self._desk, job_id)
        asked = RelayTest.of(job)
        values = {"job": job, "asked": asked, "states": STATES, "relay_name": _name(self._desk, asked.relay_id)}
        return View("relay_test.html", values)


class TestProgress:
    """`/admin/tests/{job}/progress`: the same for the script of the page."""

    __test__ = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response, job: int) -> None:
        """Tell every stage so far."""
        self._desk.show(request, response, lambda _: Data(progress(_relay_test(self._desk, job), STATES)))


def _relay_test(desk: Desk, job_id: int) -> Job:
    job = jobs.get(desk.store, job_id)
    if job.kind != jobs.RELAY_TEST:
        raise PageProblem(404, "Not here", "There is no such test.")
    return job


def _name(desk: Desk, relay_id: int) -> str:
    try:
        return relay_settings.by_id(desk.store, relay_id).settings.name
    except NotFound:
        return "a relay that was removed"
