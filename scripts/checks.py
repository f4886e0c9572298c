"""Runs every check: the linter, mypy, and the tests, of which the layer test is one; `scripts/test`, once set up.

mypy runs beside the tests, which saves its time on two cores. The closing line of the tests is the last line of all.
Nothing of the person's own is touched: the tests have a home folder and no display, in a place that is removed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from scripts.environment import ROOT

# The tests start some hundred programs: what Python compiles is kept, or each of them takes twice as long to start.
_LEFT_OUT = ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONDONTWRITEBYTECODE")
# What pytest ends with for an option that it does not know: it has said so, and nobody waits for mypy to read on.
_BAD_OPTION = 4
_TOOLS = ("benchmarks", "certs", "client", "db", "scripts", "server", "tests", "webserver")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the checks, `arguments` going to pytest; return 0 when all passed."""
    chosen = sys.argv[1:] if arguments is None else list(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="postroom-test-", ignore_cleanup_errors=True) as folder:
        try:
            return _run(chosen, Path(folder))
        except KeyboardInterrupt:
            return 130


def _run(arguments: list[str], folder: Path) -> int:
    environ = surroundings(os.environ, folder)
    linter = _start("ruff", "check", *_TOOLS, environ=environ).wait()
    print("ruff:", _verdict(linter), flush=True)
    with (folder / "mypy.txt").open("w+b") as said:
        types = _start("mypy", environ=environ, out=said)
        tests = _start("pytest", *_pytest_options(folder), *arguments, environ=environ, out=subprocess.PIPE)
        try:
            last = _forward(tests, sys.stdout.buffer)
            if tests.returncode == _BAD_OPTION:
                return _BAD_OPTION
            typing = types.wait()
        finally:
            for process in (types, tests):
                process.terminate()
                process.wait()
        said.seek(0)
        sys.stdout.buffer.write(said.read())
    print("mypy:", _verdict(typing), flush=True)
    sys.stdout.buffer.write(last)
    sys.stdout.flush()
    return next((status for status in (tests.returncode, typing, linter) if status), 0)


def surroundings(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the variables for the checks: everything that is written goes under `folder`."""
    own = {"HOME": "home", "TMPDIR": "tmp", "XDG_RUNTIME_DIR": "runtime"}
    if not os.access(ROOT, os.W_OK):
        own |= {"MYPY_CACHE_DIR": "mypy", "RUFF_CACHE_DIR": "ruff", "HYPOTHESIS_STORAGE_DIRECTORY": "hypothesis"}
    for name in own.values():
        (folder / name).mkdir(mode=0o700)
    kept = {name: value for name, value in environ.items() if not name.startswith(("POSTROOM_", "XDG_"))}
    return {
        **{name: value for name, value in kept.items() if name not in _LEFT_OUT},
        **{name: str(folder / where) for name, where in own.items()},
        "QT_QPA_PLATFORM": "offscreen",
    }


def _pytest_options(folder: Path) -> list[str]:
    options = [f"--basetemp={folder / 'pytest'}", f"--color={'yes' if sys.stdout.isatty() else 'no'}"]
    if len(os.sched_getaffinity(0)) > 1:
        # Four at a time also on two cores: tests often wait for programs that they started. Each file as a whole in one
        # of them: no test depends on another. In their order: files with few tests have the longest ones, and would
        # come last.
        options += ["--numprocesses=4", "--dist=loadfile", "--no-loadscope-reorder"]
    return options if os.access(ROOT, os.W_OK) else [*options, "-p", "no:cacheprovider"]


def _start(
    tool: str, *arguments: str, environ: Mapping[str, str], out: BinaryIO | int | None = None
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", tool, *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=_beside(out))


def _beside(out: BinaryIO | int | None) -> int | None:
    return None if out is None else subprocess.STDOUT


def _forward(process: subprocess.Popen[bytes], out: BinaryIO) -> bytes:
    """Pass on each line that `process` writes, except for the last one, which is returned once it has ended."""
    held = b""
    assert process.stdout is not None
    while block := os.read(process.stdout.fileno(), 65536):
        held += block
        cut = held.rfind(b"\n", 0, -1) + 1
        out.write(held[:cut])
        out.flush()
        held = held[cut:]
    process.wait()
    return held


def _verdict(status: int) -> str:
    return "passed" if status == 0 else f"failed (exit status {status})"


if __name__ == "__main__":
    sys.exit(main())
