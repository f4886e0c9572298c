"""Keeps the cache of one account in step with its server, in two threads of its own: one takes the steps of
`client/sync.py`, the other one listens to `client/push.py` and wakes the first. What they bring comes out as signals on
the GUI thread; nothing here knows a window, and the threads know no widget."""

import threading
from collections.abc import Callable

from PyQt5.QtCore import QObject, pyqtSignal

from client.account_sync import SyncedAccount
from client.errors import Fault
from client.gui.teller import Teller
from client.push import MAIL_TYPES, Listening, Paused, Push, StateChange, Told


class _Threads:
    """Both threads of one connection; `tell` may be called from them until `end`."""

    def __init__(self, synced: SyncedAccount, tell: Callable[[object], None]) -> None:
        self._synced = synced
        self._tell_owner = tell
        self._gate = threading.Lock()
        self._ended = False
        self._due = threading.Event()
        self._push: Push | None = None
        # Daemons: a server that never answers must not keep the program.
        for name, work in (("sync", self._step), ("push", self._listen)):
            threading.Thread(target=work, name=f"postroom-{name}", daemon=True).start()

    def wake(self) -> None:
        self._due.set()

    def try_now(self) -> None:
        push = self._push
        if push is not None:
            push.try_now()
        self.wake()

    def end(self) -> None:
        """Take no further step and tell nothing more; what is under way ends by itself."""
        with self._gate:
            self._ended = True
            # A thread may live on for a while, and must not be the last to know the owner.
            self._tell_owner = _nobody
        if self._push is not None:
            self._push.close()
        self._due.set()

    def _tell(self, told: object) -> None:
        with self._gate:
            if not self._ended:
                self._tell_owner(told)

    def _step(self) -> None:
        while not self._ended:
            self._due.wait()
            self._due.clear()
            try:
                self._finish()
            except Exception as error:
                self._tell(error)

    def _finish(self) -> None:
        while not self._ended:
            step = self._synced.step()
            self._tell(step)
            if step.finished:
                return

    def _note(self, told: Told) -> None:
        """Have the other thread ask for what is new. Where mail to the outside is, its own view asks."""
        news = told.states.keys() if isinstance(told, StateChange) else frozenset[str]()
        if "Session" in news:
            self._synced.session_changed()
        if isinstance(told, Listening) or news & {*MAIL_TYPES, "Session"}:
            self._synced.look_for_changes()
            self._due.set()

    def _listen(self) -> None:
        try:
            self._push = push = self._synced.push()
            if self._ended:
                return
            for told in push.listen():
                self._note(told)
                self._tell(told)
        except Fault as fault:
            # Without push the owner asks from time to time; a fault that the person must know comes by that way too.
            self._tell(Paused(fault, 0))
        except Exception as error:
            self._tell(error)


def _nobody(_told: object) -> None:
    """Nobody listens any more."""


class InStep(QObject):
    """Signals: stepped(Step); failed(Exception), nothing more is asked until `look`; deliveries_changed(), something
    has changed about mail on its way to the outside, or may have.
    """

    stepped = pyqtSignal(object)
    failed = pyqtSignal(object)
    deliveries_changed = pyqtSignal()
    _told = pyqtSignal(object)

    def __init__(self, synced: SyncedAccount, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._synced = synced
        self._threads: _Threads | None = None
        self._over = False
        self.listens = False
        self._tell = Teller(self, self._told.emit)
        self._told.connect(self._hear)

    def begin(self) -> None:
        """The account is signed in: bring everything in step, and stay so."""
        if self._threads is None and not self._over:
            self._threads = _Threads(self._synced, self._tell)
            self.look()

    def look(self) -> None:
        """Ask the server now whether there is anything new."""
        self._synced.look_for_changes()
        if self._threads is not None:
            self._threads.try_now()

    def wake(self) -> None:
        """The person has changed something, or looks at another mailbox."""
        if self._threads is not None:
            self._threads.wake()

    def end(self) -> None:
        """Waits for nothing, and is for good: threads that began after it would tell somebody who is gone."""
        self._over = True
        if self._threads is not None:
            self._threads.end()
            self._threads = None

    def _hear(self, told: object) -> None:
        if self._threads is None:
            return
        if isinstance(told, Listening | StateChange):
            self.listens = True
            if isinstance(told, StateChange) and "Delivery" in told.states:
                self.deliveries_changed.emit()
        elif isinstance(told, Paused):
            self.listens = False
        elif isinstance(told, Exception):
            self.failed.emit(told)
        else:
            self.stepped.emit(told)
