"""One program of ours as a child process: started, waited for until it is ready, its lines written to its log, stopped.

It inherits its listening sockets and a pipe to say `ready` on. It is out of reach of the terminal's Ctrl-C: whoever
started it decides when it ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.environment import ROOT
from scripts.log_file import LogFile

_TAIL = 4000
_LAST_LINES = 5.0


@dataclass(frozen=True, slots=True)
class Program:
    """What to run: `module` of ours for the data folder `data`, accepting on `listeners`."""

    name: str
    module: str
    data: Path
    listeners: Mapping[str, socket.socket]

    def command(self, ready: int) -> list[str]:
        """Return the command line; `ready` is the file descriptor to say `ready` on."""
        sockets = [word for name, sock in self.listeners.items() for word in ("--listen", f"{name}={sock.fileno()}")]
        tied = [sys.executable, "-P", "-m", "scripts.tied", str(os.getpid()), self.module]
        return [*tied, "--data", str(self.data), *sockets, "--ready-fd", str(ready)]


class ChildEnded(Exception):
    """A child ended before it was ready; `lines` are the last ones it wrote."""

    def __init__(self, name: str, status: int, lines: list[str]) -> None:
        super().__init__(f"{name} could not start ({described(status)}).")
        self.lines = lines


class Child:
    """A child process of `program`, started as often as needed."""

    def __init__(self, program: Program, log: LogFile, echo: bool = False) -> None:
        self.program = program
        self._log = log
        self._echo = echo
        self._tail = b""
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    def last_lines(self) -> list[str]:
        """Return what it wrote last."""
        return self._tail.decode("utf-8", "replace").splitlines()[-8:]

    async def start(self, patience: float) -> None:
        """Start it and return once it is ready.

        Raises:
            ChildEnded: it ended instead, or was not ready within `patience` seconds and was ended.
            OSError: the system has no room for another process.
        """
        ready, said = os.pipe()
        lines, written = os.pipe()
        self._tail = b""
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self.program.command(said), stdin=asyncio.subprocess.DEVNULL, stdout=written, stderr=written,
                pass_fds=[said, *(sock.fileno() for sock in self.program.listeners.values())], process_group=0,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        except BaseException:
            # The system has no room, or the start is given up.
            os.close(ready)
            os.close(lines)
            raise
        finally:
            os.close(said)
            os.close(written)
        self._reading = asyncio.create_task(self._read(lines))
        if not await _says_ready(ready, patience):
            await self.stop(0)
            status = await self.ended()
            await self._reading
            raise ChildEnded(self.program.name, status, self.last_lines())

    async def ended(self) -> int:
        """Wait until it has ended; return its exit status, negative for a signal."""
        return await self._process.wait() if self._process else 0

    async def stop(self, grace: float) -> None:
        """Ask it to end, wait up to `grace` seconds, then end it."""
        if self._process is None or self._process.returncode is not None:
            return
        send(self._process, signal.SIGTERM)
        try:
            async with asyncio.timeout(grace):
                await self._process.wait()
        except TimeoutError:
            self.kill()
            await self._process.wait()
        if self._reading is not None:
            # Its last lines are still on their way through the pipe; whoever it started may hold that open.
            await asyncio.wait([self._reading], timeout=_LAST_LINES)

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            send(self._process, signal.SIGKILL)

    async def _read(self, handle: int) -> None:
        reader = asyncio.StreamReader()
        pipe = os.fdopen(handle, "rb", 0)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), pipe
        )
        try:
            while block := await reader.read(65536):
                self._log.write(block)
                self._tail = (self._tail + block)[-_TAIL:]
                if self._echo:
                    sys.stderr.write(block.decode("utf-8", "replace"))
        finally:
            transport.close()


def send(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Send a signal to a child that may have ended."""
    # Not process.send_signal(): that looks whether the child has ended and takes its exit status away from asyncio.
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, number)


def described(status: int) -> str:
    """Return an exit status in words."""
    return f"ended by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"


async def _says_ready(handle: int, patience: float) -> bool:
    """Return whether `ready` comes through the pipe before it closes or patience ends."""
    reader = asyncio.StreamReader()
    pipe = os.fdopen(handle, "rb", 0)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), pipe
    )
    try:
        # Not wait_for(): in Python 3.11 it loses a cancellation that comes together with the answer.
        async with asyncio.timeout(patience):
            return await reader.readline() == b"ready\n"
    except TimeoutError:
        return False
    finally:
        transport.close()
