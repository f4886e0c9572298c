"""What the program has to tell a person, as one bus: a fault, a warning or a piece of news comes in, and at
most one notice is shown at a time, the most urgent first, the newer of equals first. The same fault is not
repeated: as long as its cause lasts, a notice that the person has closed stays closed."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

NEWS_MS = 6000


class Urgency(IntEnum):
    """NEWS goes away by itself."""

    NEWS = 0
    WARNING = 1
    FAULT = 2


@dataclass(frozen=True)
class Remedy:
    """What the person can do about it: the words on the button and what it does."""

    label: str
    run: Callable[[], None]


@dataclass(frozen=True)
class Notice:
    """One sentence. Notices with the same `key` are about the same thing: a later one takes the place of the
    earlier."""

    key: str
    sentence: str
    urgency: Urgency = Urgency.NEWS
    remedy: Remedy | None = None
    detail: str = ""


class Notices(QObject):
    """Signals: changed(Notice | None), what is to be shown now."""

    changed = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None, *, news_ms: int = NEWS_MS) -> None:
        super().__init__(parent)
        self._live: dict[str, Notice] = {}
        self._closed: dict[str, str] = {}
        self._shown: Notice | None = None
        self._news_timer = QTimer(self)
        self._news_timer.setSingleShot(True)
        self._news_timer.setInterval(news_ms)
        self._news_timer.timeout.connect(self._end_news)

    @property
    def shown(self) -> Notice | None:
        return self._shown

    def waiting(self) -> int:
        """How many more stand behind the one that is shown."""
        return max(0, len(self._live) - 1)

    def tell(self, notice: Notice) -> None:
        if self._closed.get(notice.key) == notice.sentence:
            return
        self._closed.pop(notice.key, None)
        before = self._live.get(notice.key)
        if before is None or before.sentence != notice.sentence or notice.urgency is Urgency.NEWS:
            # It is new: what is only said again must not stand before what was told since.
            self._live.pop(notice.key, None)
        self._live[notice.key] = notice
        self._show()

    def settle(self, key: str) -> None:
        """The cause is gone: the notice goes, and may be shown again when the cause returns."""
        self._closed.pop(key, None)
        if self._live.pop(key, None) is not None:
            self._show()

    def close_shown(self) -> None:
        """The person has read it."""
        if self._shown is None:
            return
        if self._shown.urgency is not Urgency.NEWS:
            self._closed[self._shown.key] = self._shown.sentence
        self._live.pop(self._shown.key, None)
        self._show()

    def hold(self, held: bool) -> None:
        """News stays while somebody is looking at it."""
        if self._shown is None or self._shown.urgency is not Urgency.NEWS:
            return
        if held:
            self._news_timer.stop()
        else:
            self._news_timer.start()

    def clear(self) -> None:
        self._live.clear()
        self._closed.clear()
        self._show()

    def _end_news(self) -> None:
        if self._shown is not None and self._shown.urgency is Urgency.NEWS:
            self.settle(self._shown.key)

    def _show(self) -> None:
        newest_first = reversed(self._live.values())
        wanted = max(newest_first, key=lambda notice: notice.urgency, default=None)
        if wanted == self._shown:
            return
        self._shown = wanted
        self._news_timer.stop()
        if wanted is not None and wanted.urgency is Urgency.NEWS:
            self._news_timer.start()
        self.changed.emit(wanted)
