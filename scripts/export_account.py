"""`postroom export`: everything of an account in one file, a zip with an mbox for each mailbox.

For whoever has the machine, on the store itself; the servers may run meanwhile. The file appears under its name only
when it is complete, and nobody else on this machine can read it.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from db import account_export, accounts, audit
from db.address import complete
from db.audit import Actor
from db.database import Store
from db.errors import StoreError
from db.events import Event, record
from db.settings_checks import SettingsError
from scripts.console import Console
from scripts.errors import StartError
from scripts.installation import existing
from scripts.options import default_data

_EVERY = 2.0


def main(arguments: Sequence[str]) -> int:
    """Write the file; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="postroom export", description="Write everything of an account into a file.", allow_abbrev=False
    )
    add = parser.add_argument
    add("--data", metavar="DIR", type=Path, default=default_data(os.environ), help="the data folder")
    add("address", metavar="ADDRESS", help="of the account; the name alone will do")
    add("file", metavar="FILE", type=Path, help="the zip file to make; it must not be there yet")
    found = parser.parse_args(arguments)
    console = Console()
    try:
        with existing(found.data, os.environ) as (settings, store):
            _export(store, complete(found.address, settings.domain), found.file, console)
    except (StartError, SettingsError, StoreError) as problem:
        console.problem(problem if isinstance(problem, StartError) else StartError(str(problem)))
        return 1
    except OSError as problem:
        console.problem(StartError(f"{found.file} cannot be written: {problem.strerror}."))
        return 1
    except KeyboardInterrupt:
        console.text("\nStopped. No file was made.")
        return 130
    return 0


def _export(store: Store, address: str, target: Path, console: Console) -> None:
    account = accounts.find(store, address)
    if account is None:
        raise StartError(f"Nobody has the address {address}.")
    if target.exists():
        raise StartError(f"{target} is there already.", "Choose another name, or remove it first.")
    planned = account_export.plan(store, account.id)
    _write(account_export.archive(store, planned, int(time.time()), _telling(console)), target)
    told = {"messages": planned.messages}
    actor = Actor("postroom export")
    store.run_tx(lambda tx: audit.write(tx, actor, "account-exported", account.address, None, told))
    record(Event.ACCOUNT_EXPORTED, account=account.address, by="script", messages=planned.messages)
    console.line("Exported", f"{account.address}: {planned.messages} messages")
    console.line("File", str(target))


def _write(blocks: Iterator[bytes], target: Path) -> None:
    partial = target.with_name(f".{target.name}.part")
    partial.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            for block in blocks:
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _telling(console: Console) -> Callable[[int, int], None]:
    """Return what tells now and then how far it is."""
    next_at = time.monotonic() + _EVERY

    def told(done: int, total: int) -> None:
        nonlocal next_at
        if time.monotonic() >= next_at:
            next_at = time.monotonic() + _EVERY
            console.text(f"{done} of {total} messages")

    return told
