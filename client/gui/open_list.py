"""The list that is open, read from the cache of this computer: how it is wanted, what the one on the screen is made of,
and when it is read again. What changes is gathered for a moment first; nothing moves under the hand of somebody who
clicks, and nothing is read that a change under way would contradict."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from client.account_sync import SyncedAccount
from client.cache_lists import Order
from client.changed import NOTHING, Changed, together
from client.gui.mail_changes import MailChanges
from client.gui.overview import Overview, read_overview
from client.gui.tasks import Lane, Place, Tasks
from client.list_lines import Lines, View

# Between two looks into the cache while steps come one after the other: longer (ms a second) where a look is.
GAP_MS = 150
MOST_GAP_MS = 1200
GAP_LOOKS = 4000


class OpenList(QObject):
    """Belongs to the session. Signals: was_read(Overview, bool), true for another list and not a refresh;
    failed(Exception, bool), it could not be read, true while there is nothing to show; search_failed(Exception).
    """

    was_read = pyqtSignal(object, bool)
    failed = pyqtSignal(object, bool)
    search_failed = pyqtSignal(object)

    def __init__(self, synced: SyncedAccount, changes: MailChanges, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self.view = View("inbox")
        # What the list on the screen is made of; whoever takes lines out of it says so here.
        self.shown = Lines()
        self._shown_view = self.view
        # Whether somebody is about to click a line: what would move it waits for a moment.
        self.holds_still: Callable[[], bool] = lambda: False
        self._synced = synced
        self._changes = changes
        changes.begun.connect(self._change_begun)
        self._tasks = tasks
        self._list = Place()
        self._search = Place()
        # What has changed since the list was read, and what was already asked for again.
        self._news = NOTHING
        self._asked = NOTHING
        self._looking = False
        self._over = False
        self._fresh = True
        self._gap = QTimer(self)
        self._gap.setSingleShot(True)
        self._gap.setInterval(GAP_MS)
        self._gap.timeout.connect(self.look_for_news)

    @property
    def searching(self) -> bool:
        """Whether it shows what a search has found."""
        return bool(self.view.words)

    def turn_to(self, mailbox: str) -> None:
        """The next `look` is to show another mailbox (a role or an id)."""
        self.view = View(mailbox, latest=self.view.latest)
        self._search.forget()

    def arrange(self, order: Order, threads: bool) -> None:
        """How the list that is being opened is to be shown; asks nothing by itself."""
        self.view = replace(self.view, order=order, threads=threads)

    def show(self, view: View) -> None:
        """Show the same mailbox in another way, or what a search finds in the cache."""
        if view != self.view:
            fresh = (view.words, view.threads) != (self.view.words, self.view.threads)
            self.view = view
            self._search.forget()
            self.look(fresh=fresh or self._fresh)

    def show_latest(self, number: int) -> None:
        """Show so many of the latest messages, 0 for all."""
        self.show(replace(self.view, latest=number))

    def search_server(self) -> None:
        """Let the server look for what was typed; its answer takes the place of what the cache has found."""
        words, synced = self.view.words, self._synced

        def done(answer: tuple[tuple[int, ...], Changed]) -> None:
            self.view = replace(self.view, found=answer[0])
            self.note(answer[1])
            self.look(fresh=True)

        if words:
            self._tasks.start(
                lambda: synced.search(words), done, self.search_failed.emit, place=self._search, owner=self
            )

    def note(self, changed: Changed) -> None:
        """Something has changed in the cache; the next look shows it."""
        self._news = together([self._news, changed])

    def look_soon(self) -> None:
        """Look for news in a moment, when more of them may be there."""
        if not self._gap.isActive():
            self._gap.start()

    def look_for_news(self) -> None:
        """Show what the cache has now, unless that is under way; what a change would contradict is read after it."""
        if self._looking or (self.holds_still() and not self._fresh):
            self.look_soon()
        elif not self._changes.are_under_way:
            self.look(fresh=self._fresh)

    def look(self, *, fresh: bool) -> None:
        """Read what is wanted; `fresh` as another list than the one on the screen."""
        if self._over:
            return
        self._fresh, self._looking = fresh, True
        self._asked, self._news = together([self._asked, self._news]), NOTHING
        base = None if fresh else self.shown.numbers
        view, other = self.view, self.view != self._shown_view
        work = partial(read_overview, self._synced.cache, view, base, self._asked, other_view=other)
        began = time.monotonic()

        def done(overview: Overview) -> None:
            self._looking = False
            self._gap.setInterval(min(MOST_GAP_MS, max(GAP_MS, int((time.monotonic() - began) * GAP_LOOKS))))
            self._asked = NOTHING
            self._shown_view = view
            self._show(overview, fresh)

        def failed(error: Exception) -> None:
            self._looking = False
            self.failed.emit(error, fresh)

        self._tasks.start(work, done, failed, lane=Lane.CACHE, place=self._list, owner=self, quiet=not fresh)

    def end(self) -> None:
        """Read nothing more."""
        self._over = True
        self.holds_still = lambda: False
        self._gap.stop()
        self._list.forget()
        self._search.forget()

    def _change_begun(self) -> None:
        # An answer that was asked for before this change would bring back what it removes.
        self._list.forget()
        self._looking = False

    def _show(self, overview: Overview, fresh: bool) -> None:
        if overview.known:
            self._fresh = False
        self.was_read.emit(overview, fresh)
        if overview.known and overview.lines is not None:
            self.shown = overview.lines
