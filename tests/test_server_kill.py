"""Killed at random moments under load: what was answered with 250 is there, whole, in every mailbox, and nothing half.

The seed is printed, so that a failing run can be played again by writing it into `SEED`; what the machine adds by
itself stays different.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import random
import secrets
import subprocess
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from certs.contexts import client_context
from db import sessions
from db.database import Store
from db.new_messages import RECEIVED, SENT
from db.settings import Settings
from tests.support.program import Program, make_accounts, write_settings
from tests.support.stores import assert_sound
from tests.support.wire import Wire, eventually, stuffed

SEED: int | None = None
KILLS = 50
NAMES = ("anna", "ben", "clara")
LINES = [b"", b".", b"..", b"Hello", b"x" * 70, b".hidden", "Grüße".encode()]


@dataclass(frozen=True)
class Sent:
    """A message that a client has begun to send; `body` is the digest of its body."""

    author: str
    recipients: frozenset[str]
    blind: bool
    body: str


@dataclass
class Round:
    """What the clients of one round sent, by subject; what was answered with 250; what each waited for at the end."""

    sent: dict[str, Sent] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    waiting: dict[str, str] = field(default_factory=dict)


@dataclass
class Client:
    """Sends messages over one connection until it breaks."""

    name: str
    address: str
    token: str
    settings: Settings
    round: Round
    chance: random.Random

    def run(self) -> None:
        context = client_context(ca=self.settings.certificates / "ca.pem")
        with contextlib.suppress(OSError, EOFError), Wire.greeted(self.settings.ports.smtp_tls, context) as wire:
            answer = wire.command(f"AUTH {self.address} {self.token}")
            assert answer.startswith("235"), answer
            for number in itertools.count():
                self._send(wire, f"{self.name}-{number}")

    def _send(self, wire: Wire, subject: str) -> None:
        recipients = [f"{name}@project.com" for name in self.chance.sample(NAMES, self.chance.randint(1, 3))]
        count = self.chance.choice([1, 5, 20, 100, 2000])
        body = b"".join(line + b"\r\n" for line in self.chance.choices(LINES, k=count))
        blind = self.chance.random() < 0.2
        head = f"From: {self.address}\r\nSubject: {subject}\r\n" + f"Bcc: {recipients[0]}\r\n" * blind + "\r\n"
        wire.begin(self.address, *recipients)
        digest = hashlib.sha256(body).hexdigest()
        self.round.sent[subject] = Sent(self.address, frozenset(recipients), blind, digest)
        self.round.waiting[self.name] = subject
        wire.send(stuffed(head.encode() + body) + b".\r\n")
        answer = wire.reply()
        assert answer.startswith("250 2.6.0 "), answer
        self.round.answered.add(subject)
        del self.round.waiting[self.name]


@pytest.mark.timeout(900)
def test_killed_server_has_everything_that_was_answered(tmp_path: Path) -> None:
    seed = secrets.randbits(32) if SEED is None else SEED
    print(f"seed {seed}")
    chance = random.Random(seed)
    settings = write_settings(tmp_path / "postroom")
    tokens = make_tokens(settings)
    last, stored, answered = Round(), Stored(0, 0), 0
    for number in range(KILLS + 1):
        with Program(settings.data) as program:
            program.wait_ready()
            stored = check(settings, last, stored)
            answered += len(last.answered)
            if number < KILLS:
                last = Round()
                clients = [
                    Client(
                        f"{number}-{name}", f"{name}@project.com", token, settings, last, random.Random(chance.random())
                    )
                    for name, token in tokens.items()
                ]
                # Every second time it has work for certain, however slow the machine is.
                kill_under_load(program, clients, chance.uniform(0.02, 0.3), answers=number % 2 * 4)
    print(f"{answered} answered, {stored.count} contents")
    assert answered > KILLS, "hardly anything was sent: this has shown nothing"


def make_tokens(settings: Settings) -> dict[str, str]:
    """Make the accounts, and return a session token by name: no client has to wait for a password check."""
    accounts = make_accounts(settings, *NAMES)
    store = Store(settings.store)
    tokens = [sessions.create(store, account.id, "test", "127.0.0.1", 3600)[0] for account in accounts]
    store.close()
    return dict(zip(NAMES, tokens, strict=True))


def kill_under_load(program: Program, clients: list[Client], moment: float, answers: int) -> None:
    """Let the clients send, and kill the server after `moment` seconds, once it has given so many `answers`."""
    threads = [threading.Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    # Nobody ends before the kill, so this waits that long.
    threads[0].join(moment)
    eventually("it answers", lambda: len(clients[0].round.answered) >= answers)
    program.kill()
    for thread in threads:
        thread.join()


@dataclass(frozen=True)
class Stored:
    """How much of the store has been checked: the highest id of a content, and how many contents there were."""

    last_id: int
    count: int


def check(settings: Settings, last: Round, before: Stored) -> Stored:
    """Compare what came into the store after `before` with what the last round sent."""
    store = Store(settings.store)
    try:
        assert_sound(store)
        contents = store.rows("SELECT id, envelope, data FROM content WHERE id > ? ORDER BY id", (before.last_id,))
        envelopes: dict[str, set[int]] = {}
        for content_id, envelope, data in contents:
            subject = check_content(store, content_id, data, last)
            envelopes.setdefault(subject, set()).add(envelope)
        assert all(len(ids) == 1 for ids in envelopes.values()), "a message is there twice"
        assert last.answered <= envelopes.keys(), "a message that was answered is gone"
        for subject in envelopes:
            check_copies(store, subject, last.sent[subject])
        unanswered = Counter(subject.rpartition("-")[0] for subject in envelopes.keys() - last.answered)
        assert all(count == 1 for count in unanswered.values()), "one connection has several unanswered messages"
        assert envelopes.keys() - last.answered <= set(last.waiting.values())
        found = store.row("SELECT count(*) FROM content")
        assert found == (before.count + len(contents),), "a message of a former round is gone"
        return Stored(max([before.last_id, *(row[0] for row in contents)]), found[0])
    finally:
        store.close()


def check_content(store: Store, content_id: int, data: bytes, last: Round) -> str:
    """Check that a content is whole, and return its subject."""
    head, _, body = data.partition(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line[:1] not in "\t ")
    subject = fields["Subject"]
    sent = last.sent[subject]
    assert hashlib.sha256(body).hexdigest() == sent.body, f"{subject} is not what was sent"
    assert {"Return-Path", "Received", "Date", "Message-ID", "From"} <= fields.keys()
    kinds = {row[0] for row in store.rows("SELECT copy FROM message WHERE content_id = ?", (content_id,))}
    if sent.blind:
        assert kinds == ({SENT} if "Bcc" in fields else {RECEIVED}), f"{subject}: the wrong people see Bcc"
    return subject


def check_copies(store: Store, subject: str, sent: Sent) -> None:
    """Check that every recipient and the author have the message once."""
    copies = store.rows(
        "SELECT account.address, message.copy FROM message JOIN content ON content.id = message.content_id"
        " JOIN account ON account.id = message.account_id WHERE content.subject = ?",
        (subject,),
    )
    wanted = [(address, RECEIVED) for address in sent.recipients] + [(sent.author, SENT)]
    assert sorted(copies) == sorted(wanted), f"{subject} has not the copies that it should have"


@pytest.mark.timeout(300)
def test_server_killed_during_its_first_start_starts_the_next_time(tmp_path: Path) -> None:
    seed = secrets.randbits(32) if SEED is None else SEED
    print(f"seed {seed}")
    chance = random.Random(seed)
    for number in range(8):
        settings = write_settings(tmp_path / f"postroom{number}")
        with Program(settings.data) as program:
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.process.wait(chance.uniform(0.1, 0.4))
            program.kill()
        with Program(settings.data) as program:
            program.wait_ready()
            context = client_context(ca=settings.certificates / "ca.pem")
            with Wire.greeted(settings.ports.smtp_tls, context) as wire:
                assert wire.command("REG anna correct+20horse+20battery").startswith("250 ")
            assert program.terminate() == 0
        store = Store(settings.store)
        assert_sound(store)
        store.close()
