"""Turns of the courier's duties in a process of their own, until somebody ends it; and a courier on threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from db.database import Store
from db.settings import Settings
from server.courier.duty import Duty, DutyThread
from server.courier.outbound import Outbound
from server.courier.releasing import Releasing
from server.courier.schedule import Schedule
from server.courier.vacation import VacationAnswers
from server.courier.watch import Courier

Make = Callable[[Store, Settings], Duty]


def release_until_killed(path: Path, reports: Connection) -> None:
    """Say that it begins, then send what is due."""
    _turns(path, Releasing, reports)


def answer_until_killed(path: Path, reports: Connection) -> None:
    """Say that it begins, then answer for those who are away."""
    _turns(path, VacationAnswers, reports)


def send_outside_until_killed(path: Path, reports: Connection) -> None:
    """Say that it begins, then bring mail to the outside; what a courier left behind is due again after a moment."""
    _turns(path, lambda store, settings: Outbound(store, settings, schedule=Schedule(pauses=(1.0,)), lease=5), reports)


def _turns(path: Path, make: Make, reports: Connection) -> None:
    store = Store(path)
    duty = make(store, Settings(path.parent))
    store.row("SELECT 1")
    reports.send_bytes(b"begins")
    while True:
        duty.turn(lambda: False)


@contextmanager
def courier(path: Path, *makers: Make) -> Iterator[None]:
    """Run a courier with these duties on the store at `path` until the block ends."""
    stop = threading.Event()
    settings = Settings(path.parent)
    stores = [Store(path) for _ in makers]
    duties = [DutyThread(make(store, settings), store) for make, store in zip(makers, stores, strict=True)]

    def run() -> None:
        watched = Store(path)
        Courier(watched, duties).run(stop)
        watched.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
