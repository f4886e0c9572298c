"""Tells in the bar of the main window what went wrong with its mail, and takes it back when that works again."""

from collections.abc import Callable

from PyQt5.QtCore import QObject

from client.changed import Changed
from client.gui.desk import Desk
from client.gui.explanations import notice_of
from client.gui.notices import Notices
from client.gui.standing import Standing

# What was refused is not made again by looking for news.
_NOT_AGAIN = ("change", "refused", "folders")


class FaultNews(QObject):
    """Belongs to the main window. `again` looks for news, `sign_in` opens the sign-in window."""

    def __init__(
        self,
        desk: Desk,
        notices: Notices,
        again: Callable[[], None],
        sign_in: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._notices = notices
        self._again = again
        self._sign_in = sign_in
        self._works = True
        # Bound methods, because what is connected here lives longer than the window: Qt forgets them with it.
        session = desk.session
        session.list_failed.connect(self._list_failed)
        session.standing_changed.connect(self._stand)
        session.list.search_failed.connect(self._search_failed)
        session.change_failed.connect(self._change_failed)
        session.change_refused.connect(self._change_refused)
        session.changes.made.connect(self._change_made)
        desk.office.failed.connect(self._outbox_failed)
        desk.on_the_way.failed.connect(self._delivery_failed)

    def tell(self, error: Exception, key: str) -> None:
        """Show an error; `key` says what was tried (`notice_of`)."""
        again = None if key in _NOT_AGAIN else self._again
        notice = notice_of(error, key, again=again, sign_in=self._sign_in)
        if notice is not None:
            self._notices.tell(notice)

    def _list_failed(self, error: Exception, _fresh: bool) -> None:
        self.tell(error, "list")

    def _stand(self, standing: Standing) -> None:
        if standing.works and not self._works:
            self._notices.settle("list")
        self._works = standing.works

    def _search_failed(self, error: Exception) -> None:
        self.tell(error, "search")

    def _change_failed(self, error: Exception) -> None:
        self.tell(error, "change")

    def _change_made(self, _changed: Changed) -> None:
        self._notices.settle("change")

    def _change_refused(self, error: Exception) -> None:
        # Each is told, also when one like it was read and closed before. It is not settled by a change that is made
        # here, for that says nothing of what the server takes.
        self._notices.settle("refused")
        self.tell(error, "refused")

    def _outbox_failed(self, error: Exception) -> None:
        self.tell(error, "outbox")

    def _delivery_failed(self, error: Exception) -> None:
        self.tell(error, "delivery")
