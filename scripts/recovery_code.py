"""`postroom recovery-code`: a code with which somebody who forgot a password sets a new one.

For the admin of this machine, on the store itself; the servers may run meanwhile. The code is shown once, and only its
hash is kept.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from db import accounts, recovery
from db.address import complete
from db.errors import StoreError
from db.events import Event, record
from db.settings_checks import SettingsError
from scripts.console import Console
from scripts.errors import StartError
from scripts.installation import existing
from scripts.options import default_data


def main(arguments: Sequence[str]) -> int:
    """Make a code; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="postroom recovery-code", description="Make a code to set a new password with.", allow_abbrev=False
    )
    parser.add_argument("--data", metavar="DIR", type=Path, default=default_data(os.environ), help="the data folder")
    parser.add_argument("address", metavar="ADDRESS", help="of the account; the name alone will do")
    found = parser.parse_args(arguments)
    console = Console()
    try:
        _make(found.data, found.address, console)
    except (StartError, SettingsError, StoreError) as problem:
        console.problem(problem if isinstance(problem, StartError) else StartError(str(problem)))
        return 1
    return 0


def _make(data: Path, name: str, console: Console) -> None:
    with existing(data, os.environ) as (settings, store):
        address = complete(name, settings.domain)
        account = accounts.find(store, address)
        if account is None:
            raise StartError(f"Nobody has the address {address}.")
        code = recovery.create(store, account.id)
    record(Event.RECOVERY_CODE_MADE, account=account.address, by="script")
    console.line("For", account.address)
    console.line("Code", grouped(code))
    console.text(
        "\nGood for one hour and once. Give it to this person and nobody else, on the telephone or face to face.\n"
        "They choose “I forgot my password” in the sign-in window, or use POST /auth/recovery."
    )


def grouped(code: str) -> str:
    """Return a code in groups of five, for reading aloud."""
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))
