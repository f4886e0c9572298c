"""Contents: the bytes of messages, each kept once for as long as anything needs them."""

from __future__ import annotations

from db.database import Transaction

_REMOVE = (
    "DELETE FROM content WHERE id = ?"
    " AND NOT EXISTS (SELECT 1 FROM message WHERE message.content_id = content.id)"
    # What waits to be sent is needed even when its author has destroyed the draft.
    " AND NOT EXISTS (SELECT 1 FROM submission WHERE submission.content_id = content.id)"
    " AND NOT EXISTS (SELECT 1 FROM outbound WHERE outbound.content_id = content.id)"
)


def remove_if_unused(tx: Transaction, content_id: int) -> None:
    """Remove the content unless a message has it, or it waits to be sent."""
    tx.execute(_REMOVE, (content_id,))
