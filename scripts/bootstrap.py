"""Gets from a checkout on a fresh machine to a Python that has everything, then hands over to it.

Debian packages where the person may, a virtual environment, the Python packages; nothing at all when a stamp
says that this was done. Standard library only, and it runs on a Python without ensurepip.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, TextIO

from scripts import debian_packages, environment, held_signals
from scripts.console import Console
from scripts.environment import Environment
from scripts.errors import StartError, of_system
from scripts.options import default_data, read_serve, read_start

_MODULES = {"start": "scripts.start_up", "serve": "scripts.serving", "test": "scripts.checks"}


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Prepare for `start`, `serve` or `test` (the first argument), then become that program."""
    purpose, *rest = arguments or sys.argv[1:]
    os.environ.setdefault("POSTROOM_BEGAN", str(time.monotonic()))
    console = Console()
    _interrupt_on_every_stop()
    try:
        found = _environment(purpose, rest, console)
    except StartError as failure:
        console.problem(failure)
        sys.exit(1)
    except OSError as problem:
        console.problem(of_system(problem))
        sys.exit(1)
    except KeyboardInterrupt as stopped:
        console.text("\nStopped. The next start goes on from here.")
        sys.exit(128 + (stopped.args[0] if stopped.args else signal.SIGINT))
    os.environ.pop("PYTHONPATH", None)
    if purpose != "test":
        held_signals.hold_back()
    os.execv(found.python, [str(found.python), "-P", "-m", _MODULES[purpose], *rest])


def _interrupt_on_every_stop() -> None:
    """Have SIGTERM and a closed terminal end a set-up like Ctrl-C: what it runs must not go on without it."""

    def interrupt(number: int, _: object) -> NoReturn:
        raise KeyboardInterrupt(number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        # nohup asks that a closed terminal be nothing.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, interrupt)


def _environment(purpose: str, arguments: Sequence[str], console: Console) -> Environment:
    data, extras = _wanted(purpose, arguments)
    found = environment.find(data, extras)
    # Tests without Qt's libraries cannot pass; the servers can, and a window that cannot open says why.
    complete = "test" not in extras or not debian_packages.missing(debian_packages.OFFSCREEN)
    if complete and found.serves(extras):
        return found
    if purpose == "serve":
        raise StartError("Postroom is not set up yet.", "Run scripts/start --headless first.")
    with environment.alone(found):
        # Another start may have done it meanwhile.
        if not (complete and found.serves(extras)):
            _set_up(found, extras, console)
    return found


def _wanted(purpose: str, arguments: Sequence[str]) -> tuple[Path, set[str]]:
    """Return the data folder and the extras of setup.cfg that `purpose` needs."""
    if purpose == "test":
        return default_data(os.environ), {"desktop", "test"}
    if purpose == "serve":
        return read_serve(arguments).data, set()
    options = read_start(arguments)
    return options.data, {"desktop"} if options.window(os.environ) else set()


def _set_up(target: Environment, extras: set[str], console: Console) -> None:
    console.text("Setting up. This takes a minute, once.\n")
    handle, name = tempfile.mkstemp(prefix="postroom-set-up-", suffix=".log")
    log = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            _install_debian_packages(target, extras, console, out)
            if not target.serves(extras):
                with console.step("Python packages", "installing") as step:
                    target.set_up(extras, lambda command, folder: _run(command, out, folder))
                    step.result = "installed in {time}"
    except (KeyboardInterrupt, OSError):
        log.unlink()
        raise
    except StartError as failure:
        if not log.stat().st_size:
            log.unlink()
            raise
        sentence = f"{failure} {_cause(log)}".strip()
        raise StartError(sentence, f"{failure.remedy}\nDetails are in {log}.".strip()) from None
    log.unlink()


def _install_debian_packages(target: Environment, extras: set[str], console: Console, log: TextIO) -> None:
    """Install what is missing, or tell how. Servers can run without a window, but tests of it cannot."""
    essential = set(() if target.python.exists() else debian_packages.venv_package())
    further: set[str] = set()
    if "test" in extras:
        essential |= {*debian_packages.OFFSCREEN}
        further = {*debian_packages.TOOLS, *debian_packages.BROWSER}
    elif extras:
        further = {*debian_packages.OFFSCREEN, *debian_packages.WINDOW}
    lacking = debian_packages.missing(essential | further)
    if not lacking:
        return
    done = False
    if debian_packages.may_install():
        with console.step("Debian packages", "installing") as step:
            done = debian_packages.install(lacking, lambda command: _run(command, log))
            step.result = f"{len(lacking)} installed in {{time}}" if done else "could not be installed"
    line = debian_packages.install_line(lacking)
    if not done and not essential.isdisjoint(lacking):
        raise StartError("Postroom needs Debian packages that are missing.", f"Run this, then start again:\n  {line}")
    if not done:
        console.line("Debian packages", f"some are missing; this adds them:\n{line}")


def _run(command: list[str], log: TextIO, folder: Path = environment.ROOT) -> bool:
    print("$", *command, file=log, flush=True)
    # As a URL: pip takes a space in these variables for the end of a path.
    constraints = (environment.ROOT / "constraints.txt").as_uri()
    environ = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        "DEBIAN_FRONTEND": "noninteractive",
        "LC_ALL": "C.UTF-8",
        # Also for what pip needs only while it builds; which of the two counts depends on its version.
        "PIP_CONSTRAINT": constraints,
        "PIP_BUILD_CONSTRAINT": constraints,
    }
    child: subprocess.Popen[bytes] | None = None
    # A stop that comes while the program is being started would leave it running, and nobody would know its id.
    held_signals.hold_back()
    try:
        child = subprocess.Popen(
            command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            preexec_fn=held_signals.let_through,
        )  # fmt: skip
        held_signals.let_through()
        return child.wait() == 0
    except OSError as problem:
        print(problem, file=log, flush=True)
        return False
    except KeyboardInterrupt:
        if child is not None:
            child.terminate()
            child.wait()
        raise
    finally:
        held_signals.let_through()


def _cause(log: Path) -> str:
    """Return the line of the log that most likely tells the cause; empty when there is none."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    for start in ("ERROR:", "E:", "error:"):
        errors = [line for line in lines if line.startswith(start)]
        if errors:
            return errors[-1][:300]
    return ""


if __name__ == "__main__":
    main()
