"""The durable outbox: nothing is sent that is not written here first, and nothing leaves without a visible
state.

Submissions go in before the first try; `client/dispatch.py` takes them out, one at a time, and tells what
became of them. It never sends anything, and it never decides by itself to repeat a message whose fate is
unsure.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from client.draft import Submission
from client.kept_words import kept
from client.outbox_item import NEVER, OutboxItem, OutboxRecipient, State, read_item
from client.outbox_store import open_store, store_faults, transaction
from client.server_answers import Refusal
from client.wording import Said

__all__ = ["Outbox", "OutboxItem", "OutboxRecipient", "State"]

# Seconds before the next try, by the number of tries so far; the last one stays.
PAUSES = (10, 30, 60, 300, 900, 1800)

INTERRUPTED = Said("Postroom ended while this message was being sent. It may have arrived: look into Sent.")
NOT_SENT_YET = Said("Waits to be sent.")
HELD = Said("Waits a moment, so that it can be taken back.")
TAKEN_BACK = Said("Was taken back. It is sent only when you say so.")


class Outbox:
    """Safe to use from several threads. Raises `LocalDiskFull` or `FileFault` when the file cannot be used.

    `damage` is what the person is to be told when a damaged file had to be set aside, else None.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Open or make the file; what was being sent when the program ended becomes `unsure`."""
        self.path = path
        self._clock = clock
        self._gate = threading.RLock()
        self._store, self.damage = open_store(path)
        with self._gate, transaction(self._store, path):
            self._store.execute("UPDATE recipient SET state = ? WHERE state = ?", (State.UNSURE, State.SENDING))
            self._store.execute(
                "UPDATE item SET state = ?, words = ? WHERE state = ?",
                (State.UNSURE, INTERRUPTED, State.SENDING),
            )

    def put(self, submission: Submission, hold: timedelta = timedelta(0)) -> OutboxItem:
        """Write it down; durable on return. It is not tried before `hold` has passed."""
        now = self._clock()
        with self._gate, transaction(self._store, self.path):
            row = (
                *(State.WAITING, submission.sender, submission.subject, submission.message_id),
                *(len(submission.content), now.timestamp(), (now + hold).timestamp()),
                *(HELD if hold else NOT_SENT_YET, submission.content),
            )
            added = self._store.execute(
                "INSERT INTO item (state, sender, subject, message_id, size, created, next_try, words, content)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            self._store.executemany(
                "INSERT INTO recipient (item, position, address, state) VALUES (?, ?, ?, ?)",
                [
                    (added.lastrowid, position, address, State.WAITING)
                    for position, address in enumerate(submission.recipients)
                ],
            )
            return self._existing(added.lastrowid or 0)

    def items(self) -> tuple[OutboxItem, ...]:
        """Everything, newest first; sent ones are kept as history."""
        with self._gate, store_faults(self.path):
            ids = self._store.execute("SELECT id FROM item ORDER BY id DESC").fetchall()
            return tuple(self._existing(item_id) for (item_id,) in ids)

    def item(self, item_id: int) -> OutboxItem | None:
        """One of them, None when it is not there."""
        with self._gate, store_faults(self.path):
            return read_item(self._store, item_id)

    def has_unsent(self, message_id: str) -> bool:
        """Whether a message of this Message-ID, with its angle brackets, is here and has not gone out."""
        with self._gate, store_faults(self.path):
            (found,) = self._store.execute(
                "SELECT COUNT(*) FROM item WHERE message_id = ? AND state != ?", (message_id, State.SENT)
            ).fetchone()
            return bool(found)

    def content(self, item_id: int) -> bytes | None:
        """The message as bytes; None when it is gone or sent (history keeps no content)."""
        with self._gate, store_faults(self.path):
            found = self._store.execute("SELECT content FROM item WHERE id = ?", (item_id,)).fetchone()
            return None if found is None or found[0] is None else bytes(found[0])

    def next_due(self) -> datetime | None:
        """When the next waiting item wants to be tried; None when nothing waits."""
        with self._gate, store_faults(self.path):
            (found,) = self._store.execute(
                "SELECT MIN(next_try) FROM item WHERE state = ?", (State.WAITING,)
            ).fetchone()
            return None if found is None else datetime.fromtimestamp(found, UTC)

    def claim(self) -> tuple[OutboxItem, Submission] | None:
        """The oldest item that is due, marked `sending`, with the recipients still to be served.

        The attempt is on disk before it is made. None when nothing is due.
        """
        with self._gate, transaction(self._store, self.path):
            found = self._store.execute(
                "SELECT id, content FROM item WHERE state = ? AND next_try <= ? ORDER BY id LIMIT 1",
                (State.WAITING, self._clock().timestamp()),
            ).fetchone()
            if found is None:
                return None
            item_id, content = found
            self._store.execute("UPDATE item SET attempts = attempts + 1 WHERE id = ?", (item_id,))
            self._move(item_id, State.WAITING, State.SENDING)
            self._set(item_id, State.SENDING, Said("Is being sent."))
            item = self._existing(item_id)
        left = tuple(one.address for one in item.recipients if one.state is State.SENDING)
        return item, Submission(item.sender, left, bytes(content), item.message_id, item.subject)

    def note_refused(self, item_id: int, refused: tuple[Refusal, ...]) -> None:
        """The server does not take the message for these, whatever becomes of it for the other claimed recipients.

        Who was refused for the moment only (4xx) waits for another try.
        """
        with self._gate, transaction(self._store, self.path):
            self._turn_down(item_id, refused)

    def settle(self, item_id: int, refused: tuple[Refusal, ...] = ()) -> OutboxItem:
        """The server took the message for all claimed recipients but the refused ones."""
        with self._gate, transaction(self._store, self.path):
            self._turn_down(item_id, refused)
            self._move(item_id, State.SENDING, State.SENT)
            return self._conclude(item_id)

    def refuse(self, item_id: int, words: str) -> OutboxItem:
        """The server refused the message as a whole, for good."""
        return self._end_attempt(item_id, State.REFUSED, words)

    def postpone(self, item_id: int, words: str) -> OutboxItem:
        """Nothing was sent; it is tried again after a pause that grows with each attempt."""
        return self._end_attempt(item_id, State.WAITING, words)

    def doubt(self, item_id: int, words: str) -> OutboxItem:
        """The connection was lost after the whole message was sent: it may have arrived."""
        return self._end_attempt(item_id, State.UNSURE, words)

    def retry_now(self, item_id: int) -> bool:
        """The person wants it (again) now: what waits, was refused or is unsure becomes due.

        False when it is being sent, was sent, or it or its text is gone.
        """
        with self._gate, transaction(self._store, self.path):
            item = read_item(self._store, item_id)
            if item is None or item.state not in {State.WAITING, State.REFUSED, State.UNSURE}:
                return False
            if self.content(item_id) is None:
                # Its text was lost when the outbox was damaged.
                return False
            for state in (State.REFUSED, State.UNSURE):
                self._move(item_id, state, State.WAITING)
            self._set(item_id, State.WAITING, NOT_SENT_YET, self._clock())
            return True

    def wake(self) -> None:
        """The server can be reached again: whatever waits after a failed try is due now."""
        with self._gate, transaction(self._store, self.path):
            self._store.execute(
                "UPDATE item SET next_try = MIN(next_try, ?) WHERE state = ? AND attempts > 0 AND next_try < ?",
                (self._clock().timestamp(), State.WAITING, NEVER.timestamp()),
            )

    def take_back(self, item_id: int) -> bytes | None:
        """Keep it from being sent until `retry_now`, and return its bytes; None when it is being sent (too late), was
        sent, or is gone.

        It stays here until `cancel`, so that it is not lost should the program end before its text is kept elsewhere.
        """
        with self._gate, transaction(self._store, self.path):
            item = read_item(self._store, item_id)
            if item is None or item.state in {State.SENDING, State.SENT}:
                return None
            if item.state is State.WAITING:
                self._set(item_id, State.WAITING, TAKEN_BACK, NEVER)
            return self.content(item_id)

    def stop(self, item_id: int) -> OutboxItem:
        """The person stopped the attempt before the end of the message was sent: nothing was sent."""
        with self._gate, transaction(self._store, self.path):
            self._move(item_id, State.SENDING, State.WAITING)
            self._set(item_id, State.WAITING, TAKEN_BACK, NEVER)
            return self._existing(item_id)

    def cancel(self, item_id: int) -> bool:
        """Remove it. False when it is being sent (too late) or not there."""
        with self._gate, transaction(self._store, self.path):
            removed = self._store.execute("DELETE FROM item WHERE id = ? AND state != ?", (item_id, State.SENDING))
            return removed.rowcount == 1

    def confirm_sent(self, item_id: int) -> bool:
        """An unsure item was found in Sent, or the person says that it arrived. False when it is not unsure."""
        with self._gate, transaction(self._store, self.path):
            item = read_item(self._store, item_id)
            if item is None or item.state is not State.UNSURE:
                return False
            self._move(item_id, State.UNSURE, State.SENT)
            self._conclude(item_id)
            return True

    def clear_history(self) -> int:
        """Remove what was sent; how many."""
        with self._gate, transaction(self._store, self.path):
            return self._store.execute("DELETE FROM item WHERE state = ?", (State.SENT,)).rowcount

    def close(self) -> None:
        """Let another program have the file."""
        with self._gate:
            self._store.close()

    def _end_attempt(self, item_id: int, state: State, words: str) -> OutboxItem:
        with self._gate, transaction(self._store, self.path):
            self._move(item_id, State.SENDING, state)
            self._set(item_id, state, words, self._later(item_id) if state is State.WAITING else None)
            return self._existing(item_id)

    def _conclude(self, item_id: int) -> OutboxItem:
        """The item's state from those of its recipients."""
        states = {one.state for one in self._existing(item_id).recipients}
        if State.WAITING in states:
            self._set(item_id, State.WAITING, Said("Some recipients have to wait."), self._later(item_id))
        elif State.REFUSED in states:
            words = Said("Was sent, but not to everybody.") if State.SENT in states else Said("Was not sent.")
            self._set(item_id, State.REFUSED, words)
        else:
            self._set(item_id, State.SENT, Said("Was sent."))
            self._store.execute("UPDATE item SET content = NULL WHERE id = ?", (item_id,))
        return self._existing(item_id)

    def _later(self, item_id: int) -> datetime:
        attempts = self._existing(item_id).attempts
        return self._clock() + timedelta(seconds=PAUSES[min(max(attempts, 1), len(PAUSES)) - 1])

    def _turn_down(self, item_id: int, refused: tuple[Refusal, ...]) -> None:
        for one in refused:
            state = State.WAITING if one.is_temporary else State.REFUSED
            self._store.execute(
                "UPDATE recipient SET state = ?, words = ? WHERE item = ? AND address = ? AND state = ?",
                (state, kept(one.words), item_id, one.address, State.SENDING),
            )

    def _move(self, item_id: int, old: State, new: State) -> None:
        # The words were about the state of before.
        self._store.execute(
            "UPDATE recipient SET state = ?, words = '' WHERE item = ? AND state = ?", (new, item_id, old)
        )

    def _set(self, item_id: int, state: State, words: str, next_try: datetime | None = None) -> None:
        self._store.execute("UPDATE item SET state = ?, words = ? WHERE id = ?", (state, kept(words), item_id))
        if next_try is not None:
            self._store.execute("UPDATE item SET next_try = ? WHERE id = ?", (next_try.timestamp(), item_id))

    def _existing(self, item_id: int) -> OutboxItem:
        found = read_item(self._store, item_id)
        if found is None:
            raise LookupError(f"the outbox has no item {item_id}")
        return found
