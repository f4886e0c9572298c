"""What is done to folders as deeds that can be taken back, in one row with those that are done to messages. Each
direction runs in the lane of changes, after everything that was done before it has reached the server: a folder is not
empty, and a message not in it, before that is so there. What came of it is told when the server has answered."""

import contextlib
from collections.abc import Callable

from PyQt5.QtCore import QObject, pyqtSignal

from client.account import Account
from client.account_sync import Step, SyncedAccount
from client.blob_download import Progress
from client.errors import Cancelled, Fault
from client.folder_faults import FoldersOffline
from client.folder_steps import FolderStep, Outcome
from client.gui.deeds import Deed
from client.gui.desk import Desk
from client.gui.folder_words import FolderWords
from client.gui.tasks import Lane
from client.server_folders import ServerFolders

Direction = Callable[[ServerFolders, Progress], Outcome | None]


class FolderDeeds(QObject):
    """Belongs to the main window. Signals: failed(Exception); done(), something that could not be done before may have
    been now; gone(str), the id of a mailbox that is not there any more.
    """

    failed = pyqtSignal(object)
    done = pyqtSignal()
    gone = pyqtSignal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def do(self, step: FolderStep, words: FolderWords) -> None:
        """Do it, and remember how it is taken back."""
        deeds, begun = self._desk.deeds, list[Deed]()

        def act() -> None:
            is_again = bool(begun)
            begun.append(deed)
            self._run(
                words.doing,
                step.act,
                lambda outcome: deeds.happened(deed, words.done(outcome)),
                # What was done in part can be taken back.
                lambda error: deeds.did_not(deed, undo=step.is_done(), redo=is_again and _may_pass(error)),
            )

        def back() -> None:
            self._run(
                words.undoing,
                step.back,
                lambda outcome: deeds.happened_back(deed, words.undone(outcome)),
                lambda error: deeds.did_not(deed, undo=_may_pass(error)),
            )

        deed = Deed(words.name, "", "", act, back)
        deeds.do(deed)

    def _run(
        self,
        words: str,
        direction: Direction,
        done: Callable[[Outcome], None],
        failed: Callable[[Exception], None],
    ) -> None:
        account, synced, steps = self._desk.account, self._desk.session.synced, list[Step]()

        def work(progress: Progress) -> Outcome | None:
            return _in_order(account, synced, direction, progress, steps)

        def succeeded(outcome: Outcome | None) -> None:
            self._take(steps)
            self._desk.session.refresh()
            # None: there was nothing to do, because what it was to take back has failed before.
            if outcome is not None:
                done(outcome)
                self._tell(outcome)

        def did_not(error: Exception) -> None:
            self._take(steps)
            if not isinstance(error, FoldersOffline):
                # Without a server there is no news: asking would only tell of that instead.
                self._desk.session.refresh()
            failed(error)
            self.failed.emit(error)

        entry = self._desk.tasks.start_listed(words, work, succeeded, did_not, owner=self, lane=Lane.CHANGES)
        drop = entry.drop

        def dropped() -> None:
            # Before it has begun: nobody else tells of that.
            drop()
            failed(Cancelled())

        entry.drop = dropped

    def _take(self, steps: list[Step]) -> None:
        while steps:
            self._desk.session.take_step(steps.pop(0))

    def _tell(self, outcome: Outcome) -> None:
        self.done.emit()
        if outcome.gone:
            self.gone.emit(outcome.gone)


def _in_order(
    account: Account, synced: SyncedAccount, direction: Direction, progress: Progress, steps: list[Step]
) -> Outcome | None:
    """In the worker thread: what was done before goes first, and the cache knows of this before what comes after it.

    `steps` gets what was learned by that, also when a fault is raised.
    """
    if not account.is_connected or synced.account is None:
        raise FoldersOffline
    synced.send_waiting(steps.append)
    outcome = direction(account.folders(), progress)
    if outcome is not None:
        synced.look_for_changes()
        # It is done, whatever becomes of this; keeping in step meets the same fault and tells of it.
        with contextlib.suppress(Fault):
            steps.append(synced.step())
    return outcome


def _may_pass(error: Exception) -> bool:
    """Whether the person may want to ask for it once more."""
    return isinstance(error, Cancelled) or (isinstance(error, Fault) and error.may_pass)
