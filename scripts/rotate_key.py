"""`postroom rotate-key`: a new key for the passwords that the store keeps for relays, in the place of the old one.

The servers may run meanwhile. Killed at any moment, it leaves every password readable; the next run finishes.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from db import audit, secretbox
from db.audit import Actor
from db.errors import SecretsUnusable, StoreError
from db.secretbox import SecretBox
from db.settings_checks import SettingsError
from scripts.console import Console
from scripts.errors import StartError
from scripts.installation import existing
from scripts.options import default_data


def main(arguments: Sequence[str]) -> int:
    """Rotate the key; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="postroom rotate-key", description="Make a new key for the stored passwords of relays.", allow_abbrev=False
    )
    add = parser.add_argument
    add("--data", metavar="DIR", type=Path, default=default_data(os.environ), help="the data folder")
    add("--forget", action="store_true", help="remove passwords that no key opens any more; make a lost key file anew")
    found = parser.parse_args(arguments)
    console = Console()
    try:
        _rotate(found.data, found.forget, console)
    except (StartError, SettingsError, StoreError, OSError) as problem:
        console.problem(problem if isinstance(problem, StartError) else StartError(str(problem)))
        return 1
    return 0


def _rotate(data: Path, forget: bool, console: Console) -> None:
    with existing(data, os.environ) as (settings, store):
        before = secretbox.count(store)
        try:
            resealed = secretbox.rotate(store, SecretBox(settings.secret_keys), forget)
        except SecretsUnusable as problem:
            raise StartError(str(problem), "With --forget, passwords that are lost are removed.") from problem
        told = {"resealed": resealed, "forgotten": before - resealed}
        store.run_tx(lambda tx: audit.write(tx, Actor("postroom rotate-key"), "key-rotated", "secret.keys", None, told))
        console.line("New key", str(settings.secret_keys))
        console.line("Sealed anew", _count(resealed))
        if before > resealed:
            console.line(
                "Removed", f"{_count(before - resealed)} that no key opened: enter the relay's password again."
            )


def _count(secrets: int) -> str:
    return f"{secrets} stored password{'' if secrets == 1 else 's'}"
