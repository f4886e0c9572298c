"""The accounts that this computer knows, and what its keyring has of them: both change together here, so that the
settings never tell of a sign-in that is not kept. What waits for the keyring or a server runs in worker threads."""

from dataclasses import replace

from PyQt5.QtCore import QObject, pyqtSignal

from client import known_accounts
from client.gui.front_door import FrontDoor
from client.gui.remembered import Remembered
from client.gui.tasks import Tasks
from client.known_accounts import Accounts
from client.settings import KnownAccount


class AccountBook(QObject):
    """Signals: changed(); not_kept(KnownAccount, Exception), the keyring did not take a sign-in; failed(Exception), it
    did not let go of one.
    """

    changed = pyqtSignal()
    not_kept = pyqtSignal(object, object)
    failed = pyqtSignal(object)

    def __init__(self, door: FrontDoor, tasks: Tasks, remembered: Remembered, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._tasks = tasks
        self._remembered = remembered

    @property
    def accounts(self) -> Accounts:
        """Those that are known, the one that was shown last first."""
        return self._remembered.settings.accounts

    def now(self, known: KnownAccount) -> KnownAccount:
        """What is known of the same account now; `known` when nothing is."""
        return known_accounts.found(self.accounts, known.key) or known

    def put_first(self, known: KnownAccount) -> None:
        self._change(known_accounts.noted(self.accounts, known))

    def change(self, known: KnownAccount) -> None:
        """Remember what has changed of an account, if it is still known."""
        self._change(known_accounts.changed(self.accounts, known))

    def keep(self, known: KnownAccount, token: str) -> None:
        """Put the token into the keyring, and remember that when it is there."""
        keys = self._door.keys
        self._tasks.start(
            lambda: keys.keep(known, token),
            lambda _: self.change(replace(self.now(known), kept=True)),
            lambda error: self.not_kept.emit(known, error),
            owner=self,
            quiet=True,
        )

    def forget(self, known: KnownAccount) -> None:
        """Remove what the keyring has of an account whose session ends anyway."""
        before = self.now(known)
        if before.kept:
            self.change(replace(before, kept=False))
            self._tasks.start(lambda: self._door.keys.forget(before), _nothing, self.failed.emit, quiet=True)

    def let_go(self, known: KnownAccount) -> None:
        """Remove what the keyring has of an account, and end that session, which nobody uses any more."""
        if known.kept:
            self.change(replace(self.now(known), kept=False))
            self._tasks.start(lambda: self._door.let_go(known), _nothing, self.failed.emit, quiet=True)

    def remove(self, known: KnownAccount) -> None:
        """Know the account no more; what the keyring has of it is let go of before."""
        self._change(known_accounts.without(self.accounts, known))

    def _change(self, accounts: Accounts) -> None:
        self._remembered.change(accounts=accounts)
        self.changed.emit()


def _nothing(_answer: object) -> None:
    """Nobody waits for this."""
