"""Putting a message into an account without a delivery: a draft, an import, a message that a program has made.

Part of the same transaction, and of the same change, as whatever else a program's request does: one modification
number for all of it. The message joins its conversation exactly as if it had been delivered.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.database import Transaction
from db.envelope import new_id
from db.filing import Filed, Filing
from db.flags import pack
from db.message import Summary
from db.new_messages import RECEIVED, NewMessage, NewMessages, content_row, conversations, write_contents

_UID = "UPDATE mailbox SET uidnext = uidnext + 1 WHERE id = ? RETURNING uidnext"


@dataclass(frozen=True, slots=True)
class Stored:
    """The ids that a stored message got."""

    message_id: int
    content_id: int
    thread_id: int


def store(filing: Filing, content: bytes, summary: Summary, filed: Filed, received_at: int) -> Stored:
    """Put the message `content` (CRLF line ends) into the mailboxes of `filed`, as one of the changes of `filing`.

    `received_at` is in Unix seconds.

    Raises:
        NotFound: one of the mailboxes is not the account's; nothing was written.
    """
    filing.check_mailboxes(filed.mailbox_ids)
    tx = filing.tx
    places = tuple((mailbox_id, tx.rows(_UID, (mailbox_id,))[0][0] - 1) for mailbox_id in sorted(filed.mailbox_ids))
    flags, keywords = pack(filed.keywords)
    content_id, message_id, thread_id = tx.new_ids(3)
    write_contents(tx, [content_row(content_id, new_id(), 0, content, summary)])
    new = NewMessages(tx, filing.deltas, conversations(tx, [(filing.account_id, summary.references)]))
    message = NewMessage(
        id=message_id,
        spare_thread_id=thread_id,
        account_id=filing.account_id,
        content_id=content_id,
        kind=RECEIVED,
        references=summary.references,
        places=places,
        received_at=received_at,
        flags=flags,
        keywords=keywords,
        modseq=filing.next_modseq(),
    )
    found = Stored(message_id, content_id, new.add(message))
    # What the same request does next must find it.
    new.write()
    return found


def store_message(
    tx: Transaction,
    account_id: int,
    content: bytes,
    summary: Summary,
    mailbox_ids: frozenset[int],
    keywords: frozenset[str],
    received_at: int,
) -> Stored:
    """Put one message into an account, as a change by itself; like `store` otherwise."""
    filing = Filing(tx, account_id)
    stored = store(filing, content, summary, Filed(keywords, mailbox_ids), received_at)
    filing.finish()
    return stored
