"""What the program is from start to end: sign in, work, change between accounts, sign out or quit. `coming_in.py` gives
each signed-in account its seat, `seats.py` has those that are open; here is what their windows ask of the program, and
how it ends."""

from functools import partial
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from client.errors import Fault
from client.gui.account_book import AccountBook
from client.gui.account_removal import AccountRemoval
from client.gui.coming_in import ComingIn
from client.gui.explanations import notice_of, sentence_of
from client.gui.file_choosing import FileChooser
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.key_choices import KeyChoices
from client.gui.local_zone import local_now
from client.gui.login_dialog import LoginDialog
from client.gui.main_window import MainWindow
from client.gui.new_mail import NewMail
from client.gui.notices import Notice, Notices, Urgency
from client.gui.other_mail import note_overview
from client.gui.overview import Overview
from client.gui.remembered import Remembered
from client.gui.seat import Seat
from client.gui.seat_making import Shared
from client.gui.seats import Seats
from client.gui.tasks import Tasks
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
        keys = KeyChoices(remembered, self)
        shared = Shared(theme, icons, tasks, chooser or FileChooser(), local_now, remembered, keys)
        self.tray = tray or desktop_tray(theme, icons, self)
        self._new_mail = NewMail(self.tray, remembered, self)
        self._book = AccountBook(door, tasks, remembered, self)
        self.seats = Seats(tasks, self._book, self._new_mail, self)
        TrayCommands(self.tray, self._new_mail, self.seats, self)
        self._book.not_kept.connect(self._not_kept)
        self._book.failed.connect(self._not_forgotten)
        self._removal = AccountRemoval(folder, tasks, self._book, self)
        self._removal.agreed.connect(lambda seat: self._leave(seat, sign_out=True, remove=True))
        self._removal.failed.connect(self._not_forgotten)
        self._coming_in = ComingIn(folder, door, shared, self._book, self.seats, self.tell, self)
        self._coming_in.seated.connect(self._connect_seat)
        self._coming_in.left.connect(self._end)
        self._coming_in.remove_wanted.connect(self._remove_known)
        # What is told before the first window or after the last.
        self._unheard = Notices(self)

    @property
    def window(self) -> MainWindow | None:
        """The main window that is shown."""
        return None if self.seats.shown is None else self.seats.shown.window

    @property
    def login(self) -> LoginDialog | None:
        """The sign-in window, while it is open."""
        return self._coming_in.login

    @property
    def notices(self) -> Notices:
        """Where the window that is open tells."""
        if self.seats.shown is not None:
            return self.seats.shown.notices
        return self._unheard if self.login is None else self.login.notices

    def start(self, server: str = "", username: str = "", notice: str = "") -> None:
        """Show the sign-in window, filled with what is known; where a sign-in was kept, go on with it."""
        self._coming_in.begin(server, username, notice)

    def tell(self, notice: Notice) -> None:
        """Show a notice in the window that is open."""
        self.notices.tell(notice)

    def stop(self) -> None:
        """Close everything without a question; unsent texts are kept."""
        if self.window is not None:
            self.window.leave()
        elif self.login is not None:
            self.login.reject()
        elif not self._coming_in.is_over:
            # What is opened from this computer's mail has no window yet; it is put away when it comes.
            self._end()

    def _connect_seat(self, seat: Seat) -> None:
        session, window, known = seat.desk.session, seat.window, seat.known
        window.sign_out_wanted.connect(lambda: self._leave(seat, sign_out=True))
        window.sign_in_wanted.connect(lambda: self._leave(seat, sign_out=False))
        window.leaving_commands.deleted.connect(lambda: self._leave(seat, sign_out=True, remove=True, erase=True))
        window.closed.connect(lambda: self._closed(seat))
        window.switch.chosen.connect(self._choose)
        window.switch.add_wanted.connect(lambda: self._coming_in.add(known.server))
        window.switch.remove_wanted.connect(lambda: self._removal.ask(seat))
        session.overview_changed.connect(partial(self._note_overview, seat))
        session.connected.connect(self.seats.show_switches)
        session.arrived.connect(partial(self._new_mail.note, seat))

    def _choose(self, known: KnownAccount) -> None:
        seat = self.seats.of(known)
        if seat is not None:
            self.seats.show(seat)
            return
        self._coming_in.sign_in(known)

    def _note_overview(self, seat: Seat, overview: Overview, _fresh: bool) -> None:
        note_overview(seat, overview, self.seats.shown, lambda: self._choose(seat.known))
        self._new_mail.count(self.seats.open)

    # Keeping and forgetting

    def _not_kept(self, known: KnownAccount, error: Exception) -> None:
        seat = self.seats.of(known)
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
        if seat not in self.seats.open:
            return
        self.seats.open.remove(seat)
        self._book.forget(seat.known)
        if remove:
            self._book.remove(seat.known)
        self.seats.show_another(seat)
        if self.seats.shown is None or not sign_out:
            self._coming_in.show_login(seat.known.server, "" if remove else seat.known.address)
        seat.window.leave()
        self.seats.put_away(seat, sign_out=sign_out)
        if remove:
            self._removal.forget_mail(seat.known, seat.opened.files if erase else None)
        if erase:
            self.tell(Notice("deleted", self.tr("{address} is deleted.").format(address=seat.known.address)))
        self.seats.show_switches()

    def _closed(self, seat: Seat) -> None:
        """The person has closed the window: that ends the program, and every account that is not kept is signed out."""
        if seat not in self.seats.open:
            return
        self._book.end()
        seats, self.seats.open, self.seats.shown = self.seats.open, [], None
        for one in seats:
            one.window.leave()
            self.seats.put_away(one, sign_out=not self._book.now(one.known).kept)
        self._coming_in.close_login()
        self._end()

    def _end(self) -> None:
        self._coming_in.is_over = True
        self.tray.close()
        self.ended.emit()
