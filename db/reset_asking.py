"""Asking for a link to set a new password, by somebody who may be anybody.

Whether there is such an account, whether it is active and has a recovery address, and how often it was asked for: all
of it changes only whether a notice waits for the courier afterwards, never what the caller sees, nor the work done.
"""

from __future__ import annotations

import time

from db.address import complete
from db.database import Store, Transaction
from db.job_kinds import Notice
from db.jobs import NOTICE

MOST_AN_HOUR = 3
"""Links that one account is sent in an hour, whoever asks for them."""

_HOUR = 60 * 60
_FIND = (
    "SELECT account.id, account.recovery_address FROM address JOIN account ON account.id = address.account_id"
    " WHERE address.address = ? AND account.state = 'active' AND account.recovery_address IS NOT NULL"
)
_ASKED = (
    "SELECT count(*) FROM job WHERE kind = ? AND created_at > ? AND account_id = ?"
    " AND json_extract(asked, '$.notice') = 'password-reset'"
)
# As long as an address mostly is, so that a row for nobody is written like any other.
_NOBODY = Notice("password-reset", "nobody@invalid.invalid")


def ask(store: Store, name: str, domain: str, now: int | None = None) -> bool:
    """Have the courier send a link to the recovery address of the account `name`; return whether it will.

    What this returns is for the log alone: who asked must not learn it. `now` is in Unix seconds.
    """
    address, at = complete(name, domain), int(time.time()) if now is None else now

    def work(tx: Transaction) -> bool:
        account_id, to = tx.row(_FIND, (address,)) or (0, "")
        asked = tx.row(_ASKED, (NOTICE, at - _HOUR, account_id))
        wanted = bool(account_id) and asked is not None and asked[0] < MOST_AN_HOUR
        job = (Notice("password-reset", str(to), int(account_id)) if wanted else _NOBODY).add(tx)
        # A row is written in any case, and in any case one is taken away, so that the time tells nothing.
        tx.execute("DELETE FROM job WHERE id = ?", (0 if wanted else job.id,))
        return wanted

    return store.run_tx(work)
