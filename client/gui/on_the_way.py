"""Mail of this account on its way to the outside, known to every window: read from the file of the last run first, then
kept as the server has it, and acted on. Worker threads wait; answers come back as signals."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from client import deliveries
from client.account import Account
from client.deliveries import Deliveries
from client.errors import Fault
from client.gui.tasks import Lane, Tasks

log = logging.getLogger(__name__)


class OnTheWay(QObject):
    """Signals: changed(Deliveries); failed(Exception), what the person wanted could not be done."""

    changed = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, account: Account, path: Path, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._account = account
        self._path = path
        self._tasks = tasks
        self._looking = True
        self._again = False
        self.known = Deliveries()
        tasks.start(
            lambda: deliveries.load(path), self._show, self._not_looked, lane=Lane.CACHE, owner=self, quiet=True
        )

    def look(self) -> None:
        """Ask the server what has changed, quietly; nothing while offline."""
        if self._looking:
            self._again = True
            return
        if not self._account.is_connected:
            return
        self._looking, self._again = True, False
        account, path, known = self._account, self._path, self.known

        def work() -> Deliveries:
            found = account.deliveries().fetch(known)
            if found != known:
                deliveries.save(path, found)
            return found

        self._tasks.start(work, self._show, self._not_looked, owner=self, quiet=True)

    def retry(self, ids: Sequence[str]) -> None:
        """Have these tried now."""
        account, wanted = self._account, tuple(ids)
        self._act(lambda: account.deliveries().retry(wanted))

    def cancel(self, ids: Sequence[str]) -> None:
        """Call these back."""
        account, wanted = self._account, tuple(ids)
        self._act(lambda: account.deliveries().cancel(wanted))

    def _act(self, work: Callable[[], None]) -> None:
        def failed(error: Exception) -> None:
            self.failed.emit(error)
            self.look()

        self._tasks.start(work, lambda _: self.look(), failed, owner=self)

    def _show(self, found: Deliveries) -> None:
        self._looking = False
        if found != self.known:
            self.known = found
            self.changed.emit(found)
        if self._again:
            self.look()

    def _not_looked(self, error: Exception) -> None:
        """Nobody has asked: whoever keeps the account in step tells what is wrong with the connection."""
        self._looking = self._again = False
        log.log(logging.INFO if isinstance(error, Fault) else logging.ERROR, "deliveries: %s", error)
