"""Whether an author has a message in their own copies already: whoever was refused is sent the same message again, and
Sent must not fill up with copies of it.

Only the same bytes, but for the trace of the server, are the same message: a program that gives two messages one
Message-ID loses neither. Nothing is asked unless the author has a conversation with this Message-ID.
"""

from __future__ import annotations

from db.database import Transaction
from db.message import Summary
from db.new_messages import SENT, Found
from db.trace_headers import without_trace

# The newest ones: what was sent again and again under one Message-ID is not read as a whole each time.
_KEPT = (
    "SELECT content.data FROM message JOIN content ON content.id = message.content_id"
    " WHERE message.thread_id = ? AND message.account_id = ? AND message.copy = ? AND content.message_ids = ?"
    " ORDER BY message.id DESC LIMIT 3"
)


def is_kept(tx: Transaction, account_id: int, content: bytes, summary: Summary, found: Found) -> bool:
    """Return whether the account has sent this message before; `found` are conversations by account and reference."""
    if not summary.references:
        return False
    # The first reference is its own Message-ID.
    thread_id = found.get((account_id, summary.references[0]))
    if thread_id is None:
        return False
    rows = tx.rows(_KEPT, (thread_id, account_id, SENT, summary.message_ids))
    written = without_trace(content)
    return any(without_trace(bytes(row[0])) == written for row in rows)
