"""The SMTP server as a child of a benchmark: with its keeper, keeping nothing, or only appending to a file.

Without the store it is the same process: what keeping costs is the difference. The file is flushed before each 250 by a
thread that takes whatever waits: no way of keeping mail durably can cost less than that.
"""

from __future__ import annotations

import asyncio
import os
import queue
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

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


class Flushing:
    """Appends each message to one file, and settles a group after its flush."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("ab", buffering=0)
        self._waiting: queue.SimpleQueue[tuple[Envelope, Any, Settle] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, daemon=True)

    async def start(self) -> None:
        """Start the thread that writes."""
        self._thread.start()

    async def stop(self) -> None:
        """End it."""
        self._waiting.put(None)
        self._thread.join()

    def submit(self, envelope: Envelope, token: Any, settle: Settle) -> None:
        """Queue a message."""
        self._waiting.put((envelope, token, settle))

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            group = [first]
            while not self._waiting.empty() and (one := self._waiting.get()) is not None:
                group.append(one)
            self._file.write(b"".join(envelope.content for envelope, _, _ in group))
            os.fdatasync(self._file.fileno())
            # All have the same `settle`: the server's.
            first[2]([(token, Receipt(envelope.name, 1)) for envelope, token, _ in group])


Kind = Literal["keep", "drop", "flush"]


def child(data: Path, kind: Kind, pipe: Connection) -> None:
    """Serve until the other end of `pipe` says something; tell it the port of the TLS listener first."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(data, kind, pipe))
    sys.stderr.flush()


async def _serve(data: Path, kind: Kind, pipe: Connection) -> None:
    settings = Settings(data)
    store = Store(settings.store)
    files = CertificateFiles(settings.certificates)
    stop = asyncio.Event()
    door: KeeperDoor | Dropping | Flushing
    match kind:
        case "keep":
            door = KeeperDoor(store, stop)
        case "drop":
            door = Dropping()
        case "flush":
            door = Flushing(data / "flushed")
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
