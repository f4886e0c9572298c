"""The signed-in account as the windows see it: the mailbox that is open, how many messages of it are shown, and what is
done to them. Questions go to worker threads, answers come back as signals. Changes are shown at once and then made;
when one fails, the list is fetched again, so that the screen never keeps what the server has not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from client.account import Account
from client.gui.reading import Reading, make_ready
from client.gui.tasks import Job, Lane, Place, Tasks
from client.message import Mailbox, Page

T = TypeVar("T")

REFRESH_MS = 20_000


@dataclass(frozen=True)
class Overview:
    """All mailboxes with their counts, and the latest messages of the one that is open."""

    mailboxes: tuple[Mailbox, ...]
    page: Page


class MailSession(QObject):
    """Signals: opening(str), a mailbox is asked for; overview_changed(Overview, bool), true when it answers `open` and
    not a refresh; list_failed(Exception, bool), the same; changing(frozenset of ids, str), what is done to these
    messages right now; change_failed(Exception); marked(frozenset of ids, bool | None, bool | None), seen and flagged.
    """

    opening = pyqtSignal(str)
    overview_changed = pyqtSignal(object, bool)
    list_failed = pyqtSignal(object, bool)
    removed = pyqtSignal(object)
    marked = pyqtSignal(object, object, object)
    change_failed = pyqtSignal(object)

    def __init__(self, account: Account, tasks: Tasks, latest: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.account = account
        self.mailbox = "inbox"
        self.latest = latest
        self._tasks = tasks
        self._list = Place()
        self._changes_under_way = 0
        self._asking = False
        self._loaded = False
        # Push, when it is there, calls refresh() as well; the timer then only covers what push missed.
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)

    def begin(self) -> None:
        """Open the inbox and look for news from time to time."""
        self._timer.start()
        self.open("inbox")

    def open(self, mailbox: str) -> None:
        """Show another mailbox (a role or an id)."""
        self.mailbox = mailbox
        self._loaded = False
        self.opening.emit(mailbox)
        self._ask(fresh=True)

    def show_latest(self, number: int) -> None:
        """Show so many of the latest messages."""
        if number != self.latest:
            self.latest = number
            self._ask(fresh=not self._loaded)

    def refresh(self) -> None:
        """Look for news quietly, unless an answer is on its way; what a change would contradict is asked after it.

        A server that does not answer is asked again only after the first question has failed: otherwise each question
        would make the failure of the one before it stale, and nobody would ever be told.
        """
        if self._changes_under_way == 0 and not self._asking:
            self._ask(fresh=not self._loaded)

    def read(
        self,
        message_id: str,
        done: Callable[[Reading], None],
        failed: Callable[[Exception], None],
        place: Place,
        owner: QObject,
    ) -> Job:
        """Fetch a message and make it ready to be shown."""
        account = self.account

        def fetch() -> Reading:
            return make_ready(account.read(message_id), [account.address.address])

        return self._tasks.start(fetch, done, failed, place=place, owner=owner)

    def mark(self, ids: Iterable[str], *, seen: bool | None = None, flagged: bool | None = None) -> None:
        wanted, account = frozenset(ids), self.account
        self.marked.emit(wanted, seen, flagged)
        self._change(lambda: account.mark(wanted, seen=seen, flagged=flagged))

    def move(self, ids: Iterable[str], mailbox: str) -> None:
        wanted, account = frozenset(ids), self.account
        self.removed.emit(wanted)
        self._change(lambda: account.move(wanted, mailbox))

    def put_back(self, ids: Iterable[str], mailbox_ids: Iterable[str]) -> None:
        """Take a move back: the messages go into exactly these mailboxes (ids), as they lay before."""
        wanted, places, account = frozenset(ids), frozenset(mailbox_ids), self.account
        self._change(lambda: account.put_back(wanted, places))

    def destroy(self, ids: Iterable[str]) -> None:
        """Delete for good."""
        wanted, account = frozenset(ids), self.account
        self.removed.emit(wanted)
        self._change(lambda: account.destroy(wanted))

    def note_answered(self, message_id: str) -> None:
        """The message has been answered; nobody needs to know when this cannot be noted."""
        account = self.account
        self._change(lambda: account.mark([message_id], answered=True))

    def end(self) -> None:
        self._timer.stop()
        self._list.forget()

    def _ask(self, *, fresh: bool) -> None:
        account, mailbox, latest = self.account, self.mailbox, self.latest

        def fetch() -> Overview:
            return Overview(tuple(account.mailboxes()), account.latest(mailbox, latest))

        def done(overview: Overview) -> None:
            self._asking = False
            self._loaded = True
            self.overview_changed.emit(overview, fresh)

        def failed(error: Exception) -> None:
            self._asking = False
            self.list_failed.emit(error, fresh)

        self._asking = True
        self._tasks.start(fetch, done, failed, place=self._list, quiet=not fresh)

    def _change(self, work: Callable[[], None]) -> None:
        self._changes_under_way += 1
        # An answer that was asked for before this change would bring back what it removes.
        self._list.forget()
        self._asking = False
        self._tasks.start(work, lambda _: self._changed(), self._change_refused, lane=Lane.CHANGES, quiet=True)

    def _changed(self) -> None:
        self._changes_under_way -= 1
        self.refresh()

    def _change_refused(self, error: Exception) -> None:
        self._changed()
        self.change_failed.emit(error)
