"""How an account comes in: by the sign-in window, by what the keyring has, or by what this computer has of its mail.
Its files are opened and it gets its seat. One that is used offline has its seat already, and joins it when it is signed
in to."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from client import known_accounts
from client.account import Account
from client.cache import has_cache
from client.errors import SignInNeeded
from client.gui.account_book import AccountBook
from client.gui.account_files import account_files
from client.gui.connecting import Connecting
from client.gui.explanations import notice_of, sentence_of
from client.gui.front_door import FrontDoor
from client.gui.login_dialog import LoginDialog
from client.gui.notices import Notice, Remedy, Urgency
from client.gui.other_accounts import OtherAccounts
from client.gui.seat import Opened, Seat, closing, open_files
from client.gui.seat_making import Shared, make_seat
from client.gui.seats import Seats
from client.gui.spoken import spoken
from client.gui.tasks import Lane
from client.settings import KnownAccount


class ComingIn(QObject):
    """Belongs to the program. Signals: seated(Seat), an account gets this one, which is not among `seats` yet; left(),
    the sign-in window was closed and no account is open; remove_wanted(KnownAccount), of one that is not signed in to.
    `login` is the sign-in window while it is open. With `is_over` the program has ended: what still comes is put away.
    """

    seated = pyqtSignal(object)
    left = pyqtSignal()
    remove_wanted = pyqtSignal(object)

    def __init__(
        self,
        folder: Path,
        door: FrontDoor,
        shared: Shared,
        book: AccountBook,
        seats: Seats,
        tell: Callable[[Notice], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._door = door
        self._shared = shared
        self._tasks = shared.tasks
        self._book = book
        self._seats = seats
        self._tell = tell
        self._connecting = Connecting(door, shared.tasks, book, self)
        self._connecting.sign_in_wanted.connect(self.sign_in)
        self._connecting.connected.connect(lambda _: self._others.call())
        self._connecting.refused.connect(self._refused)
        self._others = OtherAccounts(door, shared.tasks, book, self._is_cached, seats.is_open, self)
        self._others.came.connect(lambda account: self._open(account, kept=True, shown=False))
        self._others.stayed_away.connect(self._did_not_come)
        self.is_over = False
        self.login: LoginDialog | None = None

    def begin(self, server: str, username: str, notice: str) -> None:
        """Show the sign-in window, filled with what is known; where a sign-in was kept, go on with it."""
        self.is_over = False
        settings = self._shared.remembered.settings
        known = known_accounts.meant(self._book.accounts, server, username)
        if known is not None and known.kept and self._is_cached(known):
            self._open_offline(known)
            if notice:
                self._tell(Notice("start", notice))
            return
        if known is None:
            last = known_accounts.meant(self._book.accounts, settings.server, settings.address)
            before = None if server or username else last
            login = self.show_login(server or settings.server, username or settings.address, before)
        else:
            login = self.show_login(server or known.server, username or known.address, known)
        if notice:
            login.notices.tell(Notice("start", spoken(notice)))
        if known is not None and known.kept:
            login.come_back(known)

    def sign_in(self, known: KnownAccount) -> None:
        """Sign in to an account that is known: with what the keyring has, or by the person."""
        login = self.show_login(known.server, known.address, known)
        if known.kept:
            login.come_back(known)

    def add(self, server: str) -> None:
        """Sign in to one more account, on this server unless the person wants another one."""
        self.show_login(server, "")

    def show_login(self, server: str, username: str, known: KnownAccount | None = None) -> LoginDialog:
        """Open the sign-in window, filled with this; the one that is open is closed."""
        self.close_login()
        login = LoginDialog(self._door, self._tasks, self._shared.theme, self._shared.icons)
        login.prefill(server, username, known)
        if known is not None and self._is_cached(known):
            login.offer_offline()
        login.offline_wanted.connect(self._open_offline)
        login.signed_in.connect(lambda account: self._open(account, keep=login.keep.wanted))
        login.came_back.connect(lambda account: self._open(account, kept=True))
        login.remove_wanted.connect(self.remove_wanted)
        login.rejected.connect(self._login_left)
        self.login = login
        login.show()
        return login

    def close_login(self) -> None:
        """Close the sign-in window if it is open."""
        login, self.login = self.login, None
        if login is not None:
            login.rejected.disconnect(self._login_left)
            login.close()
            login.deleteLater()

    def _login_left(self) -> None:
        self.login = None
        if not self._seats.open:
            self.left.emit()

    def _is_cached(self, known: KnownAccount) -> bool:
        return has_cache(self._folder, known.fingerprint, known.address)

    def _open_offline(self, known: KnownAccount) -> None:
        """Show what this computer has of an account; it is signed in to behind its window where that can be."""
        self._open(self._door.stay_outside(known), kept=known.kept)

    def _open(self, account: Account, *, keep: bool = False, kept: bool = False, shown: bool = True) -> None:
        """Open what belongs to a signed-in account; `keep` its sign-in in the keyring, unless it is `kept` already."""
        if self.is_over:
            self._tasks.start(account.close, _nothing, _nothing, quiet=True)
            return
        before = self._seats.of(known_accounts.known(account))
        if before is not None and not before.account.is_connected:
            self._join(before, account, keep, kept)
            return
        if before is not None:
            self._make_room(before)
        # In the lane of changes: a session that was signed out just now lets go of its files there.
        self._tasks.start(
            partial(open_files, account, account_files(self._folder, account), self._folder),
            lambda opened: self._enter(opened, keep, kept, shown),
            lambda error: self._not_opened(account, shown, error),
            lane=Lane.CHANGES,
        )

    def _join(self, seat: Seat, account: Account, keep: bool, kept: bool) -> None:
        """An account that is used offline was signed in to."""
        self.close_login()
        self._seats.show(seat)
        if account.is_connected:
            token = account.token
            self._connecting.join(seat, account)
            self._keep_or_let_go(self._book.now(seat.known), token, keep, kept)

    def _make_room(self, before: Seat) -> None:
        """Signed in to once more: the new session takes the place of the one that was there."""
        self._seats.open.remove(before)
        if self._seats.shown is before:
            self._seats.shown = None
        before.window.leave()
        self._seats.put_away(before, sign_out=True)

    def _not_opened(self, account: Account, shown: bool, error: Exception) -> None:
        self._tasks.start(account.close, _nothing, _nothing, quiet=True)
        if shown and not self.is_over and self._seats.shown is None and self.login is None:
            # A start from the cache has no window yet: without one nobody would know, and nobody could end it.
            known = known_accounts.known(account)
            self.show_login(known.server, known.address, self._book.now(known))
        notice = notice_of(error, "open")
        if notice is not None:
            self._tell(notice)

    def _enter(self, opened: Opened, keep: bool, kept: bool, shown: bool) -> None:
        if self.is_over:
            self._tasks.start(closing(opened, sign_out=not kept), _nothing, _nothing, lane=Lane.CHANGES, quiet=True)
            return
        seat = make_seat(opened, kept, self._shared)
        seat.desk.session.connection_wanted.connect(partial(self._connecting.connect, seat))
        self.seated.emit(seat)
        self._seats.open.append(seat)
        before = self._book.now(seat.known)
        if shown or self._seats.shown is None:
            self._shared.remembered.change(server=seat.known.server, address=seat.known.address)
            self._book.put_first(seat.known)
            self._seats.show(seat)
            self.close_login()
        else:
            self._book.change(seat.known)
        seat.window.begin()
        self._others.open()
        if seat.account.is_connected:
            self._keep_or_let_go(before, seat.account.token, keep, kept)
            self._others.call()

    def _keep_or_let_go(self, before: KnownAccount, token: str, keep: bool, kept: bool) -> None:
        """Put the sign-in into the keyring, or take out the one that was kept `before` and is used no more."""
        if keep:
            self._book.keep(before, token)
        elif not kept:
            self._book.let_go(before)

    def _refused(self, seat: Seat, error: Exception) -> None:
        """An account behind the window that is shown must be signed in to: say so where one looks."""
        if seat is not self._seats.shown:
            self._did_not_come(seat.known, error)

    def _did_not_come(self, known: KnownAccount, error: Exception) -> None:
        if isinstance(error, SignInNeeded):
            self._book.change(replace(known, kept=False))
        words = self.tr("{address} is not signed in. {why}").format(address=known.address, why=sentence_of(error))
        remedy = Remedy(self.tr("Sign in"), lambda: self.sign_in(self._book.now(known)))
        self._tell(Notice(f"sign-in of {known.address} at {known.server}", words, Urgency.WARNING, remedy))


def _nothing(_answer: object) -> None:
    """Nobody waits for this."""
