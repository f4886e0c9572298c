"""What the program is from start to end: sign in, work, change between accounts, sign out or quit. Each signed-in
account has a seat with a window of its own, one of which is shown; the program knows which, and puts seats away in
order."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from client import known_accounts
from client.account import Account
from client.cache import has_cache
from client.errors import Fault, SignInNeeded
from client.gui.account_book import AccountBook
from client.gui.account_files import account_files
from client.gui.account_removal import AccountRemoval
from client.gui.connecting import Connecting
from client.gui.explanations import notice_of, sentence_of
from client.gui.file_choosing import FileChooser
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.key_choices import KeyChoices
from client.gui.local_zone import local_now
from client.gui.login_dialog import LoginDialog
from client.gui.main_window import MainWindow
from client.gui.new_mail import NewMail
from client.gui.notices import Notice, Notices, Remedy, Urgency
from client.gui.other_accounts import OtherAccounts
from client.gui.other_mail import note_overview
from client.gui.overview import Overview
from client.gui.remembered import Remembered
from client.gui.seat import Opened, Seat, closing, open_files
from client.gui.seat_making import Shared, make_seat
from client.gui.spoken import spoken
from client.gui.tasks import Lane, Tasks
from client.gui.theme import Theme
from client.gui.tray import Tray, desktop_tray
from client.gui.tray_commands import TrayCommands
from client.settings import KnownAccount


class Program(QObject):
    """Signals: ended(), the last window is closed and everything is put away."""

    ended = pyqtSignal()

    def __init__(
        self,
        folder: Path,
        door: FrontDoor,
        tasks: Tasks,
        theme: Theme,
        icons: Icons,
        remembered: Remembered,
        chooser: FileChooser | None = None,
        parent: QObject | None = None,
        tray: Tray | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._door = door
        self._tasks = tasks
        self._theme = theme
        self._icons = icons
        self._remembered = remembered
        self._chooser = chooser or FileChooser()
        self._keys = KeyChoices(remembered, self)
        self.tray = tray or desktop_tray(theme, icons, self)
        self._new_mail = NewMail(self.tray, remembered, self)
        TrayCommands(self.tray, self._new_mail, lambda: self.seats, lambda: self._shown, self.show, self)
        self._book = AccountBook(door, tasks, remembered, self)
        self._book.changed.connect(self._show_switches)
        self._book.not_kept.connect(self._not_kept)
        self._book.failed.connect(self._not_forgotten)
        self._removal = AccountRemoval(folder, tasks, self._book, self)
        self._removal.agreed.connect(lambda seat: self._leave(seat, sign_out=True, remove=True))
        self._removal.failed.connect(self._not_forgotten)
        self._connecting = Connecting(door, tasks, self._book, self)
        self._connecting.sign_in_wanted.connect(self._sign_in)
        self._connecting.connected.connect(lambda _: self._others.call())
        self._connecting.refused.connect(self._refused)
        self._others = OtherAccounts(door, tasks, self._book, self._is_cached, self._is_open, self)
        self._others.came.connect(lambda account: self._open(account, kept=True, shown=False))
        self._others.stayed_away.connect(self._did_not_come)
        self._shown: Seat | None = None
        self._over = False
        # What is told before the first window or after the last.
        self._unheard = Notices(self)
        self.seats: list[Seat] = []
        self.login: LoginDialog | None = None

    @property
    def window(self) -> MainWindow | None:
        """The main window that is shown."""
        return None if self._shown is None else self._shown.window

    @property
    def notices(self) -> Notices:
        """Where the window that is open tells."""
        if self._shown is not None:
            return self._shown.notices
        return self._unheard if self.login is None else self.login.notices

    def start(self, server: str = "", username: str = "", notice: str = "") -> None:
        """Show the sign-in window, filled with what is known; where a sign-in was kept, go on with it."""
        self._over = False
        settings = self._remembered.settings
        known = known_accounts.meant(self._book.accounts, server, username)
        if known is not None and known.kept and self._is_cached(known):
            self._open_offline(known)
            if notice:
                self.tell(Notice("start", notice))
            return
        if known is None:
            last = known_accounts.meant(self._book.accounts, settings.server, settings.address)
            before = None if server or username else last
            login = self._show_login(server or settings.server, username or settings.address, before)
        else:
            login = self._show_login(server or known.server, username or known.address, known)
        if notice:
            login.notices.tell(Notice("start", spoken(notice)))
        if known is not None and known.kept:
            login.come_back(known)

    def tell(self, notice: Notice) -> None:
        """Show a notice in the window that is open."""
        self.notices.tell(notice)

    def stop(self) -> None:
        """Close everything without a question; unsent texts are kept."""
        if self.window is not None:
            self.window.leave()
        elif self.login is not None:
            self.login.reject()
        elif not self._over:
            # What is opened from this computer's mail has no window yet; it is put away when it comes.
            self._end()

    # Coming in

    def _show_login(self, server: str, username: str, known: KnownAccount | None = None) -> LoginDialog:
        self._close_login()
        login = LoginDialog(self._door, self._tasks, self._theme, self._icons)
        login.prefill(server, username, known)
        if known is not None and self._is_cached(known):
            login.offer_offline()
        login.offline_wanted.connect(self._open_offline)
        login.signed_in.connect(lambda account: self._open(account, keep=login.keep.wanted))
        login.came_back.connect(lambda account: self._open(account, kept=True))
        login.remove_wanted.connect(self._remove_known)
        login.rejected.connect(self._login_left)
        self.login = login
        login.show()
        return login

    def _is_cached(self, known: KnownAccount) -> bool:
        return has_cache(self._folder, known.fingerprint, known.address)

    def _open_offline(self, known: KnownAccount) -> None:
        """Show what this computer has of an account; it is signed in to behind its window where that can be."""
        self._open(self._door.stay_outside(known), kept=known.kept)

    def _sign_in(self, known: KnownAccount) -> None:
        login = self._show_login(known.server, known.address, known)
        if known.kept:
            login.come_back(known)

    def _add_account(self, server: str) -> None:
        self._show_login(server, "")

    def _close_login(self) -> None:
        login, self.login = self.login, None
        if login is not None:
            login.rejected.disconnect(self._login_left)
            login.close()
            login.deleteLater()

    def _login_left(self) -> None:
        self.login = None
        if not self.seats:
            self._end()

    def _open(self, account: Account, *, keep: bool = False, kept: bool = False, shown: bool = True) -> None:
        """Open what belongs to a signed-in account; `keep` its sign-in in the keyring, unless it is `kept` already."""
        if self._over:
            self._tasks.start(account.close, _nothing, _nothing, quiet=True)
            return
        files = account_files(self._folder, account)
        before = self._seat_of(known_accounts.known(account).key)
        if before is not None and not before.account.is_connected:
            self._join(before, account, keep, kept)
            return
        if before is not None:
            # Signed in to once more: the new session takes the place of the one that was there.
            self.seats.remove(before)
            if self._shown is before:
                self._shown = None
            before.window.leave()
            self._put_away(before, sign_out=True)

        def failed(error: Exception) -> None:
            self._tasks.start(account.close, _nothing, _nothing, quiet=True)
            if shown and not self._over and self.window is None and self.login is None:
                # A start from the cache has no window yet: without one nobody would know, and nobody could end it.
                known = known_accounts.known(account)
                self._show_login(known.server, known.address, self._book.now(known))
            notice = notice_of(error, "open")
            if notice is not None:
                self.tell(notice)

        # In the lane of changes: a session that was signed out just now lets go of its files there.
        self._tasks.start(
            lambda: open_files(account, files, self._folder),
            lambda opened: self._enter(opened, keep, kept, shown),
            failed,
            lane=Lane.CHANGES,
        )

    def _join(self, seat: Seat, account: Account, keep: bool, kept: bool) -> None:
        """An account that is used offline was signed in to."""
        self._close_login()
        self.show(seat)
        if account.is_connected:
            token = account.token
            self._connecting.join(seat, account)
            self._keep_or_let_go(self._book.now(seat.known), token, keep, kept)

    def _enter(self, opened: Opened, keep: bool, kept: bool, shown: bool) -> None:
        if self._over:
            self._tasks.start(closing(opened, sign_out=not kept), _nothing, _nothing, lane=Lane.CHANGES, quiet=True)
            return
        seat = self._seat(opened, kept)
        self.seats.append(seat)
        before = self._book.now(seat.known)
        if shown or self._shown is None:
            self._remembered.change(server=seat.known.server, address=seat.known.address)
            self._book.put_first(seat.known)
            self.show(seat)
            self._close_login()
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
        elif before.kept and not kept:
            self._book.let_go(before)

    def _seat(self, opened: Opened, kept: bool) -> Seat:
        shared = Shared(self._theme, self._icons, self._tasks, self._chooser, local_now, self._remembered, self._keys)
        seat = make_seat(opened, kept, shared)
        session, window, known = seat.desk.session, seat.window, seat.known
        window.sign_out_wanted.connect(lambda: self._leave(seat, sign_out=True))
        window.sign_in_wanted.connect(lambda: self._leave(seat, sign_out=False))
        window.leaving_commands.deleted.connect(lambda: self._leave(seat, sign_out=True, remove=True, erase=True))
        window.closed.connect(lambda: self._closed(seat))
        window.switch.chosen.connect(self._choose)
        window.switch.add_wanted.connect(lambda: self._add_account(known.server))
        window.switch.remove_wanted.connect(lambda: self._removal.ask(seat))
        session.overview_changed.connect(partial(self._note_overview, seat))
        session.connection_wanted.connect(partial(self._connecting.connect, seat))
        session.connected.connect(self._show_switches)
        session.arrived.connect(partial(self._new_mail.note, seat))
        return seat

    def _refused(self, seat: Seat, error: Exception) -> None:
        """An account behind the window that is shown must be signed in to: say so where one looks."""
        if seat is not self._shown:
            self._did_not_come(seat.known, error)

    def _did_not_come(self, known: KnownAccount, error: Exception) -> None:
        if isinstance(error, SignInNeeded):
            self._book.change(replace(known, kept=False))
        words = self.tr("{address} is not signed in. {why}").format(address=known.address, why=sentence_of(error))
        remedy = Remedy(self.tr("Sign in"), lambda: self._sign_in(self._book.now(known)))
        self.tell(Notice(f"sign-in of {known.address} at {known.server}", words, Urgency.WARNING, remedy))

    # Changing between accounts

    def show(self, seat: Seat) -> None:
        """Show the window of this account in the place of the one that is shown."""
        before, self._shown = self._shown, seat
        if before is not None and before is not seat:
            seat.window.setGeometry(before.window.geometry())
            seat.window.setWindowState(before.window.windowState())
        seat.window.show()
        seat.window.raise_()
        seat.window.activateWindow()
        if before is not None and before is not seat:
            before.window.hide()
        self._book.put_first(self._book.now(seat.known))

    def _choose(self, known: KnownAccount) -> None:
        seat = self._seat_of(known.key)
        if seat is not None:
            self.show(seat)
            return
        self._sign_in(known)

    def _note_overview(self, seat: Seat, overview: Overview, _fresh: bool) -> None:
        note_overview(seat, overview, self._shown, lambda: self._choose(seat.known))
        self._new_mail.count(self.seats)

    # Keeping and forgetting

    def _not_kept(self, known: KnownAccount, error: Exception) -> None:
        seat = self._seat_of(known.key)
        if seat is not None:
            words = self.tr("{why} Your sign-in is kept in memory only, until Postroom is closed.")
            detail = error.detail if isinstance(error, Fault) else ""
            sentence = words.format(why=sentence_of(error))
            seat.notices.tell(Notice("keyring", sentence, Urgency.WARNING, detail=detail))

    def _not_forgotten(self, error: Exception) -> None:
        notice = notice_of(error, "keyring")
        if notice is not None:
            self.tell(notice)

    def _remove_known(self, known: KnownAccount) -> None:
        """Remove an account that is not signed in to."""
        self._removal.forget(known)
        if self.login is not None:
            self.login.prefill(known.server, "")

    # Going out

    def _leave(self, seat: Seat, *, sign_out: bool, remove: bool = False, erase: bool = False) -> None:
        """Close one account's window, and show another one's or the sign-in window."""
        if seat not in self.seats:
            return
        self.seats.remove(seat)
        self._book.forget(seat.known)
        if remove:
            self._book.remove(seat.known)
        if self._shown is seat and self.seats:
            self.show(self.seats[0])
        elif self._shown is seat:
            self._shown = None
        if self._shown is None or not sign_out:
            self._show_login(seat.known.server, "" if remove else seat.known.address)
        seat.window.leave()
        self._put_away(seat, sign_out=sign_out)
        if remove:
            self._removal.forget_mail(seat.known, seat.opened.files if erase else None)
        if erase:
            self.tell(Notice("deleted", self.tr("{address} is deleted.").format(address=seat.known.address)))
        self._show_switches()

    def _closed(self, seat: Seat) -> None:
        """The person has closed the window: that ends the program, and every account that is not kept is signed out."""
        if seat not in self.seats:
            return
        seats, self.seats, self._shown = self.seats, [], None
        for one in seats:
            one.window.leave()
            self._put_away(one, sign_out=not self._book.now(one.known).kept)
        self._close_login()
        self._end()

    def _put_away(self, seat: Seat, *, sign_out: bool) -> None:
        seat.end()
        self._new_mail.forget(seat)
        self._new_mail.count(self.seats)
        # What was written last is on the disk before its files are let go of.
        close = self._tasks.after_files(seat.closing(sign_out=sign_out))
        self._tasks.start(close, _nothing, _nothing, lane=Lane.CHANGES, quiet=True)

    def _end(self) -> None:
        self._over = True
        self.tray.close()
        self.ended.emit()

    def _seat_of(self, key: tuple[str, str]) -> Seat | None:
        return next((seat for seat in self.seats if seat.known.key == key), None)

    def _is_open(self, known: KnownAccount) -> bool:
        return self._seat_of(known.key) is not None

    def _show_switches(self) -> None:
        ready = {seat.known.key: seat.account.is_connected for seat in self.seats}
        for seat in self.seats:
            seat.window.switch.show_accounts(self._book.accounts, seat.known, ready)


def _nothing(_answer: object) -> None:
    """Nobody waits for this."""
