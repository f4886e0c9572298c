"""The accounts that are open in this program: each has a seat with a window of its own, one of which is shown. Here one
of them is found or shown in the place of another, and what belongs to a seat is put away in order."""

from PyQt5.QtCore import QObject

from client.gui.account_book import AccountBook
from client.gui.new_mail import NewMail
from client.gui.seat import Seat
from client.gui.tasks import Lane, Tasks
from client.settings import KnownAccount


class Seats(QObject):
    """Belongs to the program. `open` are the seats, the first one opened first; `shown` is the one whose window is
    shown, None while there is none.
    """

    def __init__(self, tasks: Tasks, book: AccountBook, new_mail: NewMail, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._book = book
        self._new_mail = new_mail
        self.open: list[Seat] = []
        self.shown: Seat | None = None
        book.changed.connect(self.show_switches)

    def of(self, known: KnownAccount) -> Seat | None:
        """The seat of this account, if it is open."""
        return next((seat for seat in self.open if seat.known.key == known.key), None)

    def is_open(self, known: KnownAccount) -> bool:
        return self.of(known) is not None

    def show(self, seat: Seat) -> None:
        """Show the window of this account in the place of the one that is shown."""
        before, self.shown = self.shown, seat
        if before is not None and before is not seat:
            seat.window.setGeometry(before.window.geometry())
            seat.window.setWindowState(before.window.windowState())
        seat.window.show()
        seat.window.raise_()
        seat.window.activateWindow()
        if before is not None and before is not seat:
            before.window.hide()
        self._book.put_first(self._book.now(seat.known))

    def show_another(self, left: Seat) -> None:
        """One of these was left: where its window is shown, show the first one's, if there is any."""
        if self.shown is left and self.open:
            self.show(self.open[0])
        elif self.shown is left:
            self.shown = None

    def show_switches(self) -> None:
        """Offer in every window what accounts there are now."""
        ready = {seat.known.key: seat.account.is_connected for seat in self.open}
        for seat in self.open:
            seat.window.switch.show_accounts(self._book.accounts, seat.known, ready)

    def put_away(self, seat: Seat, *, sign_out: bool) -> None:
        """Close what belongs to a seat that is none of these any more."""
        seat.end()
        self._new_mail.forget(seat)
        self._new_mail.count(self.open)
        # What was written last is on the disk before its files are let go of.
        close = self._tasks.after_files(seat.closing(sign_out=sign_out))
        self._tasks.start(close, _nothing, _nothing, lane=Lane.CHANGES, quiet=True)


def _nothing(_answer: object) -> None:
    """Nobody waits for this."""
