"""Removing an account from this computer: the question before it, and then its sign-in, its place among the known
accounts and its mail here. What lies on the server stays, and so does what was not sent, unless the account is no more.
"""

from functools import partial
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from client.gui.account_book import AccountBook
from client.gui.account_files import AccountFiles, forget_account
from client.gui.question import ask
from client.gui.seat import Seat
from client.gui.tasks import Lane, Tasks
from client.settings import KnownAccount


class AccountRemoval(QObject):
    """Belongs to the program. Signals: agreed(Seat), the person wants this account to go; failed(Exception)."""

    agreed = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, folder: Path, tasks: Tasks, book: AccountBook, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._tasks = tasks
        self._book = book

    def ask(self, seat: Seat) -> None:
        """Whether an account that is signed in to is really to go."""
        title = self.tr("Remove {address} from this computer?").format(address=seat.known.address)
        words = self.tr(
            "You are signed out, and nothing that signs you in stays here. Its mail stays on the server, and what this "
            "computer has of it is removed. What you have not sent stays on this computer and is there again when you "
            "add the account again."
        )
        ask(seat.window, title, words, self.tr("Remove"), self.tr("Keep"), lambda: self.agreed.emit(seat))

    def forget(self, known: KnownAccount) -> None:
        """Remove an account that is not signed in; what the keyring has of it is ended on the server too."""
        self._book.let_go(known)
        self._book.remove(known)
        self.forget_mail(known)

    def forget_mail(self, known: KnownAccount, files: AccountFiles | None = None) -> None:
        """Remove its mail, and with `files` also what was not sent."""
        # In the lane of changes, behind the work that closes the cache.
        work = partial(forget_account, self._folder, known.fingerprint, known.address, files)
        self._tasks.start(work, _nothing, self.failed.emit, lane=Lane.CHANGES, owner=self, quiet=True)


def _nothing(_answer: object) -> None:
    """Nobody waits for this."""
