"""`postroom delete-account`: deletes an account and its mail.

For the admin of this machine, on the store itself; the servers may run meanwhile. The account is gone at once; its mail
is erased by the courier, now or as soon as Postroom runs.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from db import accounts, former_addresses, leaving
from db.address import complete, folded
from db.audit import Actor
from db.errors import StoreError
from db.events import Event, record
from db.settings_checks import SettingsError
from scripts.console import Console
from scripts.errors import StartError
from scripts.installation import existing
from scripts.options import default_data

_ACTOR = Actor("postroom delete-account")


def main(arguments: Sequence[str]) -> int:
    """Delete it; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="postroom delete-account", description="Delete an account and all its mail.", allow_abbrev=False
    )
    add = parser.add_argument
    add("--data", metavar="DIR", type=Path, default=default_data(os.environ), help="the data folder")
    add("--yes", action="store_true", help="do not ask to type the address")
    add("--free-address", action="store_true", help="let anybody have the address at once, not after 30 days")
    add("address", metavar="ADDRESS", help="of the account; the name alone will do")
    found = parser.parse_args(arguments)
    console = Console()
    try:
        _delete(found, console)
    except (StartError, SettingsError, StoreError) as problem:
        console.problem(problem if isinstance(problem, StartError) else StartError(str(problem)))
        return 1
    return 0


def _delete(wanted: argparse.Namespace, console: Console) -> None:
    with existing(wanted.data, os.environ) as (settings, store):
        address = complete(wanted.address, settings.domain)
        account = accounts.find(store, address)
        if account is None:
            raise StartError(f"Nobody has the address {address}.")
        if not wanted.yes:
            _ask(account.address, console)
        kept = accounts.addresses(store, account.id)
        leaving.delete(store, _ACTOR, account.id)
        record(Event.ACCOUNT_DELETED, account=account.address, by="script")
        if wanted.free_address:
            for one in kept:
                if former_addresses.kept(store, one):
                    former_addresses.free(store, _ACTOR, one)
    console.line("Deleted", account.address)
    told = "Anybody can have the address again." if wanted.free_address else "Nobody gets the address for 30 days."
    console.text(f"\nIts mail is erased by the courier, now or as soon as Postroom runs. {told}")


def _ask(address: str, console: Console) -> None:
    console.text(f"This deletes {address} and all its mail. Nobody can bring it back.")
    try:
        typed = input("Type the address to go on: ")
    except EOFError:
        typed = ""
    if folded(typed.strip()) != address:
        raise StartError("That is another address: nothing was deleted.", "With --yes nobody is asked.")
