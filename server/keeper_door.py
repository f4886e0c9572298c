"""The SMTP server's end of its keeper: the one door in, for a program whose only thread is an event loop.

Messages go over a socket pair and their outcomes come back on the loop. When the keeper dies, what it had not answered
is told to try again, and the server is asked to stop: whoever supervises it starts both anew.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

from db import errors
from db.database import Store
from db.envelope import Envelope, Receipt
from db.events import Event, record
from db.mailroom import Outcome, Settle
from server.keeper import pack

_BUFFER = 4 * 1024 * 1024
_ROOT = Path(__file__).resolve().parent.parent


class KeeperDoor(asyncio.Protocol):
    """Hands messages to a keeper of `store`; sets `stop` when it dies. Make and use it on the loop that runs."""

    def __init__(self, store: Store, stop: asyncio.Event) -> None:
        self._store = store
        self._stop = stop
        self._process: subprocess.Popen[bytes] | None = None
        self._transport: asyncio.WriteTransport | None = None
        self._waiting: dict[int, tuple[Any, Settle]] = {}
        self._number = 0
        self._received = b""
        self._closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._stopping = False
        self.died = False

    @property
    def pid(self) -> int:
        """The keeper's process; 0 before the start."""
        return self._process.pid if self._process else 0

    async def start(self) -> None:
        """Start the keeper."""
        ours, theirs = socket.socketpair()
        # Room for some large messages, so that neither side waits for the other in the middle of one.
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        with theirs:
            command = [sys.executable, "-m", "server.keeper", "--store", str(self._store.path.absolute())]
            command += ["--store-size", str(self._store.max_size), "--fd", str(theirs.fileno())]
            self._process = subprocess.Popen(  # noqa: S603, ASYNC220 - our own program; starting it takes a moment
                command, cwd=_ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )
        await asyncio.get_running_loop().create_connection(lambda: self, sock=ours)

    def submit(self, envelope: Envelope, token: Any, settle: Settle) -> None:
        """Hand `envelope` over; `settle` is called on the loop once it is durable, or has failed."""
        if self._transport is None or self._transport.is_closing() or self._stopping:
            settle([(token, errors.Unavailable("The server is stopping. Try again in a moment."))])
            return
        self._number += 1
        self._waiting[self._number] = (token, settle)
        self._transport.writelines(pack(self._number, envelope))

    async def stop(self) -> None:
        """Return once everything that was handed over has been settled and the keeper has ended."""
        self._stopping = True
        if self._transport is None or self._process is None:
            return
        if not self._transport.is_closing():
            self._transport.write_eof()
        await self._closed
        await asyncio.to_thread(self._process.wait)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the way to the keeper."""
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        """Tell whoever waits for what the keeper answered."""
        *lines, self._received = (self._received + data).split(b"\n")
        for line in lines:
            for number, what, more in json.loads(line):
                token, settle = self._waiting.pop(number)
                settle([(token, _outcome(what, more))])

    def connection_lost(self, error: Exception | None) -> None:
        """Settle what was not answered: it may be kept or not, so whoever sent it must try again."""
        self.died = not self._stopping
        for token, settle in self._waiting.values():
            settle([(token, errors.Unavailable("The message was not kept. Try again in a moment."))])
        self._waiting.clear()
        if not self._closed.done():
            self._closed.set_result(None)
        if self.died:
            record(Event.FAULT, error, what="the keeper died", pid=self.pid)
            self._stop.set()


def _outcome(what: str, more: int | str) -> Outcome:
    if isinstance(more, int):
        return Receipt(what, more)
    kind = getattr(errors, what, None)
    if isinstance(kind, type) and issubclass(kind, errors.StoreError):
        return kind(more)
    return RuntimeError(f"the keeper met {what}: its own lines in the log have the cause")
