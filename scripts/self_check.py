"""`postroom check`: looks at all that can be wrong with a Postroom on this machine, and says what to do about it.

Works while the servers run and while they do not, and changes nothing. What the page Health has is judged by the same
code; the rest needs this machine: its files, its ports, its clock.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import fcntl
import json
import os
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from db import integrity, migrate
from db.database import Store
from db.errors import StoreError
from db.secretbox import SecretBox
from db.settings import Settings
from db.settings_checks import SettingsError
from db.settings_file import load
from scripts import data_lock, health_doors, health_files
from scripts.console import Console
from scripts.data_folder import STORE
from scripts.errors import StartError
from scripts.options import default_data
from webserver.admin import health
from webserver.admin.health import Check

_MARKS = {"good": "good", "warning": "LOOK", "fault": "WRONG"}
_ENDS = {
    "good": "Everything is as it should be.",
    "warning": "It works. Some things are worth a look.",
    "fault": "Something does not work as it should.",
}
_NEEDS_SERVERS = ("Courier",)
"""Lines of the page that are about running servers: told only while they should run."""


def main(arguments: Sequence[str]) -> int:
    """Check, tell, and return 1 when something is wrong, else 0."""
    parser = argparse.ArgumentParser(
        prog="postroom check", description="Check this Postroom, with a remedy for whatever is wrong.",
        epilog="Exit status: 0 when nothing is wrong, 1 when something is.", allow_abbrev=False,
    )  # fmt: skip
    parser.add_argument("--data", metavar="DIR", type=Path, default=default_data(os.environ), help="the data folder")
    parser.add_argument("--json", action="store_true", help="tell it as JSON, for programs")
    found = parser.parse_args(arguments)
    data = found.data.expanduser().absolute()
    console = Console()
    if not (data / STORE).exists():
        console.problem(StartError(f"There is no Postroom in {data} yet.", "Make one with scripts/start."))
        return 1
    checks = list(check(data))
    worst = health.worst(checks)
    if found.json:
        console.text(json.dumps({"worst": worst, "checks": [asdict(one) for one in checks]}, indent=1))
    else:
        _tell(console, checks, _ENDS[worst])
    return 1 if worst == "fault" else 0


def check(data: Path) -> Iterator[Check]:
    """Yield every check of the data folder `data`, in the order in which they are shown."""
    try:
        settings = load(data, os.environ)
    except SettingsError as problem:
        remedy = f"Correct {data / 'settings.toml'}: nothing else can be looked at before."
        yield Check("Settings", "fault", str(problem), remedy)
        return
    yield Check("Settings", "good", f"For {settings.domain}, on {settings.host}.")
    running = is_running(data)
    yield from health_doors.look(settings, running)
    yield health_files.private_files(settings)
    yield health_files.certificates(settings)
    yield health_files.store_file(settings.store)
    yield from _of_the_store(settings, running)


def is_running(data: Path) -> bool:
    """Return whether a Postroom holds the lock of the data folder."""
    try:
        handle = os.open(data / data_lock.NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as problem:
        return problem.errno in (errno.EWOULDBLOCK, errno.EACCES)
    finally:
        os.close(handle)
    return False


def _of_the_store(settings: Settings, running: bool) -> Iterator[Check]:
    """Yield what the store knows; never brings it to another version."""
    now = datetime.now(UTC)
    with contextlib.closing(Store(settings.store, settings.limits.store_size)) as store:
        try:
            behind = migrate.steps()[-1].number - migrate.version(store)
            if behind:
                yield _of_another_version(behind)
                return
            yield health_files.clock(now, integrity.newest_moment(store))
            found = health.look(store, settings, SecretBox(settings.secret_keys), now)
        except (StoreError, OSError) as problem:
            remedy = "Put the newest good copy from the folder backups in its place."
            yield Check("Store", "fault", str(problem), remedy)
            return
    yield from (one for one in found if running or one.name not in _NEEDS_SERVERS)


def _of_another_version(behind: int) -> Check:
    if behind < 0:
        remedy = "Install the newer version again, or put a copy from before it in the place of the store."
        return Check("Store", "fault", "It was written by a newer Postroom.", remedy)
    remedy = "Start this version: it makes a copy first, and brings the store up to date."
    return Check("Store", "warning", "It is of an older version, and was not looked into.", remedy)


def _tell(console: Console, checks: Sequence[Check], end: str) -> None:
    for one in checks:
        # What is to be copied is one long word.
        text = "\n".join(textwrap.wrap(one.words, 76, break_long_words=False, break_on_hyphens=False) or [""])
        console.text(f"{_MARKS[one.verdict]:<6} {one.name}")
        console.text(textwrap.indent(text, " " * 7))
        if one.remedy:
            wrapped = textwrap.wrap(one.remedy, 74, break_long_words=False, break_on_hyphens=False)
            console.text(textwrap.indent("\n".join(wrapped), " " * 7 + "> "))
    console.text(f"\n{end}")
