"""What the program is from start to end: sign in, work, sign out or quit. It makes what a signed-in person works with,
and takes it apart again in order; it knows no widget but the two windows."""

import logging
from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QLockFile, QObject, pyqtSignal

from client.account import Account
from client.errors import Fault
from client.gui.account_files import AccountFiles, account_files
from client.gui.desk import Desk, local_now
from client.gui.explanations import notice_of
from client.gui.file_choosing import FileChooser
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.login_dialog import LoginDialog
from client.gui.mail_session import MailSession
from client.gui.main_window import MainWindow
from client.gui.notices import Notice, Notices
from client.gui.post_office import PostOffice
from client.gui.remembered import Remembered
from client.gui.tasks import Lane, Tasks
from client.gui.theme import Theme
from client.gui.unsent_texts import UnsentTexts
from client.outbox import Outbox

QUIET_SECONDS = 3.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Opened:
    """What is opened for an account after signing in, in a worker thread."""

    account: Account
    files: AccountFiles
    lock: QLockFile
    outbox: Outbox


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
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._door = door
        self._tasks = tasks
        self._theme = theme
        self._icons = icons
        self._remembered = remembered
        self._chooser = chooser or FileChooser()
        self._opened: _Opened | None = None
        self._desk: Desk | None = None
        self.notices = Notices(self)
        self.login: LoginDialog | None = None
        self.window: MainWindow | None = None

    def start(self, server: str = "", username: str = "", notice: str = "") -> None:
        """Show the sign-in window, filled with what is known."""
        login = LoginDialog(self._door, self._tasks, self._theme, self._icons)
        login.prefill(server or self._remembered.settings.server, username or self._remembered.settings.address)
        login.signed_in.connect(self._open)
        login.rejected.connect(self._end)
        if notice:
            login.notices.tell(Notice("start", notice))
        self.login = login
        login.show()

    def tell(self, notice: Notice) -> None:
        """Show a notice in the window that is open."""
        if self.window is not None:
            self.notices.tell(notice)
        elif self.login is not None:
            self.login.notices.tell(notice)

    def stop(self) -> None:
        """Close everything without a question; unsent texts are kept."""
        if self.window is not None:
            self.window.leave()
        elif self.login is not None:
            self.login.reject()

    def _open(self, account: Account) -> None:
        files = account_files(self._folder, account)

        def open_files() -> _Opened:
            lock = files.lock()
            return _Opened(account, files, lock, Outbox(files.outbox))

        def failed(error: Exception) -> None:
            self._tasks.start(account.close, _nothing, _nothing, quiet=True)
            notice = notice_of(error, "open")
            if notice is not None:
                self.tell(notice)

        # In the lane of changes: a session that was signed out just now lets go of its files there.
        self._tasks.start(open_files, self._enter, failed, lane=Lane.CHANGES)

    def _enter(self, opened: _Opened) -> None:
        account = opened.account
        server = account.server
        self._remembered.change(
            server=f"{_bracketed(server.host)}:{server.https_port}", address=account.address.address
        )
        session = MailSession(account, self._tasks, self._remembered.settings.latest)
        office = PostOffice(account, opened.outbox, self._tasks)
        unsent = UnsentTexts(opened.files.unsent)
        desk = Desk(self._theme, self._icons, self._tasks, self._chooser, local_now, account, session, office, unsent)
        self.notices.clear()
        window = MainWindow(desk, self.notices, self._remembered)
        window.sign_out_wanted.connect(lambda: self._leave(sign_out=True))
        window.sign_in_wanted.connect(lambda: self._leave(sign_out=False))
        window.closed.connect(self._closed)
        self._opened, self._desk, self.window = opened, desk, window
        window.show()
        window.begin()
        if self.login is not None:
            self.login.rejected.disconnect(self._end)
            self.login.close()
            self.login.deleteLater()
            self.login = None

    def _leave(self, *, sign_out: bool) -> None:
        """Close the main window and show the sign-in window again."""
        window = self.window
        if window is None:
            return
        self.window = None
        self.start()
        window.leave()
        self._put_away(sign_out=sign_out)

    def _closed(self) -> None:
        if self.window is not None:
            self.window = None
            self._put_away(sign_out=True)
            self._end()

    def _put_away(self, *, sign_out: bool) -> None:
        opened, desk = self._opened, self._desk
        if opened is None or desk is None:
            return
        self._opened = self._desk = None
        desk.session.end()
        desk.office.end()

        carrier = desk.office.carrier

        def close() -> None:
            try:
                opened.account.sign_out() if sign_out else opened.account.close()
            except Fault as fault:
                # The session ends by itself on the server; here everything is closed.
                log.info("signing out: %s", fault)
            finally:
                carrier.wait_until_quiet(QUIET_SECONDS)
                opened.outbox.close()
                opened.lock.unlock()

        self._tasks.start(close, _nothing, _nothing, lane=Lane.CHANGES, quiet=True)

    def _end(self) -> None:
        self.login = None
        self.ended.emit()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _nothing(_answer: object) -> None:
    """Nobody waits for this."""
