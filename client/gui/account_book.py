"""The accounts that this computer knows, and what its keyring has of them: both change together here, so that the
settings never tell of a sign-in that is not kept. What waits for the keyring or a server runs in worker threads."""

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PyQt5.QtCore import QObject, pyqtSignal

from client import known_accounts
from client.gui.front_door import FrontDoor
from client.gui.remembered import Remembered
from client.gui.tasks import Tasks
from client.keyring_store import KeyringStore
from client.known_accounts import Accounts
from client.settings import KnownAccount


class KeyringWishes:
    """What the keyring is to have of each account. The last wish holds, in whatever order the threads come to them, and
    also when it came while the one before waited for the keyring, which may ask the person first. Knows no Qt.
    """

    def __init__(self, keys: KeyringStore) -> None:
        self._keys = keys
        self._turn = threading.Lock()
        self._tokens: dict[tuple[str, str], str | None] = {}

    def put(self, known: KnownAccount, token: str | None) -> Callable[[], None]:
        """Wish for this token, or for none; the work that brings it about, for a worker thread."""
        self._tokens[known.key] = token
        return partial(self._fulfil, known)

    def _fulfil(self, known: KnownAccount) -> None:
        with self._turn:
            done = False
            while not done:
                token = self._tokens[known.key]
                if token is None:
                    self._keys.forget(known)
                else:
                    self._keys.keep(known, token)
                # The work of a wish that came since may never begin: the program may be ending.
                done = token == self._tokens[known.key]


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
        self._wishes = KeyringWishes(door.keys)
        self._being_kept: dict[tuple[str, str], str] = {}

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
        self._being_kept[known.key] = token

        def is_wanted() -> bool:
            if self._being_kept.get(known.key) != token:
                return False
            del self._being_kept[known.key]
            return True

        def kept(_answer: object) -> None:
            if is_wanted():
                self.change(replace(self.now(known), kept=True))

        def not_kept(error: Exception) -> None:
            if is_wanted():
                self.change(replace(self.now(known), kept=known.kept))
                self.not_kept.emit(known, error)

        self._tasks.start(self._wishes.put(known, token), kept, not_kept, owner=self, quiet=True)

    def end(self) -> None:
        """The program ends, and hears no more of the keyring: what is being put into it counts as kept."""
        for known in self.accounts:
            if known.key in self._being_kept:
                self.change(replace(known, kept=True))

    def forget(self, known: KnownAccount) -> None:
        """Remove what the keyring has of an account, or is given just now, whose session ends anyway."""
        before = self.now(known)
        is_coming = self._being_kept.pop(before.key, None) is not None
        if before.kept or is_coming:
            self.change(replace(before, kept=False))
            self._tasks.start(self._wishes.put(before, None), _nothing, self.failed.emit, quiet=True)

    def let_go(self, known: KnownAccount) -> None:
        """Remove what the keyring has of an account, and end that session, which nobody uses any more."""
        if known.kept:
            self.change(replace(self.now(known), kept=False))
            self._tasks.start(lambda: self._door.let_go(known), _nothing, self.failed.emit, quiet=True)
        # The session of what is put into it just now has ended.
        self.forget(known)

    def remove(self, known: KnownAccount) -> None:
        """Know the account no more; what the keyring has of it is let go of before."""
        self._change(known_accounts.without(self.accounts, known))

    def _change(self, accounts: Accounts) -> None:
        self._remembered.change(accounts=accounts)
        self.changed.emit()


def _nothing(_answer: object) -> None:
    """Nobody waits for this."""
