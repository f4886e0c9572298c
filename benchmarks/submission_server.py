"""The SMTP server as a child of a benchmark; with `drop` it answers 250 and keeps nothing.

That is the same process without the store: what keeping costs is the difference.
"""

from __future__ import annotations

import asyncio
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import uvloop

from certs.contexts import server_context
from certs.files import CertificateFiles
from db.database import Store
from db.envelope import Envelope, Receipt
from db.mailroom import Settle
from db.settings import Settings
from server.controller import serve
from server.keeper_door import KeeperDoor
from server.listeners import Listener
from tests.support.postroom import free_socket


class Dropping:
    """Says that everything is kept, and keeps nothing."""

    async def start(self) -> None:
        """Nothing to start."""

    async def stop(self) -> None:
        """Nothing to end."""

    def submit(self, envelope: Envelope, token: Any, settle: Settle) -> None:
        """Settle at once."""
        settle([(token, Receipt(envelope.name, 1))])


def child(data: Path, drop: bool, pipe: Connection) -> None:
    """Serve until the other end of `pipe` says something; tell it the port of the TLS listener first."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(data, drop, pipe))
    sys.stderr.flush()


async def _serve(data: Path, drop: bool, pipe: Connection) -> None:
    settings = Settings(data)
    store = Store(settings.store)
    files = CertificateFiles(settings.certificates)
    stop = asyncio.Event()
    door = Dropping() if drop else KeeperDoor(store, stop)
    await door.start()
    listener = Listener("smtp_tls", free_socket())
    asyncio.get_running_loop().add_reader(pipe.fileno(), stop.set)
    await serve(
        settings,
        store,
        door,
        server_context(files.certificate, files.key),
        [listener],
        lambda: pipe.send(listener.socket.getsockname()[1]),
        stop,
    )
    await door.stop()
