"""Signs in to accounts that are shown from the cache already: with the sign-in that the keyring has, now and again
until it succeeds. Where only the person can go on, with a password or by looking at who the server is, it says so."""

from dataclasses import replace
from functools import partial

from PyQt5.QtCore import QObject, pyqtSignal

from client.account import Account
from client.errors import Fault, SignInNeeded
from client.gui.account_book import AccountBook
from client.gui.explanations import sentence_of
from client.gui.front_door import FrontDoor
from client.gui.notices import Notice, Remedy, Urgency
from client.gui.seat import Seat
from client.gui.tasks import Tasks
from client.settings import KnownAccount

KEY = "sign-in"


class Connecting(QObject):
    """Belongs to the program. Signals: connected(Seat); sign_in_wanted(KnownAccount), by the person;
    refused(Seat, Exception), only the person can go on.
    """

    connected = pyqtSignal(object)
    sign_in_wanted = pyqtSignal(object)
    refused = pyqtSignal(object, object)

    def __init__(self, door: FrontDoor, tasks: Tasks, book: AccountBook, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._tasks = tasks
        self._book = book

    def connect(self, seat: Seat, asked: bool) -> None:
        """Sign in with what the keyring has, unless that is under way; `asked` when the person wants it now."""
        known = self._book.now(seat.known)
        if seat.is_connecting or seat.has_left:
            return
        if not known.kept:
            seat.desk.session.stay_offline()
            if asked:
                self.sign_in_wanted.emit(known)
            return
        seat.is_connecting = True
        self._tasks.start(
            partial(self._door.come_back, known),
            partial(self.join, seat),
            partial(self._failed, seat, known),
            owner=self,
            quiet=True,
            discard=close,
        )

    def join(self, seat: Seat, account: Account) -> None:
        """The account of a seat was signed in to."""
        seat.is_connecting = False
        if seat.has_left or seat.account.is_connected:
            self._tasks.start(account.close, _nothing, _nothing, quiet=True)
            return
        seat.notices.settle(KEY)
        seat.desk.session.connect_with(account)
        self.connected.emit(seat)

    def _failed(self, seat: Seat, known: KnownAccount, error: Exception) -> None:
        seat.is_connecting = False
        if seat.has_left:
            return
        if isinstance(error, Fault) and error.may_pass:
            seat.desk.session.not_connected(error)
            return
        seat.desk.session.stay_offline()
        if isinstance(error, SignInNeeded):
            known = replace(known, kept=False)
            self._book.change(known)
        self.refused.emit(seat, error)
        remedy = Remedy(self.tr("Sign in"), lambda: self.sign_in_wanted.emit(known))
        seat.notices.tell(Notice(KEY, sentence_of(error), Urgency.WARNING, remedy))


def close(account: Account) -> None:
    """An account that came when nobody waited for it any more."""
    account.close()


def _nothing(_answer: object) -> None:
    """Nobody waits for this."""
