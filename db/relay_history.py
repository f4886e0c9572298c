"""Going back: a relay's settings before its last save, and one of the last three passwords that it had."""

from __future__ import annotations

import json

from db import relay_check, relay_rows
from db.audit import Actor
from db.database import Store, Transaction
from db.errors import NotFound, NothingToUndo, RelayRefused
from db.relay import OldPassword, Relay
from db.relay_rows import Wanted, get, get_as_seen

_NOTHING = "There is nothing to undo: no earlier settings of this relay are kept."


def undo(store: Store, actor: Actor, relay_id: int, seen: int | None = None) -> Relay:
    """Go back to what the relay was before its last save, password included; again, to what it was before that.

    `seen` is as for `relay_settings.save`: it is that save that is to be undone, and no other.

    Raises:
        NotFound: there is no such relay.
        ChangedMeanwhile: the relay is no longer what was seen; nothing was changed.
        NothingToUndo: no earlier settings are kept.
        RelayRefused: what was saved then can no longer be used (its certificate expired, its name is taken).
    """

    def work(tx: Transaction) -> Relay:
        old = get_as_seen(tx, relay_id, seen)
        row = tx.row("SELECT id, settings, password FROM relay_before WHERE relay_id = ? ORDER BY id DESC", (old.id,))
        if row is None:
            raise NothingToUndo(_NOTHING)
        settings = relay_check.read(json.loads(row[1]))
        if isinstance(settings, dict):
            raise RelayRefused(settings)
        sealed = None if row[2] is None else bytes(row[2])
        tx.execute("DELETE FROM relay_before WHERE id = ?", (row[0],))
        # Back with its own settings, it is no earlier password any more.
        tx.execute("DELETE FROM relay_password WHERE relay_id = ? AND password = ?", (old.id, row[2]))
        relay_rows.replace(tx, actor, old, Wanted(settings, sealed), "relay-undone", keep=False)
        return get(tx, relay_id)

    return store.run_tx(work)


def old_passwords(store: Store, relay_id: int) -> list[OldPassword]:
    """Return the passwords that the relay had, without themselves, the last one first. Raises NotFound."""
    get(store, relay_id)
    sql = "SELECT id, replaced_at, server, username FROM relay_password WHERE relay_id = ? ORDER BY id DESC"
    return [OldPassword(*row) for row in store.rows(sql, (relay_id,))]


def restore_password(store: Store, actor: Actor, relay_id: int, password_id: int) -> Relay:
    """Take an earlier password again; the one of now becomes an earlier one.

    Raises:
        NotFound: there is no such relay, or no such password of it.
        RelayRefused: it is for another server or user name than the relay has now.
    """

    def work(tx: Transaction) -> Relay:
        old = get(tx, relay_id)
        sql = "SELECT server, username, password FROM relay_password WHERE id = ? AND relay_id = ?"
        row = tx.row(sql, (password_id, relay_id))
        if row is None:
            raise NotFound("There is no such earlier password.")
        if (row[0], row[1]) != (old.settings.server, old.settings.username):
            sentence = f"This password is for {row[1] or 'nobody'} at {row[0]}, and is not sent anywhere else."
            raise RelayRefused({"password": sentence})
        tx.execute("DELETE FROM relay_password WHERE id = ?", (password_id,))
        return relay_rows.replace(tx, actor, old, Wanted(old.settings, bytes(row[2])), "relay-password-restored")

    return store.run_tx(work)
