"""What the outbox holds, as frozen values, and how one is read from its file."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from client.kept_words import read_kept

# Later than every time that is tried at: the item waits for the person.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


class State(StrEnum):
    """Of an item and of each of its recipients."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNSURE = "unsure"


@dataclass(frozen=True)
class OutboxRecipient:
    """`words` is the server's reason when it is refused or has to wait."""

    address: str
    state: State
    words: str


@dataclass(frozen=True)
class OutboxItem:
    """One message. `words` is one sentence on its state, `size` in bytes, times are aware, in UTC."""

    id: int
    state: State
    sender: str
    recipients: tuple[OutboxRecipient, ...]
    subject: str
    message_id: str
    size: int
    created: datetime
    next_try: datetime
    attempts: int
    words: str

    @property
    def is_taken_back(self) -> bool:
        """Whether it waits for the person and is not tried by itself."""
        return self.state is State.WAITING and self.next_try >= NEVER

    @property
    def is_held(self) -> bool:
        """Whether it was never tried, so that it can still be taken back unseen."""
        return self.state is State.WAITING and self.attempts == 0 and not self.is_taken_back


def read_item(store: sqlite3.Connection, item_id: int) -> OutboxItem | None:
    """The item as it stands in the file, None when it is not there."""
    with closing(store.cursor()) as cursor:
        cursor.row_factory = sqlite3.Row
        row = cursor.execute(
            "SELECT state, sender, subject, message_id, size, created, next_try, attempts, words"
            " FROM item WHERE id = ?",
            (item_id,),
        ).fetchone()
        recipients = cursor.execute(
            "SELECT address, state, words FROM recipient WHERE item = ? ORDER BY position", (item_id,)
        ).fetchall()
    if row is None:
        return None
    return OutboxItem(
        id=item_id,
        state=State(row["state"]),
        sender=row["sender"],
        recipients=tuple(OutboxRecipient(one[0], State(one[1]), read_kept(one[2])) for one in recipients),
        subject=row["subject"],
        message_id=row["message_id"],
        size=row["size"],
        created=datetime.fromtimestamp(row["created"], UTC),
        next_try=datetime.fromtimestamp(row["next_try"], UTC),
        attempts=row["attempts"],
        words=read_kept(row["words"]),
    )
