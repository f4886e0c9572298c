"""One signed-in account in this program: its files, its desk, its window. It is made after signing in, and taken apart
in order when the account leaves; several sit side by side, and know nothing of each other."""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PyQt5.QtCore import QLockFile

from client.account import Account
from client.cache import Cache, open_cache
from client.errors import Fault
from client.gui.account_files import AccountFiles
from client.gui.desk import Desk
from client.gui.main_window import MainWindow
from client.gui.notices import Notices
from client.gui.writing_choices import WritingBook, load_writing
from client.outbox import Outbox
from client.settings import KnownAccount

QUIET_SECONDS = 3.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opened:
    """What is opened for an account after signing in, in a worker thread."""

    account: Account
    files: AccountFiles
    lock: QLockFile
    outbox: Outbox
    writing: WritingBook
    cache: Cache


def open_files(account: Account, files: AccountFiles, folder: Path) -> Opened:
    """Lock and open what belongs to the account, below the client's folder. Waits for the disk. Raises `FileFault` and
    `LocalDiskFull`.
    """
    with contextlib.ExitStack() as stack:
        lock = files.lock()
        stack.callback(lock.unlock)
        outbox = Outbox(files.outbox)
        stack.callback(outbox.close)
        cache = open_cache(folder, account.server.fingerprint, account.address.address)
        stack.callback(cache.close)
        opened = Opened(account, files, lock, outbox, load_writing(files.writing), cache)
        stack.pop_all()
        return opened


def closing(opened: Opened, *, sign_out: bool, before: Callable[[], None] = lambda: None) -> Callable[[], None]:
    """Return the work that closes everything, for a worker thread; it calls `before` the files are let go of."""

    def close() -> None:
        with contextlib.ExitStack() as stack:
            stack.callback(opened.lock.unlock)
            stack.callback(opened.outbox.close)
            stack.callback(opened.cache.close)
            stack.callback(before)
            try:
                opened.account.sign_out() if sign_out else opened.account.close()
            except Fault as fault:
                # The session ends by itself on the server; here everything is closed.
                log.info("signing out: %s", fault)

    return close


@dataclass
class Seat:
    """`known` is what the settings remember of it; `unread` how many unread messages its inbox had; `is_connecting`
    while a sign-in of a kept account is under way, `has_left` after `end`.
    """

    known: KnownAccount
    opened: Opened
    desk: Desk
    window: MainWindow
    notices: Notices
    unread: int | None = field(default=None)
    is_connecting: bool = field(default=False)
    has_left: bool = field(default=False)

    @property
    def account(self) -> Account:
        return self.opened.account

    def end(self) -> None:
        """Ask and send nothing more; on the GUI thread."""
        self.has_left = True
        self.desk.session.end()
        self.desk.office.end()

    def closing(self, *, sign_out: bool) -> Callable[[], None]:
        """Return the work that closes everything after `end`, for a worker thread; it holds no widget."""
        carrier = self.desk.office.carrier
        return closing(self.opened, sign_out=sign_out, before=lambda: carrier.wait_until_quiet(QUIET_SECONDS))
