"""Which notices an account's way into the system asks for; the courier writes them (`db.job_kinds.Notice`).

Asked for in the transaction of what they tell, so that there is never one without the other.
"""

from __future__ import annotations

from db.database import Transaction
from db.job_kinds import Notice


def approval_wanted(tx: Transaction, account_id: int) -> None:
    """Have every admin told of a new account that waits for approval."""
    admins = tx.rows("SELECT address FROM account WHERE is_admin = 1 AND state = 'active' ORDER BY id")
    for (address,) in admins:
        Notice("approval-wanted", address, account_id).add(tx)


def approved(tx: Transaction, account_id: int) -> None:
    """Have the owner of an account told that it is ready: in its Inbox, and where they read before they sign in."""
    row = tx.row("SELECT address, recovery_address FROM account WHERE id = ?", (account_id,))
    for address in filter(None, dict.fromkeys(row or ())):
        Notice("approval", address, account_id).add(tx)
