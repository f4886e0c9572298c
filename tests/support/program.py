"""The SMTP server as a program of its own: started, told to stop, or killed, by its process id."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from db import accounts, migrate
from db.accounts import Account
from db.database import Store
from db.settings import Ports, Settings
from db.settings_file import render
from tests.support.free_ports import free_port
from tests.support.stores import PASSWORD_HASH

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60.0

_WITH_GRACE = "from server import __main__, listeners; listeners._GRACE = {}; raise SystemExit(__main__.main())"


def free_ports() -> Ports:
    """Return ports that nobody listens on."""
    return Ports(*(free_port() for _ in range(4)))


def write_settings(data: Path, settings: Settings | None = None) -> Settings:
    """Write the settings file of a new data folder with free ports, and return what it says."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = replace(settings or Settings(data), ports=free_ports())
    settings.file.write_text(render(settings), encoding="utf-8")
    return settings


def make_accounts(settings: Settings, *names: str) -> list[Account]:
    """Make the store with accounts in it, as an admin would before the start."""
    store = Store(settings.store)
    migrate.migrate(store, settings.data / "backups")
    addresses = [f"{name}@{settings.domain}" for name in names]
    made = store.run_tx(lambda tx: [accounts.insert(tx, address, PASSWORD_HASH) for address in addresses])
    store.close()
    return made


@dataclass
class Program:
    """One run of `python -m server`; leaving it kills what still runs.

    With `grace`, a stop waits so many seconds for a message under way, instead of ten.
    """

    data: Path
    arguments: Sequence[str] = ()
    pass_fds: Sequence[int] = ()
    grace: float = 0.0

    def __post_init__(self) -> None:
        self.log = self.data.parent / f"{self.data.name}.log"

    def __enter__(self) -> Self:
        self._ready, ready = os.pipe()
        way = ["-c", _WITH_GRACE.format(self.grace)] if self.grace else ["-m", "server"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *way, "--data", str(self.data), "--ready-fd", str(ready), *self.arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                pass_fds=[ready, *self.pass_fds],
            )
        os.close(ready)
        return self

    def wait_ready(self) -> None:
        """Return once it accepts connections."""
        readable, _, _ = select.select([self._ready], [], [], PATIENCE)
        said = os.read(self._ready, 100) if readable else b""
        assert said == b"ready\n", f"it did not start:\n{self.log.read_text()}"

    def kill(self) -> None:
        """End it and its keeper without a chance to do anything: left alone, the keeper would finish what it has."""
        keepers = self.children()
        self.process.send_signal(signal.SIGKILL)
        for one in keepers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def children(self) -> list[int]:
        """Return the processes that it has started; none once it has ended."""
        found: list[int] = []
        with contextlib.suppress(FileNotFoundError):
            for task in list(Path(f"/proc/{self.process.pid}/task").iterdir()):
                # A thread of it may end meanwhile; the others' children are its children all the same.
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                    found += [int(child) for child in (task / "children").read_text().split()]
        return found

    def terminate(self) -> int:
        """Ask it to stop, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        os.close(self._ready)
        if self.process.poll() is None:
            self.kill()
