"""The courier's duty that fills the search index: right behind acceptance, and in step with what is destroyed."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from db import search
from db.database import Store
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.filing import Filing
from db.search_file import beside
from db.search_following import ask_for_rebuild
from db.settings import Settings
from server.courier.duty import DutyThread
from server.courier.indexing import SWEEP, Indexing
from server.courier.watch import Courier
from tests.support.clock import Clock
from tests.support.program import ROOT, write_settings
from tests.support.searching import contents, found, indexed, never
from tests.support.stores import People, Person, mail

PATIENCE = 60.0


def send(store: Store, person: Person, subject: str) -> None:
    one = [prepare(Envelope("", (person.recipient,), mail(subject), 1000))]
    store.run_tx(partial(deliver, group=one))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def duty(store: Store, clock: Clock) -> Iterator[Indexing]:
    made = Indexing(store, Settings(store.path.parent), clock)
    yield made
    made.close()


def test_turn_indexes_what_has_come(store: Store, people: People, duty: Indexing) -> None:
    send(store, people["anna"], "first")
    duty.turn(never)
    send(store, people["anna"], "second")
    duty.turn(never)
    assert indexed(store) == contents(store)


def test_destroyed_mail_leaves_the_index_in_time(store: Store, people: People, duty: Indexing, clock: Clock) -> None:
    send(store, people["anna"], "secret")
    duty.turn(never)
    (message_id,) = store.rows("SELECT id FROM message")[0]

    def destroy(filing: Filing) -> None:
        filing.destroy(message_id)
        filing.finish()

    store.run_tx(lambda tx: destroy(Filing(tx, people["anna"].id)))
    clock.now += SWEEP
    duty.turn(never)
    assert indexed(store) == []


def test_turn_ends_when_it_is_told_to(store: Store, people: People, duty: Indexing) -> None:
    send(store, people["anna"], "first")
    duty.turn(lambda: True)
    assert indexed(store) == []


def test_second_writer_waits_for_the_first(store: Store, people: People, duty: Indexing) -> None:
    send(store, people["anna"], "first")
    second = Indexing(store, Settings(store.path.parent))
    duty.turn(never)
    second.turn(never)
    duty.close()
    second.turn(never)
    assert indexed(store) == contents(store)
    second.close()


def test_running_courier_indexes_mail_of_another_process_and_rebuilds(
    store: Store, people: People, tmp_path: Path
) -> None:
    own = Store(store.path)
    duty, stop = Indexing(own, Settings(tmp_path)), threading.Event()
    thread = threading.Thread(target=Courier(own, [DutyThread(duty, own)]).run, args=[stop])
    thread.start()
    try:
        send(store, people["anna"], "house")
        wait_until(lambda: len(found(store, "house")) == 1, stop)
        wanted = ask_for_rebuild(store)
        wait_until(lambda: search.progress(store).get("rebuilds") == wanted and found(store, "house") != [], stop)
    finally:
        stop.set()
        thread.join(PATIENCE)
    duty.close()
    own.close()


@pytest.mark.timeout(300)
def test_courier_that_is_killed_again_and_again_loses_and_repeats_nothing(
    store: Store, people: People, tmp_path: Path
) -> None:
    write_settings(tmp_path)
    subjects = [f"number{number}" for number in range(1500)]
    for start in range(0, len(subjects), 100):
        group = [
            prepare(Envelope("", (people["anna"].recipient,), mail(one, "word " * 500), 1000))
            for one in subjects[start : start + 100]
        ]
        store.run_tx(partial(deliver, group=group))
    counts = [0]
    while counts[-1] < len(subjects):
        program = courier(tmp_path)
        wait_until(lambda: search.size(store) > counts[-1], threading.Event())
        program.kill()
        program.wait(PATIENCE)
        counts.append(search.size(store))
    assert indexed(store) == contents(store)
    for one in ("number0", "number777", "number1499"):
        assert len(found(store, one)) == 1
    index_file = sqlite3.connect(beside(store.path))
    with closing(index_file):
        index_file.execute("INSERT INTO words (words) VALUES ('integrity-check')")


def courier(data: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "server.courier", "--data", str(data)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)


def wait_until(condition: Callable[[], bool], stop: threading.Event) -> None:
    for _ in range(int(PATIENCE / 0.01)):
        if condition():
            return
        stop.wait(0.01)
    pytest.fail("it did not happen")
