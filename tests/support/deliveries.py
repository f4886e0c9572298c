"""A process that accepts mail as fast as it can and tells of each message once it is durable, until somebody ends it.

Every message follows from four numbers, so that whoever reads the reports knows what must be in the store.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from db.database import Store
from db.envelope import Envelope, Receipt
from db.mailroom import Mailroom, Outcome
from tests.support.stores import People, mail

WORKERS = 3
MOST_IN_FLIGHT = 12
"""How many messages of one worker may be under way at once."""


@dataclass(frozen=True)
class Round:
    """One life of the process: the store it writes to, and what its messages follow from."""

    path: Path
    people: People
    seed: int
    number: int

    def envelope(self, worker: int, index: int) -> Envelope:
        """Return the message that this worker sends as its `index`th."""
        chance = random.Random(f"{self.seed} {self.number} {worker} {index}")
        people = list(self.people.values())
        recipients = tuple(person.recipient for person in chance.sample(people, chance.randint(0, len(people))))
        author = chance.choice(people).author if not recipients or chance.random() < 0.5 else None
        size = chance.choice([0, 100, 2_000] * 3 + [30_000, 200_000])
        fields = {"message_id": f"<{chance.randint(1, 40)}@x>"} | (
            {"bcc": "x@project.com"} if chance.random() < 0.3 else {}
        )
        # No two alike, in other rounds neither: what an author sends again goes on under the envelope of before.
        body = f"{self.number} {worker} {index} " + chance.choice("abcdef") * size
        content = mail(chance.choice(["Plan", "Lunch"]), body, **fields, references=f"<{chance.randint(1, 40)}@x>")
        return Envelope("a@x", recipients, content, 1_800_000_000 + index, author, chance.getrandbits(63))


def deliver_until_killed(this: Round, reports: Connection) -> None:
    """Accept messages with several workers; write "<worker> <index>" to `reports` for each that is durable."""
    store = Store(this.path)
    if this.number % 2:
        # Checkpoints all the time, so that some of the ends come in the middle of one.
        store.database.pragma("wal_autocheckpoint", 20, permanent=True)
    mailroom = Mailroom(store)
    mailroom.start()
    lock = threading.Lock()

    def report(worker: int, index: int, outcome: Outcome) -> None:
        assert isinstance(outcome, Receipt), outcome
        with lock:
            reports.send_bytes(f"{worker} {index}".encode())

    def work(worker: int) -> None:
        chance, index = random.Random(f"{this.seed} {this.number} {worker}"), 0
        while True:
            count = chance.choice([1, 1, 2, MOST_IN_FLIGHT])
            settled: SimpleQueue[None] = SimpleQueue()

            def settle(pairs: Sequence[tuple[Any, Outcome]], settled: SimpleQueue[None] = settled) -> None:
                for token, outcome in pairs:
                    report(worker, token, outcome)
                    settled.put(None)

            for token in range(index, index + count):
                mailroom.submit(this.envelope(worker, token), token, settle)
            for _ in range(count):
                settled.get()
            index += count

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
