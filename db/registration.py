"""Who may make an account: what an admin chose in the web area, else what the settings file says.

Read at every use, so a choice is in force at once and in every process; nothing has to be restarted.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import get_args

from db import audit
from db.audit import Actor
from db.database import Store, Transaction
from db.settings import Registration, Settings

MODES: tuple[Registration, ...] = get_args(Registration)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an admin chose, who, and when (Unix seconds)."""

    mode: Registration
    chosen_by: str
    changed_at: int


def mode(store: Store | Transaction, settings: Settings) -> Registration:
    """Return who may make an account now: `open`, `invitation`, `approval` or `closed`."""
    found = chosen(store)
    return settings.registration if found is None else found.mode


def chosen(store: Store | Transaction) -> Chosen | None:
    """Return what goes before the settings file; None when the file decides."""
    row = store.row("SELECT value, chosen_by, changed_at FROM choice WHERE name = 'registration'")
    return None if row is None else Chosen(*row)


def choose(store: Store, actor: Actor, settings: Settings, wanted: Registration | None) -> None:
    """Let `wanted` go before the settings file; None: the file decides again."""

    def work(tx: Transaction) -> None:
        old = chosen(tx)
        if (None if old is None else old.mode) == wanted:
            return
        before, by_file = mode(tx, settings), old is None
        tx.execute("DELETE FROM choice WHERE name = 'registration'")
        if wanted is not None:
            sql = "INSERT INTO choice (name, value, chosen_by, changed_at) VALUES ('registration', ?, ?, ?)"
            tx.execute(sql, (wanted, actor.name, int(time.time())))
        told = ({"mode": before, "by_file": by_file}, {"mode": mode(tx, settings), "by_file": wanted is None})
        audit.write(tx, actor, "registration-changed", "registration", *told)

    store.run_tx(work)
