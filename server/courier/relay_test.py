"""Tests of relays, asked for by admins: stage by stage, through the very code that delivers, told as they happen.

A test that has passed notes so at the relay, which opens the way outside. What is told are the server's own words and
the facts of its certificate, never the password.
"""

from __future__ import annotations

import contextlib
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from db import audit, jobs, relay_settings
from db.audit import Actor
from db.database import Store
from db.envelope import new_id
from db.errors import JobLost, NotFound, SecretsUnusable
from db.events import Event, record
from db.job_kinds import RelayTest
from db.jobs import RELAY_TEST, Job, Progress
from db.relay import Relay
from db.secretbox import SecretBox
from db.settings import Settings
from db.trace_headers import LOCAL, Trace, received
from server.courier import relay_test_words
from server.courier.dkim_signing import Signer
from server.courier.handing_over import hand_over
from server.courier.hands import Hands
from server.courier.routing import relay_target
from server.courier.smtp_wire import Reply
from server.courier.target import NotReady, Patience, Stage, Target
from server.courier.transport import open_connection
from server.notices.compose import composed
from server.notices.letter import Letter, written

BRISK = Patience(dns=10, tcp=10, tls=10, command=15, data=15, block=30, finish=60)
"""An admin waits in front of the page: no stage takes longer, and the whole test no more than some minutes."""

LEASE = 120
"""Seconds that a claim holds; each stage renews it, and none takes so long."""

_COURIER = Actor("courier")


class RelayTests:
    """A duty that does jobs of the kind relay-test; `clock` gives Unix seconds."""

    name = "relay-tests"
    interval = 15.0

    def __init__(
        self, store: Store, settings: Settings, clock: Callable[[], float] = time.time, patience: Patience = BRISK
    ) -> None:
        self._store, self._settings, self._clock, self._patience = store, settings, clock, patience
        self.hands = Hands(2, 2)

    def turn(self, stopping: Callable[[], bool]) -> None:
        while not stopping() and self.hands.has_room():
            job = jobs.claim(self._store, [RELAY_TEST], LEASE, int(self._clock()))
            if job is None:
                return
            self.hands.take(job.id, (), partial(self._run, job))

    def finish(self, seconds: float) -> None:
        """Let a test that is under way come to its end."""
        self.hands.wait(seconds)

    def _run(self, job: Job) -> None:
        try:
            OneTest(self._store, self._settings, job, self._clock, self._patience).run()
        except JobLost:
            record(Event.FAULT, what="a relay test took longer than its claim held", job=job.id)
        except Exception as problem:  # nobody waits for this thread; the job is claimed again, three times at most
            record(Event.FAULT, problem, what="a relay test failed", job=job.id)
        finally:
            self._store.close()


