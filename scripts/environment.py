"""The virtual environment that Postroom runs in: found by its stamp in milliseconds, else made or repaired.

It stands in `.venv` of the checkout, or in the data folder where the checkout is read-only. A marker lies in it
while it is worked on; one that was left half made is made anew. Standard library only.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.errors import StartError

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: where setup.cfg and the packages are."""

Run = Callable[[list[str], Path], bool]
"""Runs a command in a folder, its output to the log, and tells whether it worked."""

_DESCRIPTION = ("setup.cfg", "pyproject.toml", "constraints.txt")
_PACKAGES = ("certs", "client", "db", "scripts", "server", "webserver")


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment in `folder` for the checkout `root`."""

    folder: Path
    root: Path = ROOT

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def _stamp(self) -> Path:
        return self.folder / "postroom.json"

    @property
    def _marker(self) -> Path:
        return self.folder / "postroom.unfinished"

    def extras(self) -> frozenset[str] | None:
        """Return the extras it was set up with; None when it is not there, unfinished, or out of date."""
        try:
            stamp = json.loads(self._stamp.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
        usable = not self._marker.exists() and stamp.get("digest") == self._digest()
        return frozenset(stamp["extras"]) if usable and stamp.get("python") == self._interpreter() else None

    def serves(self, extras: Iterable[str]) -> bool:
        """Return whether it has everything for `extras`."""
        there = self.extras()
        return there is not None and there >= set(extras)

    def set_up(self, extras: Iterable[str], run: Run) -> None:
        """Make it, or bring it up to date, with `extras` (those that it had stay).

        Raises:
            StartError: a command did not work.
        """
        wanted = sorted({*extras, *(self.extras() or ())})
        if self._marker.exists() or not run([str(self.python), "-m", "pip", "--version"], self.root):
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._marker.touch()
        self._stamp.unlink(missing_ok=True)
        if not self.python.exists() and not run([_base_python(), "-m", "venv", str(self.folder)], self.root):
            raise StartError("The virtual environment could not be made.")
        if not run(self._pip(wanted), self._source()):
            raise StartError("The Python packages could not be installed.")
        self._write_stamp(wanted)
        self._marker.unlink()

    def _pip(self, extras: list[str]) -> list[str]:
        target = f".[{','.join(extras)}]" if extras else "."
        command = [str(self.python), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
        return [*command, "--editable", target, "--constraint", str(self.root / "constraints.txt")]

    def _source(self) -> Path:
        """Return the folder to install from: the checkout, or a folder of links to it where it is read-only.

        An editable install writes its metadata beside setup.cfg.
        """
        if os.access(self.root, os.W_OK):
            return self.root
        source = self.folder / "source"
        source.mkdir(exist_ok=True)
        for name in (*_DESCRIPTION, *_PACKAGES, "README.md", "LICENSE"):
            link = source / name
            link.unlink(missing_ok=True)
            link.symlink_to(self.root / name)
        return source

    def _write_stamp(self, extras: list[str]) -> None:
        stamp = {"digest": self._digest(), "python": self._interpreter(), "extras": extras}
        new = self._stamp.with_suffix(".new")
        new.write_text(json.dumps(stamp), encoding="ascii")
        new.replace(self._stamp)

    def _digest(self) -> str:
        """Return what a set-up depends on as one value: what is to be installed, and from where."""
        digest = hashlib.sha256(str(self.root).encode())
        for name in (*_DESCRIPTION, "scripts/debian_packages.py"):
            digest.update(b"\0" + (self.root / name).read_bytes())
        return digest.hexdigest()

    def _interpreter(self) -> str:
        """Return the program behind the environment's python: another one after an upgrade of the system."""
        try:
            return str(self.python.resolve()) if self.python.exists() else ""
        except OSError:
            # Made by root with a Python of root's own: for anybody else it is as good as none.
            return ""


def find(data: Path, extras: Iterable[str]) -> Environment:
    """Return the environment that serves `extras`, else the one to set up."""
    in_checkout, in_data = Environment(ROOT / ".venv"), Environment(data / "environment")
    wanted = frozenset(extras)
    for environment in (in_checkout, in_data):
        if environment.serves(wanted):
            return environment
    return in_checkout if _writable(in_checkout.folder) else in_data


@contextmanager
def alone(environment: Environment) -> Iterator[None]:
    """Keep others from setting up the same environment meanwhile; waits for them."""
    environment.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(environment.folder.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _writable(folder: Path) -> bool:
    return os.access(folder if folder.exists() else folder.parent, os.W_OK)


def _base_python() -> str:
    # Inside an environment, one made from it would break with it.
    return getattr(sys, "_base_executable", sys.executable)
