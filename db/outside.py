"""Where mail to the outside goes: nowhere (`local`), through a relay, or directly to the hosts of its recipients.

One row, read at every recipient outside the domain. It starts as `local`; a passed test of the relay for everything
opens it, or an admin who overrides. It closes by itself when no relay is left for it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal, get_args

from db import audit
from db.audit import Actor
from db.database import Store, Transaction
from db.errors import OutsideRefused, StoreDamaged

Mode = Literal["local", "relay", "direct"]
MODES: tuple[Mode, ...] = get_args(Mode)


@dataclass(frozen=True, slots=True)
class Outside:
    """`opened_by` is "" (never changed), "test" or the address of the admin who chose it; `changed_at` Unix seconds."""

    mode: Mode
    opened_by: str
    changed_at: int


def read(store: Store | Transaction) -> Outside:
    """Return where mail to the outside goes."""
    row = store.row("SELECT mode, opened_by, changed_at FROM outside WHERE id = 1")
    if row is None:
        raise StoreDamaged("The store has lost where mail to the outside goes. Restore it from a backup.")
    return Outside(row[0], row[1], row[2])


def is_open(store: Store | Transaction) -> bool:
    """Return whether mail to the outside is taken; one read of one row."""
    row = store.row("SELECT mode FROM outside WHERE id = 1")
    return row is not None and row[0] != "local"


def choose(store: Store, actor: Actor, mode: Mode) -> Outside:
    """Set where mail to the outside goes, tested or not: an admin's own decision. `local` closes it.

    What waits in the queue stays there until it is opened again or its time is over.

    Raises:
        OutsideRefused: `relay`, and no relay is there for everything.
    """

    def work(tx: Transaction) -> Outside:
        if mode == "relay" and not has_relay(tx):
            raise OutsideRefused("There is no relay for everything yet: save one first.")
        _set(tx, actor, mode, actor.name)
        return read(tx)

    return store.run_tx(work)


def test_passed(tx: Transaction, actor: Actor) -> None:
    """Open the way through the relay, because a test of the relay for everything has passed; other choices stay."""
    if read(tx).mode == "local" and has_relay(tx):
        _set(tx, actor, "relay", "test")


def relay_gone(tx: Transaction, actor: Actor) -> None:
    """Close the way through the relay when no relay is left for everything."""
    if read(tx).mode == "relay" and not has_relay(tx):
        _set(tx, actor, "local", actor.name)


def has_relay(store: Store | Transaction) -> bool:
    """Return whether a relay is there for everything."""
    return store.row("SELECT 1 FROM relay_purpose WHERE purpose = 'everything'") is not None


def _set(tx: Transaction, actor: Actor, mode: Mode, opened_by: str) -> None:
    before = read(tx)
    if (before.mode, before.opened_by) == (mode, opened_by):
        return
    # Always a later moment: it is also the state by which programs notice the change (`db.states`).
    now = max(int(time.time()), before.changed_at + 1)
    tx.execute("UPDATE outside SET mode = ?, opened_by = ?, changed_at = ? WHERE id = 1", (mode, opened_by, now))
    told = ({"mode": before.mode, "opened_by": before.opened_by}, {"mode": mode, "opened_by": opened_by})
    audit.write(tx, actor, "outside-changed", "outside", *told)
