"""The courier as a program: settings, store, its duties, and doing them until it is told to stop."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from db.alert_collector import AlertCollector
from db.database import Store
from db.errors import StoreError
from db.events import Event, record
from db.migrate import migrate
from db.settings import Settings
from db.settings_checks import SettingsError
from db.settings_file import load
from server.courier.cleaning import Cleaning
from server.courier.duty import Duty, DutyThread
from server.courier.erasing import Erasing
from server.courier.heartbeat import Heartbeat
from server.courier.indexing import Indexing
from server.courier.lookout import Lookout
from server.courier.notices import Notices
from server.courier.outbound import Outbound
from server.courier.pushing import Pushing
from server.courier.relay_test import RelayTests
from server.courier.releasing import Releasing
from server.courier.reports import Reports
from server.courier.vacation import VacationAnswers
from server.courier.watch import Courier


def main(argv: list[str] | None = None) -> int:
    """Run the courier; 0 after an orderly stop, 2 when it could not start."""
    arguments = _arguments(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        settings = load(arguments.data, os.environ)
        store = _store(settings)
        migrate(store, settings.data / "backups")
        found = duties(settings)
    except (SettingsError, StoreError, OSError) as problem:
        print(f"The courier cannot start: {problem}", file=sys.stderr)  # noqa: T201 - for whoever started it
        return 2
    alerts = AlertCollector.beside(store)
    alerts.start()
    _tell_ready(arguments.ready_fd)
    Courier(store, found).run(stop)
    store.close()
    record(Event.STOPPED, by="courier")
    alerts.stop()
    return 0


def duties(settings: Settings) -> list[DutyThread]:
    """Return the courier's duties, each with a store of its own."""
    makers: list[Callable[[Store, Settings], Duty]] = [
        Heartbeat,
        Cleaning,
        Erasing,
        Indexing,
        Releasing,
        VacationAnswers,
        Pushing,
        Outbound,
        RelayTests,
        Reports,
        Notices,
        Lookout,
    ]
    found = []
    for make in makers:
        store = _store(settings)
        found.append(DutyThread(make(store, settings), store))
    return found


def _store(settings: Settings) -> Store:
    return Store(settings.store, settings.limits.store_size)


def _tell_ready(ready_fd: int | None) -> None:
    if ready_fd is not None:
        os.write(ready_fd, b"ready\n")
        os.close(ready_fd)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m server.courier", description="Postroom's courier.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the data folder")
    parser.add_argument("--ready-fd", type=int, metavar="N", help="where to write a line once it works")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
