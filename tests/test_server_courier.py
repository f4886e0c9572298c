"""The courier: its duties get their turns, and it starts and stops as a program."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from db import expiry, sessions
from db.database import Store
from server.courier.cleaning import Cleaning
from server.courier.duty import DutyThread
from server.courier.watch import Courier
from tests.support.program import ROOT, make_accounts, write_settings
from tests.support.stores import People

PATIENCE = 60.0


class Counting:
    """A duty that counts its turns; the first `failing` of them raise."""

    name = "counting"

    def __init__(self, interval: float = 3600.0, failing: int = 0) -> None:
        self.interval = interval
        self._failing = failing
        self._turned = threading.Semaphore(0)

    def turn(self, stopping: Callable[[], bool]) -> None:
        self._turned.release()
        self._failing -= 1
        if self._failing >= 0:
            raise ValueError("this turn fails")

    def wait(self) -> None:
        assert self._turned.acquire(timeout=PATIENCE), "the duty had no turn"


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


def run(store: Store, duty: Counting, stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=Courier(store, [DutyThread(duty, store)]).run, args=[stop])
    thread.start()
    return thread


def test_duty_has_a_turn_at_the_start_and_after_a_change_of_the_store(
    store: Store, people: People, stop: threading.Event
) -> None:
    duty = Counting()
    thread = run(store, duty, stop)
    duty.wait()
    other = Store(store.path)
    # Twice: the first look at the store may have led to one turn, too.
    for _ in range(2):
        other.run_tx(lambda tx: tx.next_modseq(people["anna"].id))
        duty.wait()
    other.close()
    stop.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_duty_that_fails_has_its_next_turn(
    store: Store, stop: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    duty = Counting(interval=0.01, failing=1)
    thread = run(store, duty, stop)
    duty.wait()
    duty.wait()
    stop.set()
    thread.join(PATIENCE)
    assert "this turn fails" in caplog.text


def test_what_has_expired_is_removed_and_what_has_not_stays(store: Store, people: People) -> None:
    _, short = sessions.create(store, people["anna"].id, "a", "::1", 10)
    _, long = sessions.create(store, people["ben"].id, "b", "::1", 10_000)
    store.run_tx(
        lambda tx: [
            tx.execute(
                "INSERT INTO upload (id, account_id, type, size, created_at, data) VALUES (?, ?, '', 0, ?, x'')",
                (number, people["anna"].id, created),
            )
            for number, created in ((1, short.created_at), (2, short.created_at + 100))
        ]
    )
    now = short.created_at + expiry.UPLOAD_LIFE
    cleaning = Cleaning(store, None, lambda: now)  # type: ignore[arg-type]
    cleaning.turn(lambda: False)
    assert store.rows("SELECT id FROM upload") == [(2,)]
    assert store.rows("SELECT id FROM session") == [(long.id,)]
    assert expiry.remove_expired(store, now) == 0


def start(data: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server.courier", "--data", str(data), *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_courier_starts_says_so_and_stops_when_told(tmp_path: Path) -> None:
    settings = write_settings(tmp_path / "data")
    make_accounts(settings, "anna")
    ready, told = os.pipe()
    command = [sys.executable, "-m", "server.courier", "--data", str(settings.data), "--ready-fd", str(told)]
    process = subprocess.Popen(command, cwd=ROOT, pass_fds=[told])
    os.close(told)
    with open(ready, "rb") as pipe:
        assert pipe.read() == b"ready\n"
    process.terminate()
    assert process.wait(PATIENCE) == 0


def test_courier_without_settings_it_can_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("domain = 5\n")
    ended = start(tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.startswith("The courier cannot start: ")