class OneTest:
    """One test, which tells each stage in `job`."""

    def __init__(
        self, store: Store, settings: Settings, job: Job, clock: Callable[[], float], patience: Patience
    ) -> None:
        self._store, self._settings, self._job = store, settings, job
        self._clock, self._patience = clock, patience
        self._plan: list[Stage] = []

    def run(self) -> None:
        """Do it, and finish the job."""
        wanted = RelayTest.of(self._job)
        try:
            relay = relay_settings.by_id(self._store, wanted.relay_id)
            password = relay_settings.password(relay, SecretBox(self._settings.secret_keys))
        except (NotFound, SecretsUnusable) as problem:
            self._finish(False, str(problem))
            return
        target = relay_target(relay, password, self._settings.domain)
        self._plan = _plan(target, wanted.dry_run)
        try:
            self._pass_through(target, relay, wanted)
        except NotReady as problem:
            is_untrusted = isinstance(problem.__cause__, ssl.SSLCertVerificationError)
            about = self._certificate(target) if is_untrusted else {}
            self._failed(relay, problem.stage, str(problem), about, problem.reply)

    def _pass_through(self, target: Target, relay: Relay, wanted: RelayTest) -> None:
        self._tell(self._plan[0], "running", "")
        connection = open_connection(target, self._patience, self._passed)
        sender = relay.settings.from_address
        content = b"" if wanted.dry_run else self._message(relay, wanted.to)
        try:
            replies = hand_over(connection, sender, [wanted.to], content, dry_run=wanted.dry_run)
        finally:
            connection.quit()
        reply = replies[wanted.to]
        if reply.code // 100 != 2:
            self._failed(relay, self._plan[0], str(reply), {}, reply)
            return
        if wanted.dry_run:
            self._tell(Stage.DATA, "skipped", "A dry run: no message was sent")
        self._succeeded(relay, wanted)

    def _passed(self, stage: Stage, words: str, about: Mapping[str, str]) -> None:
        self._tell(stage, "done", words, about)
        # What was planned before it and was not told of was not needed.
        self._plan = self._plan[self._plan.index(stage) + 1 :] if stage in self._plan else self._plan
        if self._plan:
            self._tell(self._plan[0], "running", "")

    def _failed(self, relay: Relay, stage: Stage, words: str, about: Mapping[str, str], reply: Reply | None) -> None:
        self._tell(stage, "failed", words, about)
        facts = {"stage": stage.value, "words": words}
        self._store.run_tx(lambda tx: audit.write(tx, _COURIER, "relay-test-failed", relay.settings.name, None, facts))
        self._finish(False, relay_test_words.result(stage, reply, words, relay.settings.security, about))

    def _succeeded(self, relay: Relay, wanted: RelayTest) -> None:
        if not relay_settings.note_tested(self._store, _COURIER, relay):
            self._finish(False, "The relay's settings were changed during the test: test them again.")
        elif wanted.dry_run:
            self._finish(True, f"The relay works: it would take a message to {wanted.to}.")
        else:
            self._finish(True, f"The relay works: it has taken the test message to {wanted.to}.")

    def _certificate(self, target: Target) -> Mapping[str, str]:
        """Return the facts of a certificate that cannot be trusted, so that an admin sees what is wrong with it."""
        found: dict[str, str] = {}

        def watch(stage: Stage, _: str, about: Mapping[str, str]) -> None:
            if stage is Stage.TLS:
                found.update(about)

        # Without the name and the password: this one may be anybody.
        stranger = replace(target, any_certificate=True, authentication="none", username="", password="")
        # There may be none: what failed was told already.
        with contextlib.suppress(NotReady):
            open_connection(stranger, self._patience, watch).quit()
        return found

    def _message(self, relay: Relay, to: str) -> bytes:
        domain, now = self._settings.domain, self._clock()
        name = f"{new_id():016x}"
        words = composed("test-message", domain, {"relay": relay.settings.name})
        letter = Letter(
            relay.settings.from_name, relay.settings.from_address, "", to, words.subject, words.text, words.html,
            f"{name}@{domain}", int(now),
        )  # fmt: skip
        trace = received(Trace(relay.settings.from_address, "", "", domain, LOCAL, name, now)).encode()
        return Signer(self._settings.data / "dkim", domain).signed(trace + written(letter))

    def _tell(self, stage: Stage, state: Progress, words: str, about: Mapping[str, str] | None = None) -> None:
        now = int(self._clock())
        self._job = jobs.tell(self._store, self._job, stage.value, state, words, about or {}, lease=LEASE, now=now)

    def _finish(self, succeeded: bool, result: str) -> None:
        jobs.finish(self._store, self._job, succeeded, result, int(self._clock()))


def _plan(target: Target, dry_run: bool) -> list[Stage]:
    """Return the stages in the order in which they come."""
    greeting: dict[str, Sequence[Stage]] = {
        "tls": (Stage.TLS, Stage.EHLO),
        "starttls": (Stage.EHLO, Stage.TLS, Stage.EHLO),
    }
    plan = [Stage.DNS, Stage.TCP, *greeting.get(target.security, (Stage.EHLO,))]
    if target.authentication != "none":
        plan.append(Stage.AUTH)
    return [*plan, Stage.MAIL, Stage.RCPT, *([] if dry_run else [Stage.DATA])]
