"""The accounts behind the first window, at the start of the program: what this computer has of them is opened at once,
also without their servers, and each signs in by itself. Where nothing is here yet, the server is asked first."""

from collections.abc import Callable
from functools import partial

from PyQt5.QtCore import QObject, pyqtSignal

from client.gui.account_book import AccountBook
from client.gui.connecting import close
from client.gui.front_door import FrontDoor
from client.gui.tasks import Tasks
from client.settings import KnownAccount


class OtherAccounts(QObject):
    """Signals: came(Account), signed in to or still outside; stayed_away(KnownAccount, Exception). `is_cached` and
    `is_open` look whether an account's mail is here and whether it has its window.
    """

    came = pyqtSignal(object)
    stayed_away = pyqtSignal(object, object)

    def __init__(
        self,
        door: FrontDoor,
        tasks: Tasks,
        book: AccountBook,
        is_cached: Callable[[KnownAccount], bool],
        is_open: Callable[[KnownAccount], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._door = door
        self._tasks = tasks
        self._book = book
        self._is_cached = is_cached
        self._is_open = is_open
        self._opened = False
        self._called = False

    def open(self) -> None:
        """Open those whose sign-in is kept and whose mail is here; once."""
        if not self._opened:
            self._opened = True
            for known in self._kept(cached=True):
                self.came.emit(self._door.stay_outside(known))

    def call(self) -> None:
        """Go on with the kept sign-ins of those of which nothing is here, now that there is a network; once."""
        if not self._called:
            self._called = True
            for known in self._kept(cached=False):
                self._tasks.start(
                    partial(self._door.come_back, known),
                    self.came.emit,
                    partial(self.stayed_away.emit, known),
                    owner=self,
                    quiet=True,
                    discard=close,
                )

    def _kept(self, *, cached: bool) -> list[KnownAccount]:
        kept = [one for one in self._book.accounts if one.kept and not self._is_open(one)]
        return [one for one in kept if self._is_cached(one) is cached]
