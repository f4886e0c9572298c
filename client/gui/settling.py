"""Settles messages of which nobody knows whether they have arrived: Sent on the server is looked into, at once, a few
times more because the server may still be at work, and whenever it can be reached again. Nothing is sent here."""

from collections.abc import Sequence

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from client.account import Account
from client.dispatch import settle_unsure
from client.gui.tasks import Tasks
from client.outbox import Outbox, OutboxItem

# Milliseconds between two looks; after the last one the next start or the next connection looks again.
PAUSES = (2000, 10_000, 60_000)


class Settling(QObject):
    """Signals: settled(OutboxItem), it was found in Sent; looked(), the outbox may have changed."""

    settled = pyqtSignal(object)
    looked = pyqtSignal()

    def __init__(
        self,
        account: Account,
        outbox: Outbox,
        tasks: Tasks,
        parent: QObject | None = None,
        pauses: Sequence[int] = PAUSES,
    ) -> None:
        super().__init__(parent)
        self._account = account
        self._outbox = outbox
        self._tasks = tasks
        self._pauses = pauses
        self._looks = 0
        self._ended = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Look now, and a few times more while something stays unsure."""
        self._looks = 0
        self._look()

    def end(self) -> None:
        self._ended = True
        self._timer.stop()

    def _look(self) -> None:
        account, outbox = self._account, self._outbox
        self._timer.stop()
        if not self._ended:
            self._tasks.start(lambda: settle_unsure(outbox, account), self._found, self._failed, quiet=True)

    def _found(self, items: tuple[OutboxItem, ...]) -> None:
        if self._ended:
            return
        for item in items:
            self.settled.emit(item)
        self.looked.emit()
        if self._looks < len(self._pauses):
            self._timer.start(self._pauses[self._looks])
            self._looks += 1

    def _failed(self, _error: Exception) -> None:
        """The server cannot be asked: whoever stays in step with it tells, and calls `begin` when it can be."""
        if not self._ended:
            self.looked.emit()
