"""Outgoing mail: a written message goes into the durable outbox, and from there to the server, one at a time, in a lane
of its own. What became of each is told by signals; nothing is sent that is not in the outbox, and nothing is tried
twice that may have arrived."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from client.account import Account
from client.blob_upload import Progress
from client.damage import Damage
from client.dispatch import send_next
from client.draft import Draft, compose
from client.errors import Cancelled
from client.gui.plain_words import one_line
from client.gui.settling import Settling
from client.gui.task_list import Entry, EntryState
from client.gui.tasks import Lane, Tasks
from client.gui.teller import Teller
from client.outbox import Outbox, OutboxItem, State

T = TypeVar("T")

LONGEST_PAUSE = timedelta(minutes=10)


class Carrier:
    """Sends one message at a time; used by worker threads only, and free of Qt. `tell` gets the number of the message,
    the bytes that have gone, and all.
    """

    def __init__(
        self,
        account: Account,
        outbox: Outbox,
        begin: Callable[[OutboxItem], None],
        tell: Callable[[int, int, int], None],
    ) -> None:
        self._account = account
        self._outbox = outbox
        self._gate = threading.Lock()
        self._begin = begin
        self._tell = tell
        self._stopped: set[int] = set()
        self._ended = threading.Event()

    def send_one(self) -> tuple[OutboxItem | None, datetime | None]:
        """Try the oldest message that is due; returns what became of it, and when the next wants to be tried."""
        with self._gate:
            if self._ended.is_set():
                return None, None
            self._stopped.clear()
            return send_next(self._outbox, self._account, self._progress_of), self._outbox.next_due()

    def stop(self, item_id: int) -> None:
        """Stop this message as long as its end was not sent. The one after it, if that has begun, goes on."""
        self._stopped.add(item_id)

    def end(self) -> None:
        self._ended.set()

    def _progress_of(self, item: OutboxItem) -> Progress:
        def progress(done: int, total: int) -> None:
            if item.id in self._stopped:
                raise Cancelled
            self._tell(item.id, done, total)

        # At once: connecting may take its time too.
        self._begin(item)
        return progress

    def wait_until_quiet(self, seconds: float) -> None:
        """Wait until the message that is being sent right now has its state."""
        if self._gate.acquire(timeout=seconds):
            self._gate.release()


class PostOffice(QObject):
    """Signals: items_changed(tuple of OutboxItem); sent(OutboxItem); troubled(OutboxItem), it waits, was refused or is
    unsure; discarded(OutboxItem), the person does not want to send it; failed(Exception), the outbox's own file;
    progressed(int, int, int), number, bytes gone, bytes in all; sending(OutboxItem), it has begun.
    """

    items_changed = pyqtSignal(object)
    sent = pyqtSignal(object)
    troubled = pyqtSignal(object)
    discarded = pyqtSignal(object)
    failed = pyqtSignal(object)
    progressed = pyqtSignal(int, object, object)
    sending = pyqtSignal(object)

    def __init__(self, account: Account, outbox: Outbox, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._account = account
        self._outbox = outbox
        self._tasks = tasks
        # What is being sent may go on for a while after the program has let go of everything.
        self.carrier = Carrier(account, outbox, Teller(self, self.sending.emit), Teller(self, self.progressed.emit))
        self._settling = Settling(account, outbox, tasks, self)
        self._settling.settled.connect(self._settled)
        self._settling.looked.connect(self.look)
        self._entry: Entry | None = None
        self._listed = 0
        self.sending.connect(self._list_sending)
        self.progressed.connect(self._show_progress)
        tasks.list.changed.connect(self._stop_when_cancelled)
        self._sending = False
        self._asked_again = False
        self._ended = False
        self.items: tuple[OutboxItem, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.send_waiting)

    def begin(self) -> None:
        """Settle what an earlier run left unsure, then send what waits; a pause after a failed try is over."""
        self._settling.begin()
        if self._account.is_connected:
            self._act(self._outbox.wake, self.send_waiting)
        else:
            self.send_waiting()

    def put(
        self,
        draft: Draft,
        done: Callable[[OutboxItem], None],
        failed: Callable[[Exception], None],
        *,
        hold: timedelta = timedelta(0),
        message_id: str = "",
    ) -> None:
        """Compose the message and write it into the outbox; `done` when it is durable there. It is not sent before
        `hold` has passed. `message_id` has its angle brackets.
        """

        def taken(item: OutboxItem) -> None:
            done(item)
            self.look()
            self.send_waiting()

        author, outbox = self._account.address, self._outbox

        def put() -> OutboxItem:
            return outbox.put(compose(draft, author, message_id=message_id), hold)

        self._tasks.start(put, taken, failed, lane=Lane.FILES)

    @property
    def damage(self) -> Damage | None:
        """What the person is to be told when the outbox was damaged and set aside."""
        return self._outbox.damage

    def read_items(self) -> tuple[OutboxItem, ...]:
        """Read the outbox; waits for the disk, and belongs into a worker thread."""
        return self._outbox.items()

    def is_unsent(self, message_id: str) -> bool:
        """Whether the message, named without angle brackets, still has to go out; waits for the disk as well."""
        return self._outbox.has_unsent(f"<{message_id}>")

    def look(self) -> None:
        """Read the outbox again."""
        self._tasks.start(self._outbox.items, self._show, self._fail, lane=Lane.FILES, quiet=True)

    def send_waiting(self) -> None:
        """Send everything that is due, one message after the other."""
        if self._sending or self._ended:
            # What became due meanwhile must not wait for the pause of what is looked at now.
            self._asked_again = self._sending
            return
        self._sending, self._asked_again = True, False
        self._timer.stop()
        self._tasks.start(self.carrier.send_one, self._tried, self._try_failed, lane=Lane.SENDING, quiet=True)
        self.look()

    def try_now(self, item_id: int) -> None:
        self._act(partial(self._outbox.retry_now, item_id), self.send_waiting)

    def network_is_back(self) -> None:
        """What waits for the server does not wait for its pause to end, and what is unsure is looked for."""
        if any(item.state is State.UNSURE for item in self.items):
            self._settling.begin()
        if any(item.state is State.WAITING for item in self.items):
            self._act(self._outbox.wake, self.send_waiting)

    def stop_sending(self, item_id: int) -> None:
        """Stop this message if it is being sent right now; it stays in the outbox."""
        self.carrier.stop(item_id)

    def cancel(self, item_id: int) -> None:
        self._act(partial(self._outbox.cancel, item_id))

    def discard(self, item: OutboxItem) -> None:
        """The person does not want to send it at all."""

        def removed(is_removed: bool) -> None:
            self.look()
            if is_removed:
                self.discarded.emit(item)

        self._tasks.start(partial(self._outbox.cancel, item.id), removed, self._fail, lane=Lane.FILES, quiet=True)

    def confirm_sent(self, item_id: int) -> None:
        self._act(partial(self._outbox.confirm_sent, item_id), self.send_waiting)

    def clear_history(self) -> None:
        self._act(self._outbox.clear_history)

    def take_back(self, item_id: int, read: Callable[[bytes], T], done: Callable[[T | None], None]) -> None:
        """Hold a message back that is to be edited again, and `read` its bytes in a worker thread; None when it is too
        late.
        """
        outbox = self._outbox

        def take() -> T | None:
            content = outbox.take_back(item_id)
            return None if content is None else read(content)

        def taken(found: T | None) -> None:
            self.look()
            done(found)

        self._tasks.start(take, taken, self._fail, lane=Lane.FILES)

    def end(self) -> None:
        """Send nothing more; what waits stays in the outbox."""
        self._ended = True
        self._settling.end()
        self._leave_list()
        self.carrier.end()
        self._timer.stop()

    def _act(self, work: Callable[[], object], then: Callable[[], None] | None = None) -> None:
        def done(_answer: object) -> None:
            self.look()
            if then is not None:
                then()

        self._tasks.start(work, done, self._fail, lane=Lane.FILES, quiet=True)

    def _list_sending(self, item: OutboxItem) -> None:
        """What is being sent stands in the list of tasks."""
        if self._sending and not self._ended:
            subject = one_line(item.subject)[:80]
            words = self.tr("Sending “{subject}”").format(subject=subject) if subject else self.tr("Sending a message")
            self._entry, self._listed = Entry(words), item.id
            self._entry.state, self._entry.total = EntryState.RUNNING, item.size
            self._tasks.list.add(self._entry)
            # What was read when it was asked for may still tell that it waits, and it could not be stopped.
            self.look()

    def _show_progress(self, _item_id: int, done: int, total: int) -> None:
        if self._entry is not None:
            self._entry.done, self._entry.total = done, total

    def _stop_when_cancelled(self) -> None:
        if self._entry is not None and self._entry.stopping:
            self.carrier.stop(self._listed)

    def _leave_list(self) -> None:
        entry, self._entry = self._entry, None
        if entry is not None:
            self._tasks.list.remove(entry)

    def _tried(self, answer: tuple[OutboxItem | None, datetime | None]) -> None:
        self._sending = False
        self._leave_list()
        item, next_due = answer
        if item is not None:
            self._tell(item)
        if item is not None or self._asked_again:
            self.send_waiting()
        elif next_due is not None:
            pause = min(max(next_due - datetime.now(UTC), timedelta(seconds=1)), LONGEST_PAUSE)
            self._timer.start(int(pause / timedelta(milliseconds=1)))
        self.look()

    def _tell(self, item: OutboxItem) -> None:
        if item.state is State.SENT:
            self.sent.emit(item)
        else:
            self.troubled.emit(item)
        if item.state is State.UNSURE:
            self._settling.begin()

    def _settled(self, item: OutboxItem) -> None:
        """It has arrived, though perhaps not everywhere."""
        self._tell(item)
        if item.state is State.WAITING:
            self.send_waiting()

    def _try_failed(self, error: Exception) -> None:
        self._sending = False
        self._leave_list()
        self._fail(error)

    def _fail(self, error: Exception) -> None:
        # After the end the outbox is closed, and what was still asked of it fails.
        if not self._ended:
            self.failed.emit(error)

    def _show(self, items: tuple[OutboxItem, ...]) -> None:
        if items != self.items:
            self.items = items
            self.items_changed.emit(items)
