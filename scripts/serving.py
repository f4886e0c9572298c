"""Runs the servers of an installation in the foreground: all of `scripts/serve`, and a part of `scripts/start`.

Sets nothing up. The servers start together, the mail server stops first: no new mail comes in while the rest ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial

from db.settings import Settings
from db.settings_checks import SettingsError
from db.settings_file import load
from scripts import data_lock, ending_alerts, listeners
from scripts.child import Program
from scripts.console import Console
from scripts.data_folder import STORE
from scripts.errors import StartError
from scripts.options import Options, read_serve
from scripts.stop_signals import StopSignals
from scripts.supervisor import Supervisor


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until stopped; return the exit status."""
    options = read_serve(sys.argv[1:] if arguments is None else arguments)
    console = Console()
    os.umask(0o077)
    try:
        asyncio.run(_serve(options, console))
    except (StartError, SettingsError) as problem:
        console.problem(problem if isinstance(problem, StartError) else StartError(str(problem)))
        return 1
    return 0


def programs(settings: Settings, sockets: Mapping[str, socket.socket]) -> list[Program]:
    """Return the servers in the order in which they stop."""
    https = {"https": sockets["https"]}
    smtp = {name: sock for name, sock in sockets.items() if name != "https"}
    return [
        Program("server", "server", settings.data, smtp),
        Program("webserver", "webserver", settings.data, https),
        Program("courier", "server.courier", settings.data, {}),
    ]


@contextlib.asynccontextmanager
async def running(
    settings: Settings,
    sockets: Mapping[str, socket.socket],
    signals: StopSignals,
    tell: Callable[[str], None],
    verbose: bool,
) -> AsyncIterator[Supervisor]:
    """Have the servers running and ready for the block, and stop them after it, however it ends.

    Raises:
        StartError: a server could not start.
    """
    logs = settings.data / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    alert = partial(ending_alerts.tell, settings)
    supervisor = Supervisor(programs(settings, sockets), logs, tell, verbose, alert)
    signals.hurry = supervisor.kill
    try:
        await supervisor.start()
        yield supervisor
    finally:
        await supervisor.stop()


async def _serve(options: Options, console: Console) -> None:
    signals = StopSignals()
    if not (options.data / STORE).exists():
        raise StartError(f"There is no Postroom in {options.data} yet.", "Make one with scripts/start.")
    with contextlib.suppress(asyncio.CancelledError), contextlib.ExitStack() as stack:
        stack.enter_context(data_lock.held(options.data))
        settings = load(options.data, os.environ)
        sockets = listeners.bind(settings.host, settings.ports, auto=False)
        for sock in sockets.values():
            stack.enter_context(sock)
        async with running(settings, sockets, signals, console.text, options.verbose) as supervisor:
            where = ", ".join(f"{name} {sock.getsockname()[1]}" for name, sock in sockets.items())
            console.text(f"Postroom serves {settings.domain} on {settings.host}: {where}. Ctrl-C stops it.")
            await supervisor.keep()


if __name__ == "__main__":
    sys.exit(main())
