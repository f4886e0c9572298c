"""The thread that does one small thing again and again."""

from __future__ import annotations

import threading

from webserver.hourly import Hourly


def test_work_is_done_again_and_again_until_it_is_stopped() -> None:
    calls = threading.Semaphore(0)
    hourly = Hourly(calls.release, interval=0.001)
    hourly.start()
    assert all(calls.acquire(timeout=60) for _ in range(3))
    hourly.stop()
    while calls.acquire(blocking=False):
        pass
    assert not calls.acquire(timeout=0.05)


def test_stopping_does_not_wait_for_the_hour() -> None:
    hourly = Hourly(lambda: None)
    hourly.start()
    hourly.stop()
