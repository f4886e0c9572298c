"""Makes the reports of alerts that were asked for, and mails them: counted here, drawn in a process of its own.

Sending and the end of the job are one transaction, so a courier that is killed half way sends nobody the same report
twice. The newest document is also kept in the data folder, for the web area.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from certs.files import prepare_folder, write_private
from db import alert_counts, alert_rules, jobs
from db.alert_counts import Counted
from db.database import Store, Transaction
from db.errors import JobLost, NoRecipients, Refused
from db.events import Event, record
from db.job_kinds import Report
from db.jobs import REPORT, Job, Progress
from db.settings import Settings
from server.notices.post import Attachment, Post, put
from server.reports.covering_letter import covering_letter, file_name
from server.reports.facts import Facts
from server.reports.making import ReportFailed, make
from server.reports.wording import counted, summary

DAYS = 30
"""What a report looks back on."""

SECONDS = 60.0
"""How long drawing may take; it takes about one."""

LEASE = 90
"""Seconds that a claim holds: longer than any stage."""

Make = Callable[[Facts], bytes]


def _host(name: str) -> str:
    return "many more at once" if name == alert_rules.OTHERS else name


def _called(counted: Counted, words: Callable[[str], str]) -> Counted:
    """Return the same counts under the names that people read."""
    return replace(counted, names=tuple((words(name), count) for name, count in counted.names))


class Reports:
    """A duty that does jobs of the kind report; `clock` gives Unix seconds, `draw` the document."""

    name = "reports"
    interval = 15.0

    def __init__(
        self,
        store: Store,
        settings: Settings,
        clock: Callable[[], float] = time.time,
        draw: Make | None = None,
        lease: int = LEASE,
    ) -> None:
        self._store, self._settings, self._clock, self._lease = store, settings, clock, lease
        self._draw = draw or (lambda facts: make(facts, settings.latest_report.parent, SECONDS))
        self._post = Post(store, settings, clock)

    def turn(self, stopping: Callable[[], bool]) -> None:
        while not stopping():
            job = jobs.claim(self._store, [REPORT], self._lease, int(self._clock()))
            if job is None:
                return
            self._do(job)

    def _do(self, job: Job) -> None:
        try:
            self._make_and_send(job)
        except JobLost:
            record(Event.FAULT, what="a report took longer than its claim held", job=job.id)
        except (Refused, NoRecipients) as problem:
            self._fail(job, "Sending", str(problem))
        except (ReportFailed, OSError) as problem:
            # What the process wrote names files of ours: it is for the log.
            record(Event.FAULT, problem, what="a report failed", job=job.id, said=getattr(problem, "said", "")[-200:])
            sentence = str(problem) if isinstance(problem, ReportFailed) else "The report could not be written down."
            self._fail(job, "Drawing", f"{sentence} The courier's log says more.")

    def _make_and_send(self, job: Job) -> None:
        facts = self._count(job)
        self._tell(job, "Drawing", "running", "")
        document = self._draw(facts)
        prepare_folder(self._settings.latest_report.parent)
        write_private(self._settings.latest_report, document)
        self._tell(job, "Drawing", "done", f"{len(document) // 1000 + 1} kB")
        self._tell(job, "Sending", "running", "")
        self._send(job, facts, document)

    def _count(self, job: Job) -> Facts:
        self._tell(job, "Counting", "running", "")
        until = int(self._clock()) + 1
        since = until - DAYS * 24 * 60 * 60
        hosts = alert_counts.by_host(self._store, since, until)
        rules = alert_counts.by_rule(self._store, since, until)
        facts = Facts(self._settings.domain, since, until, _called(hosts, _host), _called(rules, alert_rules.title))
        self._tell(job, "Counting", "done", summary(facts))
        return facts

    def _send(self, job: Job, facts: Facts, document: bytes) -> None:
        to, letter = Report.of(job).to, covering_letter(facts)
        attached = Attachment(file_name(facts), "application/pdf", document)
        parcel = self._post.parcel(
            to, letter.subject, letter.text, letter.html, attachments=[attached], purpose="reports",
            key=f"report-{job.id}",
        )  # fmt: skip
        where = f"waits in the queue for {to}" if parcel.is_outside else f"is in the inbox of {to}"
        result = f"The report of {counted(facts.hosts.total, 'alert')} {where}."

        def work(tx: Transaction) -> None:
            put(tx, parcel, {"purpose": "reports"})
            jobs.end(tx, job, True, result, int(self._clock()))

        self._tell(job, "Sending", "done", "")
        self._store.run_tx(work)

    def _fail(self, job: Job, stage: str, sentence: str) -> None:
        try:
            self._tell(job, stage, "failed", sentence)
            jobs.finish(self._store, job, False, sentence, int(self._clock()))
        except JobLost:
            record(Event.FAULT, what="a report took longer than its claim held", job=job.id)

    def _tell(self, job: Job, stage: str, state: Progress, words: str) -> None:
        jobs.tell(self._store, job, stage, state, words, lease=self._lease, now=int(self._clock()))
