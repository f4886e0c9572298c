"""Relays as rows: read, written, and what is kept of them when they change. Inside the transactions of others.

Every change of a relay goes through `replace`, so that none can forget the settings before, the password before, or
the line in the audit log.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, field
from typing import Any

from db import audit
from db.audit import Actor
from db.charset import storable
from db.database import Store, Transaction
from db.errors import ChangedMeanwhile, NotFound, RelayRefused
from db.relay import FIELDS, PURPOSES, Relay, RelaySettings

UNDO_STEPS = 10
"""Earlier settings of a relay that are kept."""

OLD_PASSWORDS = 3
"""Earlier passwords of a relay that are kept."""

_COLUMNS = ", ".join(f"relay.{name}" for name in ("id", *FIELDS, "password", "tested_at", "created_at", "updated_at"))
_SELECT = f"SELECT {_COLUMNS}, EXISTS (SELECT 1 FROM relay_before WHERE relay_id = relay.id) FROM relay"  # noqa: S608 - our own words
_MEANWHILE = "These settings were saved by somebody else, or in another window, since this page was opened."
_NAME_TAKEN = "Another relay has this name."
# What a passed test says something about.
_TESTED = ("server", "port", "security", "authentication", "username", "from_address", "ehlo_name", "ca_pem")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a relay is to be: its settings, and its password as it is sealed."""

    settings: RelaySettings
    sealed: bytes | None = field(repr=False)


def find(store: Store | Transaction, where: str = "", values: tuple[Any, ...] = ()) -> list[Relay]:
    """Return the relays that meet `where` (our own words), by name."""
    led = store.rows("SELECT relay_id, purpose FROM relay_purpose")
    return [_relay(row, led) for row in store.rows(f"{_SELECT} {where} ORDER BY relay.name, relay.id", values)]


def get(store: Store | Transaction, relay_id: int) -> Relay:
    """Return one relay. Raises NotFound."""
    found = find(store, "WHERE relay.id = ?", (relay_id,))
    if not found:
        raise NotFound("There is no such relay.")
    return found[0]


def get_as_seen(tx: Transaction, relay_id: int, seen: int | None) -> Relay:
    """Return one relay that is to be changed by who saw it as it was at `seen`, its `updated_at`; None does not say.

    Raises:
        NotFound: there is none.
        ChangedMeanwhile: it is no longer what was seen.
    """
    found = get(tx, relay_id)
    if seen is not None and seen != found.updated_at:
        raise ChangedMeanwhile(_MEANWHILE)
    return found


def insert(tx: Transaction, actor: Actor, wanted: Wanted) -> Relay:
    """Write a new relay. Raises RelayRefused when its name is taken."""
    _check_name(tx, wanted.settings.name, None)
    (relay_id,) = tx.new_ids(1)
    now = int(time.time())
    values = [relay_id, *_values(wanted.settings), wanted.sealed, None, now, now]
    columns = f"id, {', '.join(FIELDS)}, password, tested_at, created_at, updated_at"
    tx.insert(f"relay ({columns})", [values])
    made = get(tx, relay_id)
    audit.write(tx, actor, "relay-added", made.settings.name, None, shown(made))
    return made


def replace(tx: Transaction, actor: Actor, old: Relay, wanted: Wanted, action: str, *, keep: bool = True) -> Relay:
    """Give a relay other settings or another password, and return it; what it was is kept (for undo: with `keep`).

    Raises:
        RelayRefused: its new name is taken.
    """
    _check_name(tx, wanted.settings.name, old.id)
    changed = {name for name in FIELDS if getattr(old.settings, name) != getattr(wanted.settings, name)}
    other_password = wanted.sealed != old.sealed_password
    if not changed and not other_password:
        return old
    # Strictly later each time: `note_tested` tells by it whether a relay is still what was tested.
    now = max(int(time.time()), old.updated_at + 1)
    if keep:
        _keep_settings(tx, old, now)
    if other_password:
        keep_password(tx, old, now)
    tested = None if other_password or changed.intersection(_TESTED) else old.tested_at
    columns = ", ".join(f"{name} = ?" for name in FIELDS)
    tx.execute(
        f"UPDATE relay SET {columns}, password = ?, tested_at = ?, updated_at = ? WHERE id = ?",  # noqa: S608 - our own words
        (*_values(wanted.settings), wanted.sealed, tested, now, old.id),
    )
    new = get(tx, old.id)
    after = shown(new) | ({"password": "changed"} if other_password and old.sealed_password and wanted.sealed else {})
    audit.write(tx, actor, action, new.settings.name, shown(old), after)
    return new


def name_fault(tx: Transaction, name: str, relay_id: int | None) -> dict[str, str]:
    """Return what is wrong with a name that the relay `relay_id` (None for a new one) is to have."""
    row = tx.row("SELECT id FROM relay WHERE name = ?", (storable(name),))
    return {} if row is None or row[0] == relay_id else {"name": _NAME_TAKEN}


def _check_name(tx: Transaction, name: str, relay_id: int | None) -> None:
    faults = name_fault(tx, name, relay_id)
    if faults:
        raise RelayRefused(faults)


def keep_password(tx: Transaction, old: Relay, now: int) -> None:
    """Keep the password that a relay has had until now; of the earlier ones, the newest stay."""
    if old.sealed_password is None:
        return
    (row_id,) = tx.new_ids(1)
    row = (row_id, old.id, now, old.settings.server, old.settings.username, old.sealed_password)
    tx.insert("relay_password (id, relay_id, replaced_at, server, username, password)", [row])
    _trim(tx, "relay_password", old.id, OLD_PASSWORDS)


def shown(relay: Relay) -> dict[str, object]:
    """Return a relay for the audit log: no password, and certificates only by their hash."""
    values = relay.settings.values()
    if values["ca_pem"]:
        values["ca_pem"] = f"sha256:{hashlib.sha256(values['ca_pem'].encode()).hexdigest()}"
    return {**values, "password": "set" if relay.sealed_password else "none"}


def _keep_settings(tx: Transaction, old: Relay, now: int) -> None:
    (row_id,) = tx.new_ids(1)
    row = (row_id, old.id, now, json.dumps(old.settings.values()), old.sealed_password)
    tx.insert("relay_before (id, relay_id, saved_at, settings, password)", [row])
    _trim(tx, "relay_before", old.id, UNDO_STEPS)


def _trim(tx: Transaction, table: str, relay_id: int, most: int) -> None:
    newest = f"SELECT id FROM {table} WHERE relay_id = ? ORDER BY id DESC LIMIT ?"  # noqa: S608 - our own words
    tx.execute(f"DELETE FROM {table} WHERE relay_id = ? AND id NOT IN ({newest})", (relay_id, relay_id, most))  # noqa: S608 - our own words


def _values(settings: RelaySettings) -> list[object]:
    values = (getattr(settings, name) for name in FIELDS)
    return [storable(value) if isinstance(value, str) else value for value in values]


def _relay(row: tuple[Any, ...], led: list[tuple[Any, ...]]) -> Relay:
    relay_id, *values = row[: 1 + len(FIELDS)]
    sealed, tested_at, created_at, updated_at, can_undo = row[1 + len(FIELDS) :]
    mine = {purpose for leads_to, purpose in led if leads_to == relay_id}
    settings = RelaySettings(*values)
    return Relay(
        relay_id,
        settings,
        None if sealed is None else bytes(sealed),
        tuple(purpose for purpose in PURPOSES if purpose in mine),
        tested_at,
        created_at,
        updated_at,
        bool(can_undo),
    )
