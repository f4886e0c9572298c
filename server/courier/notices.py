"""The duty that writes and sends the notices of the system itself: jobs of the kind notice.

A notice, the end of its job, its line in the audit log and the hash of its link are one transaction: a courier that is
killed has sent it or has not, and whoever claims the job after that sends it once. What cannot be sent says why in the
job and in the audit log.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from db import audit, jobs
from db.database import Store, Transaction
from db.errors import JobLost, Refused, StoreError
from db.events import Event, record
from db.job_kinds import Notice
from db.jobs import NOTICE, Job
from db.settings import Settings
from server.notices.making import Making
from server.notices.post import COURIER, Post, put

LEASE = 120
"""Seconds that a claim holds: writing a notice takes milliseconds, but the store may be busy."""


class Notices:
    """Sends what waits; `clock` gives Unix seconds."""

    name = "notices"
    interval = 15.0

    def __init__(
        self, store: Store, settings: Settings, clock: Callable[[], float] = time.time, lease: int = LEASE
    ) -> None:
        self._store, self._clock, self._lease = store, clock, lease
        self._making, self._post = Making(store, settings), Post(store, settings, clock)

    def turn(self, stopping: Callable[[], bool]) -> None:
        while not stopping():
            job = jobs.claim(self._store, [NOTICE], self._lease, int(self._clock()))
            if job is None:
                return
            self._do(job)

    def _do(self, job: Job) -> None:
        try:
            self._settle(job)
        except JobLost:
            record(Event.FAULT, what="a notice took longer than its claim held", job=job.id)
        except StoreError:
            raise
        except (
            Exception
        ) as problem:  # one odd notice must not keep the others; it is claimed again, three times at most
            record(Event.FAULT, problem, what="a notice could not be written", job=job.id)

    def _settle(self, job: Job) -> None:
        try:
            self._send(job)
        except JobLost:
            raise
        except Refused as problem:
            self._give_up(job, str(problem))

    def _send(self, job: Job) -> None:
        notice, now = Notice.of(job), int(self._clock())
        made = self._making.made(notice, now)
        words = made.words
        parcel = self._post.parcel(notice.to, words.subject, words.text, words.html, key=f"notice {job.id}")
        result = f"It waits to go out to {notice.to}." if parcel.is_outside else f"It is in the Inbox of {notice.to}."

        def work(tx: Transaction) -> None:
            put(tx, parcel, {"notice": notice.kind})
            made.keep(tx)
            jobs.end(tx, job, True, result, now)

        self._store.run_tx(work)

    def _give_up(self, job: Job, why: str) -> None:
        notice, now = Notice.of(job), int(self._clock())

        def work(tx: Transaction) -> None:
            audit.write(tx, COURIER, "notice-not-sent", notice.to, None, {"notice": notice.kind, "why": why})
            jobs.end(tx, job, False, f"It could not be sent: {why}", now)

        self._store.run_tx(work)
