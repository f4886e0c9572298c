"""From the lines that are selected to the messages a person means: asked of the cache, and of the server where this
computer does not know them all yet. While that is waited for, it stands in the list of tasks and can be cancelled."""

from array import array
from collections.abc import Callable, Iterable
from functools import partial

from PyQt5.QtCore import QObject

from client.cache_chosen import Chosen, chosen_ids, known_ids
from client.errors import NotConnected
from client.gui.job import Lane
from client.gui.loaded_rows import MOST_LOADED
from client.gui.mail_session import MailSession
from client.gui.message_list import MessageList
from client.gui.message_table import MessageTable
from client.gui.overview import next_unread
from client.gui.task_list import Entry
from client.gui.tasks import Tasks


class Choosing(QObject):
    """Belongs to the page of the list; one question waits at a time for the server."""

    def __init__(
        self,
        session: MailSession,
        tasks: Tasks,
        table: MessageTable,
        messages: MessageList,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._table = table
        self._messages = messages
        self._session = session
        self._tasks = tasks
        self._waiting: _Waiting | None = None
        session.standing_changed.connect(lambda _standing: self._look_again())
        session.overview_changed.connect(lambda _overview, _fresh: self._look_again())

    def with_ids(self, then: Callable[[list[str]], object]) -> None:
        """Call `then` with the ids of all messages that are meant: at once where their rows are in memory, else when
        the cache has told. Offline these are the ones that this computer knows.
        """
        count = self._table.selected_count()
        if not count:
            return
        chosen = self._chosen()
        plain = not chosen.closed and not chosen.everything and count <= MOST_LOADED
        ids = self._table.selected_ids() if plain else []
        if len(ids) == count:
            then(ids)
        else:
            self._ask(chosen, then, None)

    def of_line(self, number: int, then: Callable[[list[str]], object]) -> None:
        """The same for one line, selected or not."""
        chosen = Chosen(self._session.mailbox_id, array("q", [number]), self._closed([number]))
        self._ask(chosen, then, None)

    def _chosen(self) -> Chosen:
        session, numbers = self._session, array("q", self._table.selected_numbers())
        whole = not session.list.view.words and not session.list.view.latest and not session.standing.finished
        everything = whole and len(numbers) == self._messages.rowCount()
        return Chosen(session.mailbox_id, numbers, self._closed(numbers), everything)

    def _closed(self, numbers: Iterable[int]) -> frozenset[int]:
        lines = self._messages.lines
        return frozenset(one for one in numbers if one in lines.counts and one not in lines.opened)

    def next_unread(self, line: int, step: int, done: Callable[[int], None]) -> None:
        """The first unread line from this one on, downwards or for -1 upwards; -1 when there is none in the list."""
        session = self._session
        work = partial(next_unread, session.synced.cache, self._messages.lines, line, step)
        self._tasks.start(work, done, session.change_failed.emit, lane=Lane.CACHE, owner=self)

    def forget(self) -> None:
        """The window closes: what was waited for is not done."""
        if self._waiting is not None:
            self._leave(self._waiting)

    def _ask(self, chosen: Chosen, done: Callable[[list[str]], object], waiting: "_Waiting | None") -> None:
        cache = self._session.synced.cache

        def answered(ids: list[str] | None) -> None:
            if waiting is not None and waiting is not self._waiting:
                return
            if ids is not None:
                if waiting is not None:
                    self._leave(waiting)
                if ids:
                    done(ids)
            elif waiting is not None:
                waiting.asked = False
                if waiting.has_news:
                    self._look_again()
            elif self._session.standing.offline_since is not None:
                self._known(chosen, done)
            else:
                self._wait(chosen, done)

        def failed(error: Exception) -> None:
            if waiting is None:
                self._session.change_failed.emit(error)
            elif waiting is self._waiting:
                self._fail(waiting, error)

        work = partial(chosen_ids, chosen=chosen, waited=waiting is not None)
        self._tasks.start(lambda: cache.look(work), answered, failed, lane=Lane.CACHE, owner=self)

    def _known(self, chosen: Chosen, done: Callable[[list[str]], object]) -> None:
        cache = self._session.synced.cache
        work = partial(known_ids, numbers=chosen.numbers)

        def answered(ids: list[str]) -> None:
            if ids:
                done(ids)

        failed = self._session.change_failed.emit
        self._tasks.start(lambda: cache.look(work), answered, failed, lane=Lane.CACHE, owner=self)

    def _wait(self, chosen: Chosen, done: Callable[[list[str]], object]) -> None:
        self.forget()
        entry = Entry(self.tr("Waiting until all selected messages are known"))
        waiting = self._waiting = _Waiting(chosen, done, entry)
        entry.drop = partial(self._leave, waiting)
        entry.again = partial(self._wait_again, chosen, done)
        self._tasks.list.add(entry)
        if not chosen.everything:
            self._session.rows(chosen.numbers, _nothing, self)
        self._session.refresh()

    def _wait_again(self, chosen: Chosen, done: Callable[[list[str]], object]) -> None:
        # All may have come since: what was selected when it began is not all of it then.
        self._wait(chosen, done)
        self._look_again()

    def _look_again(self) -> None:
        waiting, standing = self._waiting, self._session.standing
        if waiting is None:
            return
        waiting.entry.done, waiting.entry.total = standing.done, standing.total
        if standing.offline_since is not None:
            self._fail(waiting, NotConnected())
        elif waiting.asked:
            waiting.has_news = True
        else:
            waiting.asked, waiting.has_news = True, False
            self._ask(waiting.chosen, waiting.done, waiting)

    def _fail(self, waiting: "_Waiting", error: Exception) -> None:
        """It stays in the list of tasks, to be tried again."""
        self._waiting = None
        self._tasks.list.fail(waiting.entry, error)

    def _leave(self, waiting: "_Waiting") -> None:
        if self._waiting is waiting:
            self._waiting = None
        self._tasks.list.remove(waiting.entry)


class _Waiting:
    """What is done when all are known. `asked` while the cache looks whether they are; `has_news` when something came
    meanwhile, which it may not have seen: nothing else might come after the last of it.
    """

    def __init__(self, chosen: Chosen, done: Callable[[list[str]], object], entry: Entry) -> None:
        self.chosen = chosen
        self.done = done
        self.entry = entry
        self.asked = False
        self.has_news = False


def _nothing(_rows: object) -> None:
    """The rows are looked for again when the list tells of them."""
