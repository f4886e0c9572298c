"""The relays of this installation: listed, saved, tried, removed, and chosen for what they are for.

Whatever is saved here is in force at once: whoever sends reads the relay anew for each message or connection. Passwords
come in as text, are sealed inside the transaction, and leave only through `password`.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping

from db import audit, outbound, outside, relay_check, relay_rows
from db.audit import Actor
from db.database import Store, Transaction
from db.errors import RelayRefused, SecretKeyMissing, SecretsUnusable
from db.relay import PURPOSES, Purpose, Relay, RelaySettings
from db.relay_rows import Wanted, get, get_as_seen
from db.secretbox import SecretBox, ensure_keys

MOST = 100
"""Relays that can be stored."""

_FULL = f"There are {MOST} relays already. Remove one first."


def listed(store: Store | Transaction) -> list[Relay]:
    """Return all relays, by name."""
    return relay_rows.find(store)


def by_id(store: Store | Transaction, relay_id: int) -> Relay:
    """Return one relay. Raises NotFound."""
    return get(store, relay_id)


def by_name(store: Store | Transaction, name: str) -> Relay | None:
    """Return the relay of this name."""
    return next(iter(relay_rows.find(store, "WHERE relay.name = ?", (name,))), None)


def for_purpose(store: Store | Transaction, purpose: Purpose) -> Relay | None:
    """Return the relay that mail of this purpose goes through: its own, else the one for everything, else None."""
    led = dict(store.rows("SELECT purpose, relay_id FROM relay_purpose"))
    relay_id = led.get(purpose, led.get("everything"))
    return None if relay_id is None else next(iter(relay_rows.find(store, "WHERE relay.id = ?", (relay_id,))), None)


def password(relay: Relay, box: SecretBox) -> str | None:
    """Return the password to sign in at the relay with, None for none. Only for sending: never to be shown or logged.

    Raises:
        SecretsUnusable: the key is missing or does not fit; mail waits meanwhile.
    """
    if relay.sealed_password is None or relay.settings.authentication == "none":
        return None
    return box.open(relay.sealed_password)


def save(
    store: Store,
    box: SecretBox,
    actor: Actor,
    given: Mapping[str, object],
    *,
    password: object = None,
    relay_id: int | None = None,
    seen: int | None = None,
    purposes: Collection[Purpose] | None = None,
) -> Relay:
    """Save the settings `given` as a new relay, or as those of `relay_id`, and return it.

    `password` None keeps the stored one, "" removes it. `purposes` None leaves what the relay is for; the first relay
    of all is for everything. `seen` is the `updated_at` of the relay that the settings were made from.

    Raises:
        RelayRefused: with everything that is wrong; nothing was saved.
        ChangedMeanwhile: the relay is no longer what was seen; nothing was saved.
        NotFound: there is no relay `relay_id`.
        SecretsUnusable: the password cannot be sealed now.
    """

    if password:
        _ensure_keys(store, box)

    def work(tx: Transaction) -> Relay:
        old = None if relay_id is None else get_as_seen(tx, relay_id, seen)
        wanted = _wanted(tx, box, given, password, old)
        if old is None:
            saved = relay_rows.insert(tx, actor, wanted)
        else:
            saved = relay_rows.replace(tx, actor, old, wanted, "relay-changed")
        chosen: Collection[Purpose] | None = purposes
        if chosen is None and old is None and not outside.has_relay(tx):
            chosen = PURPOSES[:1]
        return saved if chosen is None else _lead(tx, actor, saved, chosen)

    return store.run_tx(work)


def activate(store: Store, actor: Actor, relay_id: int, purposes: Collection[Purpose]) -> Relay:
    """Let this relay be for exactly these purposes, instead of others; none at all turns it off. Raises NotFound."""
    return store.run_tx(lambda tx: _lead(tx, actor, get(tx, relay_id), purposes))


def remove(store: Store, actor: Actor, relay_id: int) -> None:
    """Remove a relay with all its passwords. Without one for everything, mail stays local. Raises NotFound."""

    def work(tx: Transaction) -> None:
        old = get(tx, relay_id)
        tx.execute("DELETE FROM relay WHERE id = ?", (relay_id,))
        audit.write(tx, actor, "relay-removed", old.settings.name, relay_rows.shown(old), None)
        outside.relay_gone(tx, actor)

    store.run_tx(work)


def note_tested(store: Store, actor: Actor, tested: Relay) -> bool:
    """Note that a test with `tested` has passed, and open the way outside when it is the relay for everything.

    False when its settings were changed meanwhile: then the test says nothing about them.
    """

    def work(tx: Transaction) -> bool:
        sql = "UPDATE relay SET tested_at = ? WHERE id = ? AND updated_at = ?"
        if not tx.execute(sql, (int(time.time()), tested.id, tested.updated_at)):
            return False
        audit.write(tx, actor, "relay-test-passed", tested.settings.name)
        # What the relay did not take before need not wait for its next time.
        outbound.retry_all(tx, int(time.time()))
        if "everything" in get(tx, tested.id).purposes:
            outside.test_passed(tx, actor)
        return True

    return store.run_tx(work)


def _ensure_keys(store: Store, box: SecretBox) -> None:
    # An installation that was made by an older version has no key yet.
    try:
        ensure_keys(store, box.file)
    except OSError as problem:
        raise SecretKeyMissing(f"The key file {box.file} cannot be written: {problem.strerror}.") from problem


def _wanted(
    tx: Transaction, box: SecretBox, given: Mapping[str, object], password: object, old: Relay | None
) -> Wanted:
    """Return what is to be saved. Raises RelayRefused with everything that is wrong."""
    looked = relay_check.check(given, password, old)
    faults = {**_name_faults(tx, looked, old), **looked.faults}
    if faults:
        raise RelayRefused(relay_check.in_order(faults))
    settings = looked.settings()
    return Wanted(settings, _sealed(box, settings, None if password is None else str(password), old))


def _name_faults(tx: Transaction, looked: relay_check.Looked, old: Relay | None) -> relay_check.Faults:
    if old is None and len(relay_rows.find(tx)) >= MOST:
        return {"name": _FULL}
    name = looked.values.get("name")
    return relay_rows.name_fault(tx, name, old.id if old else None) if name else {}


def _sealed(box: SecretBox, settings: RelaySettings, new_password: str | None, old: Relay | None) -> bytes | None:
    """Return the sealed password that belongs to the new settings; the stored one where it is the same."""
    stored = old.sealed_password if old else None
    if new_password is None:
        same = old is not None and relay_check.same_destination(old.settings, settings)
        return stored if same else None
    if not new_password:
        return None
    if stored is not None and _is(box, stored, new_password):
        return stored
    return box.seal(new_password)


def _is(box: SecretBox, sealed: bytes, secret: str) -> bool:
    try:
        return box.open(sealed) == secret
    except SecretsUnusable:
        # Then it is new in any case; sealing it says so where there is no key at all.
        return False


def _lead(tx: Transaction, actor: Actor, relay: Relay, purposes: Collection[Purpose]) -> Relay:
    wanted = tuple(purpose for purpose in PURPOSES if purpose in purposes)
    if wanted == relay.purposes:
        return relay
    tx.execute("DELETE FROM relay_purpose WHERE relay_id = ?", (relay.id,))
    for purpose in wanted:
        tx.execute(
            "INSERT INTO relay_purpose (purpose, relay_id) VALUES (?, ?)"
            " ON CONFLICT (purpose) DO UPDATE SET relay_id = excluded.relay_id",
            (purpose, relay.id),
        )
    told = ({"purposes": relay.purposes}, {"purposes": wanted})
    audit.write(tx, actor, "relay-purposes", relay.settings.name, *told)
    outside.relay_gone(tx, actor)
    return get(tx, relay.id)
