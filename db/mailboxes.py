"""Mailboxes: the six that every account has from the first moment, and what each one holds in numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from db.database import Store, Transaction
from db.models import Mailbox as Row

STANDARD = (
    ("Inbox", "inbox"),
    ("Drafts", "drafts"),
    ("Sent", "sent"),
    ("Archive", "archive"),
    ("Junk", "junk"),
    ("Trash", "trash"),
)
"""Names and roles (https://www.iana.org/assignments/imap-mailbox-name-attributes) in the order of display."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox; the four numbers are as RFC 8621 section 2 defines them."""

    id: int
    name: str
    parent_id: int | None
    role: str | None
    sort_order: int
    total: int
    unread: int
    threads: int
    unread_threads: int
    is_subscribed: bool = True


def create_standard(tx: Transaction, account_id: int, now: int) -> None:
    """Give a new account its mailboxes; `now` is in Unix seconds and becomes their UIDVALIDITY."""
    zero = {"total": 0, "unread": 0, "threads": 0, "unread_threads": 0}
    tx.query(
        Row.insert_many(
            [
                {
                    "id": mailbox_id,
                    "account_id": account_id,
                    "parent_id": None,
                    "name": name,
                    "role": role,
                    "sort_order": order,
                    "uidvalidity": now,
                    "uidnext": 1,
                    **zero,
                    "created_modseq": 1,
                    "named_modseq": 1,
                    "modseq": 1,
                }
                for order, (mailbox_id, (name, role)) in enumerate(
                    zip(tx.new_ids(len(STANDARD)), STANDARD, strict=True), 1
                )
            ]
        )
    )


def of_account(store: Store | Transaction, account_id: int) -> list[Mailbox]:
    """Return the account's mailboxes in the order of display."""
    sql = (
        "SELECT is_subscribed <> 0, id, name, parent_id, role, sort_order, total, unread, threads, unread_threads"
        " FROM mailbox WHERE account_id = ? ORDER BY sort_order, name, id"
    )
    return [_mailbox(bool(subscribed), *row) for subscribed, *row in store.rows(sql, (account_id,))]


def numbers(tx: Transaction, account_id: int) -> frozenset[int]:
    """Return the ids of all mailboxes of the account."""
    return frozenset(row[0] for row in tx.rows("SELECT id FROM mailbox WHERE account_id = ?", (account_id,)))


def _mailbox(is_subscribed: bool, *facts: Any) -> Mailbox:
    return replace(Mailbox(*facts), is_subscribed=is_subscribed)
