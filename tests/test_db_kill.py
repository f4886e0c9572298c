"""Ending the process at any moment loses nothing that was answered, and leaves no half message.

A process accepts mail under load and tells of every message that is durable; it is killed at a random moment, the store
is opened again, and what was told is compared with what is there.
"""

import os
import random
from collections import defaultdict
from pathlib import Path

import pytest

from db.database import Store
from db.envelope import Envelope
from db.message import without_bcc
from tests.support.deliveries import MOST_IN_FLIGHT, WORKERS, Round, deliver_until_killed
from tests.support.processes import reporting
from tests.support.stores import People, assert_sound, fresh_store

ROUNDS = 12
STORES = 5
SEED = int(os.environ.get("KILL_SEED", 0)) or random.SystemRandom().getrandbits(32)
"""Set KILL_SEED to what a failure names, to have the same messages and moments again."""


def run_and_kill(this: Round) -> dict[int, list[int]]:
    """Let the process live for a random while; return the indexes of the messages it told of, by worker."""
    chance = random.Random(f"{this.seed} {this.number} end")
    told: dict[int, list[int]] = defaultdict(list)

    def listen(count: float) -> None:
        while count > 0:
            try:
                worker, index = map(int, reports.recv_bytes().split())
            except EOFError:
                return
            told[worker].append(index)
            count -= 1

    with reporting(deliver_until_killed, this) as (process, reports):
        # In turn, each with and without checkpoints all the time.
        listen((0, 1, 30, 100)[this.number // 2 % 4])
        process.join(chance.uniform(0, 0.03))
        assert process.is_alive()
        process.kill()
        process.join()
        listen(float("inf"))
    return told


def copies(envelope: Envelope) -> set[tuple[int, int, bytes]]:
    """Return what the store must have of it: account, kind of copy, content."""
    public = without_bcc(envelope.content) or envelope.content
    found = {(recipient.account_id, 0, public) for recipient in envelope.recipients}
    return found | ({(envelope.author.account_id, 1, envelope.content)} if envelope.author else set())


def kept(store: Store, newer_than: int) -> dict[int, set[tuple[int, int, bytes]]]:
    """Return the copies of every envelope whose messages have larger ids, by envelope."""
    sql = (
        "SELECT envelope, account_id, copy, data FROM message JOIN content ON content.id = content_id"
        " WHERE message.id > ? AND EXISTS (SELECT 1 FROM mailbox_message WHERE message_id = message.id)"
    )
    found: dict[int, set[tuple[int, int, bytes]]] = defaultdict(set)
    for envelope, account, copy, data in store.rows(sql, (newer_than,)):
        found[envelope].add((account, copy, bytes(data)))
    return found


def check(this: Round, told: dict[int, list[int]], newer_than: int) -> None:
    store = Store(this.path)
    assert_sound(store)
    there = kept(store, newer_than)
    for worker in range(WORKERS):
        under_way = range(len(told[worker]), len(told[worker]) + MOST_IN_FLIGHT)
        for index in {*told[worker], *under_way}:
            envelope = this.envelope(worker, index)
            found = there.pop(envelope.id, None)
            assert found == copies(envelope) or (found is None and index not in told[worker]), (worker, index)
    assert there == {}, "messages that nobody sent"
    store.close()


@pytest.mark.parametrize("part", range(STORES))
def test_killed_process_loses_nothing_it_answered(tmp_path: Path, part: int) -> None:
    store = fresh_store(tmp_path / "store")
    people = People.make(store, *(f"p{number}" for number in range(5)))
    answered: set[int] = set()
    for number in range(part * ROUNDS, (part + 1) * ROUNDS):
        row = store.row("SELECT coalesce(max(id), 0) FROM message")
        store.close()
        this = Round(store.path, people, SEED, number)
        try:
            told = run_and_kill(this)
            check(this, told, row[0] if row else 0)
        except AssertionError as failure:
            raise AssertionError(f"KILL_SEED={SEED}, round {number}: {failure}") from failure
        answered |= {this.envelope(worker, index).id for worker in told for index in told[worker]}
    assert answered <= {row[0] for row in store.rows("SELECT envelope FROM content")}
    assert len(answered) > ROUNDS
    store.close()
