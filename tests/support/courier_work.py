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
from server.courier.erasing import Erasing
from server.courier.notices import Notices
from server.courier.outbound import Outbound
from server.courier.releasing import Releasing
from server.courier.reports import Reports
from server.courier.schedule import Schedule
from server.courier.vacation import VacationAnswers
from server.courier.watch import Courier
from server.reports.facts import Facts

Make = Callable[[Store, Settings], Duty]


def release_until_killed(path: Path, most: int, reports: Connection) -> None:
    """Say that it begins, then send what is due, but not more than `most`: the killer may be held up."""
    # It asks once before it begins, and once before each message.
    _turns(path, Releasing, reports, _for(most + 1))


def erase_until_killed(path: Path, most: int, reports: Connection) -> None:
    """Say that it begins, then erase what deleted accounts have, without a pause, in at most so many steps."""
    _turns(path, lambda store, settings: Erasing(store, settings, pause=lambda _: None), reports, _for(most))


def answer_until_killed(path: Path, reports: Connection) -> None:
    """Say that it begins, then answer for those who are away."""
    _turns(path, VacationAnswers, reports)


def send_outside_until_killed(path: Path, reports: Connection) -> None:
    """Say that it begins, then bring mail to the outside; what was tried is due again after a moment."""
    _turns(path, lambda store, settings: Outbound(store, settings, schedule=Schedule(pauses=(1.0,))), reports)


def draw_until_killed(path: Path, reports: Connection) -> None:
    """Claim the report that was asked for, say that it is being drawn, and never finish."""

    def draw(_: Facts) -> bytes:
        reports.send_bytes(b"drawing")
        threading.Event().wait()
        return b""

    store = Store(path)
    Reports(store, Settings(path.parent), draw=draw).turn(lambda: False)


def send_notices_until_killed(path: Path, reports: Connection) -> None:
    """Say that it begins, then send notices; what a courier left behind is claimed again after a second."""
    _turns(path, lambda store, settings: Notices(store, settings, lease=1), reports)


def _turns(path: Path, make: Make, reports: Connection, stopping: Callable[[], bool] = lambda: False) -> None:
    store = Store(path)
    duty = make(store, Settings(path.parent))
    store.row("SELECT 1")
    reports.send_bytes(b"begins")
    while True:
        duty.turn(stopping)


def _for(most: int) -> Callable[[], bool]:
    """Return what a duty asks between two pieces of work: no need to stop, but after so many it waits to be killed."""
    left = threading.Semaphore(most)

    def stopping() -> bool:
        left.acquire()
        return False

    return stopping


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
