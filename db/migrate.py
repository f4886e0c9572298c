"""Brings a store to the schema of this version: numbered steps, forward only.

Each step in `db/migrations/` is a module `mNNNN_name` with `STATEMENTS`. Before a step touches a store that holds
something, the store is copied into the `backups` folder; each step is one transaction. A store of a newer version is
refused.
"""

from __future__ import annotations

import importlib
import pkgutil
import time
from dataclasses import dataclass
from pathlib import Path

import db.migrations
from db.database import Store, Transaction, copy_sqlite
from db.errors import StoreTooNew


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the schema: `number` counts from 1, `statements` are SQL."""

    number: int
    name: str
    statements: tuple[str, ...]


def steps() -> tuple[Step, ...]:
    """Return all steps that this version knows, in order."""
    found = []
    for module in pkgutil.iter_modules(db.migrations.__path__):
        number, _, name = module.name.removeprefix("m").partition("_")
        content = importlib.import_module(f"db.migrations.{module.name}")
        found.append(Step(int(number), name, tuple(content.STATEMENTS)))
    return tuple(sorted(found, key=lambda step: step.number))


def version(store: Store) -> int:
    """Return the number of the last step that was applied; 0 for an empty store.

    Raises:
        StoreDamaged: the file is not a store.
    """
    # A transaction, because it is tried again: of several processes that open a new file, one switches it to WAL.
    return store.run_tx(_version)


def _version(tx: Transaction) -> int:
    if not tx.row("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'"):
        return 0
    found = tx.row("SELECT max(number) FROM schema_version")
    return int(found[0] or 0) if found else 0


def migrate(store: Store, backups: Path, known: tuple[Step, ...] | None = None) -> list[str]:
    """Apply what is missing and return the names of the applied steps.

    Raises:
        StoreTooNew: the store knows a step that this version does not.
        StoreDamaged: the file is not a store.
        Unavailable: the disk is full, or the store is in use; it is then as it was.
        OSError: the backup cannot be made.
    """
    if store.path.parent.is_dir() and not store.path.exists():
        # For its owner only from the first moment; SQLite gives the files beside it the same mode.
        store.path.touch(0o600)
    known = steps() if known is None else known
    current = version(store)
    if current > known[-1].number:
        raise StoreTooNew(
            f"{store.path} was written by a newer Postroom (schema {current}; this one knows {known[-1].number}). "
            "Install the newer version again, or restore a backup made before it."
        )
    missing = [step for step in known if step.number > current]
    backup = None
    if missing and current:
        backups.mkdir(mode=0o700, parents=True, exist_ok=True)
        backup = backups / f"before-schema-{missing[-1].number}-{time.time_ns()}.sqlite3"
    return [step.name for step in missing if _apply(store, step, backup if step is missing[0] else None)]


def _apply(store: Store, step: Step, backup: Path | None) -> bool:
    """Apply one step, after copying the store to `backup`; False when another process was quicker."""

    def work(tx: Transaction) -> bool:
        tx.execute("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        if tx.row("SELECT 1 FROM schema_version WHERE number = ?", (step.number,)):
            return False
        if backup:
            # Here, because now no other process can write: what the copy reads is the store before this step.
            copy_sqlite(store.path, backup)
        for statement in step.statements:
            tx.execute(statement)
        tx.execute("INSERT INTO schema_version (number, name) VALUES (?, ?)", (step.number, step.name))
        return True

    return store.run_tx(work)
