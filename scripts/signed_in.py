"""`postroom sessions` and `postroom sign-out`: which devices an account is signed in on, and ending that.

For the admin of this machine, on the store itself; the servers may run meanwhile and need not. What a device had open
is answered as signed out from the next request on.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from db import accounts, sessions
from db.accounts import Account
from db.address import complete
from db.database import Store
from db.errors import StoreError
from db.events import Event, record
from db.migrate import migrate
from db.settings_checks import SettingsError
from db.settings_file import load
from scripts.console import Console
from scripts.data_folder import STORE
from scripts.errors import StartError
from scripts.options import default_data

Work = Callable[[Store, Account, Console], None]


def main(name: str, arguments: Sequence[str]) -> int:
    """Do what the command `name` says; return the exit status."""
    purpose, work = _COMMANDS[name]
    parser = argparse.ArgumentParser(prog=f"postroom {name}", description=purpose, allow_abbrev=False)
    parser.add_argument("--data", metavar="DIR", type=Path, default=default_data(os.environ), help="the data folder")
    parser.add_argument("address", metavar="ADDRESS", help="of the account; the name alone will do")
    found = parser.parse_args(arguments)
    console = Console()
    try:
        _run(found.data, found.address, work, console)
    except (StartError, SettingsError, StoreError) as problem:
        console.problem(problem if isinstance(problem, StartError) else StartError(str(problem)))
        return 1
    return 0


def _run(data: Path, address: str, work: Work, console: Console) -> None:
    if not (data / STORE).exists():
        raise StartError(f"There is no Postroom in {data} yet.", "Make one with scripts/start.")
    settings = load(data, os.environ)
    store = Store(settings.store, settings.limits.store_size)
    try:
        migrate(store, settings.data / "backups")
        account = accounts.find(store, complete(address, settings.domain))
        if account is None:
            raise StartError(f"Nobody has the address {complete(address, settings.domain)}.")
        work(store, account, console)
    finally:
        store.close()


def _list(store: Store, account: Account, console: Console) -> None:
    found = sessions.of_account(store, account.id)
    console.text(f"{account.address} is signed in on {_count(len(found))}.")
    for one in found:
        device = "".join(letter if letter.isprintable() else "?" for letter in one.device)
        console.text(f"  used {_day(one.last_used_at)}, from {_day(one.created_at)}, {one.peer}  {device}".rstrip())


def _end(store: Store, account: Account, console: Console) -> None:
    ended = store.run_tx(lambda tx: sessions.revoke_all(tx, account.id, None))
    record(Event.SIGNED_OUT, account=account.address, by="script", sessions=ended)
    console.text(f"{account.address} is signed out on {_count(ended)}. The password still signs in.")


def _count(devices: int) -> str:
    return f"{devices} device{'' if devices == 1 else 's'}"


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


_COMMANDS: dict[str, tuple[str, Work]] = {
    "sessions": ("Tell on which devices an account is signed in.", _list),
    "sign-out": ("Sign an account out on all its devices.", _end),
}
NAMES = tuple(_COMMANDS)
"""What the commands are called."""
