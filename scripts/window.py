"""The desktop window as a program of its own beside the servers: closed by the person, it leaves them running."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts import debian_packages
from scripts.child import send
from scripts.connecting import Connecting

_READY = b"ready\n"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a window ended: a sentence for the person, and whether it had been open at all."""

    sentence: str
    opened: bool = True


class Window:
    """`python -m client` for the servers at `where`; what it writes goes to `log`."""

    def __init__(self, where: Connecting, log: Path) -> None:
        self._where = where
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def run(self) -> Ended:
        """Open the window, wait until it is closed, and return how it ended."""
        link = self._where.link(self._where.here)
        ready, said = os.pipe()
        with os.fdopen(ready, "rb", 0) as pipe:
            try:
                await self._start(link, said)
            finally:
                os.close(said)
            status = await self._ended()
            # Whatever it has started may still hold the other end.
            os.set_blocking(ready, False)
            opened = pipe.read(len(_READY)) == _READY
        if status == 0:
            again = f"{sys.executable} -m client"
            return Ended(f"The window is closed. The servers go on; Ctrl-C stops them.\nTo open it again: {again}")
        if not opened:
            return Ended(_explain("could not be opened", self._log), opened=False)
        return Ended(_explain("ended with an error", self._log))

    async def _ended(self) -> int:
        return await self._process.wait() if self._process else 0

    async def _start(self, link: str, said: int) -> None:
        """Start it, to write `ready` into the pipe `said` once it is open."""
        handle = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        words = [link, "--ca", str(self._where.ca), "--address", self._where.admin, "--ready-fd", str(said)]
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "client", *words, stdin=asyncio.subprocess.DEVNULL, stdout=handle,
                stderr=handle, process_group=0, umask=0o022, pass_fds=[said],
            )  # fmt: skip
        finally:
            os.close(handle)

    async def close(self) -> None:
        """Close the window if it is open."""
        if self._process is not None and self._process.returncode is None:
            send(self._process, signal.SIGTERM)
            await self._process.wait()


def _explain(what: str, log: Path) -> str:
    lacking = debian_packages.missing([*debian_packages.OFFSCREEN, *debian_packages.WINDOW])
    if lacking:
        line = debian_packages.install_line(lacking)
        return f"The window {what}: Debian packages are missing. Add them with:\n{line}"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return f"The window {what}: {lines[-1] if lines else 'it said nothing'}\nDetails are in {log}."
