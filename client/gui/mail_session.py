"""An account as its windows see it: how it stands to its server, the list that is open, and what is done to its
messages. Questions go to worker threads, answers come back as signals. Changes are shown at once, kept in the cache,
and sent to the server behind the window; what the server refuses is shown again as it was. `InStep` brings what changes
on the server; without a connection everything goes on upon the cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from client.account import Account
from client.account_sync import Step, SyncedAccount
from client.changed import Changed
from client.errors import NotConnected
from client.gui.arrivals import Arrivals
from client.gui.in_step import InStep
from client.gui.mail_changes import MailChanges
from client.gui.open_list import OpenList
from client.gui.overview import Overview, Rows
from client.gui.reading import Reading, make_ready
from client.gui.standing import Standing, means_offline
from client.gui.tasks import Job, Lane, Place, Tasks
from client.message import Mailbox

REFRESH_MS = 20_000
# With push the server is asked only every so many of these, for what push may have missed.
QUIET_TURNS = 15


class MailSession(QObject):
    """Signals: opening(str), a mailbox is asked for; overview_changed(Overview, bool), true when it answers `open`
    and not a refresh; list_failed(Exception, bool), true while there is nothing to show; change_failed(Exception), on
    this computer; change_refused(Exception), later, by the server; standing_changed(Standing); arrived(tuple of
    MessageRow), unread mail that has just come into the inbox; connected(); connection_wanted(bool), the account is not
    signed in and should be; true when the person says so. What a person does to messages goes through `changes`, how
    the list is to be shown through `list`.
    """

    opening = pyqtSignal(str)
    overview_changed = pyqtSignal(object, bool)
    list_failed = pyqtSignal(object, bool)
    change_failed = pyqtSignal(object)
    change_refused = pyqtSignal(object)
    standing_changed = pyqtSignal(object)
    arrived = pyqtSignal(object)
    connected = pyqtSignal()
    connection_wanted = pyqtSignal(bool)

    def __init__(
        self,
        account: Account,
        synced: SyncedAccount,
        tasks: Tasks,
        clock: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.account = account
        self.synced = synced
        self.standing = Standing()
        self._why: Exception = NotConnected()
        self._tasks = tasks
        self._clock = clock
        self.in_step = InStep(synced, self)
        self.in_step.stepped.connect(self._stepped)
        self.in_step.failed.connect(self.not_connected)
        self.changes = MailChanges(synced, tasks, self)
        self.changes.made.connect(self._change_made)
        self.changes.failed.connect(self._change_failed)
        self.list = OpenList(synced, self.changes, tasks, self)
        self.list.was_read.connect(self._show)
        self.list.failed.connect(self.list_failed)
        self._arrivals = Arrivals(synced.cache, tasks, self.arrived.emit)
        self._mailboxes: tuple[Mailbox, ...] = ()
        self._known = False
        self._turns = 0
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._turn)

    @property
    def mailbox(self) -> str:
        """The mailbox that is open (a role or an id), also while the list shows what a search has found."""
        return self.list.view.mailbox

    @property
    def mailbox_id(self) -> str:
        """The server's id of that."""
        return self._id_of(self.mailbox)

    def begin(self) -> None:
        """Open the inbox from the cache; then, with a connection, get and stay in step with the server."""
        self._timer.start()
        self.standing_changed.emit(self.standing)
        self.open("inbox")
        if self.account.is_connected:
            self.synced.attach(self.account)
        else:
            self.connection_wanted.emit(False)

    def connect_with(self, account: Account) -> None:
        """The account was signed in to: go on with this connection."""
        self.account.take_over(account)
        self.synced.attach(self.account)
        self.in_step.begin()
        self.connected.emit()

    def not_connected(self, error: Exception) -> None:
        """Asking the server has failed, or keeping what it said; it is tried again from time to time."""
        self._why = error
        if means_offline(error) or not self.account.is_connected:
            self._stand_alone()
        else:
            self._stand(replace(self.standing, finished=False, behind=True))
        self.list_failed.emit(error, not self._known)

    def stay_offline(self) -> None:
        """Nobody asks the server for now, and that is no fault."""
        self._why = NotConnected()
        self._stand_alone()

    def _stand_alone(self) -> None:
        if self.standing.offline_since is None:
            self._stand(Standing(self._clock(), False, self.standing.done, self.standing.total))

    def open(self, mailbox: str) -> None:
        """Show another mailbox (a role or an id)."""
        self.list.turn_to(mailbox)
        self._want()
        self.opening.emit(mailbox)
        self.list.look(fresh=True)

    def rows(self, numbers: Sequence[int], done: Callable[[Rows], None], owner: QObject) -> None:
        """Read rows that are looked at from the cache; those that it does not know are asked for."""

        def read(found: Rows) -> None:
            done(found)
            unknown = [one for one in numbers if one not in found]
            if unknown and self.standing.offline_since is None:
                self._tasks.start(
                    partial(self.synced.fill, unknown), self._filled, _nothing, place=Place(), owner=self, quiet=True
                )

        work = partial(self.synced.cache.rows, numbers)
        self._tasks.start(work, read, lambda _error: done({}), lane=Lane.CACHE, owner=owner, quiet=True)

    def refresh(self) -> None:
        """Look for news."""
        if self.account.is_connected:
            self.in_step.look()
        else:
            self.connection_wanted.emit(True)
        self.list.look_for_news()

    def read(
        self,
        message_id: str,
        done: Callable[[Reading], None],
        failed: Callable[[Exception], None],
        place: Place,
        owner: QObject,
    ) -> Job:
        """Get a message, from this computer if it was read before, and make it ready to be shown."""
        synced, readers = self.synced, (self.account.address.address,)
        work = partial(_read, synced, message_id, readers)
        return self._tasks.start(work, done, failed, place=place, owner=owner)

    def end(self) -> None:
        """The account leaves. Changes that are under way are still made; nobody looks at what came of them."""
        self._timer.stop()
        self.list.end()
        self.in_step.end()

    def _turn(self) -> None:
        """Look for news quietly, although push would have told of them."""
        self._turns += 1
        in_step = self.in_step.listens and self.standing.works
        if not self.account.is_connected:
            self.connection_wanted.emit(False)
        elif not in_step or self._turns % QUIET_TURNS == 0:
            self.refresh()

    def _id_of(self, mailbox: str) -> str:
        return next((one.id for one in self._mailboxes if one.role == mailbox), mailbox)

    def _want(self) -> None:
        self.synced.want(self._id_of(self.mailbox))
        if self.in_step.listens:
            self.in_step.wake()
        else:
            self.in_step.look()

    def take_step(self, step: Step) -> None:
        """A step that was taken besides those of `in_step`."""
        self._stepped(step)

    def _stepped(self, step: Step) -> None:
        progress = step.progress
        self._stand(Standing(None, step.finished, progress.done, progress.total))
        self._arrivals.note(step.changed, self._id_of("inbox"), self)
        for refused in step.refused:
            self.change_refused.emit(refused.fault)
        if step.changed or not self._known:
            self.list.note(step.changed)
            self.list.look_soon()

    def _stand(self, standing: Standing) -> None:
        if standing != self.standing:
            self.standing = standing
            self.standing_changed.emit(standing)

    def _filled(self, changed: Changed) -> None:
        self.list.note(changed)
        self.list.look_soon()

    def _change_made(self, changed: Changed) -> None:
        self.list.note(changed)
        self.in_step.wake()
        self.list.look_for_news()

    def _change_failed(self, error: Exception) -> None:
        self.list.note(Changed(everything=True))
        self.list.look_for_news()
        self.change_failed.emit(error)

    def _show(self, overview: Overview, fresh: bool) -> None:
        if self.synced.account is not None:
            self.in_step.begin()  # Not before: the cache is on the screen sooner when nothing else is at work.
        self._known = overview.known
        if not self._mailboxes and overview.mailboxes:
            self._mailboxes = overview.mailboxes
            self._want()
        self._mailboxes = overview.mailboxes
        if overview.known:
            self.overview_changed.emit(overview, fresh)
            return
        # Nothing was read yet: an empty list would say something else.
        self.overview_changed.emit(replace(overview, lines=None), False)
        if not self.standing.works:
            self.list_failed.emit(self._why, True)


def _read(synced: SyncedAccount, message_id: str, readers: tuple[str, ...]) -> Reading:
    return make_ready(synced.read(message_id), readers)


def _nothing(_answer: object) -> None:
    """What cannot be read now stays an empty line; keeping in step tells why."""
