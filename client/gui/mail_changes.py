"""What a person does to messages: shown at once, made in the cache, and one after the other, so that each can be taken
back. Whoever shows the list hears when something begins and what came of it; the server hears of it by keeping in step.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PyQt5.QtCore import QObject, pyqtSignal

from client.account_sync import SyncedAccount, Undo
from client.changed import NOTHING, Changed
from client.errors import MessageGone
from client.gui.tasks import Lane, Tasks
from client.successors import Successors


@dataclass
class Change:
    """Something that was done to messages; `undo` is there once it is made."""

    undo: Undo | None = None


class MailChanges(QObject):
    """Signals: removed(frozenset of ids) and marked(frozenset of ids, bool | None, bool | None), what is done right
    now, seen and flagged; begun(); made(Changed); failed(Exception).
    """

    removed = pyqtSignal(object)
    marked = pyqtSignal(object, object, object)
    begun = pyqtSignal()
    made = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, synced: SyncedAccount, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # What was done with a folder that was removed and made again is done with the one of today.
        self.successors = Successors()
        self._synced = synced
        self._tasks = tasks
        self._under_way = 0

    @property
    def are_under_way(self) -> bool:
        """Whether something is not made yet: what the cache says of the messages is not what was done."""
        return self._under_way > 0

    def mark(self, ids: Iterable[str], *, seen: bool | None = None, flagged: bool | None = None) -> Change:
        wanted, synced = tuple(ids), self._synced
        self.marked.emit(frozenset(wanted), seen, flagged)
        return self._make(lambda: synced.mark(wanted, seen=seen, flagged=flagged))

    def move(self, ids: Iterable[str], mailbox: str) -> Change:
        wanted, synced, now = tuple(ids), self._synced, self.successors.now
        self.removed.emit(frozenset(wanted))
        return self._make(lambda: synced.move(wanted, now(mailbox)))

    def take_back(self, change: Change) -> Change:
        """Make the messages of a change as they were before it; one that was never made needs nothing."""
        synced, successors = self._synced, self.successors

        def work() -> tuple[Undo | None, Changed]:
            if change.undo is None:
                return None, NOTHING
            found, changed = synced.undo(_of_today(change.undo, successors))
            if not found:
                raise MessageGone("nothing is left of what was changed")
            return None, changed

        return self._make(work)

    def destroy(self, ids: Iterable[str]) -> Change:
        """Delete for good."""
        wanted, synced = tuple(ids), self._synced
        self.removed.emit(frozenset(wanted))
        return self._make(lambda: synced.destroy(wanted))

    def note_answered(self, message_id: str) -> None:
        """The message has been answered."""
        synced = self._synced
        self._make(lambda: synced.mark([message_id], answered=True))

    def _make(self, work: Callable[[], tuple[Undo | None, Changed]]) -> Change:
        change = Change()

        def run() -> tuple[Undo | None, Changed]:
            answer = work()
            # Changes are made one after the other, so whoever takes this one back finds it here.
            change.undo = answer[0]
            return answer

        self._under_way += 1
        self.begun.emit()
        self._tasks.start(run, self._made, self._failed, lane=Lane.CHANGES, quiet=True)
        return change

    def _made(self, answer: tuple[Undo | None, Changed]) -> None:
        self._under_way -= 1
        self.made.emit(answer[1])

    def _failed(self, error: Exception) -> None:
        self._under_way -= 1
        self.failed.emit(error)


def _of_today(undo: Undo, successors: Successors) -> Undo:
    before = {
        message_id: replace(state, mailbox_ids=frozenset(map(successors.now, state.mailbox_ids)))
        for message_id, state in undo.before.items()
    }
    return replace(undo, before=before)
