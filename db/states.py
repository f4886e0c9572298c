"""The states of an account's types: what a program compares to know whether anything has changed (RFC 8620, 5.1).

Push tells exactly these, over an event source or to a URL. Reading them costs a few look-ups; finding out which of many
accounts have changed costs one for each.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from db.database import Store, Transaction

TYPES = (
    "Delivery", "Email", "EmailDelivery", "EmailSubmission", "Identity", "Mailbox", "Session", "Thread",
    "VacationResponse",
)  # fmt: skip
"""The types whose changes are told."""

_TEXT = re.compile(r"\.".join([r"([0-9]{1,18})"] * 7))
_BATCH = 500
_STATES = (
    "SELECT modseq,"
    " coalesce((SELECT uidnext FROM mailbox WHERE account_id = account.id AND role = 'inbox'), 0),"
    " coalesce((SELECT modseq FROM type_state WHERE account_id = account.id AND kind = 'submission'), 0),"
    " coalesce((SELECT modseq FROM type_state WHERE account_id = account.id AND kind = 'identity'), 0),"
    " coalesce((SELECT modseq FROM type_state WHERE account_id = account.id AND kind = 'vacation'), 0),"
    " coalesce((SELECT modseq FROM type_state WHERE account_id = account.id AND kind = 'outbound'), 0),"
    " coalesce((SELECT changed_at FROM outside WHERE id = 1), 0)"
    " FROM account WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class States:
    """Seven counters that only grow. `mail` is the state of Email, Mailbox and Thread together; `outside` is when the
    way to the outside was opened or closed, which every account's JMAP session tells.
    """

    mail: int = 0
    delivery: int = 0
    submission: int = 0
    identity: int = 0
    vacation: int = 0
    outbound: int = 0
    outside: int = 0

    @property
    def version(self) -> int:
        """A number that grows with every change (`versions` gives it for many accounts)."""
        return self.mail + self.submission + self.identity + self.vacation + self.outbound + self.outside

    def of_types(self) -> dict[str, str]:
        """Return the state of each type, as its /get would tell it.

        EmailDelivery changes only when something new lies in the inbox (RFC 8621 section 1.5).
        """
        mail = str(self.mail)
        return {
            "Delivery": str(self.outbound),
            "Email": mail,
            "EmailDelivery": str(self.delivery),
            "EmailSubmission": str(self.submission),
            "Identity": str(self.identity),
            "Mailbox": mail,
            "Session": str(self.outside),
            "Thread": mail,
            "VacationResponse": str(self.vacation),
        }

    def since(self, before: States | None, types: Collection[str]) -> dict[str, str]:
        """Return the states of those of `types` that differ from `before`; of all of them when that is None."""
        old = before.of_types() if before else {}
        return {name: state for name, state in self.of_types().items() if name in types and old.get(name) != state}

    def text(self) -> str:
        """Return all of it as one short text, which `read` understands."""
        of_mail = f"{self.mail}.{self.delivery}.{self.submission}.{self.identity}.{self.vacation}"
        return f"{of_mail}.{self.outbound}.{self.outside}"


def read(text: str) -> States | None:
    """Return the states that `text` stands for; None when it is none of ours."""
    found = _TEXT.fullmatch(text)
    return States(*map(int, found.groups())) if found else None


def of_account(store: Store | Transaction, account_id: int) -> States:
    """Return the states of the account as they are now; all of them 0 when there is none."""
    row = store.row(_STATES, (account_id,))
    return States(*row) if row else States()


def versions(store: Store | Transaction, account_ids: Sequence[int]) -> dict[int, int]:
    """Return for each of these accounts that is there a number that grows with every change."""
    found: dict[int, int] = {}
    for start in range(0, len(account_ids), _BATCH):
        batch = account_ids[start : start + _BATCH]
        sql = (
            "SELECT id, modseq + coalesce((SELECT sum(modseq) FROM type_state WHERE account_id = account.id), 0)"  # noqa: S608
            " + coalesce((SELECT changed_at FROM outside WHERE id = 1), 0)"
            f" FROM account WHERE id IN ({','.join('?' * len(batch))})"
        )
        found.update(store.rows(sql, batch))
    return found
