"""Deleting an account: what happens at once, in one transaction, however much mail it has.

Nobody signs in, sessions and push end, mail for its addresses is refused, nothing leaves in its name any more. The row
stays, without an address, until the courier has erased the mail (`db.erasing`). Nobody can lock everybody out: the last
admin stays.
"""

from __future__ import annotations

import time

from db import audit, former_addresses, recovery_target, sessions, system_account
from db.accounts import ROLE_NAMES
from db.address import split
from db.audit import Actor
from db.database import Store, Transaction
from db.errors import NotFound, Refused

DELETED = "554 5.7.0 The account of its sender was deleted"

_FIND = "SELECT address, state, is_admin FROM account WHERE id = ? AND deleted_at IS NULL"
_OTHER_ADMINS = (
    "SELECT id FROM account WHERE is_admin = 1 AND state = 'active' AND deleted_at IS NULL AND id <> ? ORDER BY id"
)
# A name that no address can have (it has a blank), and that still tells people who look at the table whose it was.
_NAMELESS = (
    "UPDATE account SET address = ?, display_name = '', password_hash = '', is_admin = 0, state = 'disabled',"
    " disabled_message = NULL, recovery_address = NULL, deleted_at = ? WHERE id = ?"
)
_ENDED = (
    "DELETE FROM push_subscription WHERE account_id = ?",
    "DELETE FROM recovery_code WHERE account_id = ?",
    "DELETE FROM reset_link WHERE account_id = ?",
    "DELETE FROM vacation WHERE account_id = ?",
    "DELETE FROM invitation WHERE created_by = ?",
)


def delete(store: Store, actor: Actor, account_id: int) -> str:
    """Delete an account, and return the address it had.

    Raises:
        NotFound: there is none.
        Refused: it is the last admin's, or the one that Postroom itself writes from.
    """
    return store.run_tx(lambda tx: _delete(tx, actor, account_id, "account-deleted"))


def refuse(store: Store, actor: Actor, account_id: int) -> str:
    """Refuse an account that waits for approval: it is deleted, and its name can be asked for again at once.

    Raises:
        NotFound: there is none.
        Refused: it does not wait.
    """

    def work(tx: Transaction) -> str:
        if _found(tx, account_id)[1] != "waiting":
            raise Refused("This account does not wait for approval.")
        return _delete(tx, actor, account_id, "account-refused")

    return store.run_tx(work)


def _delete(tx: Transaction, actor: Actor, account_id: int, action: str) -> str:
    address, state, is_admin = _found(tx, account_id)
    system_account.check_other(address)
    heirs = [row[0] for row in tx.rows(_OTHER_ADMINS, (account_id,))]
    if is_admin and not heirs:
        raise Refused("This is the only admin: make somebody else an admin first.")
    now = int(time.time())
    lost = _take_addresses(tx, account_id, heirs[0] if heirs else None)
    if state != "waiting":
        # Who waited never got mail, so nobody waits for what comes to that name.
        former_addresses.keep(tx, lost, now)
    ended = sessions.revoke_all(tx, account_id, None)
    for statement in _ENDED:
        tx.execute(statement, (account_id,))
    # What waits to be sent later is refused by `db.submissions.release`; what is on its way is held until it is erased.
    sql = "UPDATE outbound SET state = 'held', reply = ? WHERE account_id = ? AND state = 'waiting'"
    held = tx.execute(sql, (DELETED, account_id))
    tx.execute(_NAMELESS, (f"{address} (deleted {account_id})", now, account_id))
    before = {"addresses": sorted(lost), "state": state, "admin": is_admin}
    audit.write(tx, actor, action, address, before, {"sessions_ended": ended, "messages_stopped": held})
    return address


def _found(tx: Transaction, account_id: int) -> tuple[str, str, bool]:
    row = tx.row(_FIND, (account_id,))
    if row is None:
        raise NotFound("There is no such account.")
    return row[0], row[1], bool(row[2])


def _take_addresses(tx: Transaction, account_id: int, heir: int | None) -> list[str]:
    """Take every address away, and return those that nobody has now.

    RFC 5321 section 4.5.1: postmaster MUST reach somebody, so those names go to another admin.
    https://www.rfc-editor.org/rfc/rfc5321#section-4.5.1
    """
    lost = []
    for (address,) in tx.rows("SELECT address FROM address WHERE account_id = ?", (account_id,)):
        if split(address)[0] in ROLE_NAMES and heir is not None:
            tx.execute("UPDATE address SET account_id = ? WHERE address = ?", (heir, address))
        else:
            lost.append(address)
    tx.execute("DELETE FROM address WHERE account_id = ?", (account_id,))
    recovery_target.forget(tx, lost)
    return lost
