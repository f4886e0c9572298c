"""The courier killed at random moments while it brings mail to the outside: nothing is lost, and nothing repeated.

But for the one thing that SMTP cannot tell apart: a relay that has taken a message, and a courier that died before it
could write that down. A thread has one message at a time, so a kill can leave as many of those as there were threads.
"""

from __future__ import annotations

import os
import random
import time
from bisect import bisect_right
from collections import Counter
from pathlib import Path

import pytest

from db import outbound
from db.database import Store
from tests.support.courier_work import send_outside_until_killed
from tests.support.outside_mail import inbox, open_relay, post
from tests.support.processes import reporting
from tests.support.relay_script import Relay
from tests.support.scripted_server import ScriptedServer
from tests.support.stores import People, Person, assert_sound, fresh_store
from tests.support.wire import eventually

SEED = int(os.environ.get("KILL_SEED", 0)) or random.SystemRandom().getrandbits(32)
"""Set KILL_SEED to what a failure names, to have the same moments again."""
KILLS = 36
EACH = 12
HANDS = 3


@pytest.mark.timeout(300)
def test_killed_courier_loses_nothing_and_repeats_only_what_cannot_be_told_apart(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    store = fresh_store(tmp_path / "postroom.sqlite3")
    anna = People.make(store, "anna")["anna"]
    relay = Relay(say={"RCPT TO:<gone": [b"550 5.1.1 gone\r\n"] * 100_000})
    wanted: set[str] = set()
    refused: set[str] = set()
    starts: list[int] = []
    with ScriptedServer(relay) as server:
        open_relay(store, server.port)
        for round_ in range(KILLS):
            fill(store, anna, round_, wanted, refused)
            # Which connections belong to which life of the courier.
            starts.append(len(relay.commands))
            with reporting(send_outside_until_killed, store.path) as (_, reports):
                assert reports.recv_bytes() == b"begins", f"KILL_SEED={SEED}"
                time.sleep(chance.uniform(0.0, 0.15))
            let_claims_run_out(store)
        starts.append(len(relay.commands))
        with reporting(send_outside_until_killed, store.path):
            eventually("everything is settled", lambda: unsettled(store) == 0, within=180)
    check(store, relay, wanted, starts)
    bounces = Counter(line for one in inbox(store, anna) for line in one.split(b"\r\n") if line.startswith(b"Final-"))
    assert bounces == {b"Final-Recipient: rfc822; " + one.encode(): 1 for one in refused}, f"KILL_SEED={SEED}"
    assert_sound(store)
    store.close()


def fill(store: Store, anna: Person, round_: int, wanted: set[str], refused: set[str]) -> None:
    """Accept some messages, a few of them to somebody who is gone as well."""
    now = int(time.time()) - 10
    for number in range(EACH):
        name = f"{round_}-{number}"
        wanted.add(f"zoe{name}@example.com")
        also = [f"gone{name}@example.com"] if number % 4 == 0 else []
        refused.update(also)
        post(store, anna, f"zoe{name}@example.com", *also, body=name * chance_size(number))
    # As if accepted just now: the clock of these tests is the real one.
    sql = "UPDATE outbound SET next_at = ?, created_at = ? WHERE attempts = 0"
    store.run_tx(lambda tx: tx.execute(sql, (now, now)))


def let_claims_run_out(store: Store) -> None:
    """Let what a dead courier has claimed be free. Short claims would do the same to one that is only held up."""
    store.run_tx(lambda tx: tx.execute("UPDATE outbound SET claimed_until = 0 WHERE state = 'claimed'"))


def chance_size(number: int) -> int:
    return 20_000 if number % 5 == 0 else 1


def unsettled(store: Store) -> int:
    found = outbound.counts(store)
    return found["waiting"] + found["claimed"]


def check(store: Store, relay: Relay, wanted: set[str], starts: list[int]) -> None:
    """Compare what the relay has taken with what was accepted."""
    lives: dict[str, list[int]] = {}
    for taken in relay.taken:
        for recipient in taken.recipients:
            lives.setdefault(recipient, []).append(bisect_right(starts, taken.connection))
    assert lives.keys() == wanted, f"KILL_SEED={SEED}"
    assert all(len(set(numbers)) == len(numbers) for numbers in lives.values()), f"KILL_SEED={SEED}"
    again = Counter(number for numbers in lives.values() for number in numbers[:-1])
    print(f"{len(wanted)} messages, {KILLS} kills, {again.total()} taken twice, seed {SEED}")
    assert max(again.values(), default=0) <= HANDS, f"KILL_SEED={SEED}"
    states = Counter(row[0] for row in store.rows("SELECT state FROM outbound"))
    assert states["sent"] == len(wanted)


@pytest.mark.timeout(300)
def test_two_couriers_at_once_send_everything_once(tmp_path: Path) -> None:
    store = fresh_store(tmp_path / "postroom.sqlite3")
    anna = People.make(store, "anna")["anna"]
    relay = Relay()
    with ScriptedServer(relay) as server:
        open_relay(store, server.port)
        wanted: set[str] = set()
        for round_ in range(10):
            fill(store, anna, round_, wanted, set())
        with (
            reporting(send_outside_until_killed, store.path),
            reporting(send_outside_until_killed, store.path),
        ):
            eventually("everything is settled", lambda: unsettled(store) == 0, within=180)
    counted = Counter(recipient for taken in relay.taken for recipient in taken.recipients)
    assert {one: times for one, times in counted.items() if one.startswith("zoe")} == dict.fromkeys(wanted, 1)
    store.close()
