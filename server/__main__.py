"""The SMTP server as a program: settings, store, certificate, listeners, and serving until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import ssl
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from certs.authority import ensure_authority
from certs.contexts import server_context
from certs.files import CertificateError, CertificateFiles
from certs.issue import ensure_certificate
from certs.names import machine_names
from certs.renewal import Renewal
from db import migrate
from db.alert_collector import AlertCollector
from db.database import Store
from db.errors import StoreError
from db.events import Event, record
from db.settings import Settings
from db.settings_checks import SettingsError
from db.settings_file import load
from server.controller import serve
from server.keeper_door import KeeperDoor
from server.listeners import Listener, ListenerError, bind, inherited

_RENEWAL_CHECK = 3600.0


def main(argv: list[str] | None = None) -> int:
    """Run the server; 0 after an orderly stop, 1 when it lost its keeper, 2 when it could not start."""
    arguments = _arguments(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = load(arguments.data, os.environ)
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        store = Store(settings.store, settings.limits.store_size)
        migrate.migrate(store, settings.data / "backups")
        context, renewal = _certificate(settings)
        listeners = inherited(dict(arguments.listen)) if arguments.listen else bind(settings)
    except (SettingsError, StoreError, CertificateError, ListenerError, OSError) as problem:
        print(f"The SMTP server cannot start: {_sentence(problem)}", file=sys.stderr)  # noqa: T201 - for whoever started it
        return 2
    alerts = AlertCollector.beside(store)
    alerts.start()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_run(settings, store, context, renewal, listeners, arguments.ready_fd))
    finally:
        alerts.stop()


async def _run(
    settings: Settings,
    store: Store,
    context: ssl.SSLContext,
    renewal: Renewal,
    listeners: list[Listener],
    ready_fd: int | None,
) -> int:
    """Serve until told to stop; 1 when it stopped because its keeper died."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    renewing = loop.create_task(_renew(renewal))
    keeper = KeeperDoor(store, stop)
    await keeper.start()
    await serve(settings, store, keeper, context, listeners, lambda: _tell_ready(ready_fd), stop)
    died = keeper.died
    await keeper.stop()
    renewing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await renewing
    return int(died)


async def _renew(renewal: Renewal) -> None:
    """Look once an hour whether the certificate must be renewed, or was by somebody else."""
    while True:
        await asyncio.sleep(_RENEWAL_CHECK)
        try:
            if await asyncio.to_thread(renewal.check, datetime.now(UTC)):
                record(Event.CERTIFICATE_RENEWED, by="smtp")
        except (CertificateError, OSError) as problem:
            record(Event.FAULT, problem, what="the certificate was not renewed")


def _certificate(settings: Settings) -> tuple[ssl.SSLContext, Renewal]:
    files = CertificateFiles(settings.certificates)
    names = machine_names(settings.domain, settings.host, settings.names)
    now = datetime.now(UTC)
    ensure_authority(files, settings.domain, now)
    ensure_certificate(files, names, now)
    context = server_context(files.certificate, files.key)
    return context, Renewal(files, names, [context])


def _sentence(problem: Exception) -> str:
    """Return `problem` as one plain sentence."""
    if isinstance(problem, OSError) and problem.filename is not None:
        return f"{problem.filename}: {problem.strerror}."
    return str(problem)


def _tell_ready(ready_fd: int | None) -> None:
    if ready_fd is not None:
        os.write(ready_fd, b"ready\n")
        os.close(ready_fd)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m server", description="Postroom's SMTP server.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the data folder")
    parser.add_argument(
        "--listen", type=_listen, action="append", metavar="NAME=FD", help="a bound socket to serve (may be repeated)"
    )
    parser.add_argument("--ready-fd", type=int, metavar="N", help="where to write a line once connections are accepted")
    return parser.parse_args(argv)


def _listen(text: str) -> tuple[str, int]:
    name, _, number = text.partition("=")
    return name, int(number)


if __name__ == "__main__":
    sys.exit(main())
