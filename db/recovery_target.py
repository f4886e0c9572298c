"""Where links to set a new password go to, as it is written: every change makes worth nothing what was sent before.

A link that is under way to another address is void, one that waits to be written is called off, and the account is
told. Whether an address may be chosen is for `db.recovery_address`.
"""

from __future__ import annotations

import time
from collections.abc import Collection

from db.address import folded, without_detail
from db.database import Transaction
from db.job_kinds import Notice
from db.jobs import NOTICE
from db.models import Account as Row
from db.models import ResetLink

_CALL_OFF = (
    "UPDATE job SET state = 'failed', result = ?, finished_at = ? WHERE kind = ? AND account_id = ?"
    " AND state = 'waiting' AND json_extract(asked, '$.notice') = 'password-reset'"
)
_ALL = "SELECT id, address, recovery_address FROM account WHERE recovery_address IS NOT NULL ORDER BY id"


def write(tx: Transaction, account_id: int, address: str | None, own: str, told: str) -> None:
    """Make `address` the recovery address, None for none; `told` is the sentence that `own`, the account's, gets."""
    tx.query(Row.update(recovery_address=address).where(Row.id == account_id))
    # A link that is under way to the address before is worth nothing, and none goes there that was asked for before.
    tx.query(ResetLink.delete().where(ResetLink.account_id == account_id))
    tx.execute(_CALL_OFF, ("The recovery address was changed meanwhile.", int(time.time()), NOTICE, account_id))
    Notice("notification", own, account_id, {"subject": "Your recovery address", "sentence": told}).add(tx)


def forget(tx: Transaction, lost: Collection[str]) -> None:
    """Let no links go to the addresses `lost`, which nobody has any more: whoever gets one next is somebody else."""
    for account_id, own, address in tx.rows(_ALL):
        if without_detail(folded(address)) in lost:
            told = (
                f"Nobody has {address} any more, so links to set a new password for {own} go nowhere now. "
                "Choose another recovery address."
            )
            write(tx, account_id, None, own, told)
