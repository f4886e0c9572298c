"""What the courier can be asked to do, and what each job says: the shapes of `asked`, for who asks and who does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from db import audit, jobs, relay_rows
from db.audit import Actor
from db.database import Store, Transaction
from db.jobs import NOTICE, RELAY_TEST, REPORT, Job

NoticeKind = Literal["password-reset", "invitation", "approval", "approval-wanted", "notification"]


@dataclass(frozen=True, slots=True)
class RelayTest:
    """A staged test of the relay `relay_id`: up to RCPT for the address `to`, and unless `dry_run` a real message."""

    relay_id: int
    to: str
    dry_run: bool

    def ask(self, store: Store, actor: Actor, account_id: int | None) -> Job:
        """Have it done, with a line in the audit log.

        Raises:
            NotFound: there is no such relay.
            TooOften: five tests were asked for within the last minute.
        """

        def work(tx: Transaction) -> Job:
            relay = relay_rows.get(tx, self.relay_id)
            asked = {"relay": self.relay_id, "to": self.to, "dry_run": self.dry_run}
            job = jobs.add(tx, RELAY_TEST, asked, account_id)
            audit.write(tx, actor, "relay-test-asked", relay.settings.name, None, asked)
            return job

        return store.run_tx(work)

    @classmethod
    def of(cls, job: Job) -> RelayTest:
        """Return what a job of the kind RELAY_TEST asks for."""
        return cls(int(job.asked["relay"]), str(job.asked["to"]), bool(job.asked["dry_run"]))


@dataclass(frozen=True, slots=True)
class Report:
    """The report of alerts, made and sent to the address `to`."""

    to: str

    def ask(self, store: Store, actor: Actor, account_id: int | None) -> Job:
        """Have it done, with a line in the audit log. Raises TooOften."""

        def work(tx: Transaction) -> Job:
            job = jobs.add(tx, REPORT, {"to": self.to}, account_id)
            audit.write(tx, actor, "report-asked", self.to)
            return job

        return store.run_tx(work)

    @classmethod
    def of(cls, job: Job) -> Report:
        """Return what a job of the kind REPORT asks for."""
        return cls(str(job.asked["to"]))


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of the system itself to the address `to`, about an account or nobody's.

    `facts` fill its template and are never a secret: a link that works once is made when the notice is written, so
    that only its hash is ever in the store.
    """

    kind: NoticeKind
    to: str
    about: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    def add(self, tx: Transaction) -> Job:
        """Have it written and sent, inside a transaction that does more."""
        return jobs.add(tx, NOTICE, {"notice": self.kind, "to": self.to, "facts": dict(self.facts)}, self.about)

    def ask(self, store: Store) -> Job:
        """Have it written and sent."""
        return store.run_tx(self.add)

    @classmethod
    def of(cls, job: Job) -> Notice:
        """Return what a job of the kind NOTICE asks for."""
        return cls(job.asked["notice"], str(job.asked["to"]), job.account_id, dict(job.asked["facts"]))
