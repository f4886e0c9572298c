"""Keeps what is being written on this computer: a few seconds after a change, in a worker thread, until it is sent or
discarded."""

import logging
from collections.abc import Callable

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from client.gui.tasks import Lane, Tasks
from client.gui.unsent_texts import UnsentText, UnsentTexts

KEEP_AFTER_MS = 3000

log = logging.getLogger(__name__)


class ComposerKeeper(QObject):
    """Signals: kept(); failed(Exception)."""

    kept = pyqtSignal()
    failed = pyqtSignal(object)

    def __init__(
        self, take: Callable[[], UnsentText], texts: UnsentTexts, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._take = take
        self._texts = texts
        self._tasks = tasks
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep_now)

    def note_change(self) -> None:
        """Something was typed; a text that changes all the time is kept all the same."""
        if not self._timer.isActive():
            self._timer.start()

    def keep_now(self, then: Callable[[], None] | None = None) -> None:
        """Keep it without waiting for the timer; `then` is called when it is on the disk."""
        self._timer.stop()
        text, texts = self._take(), self._texts

        def kept(_answer: None) -> None:
            self.kept.emit()
            if then is not None:
                then()

        self._tasks.start(lambda: texts.keep(text), kept, self.failed.emit, lane=Lane.CHANGES, owner=self, quiet=True)

    def drop(self) -> None:
        """It is sent or discarded: forget it, after whatever is being kept right now."""
        self._timer.stop()
        key, texts = self._take().key, self._texts
        self._tasks.start(lambda: texts.drop(key), _nothing, _log_failure, lane=Lane.CHANGES, quiet=True)


def _nothing(_answer: None) -> None:
    """The composer is closed."""


def _log_failure(error: Exception) -> None:
    """The text is offered again at the next start, where it can be discarded."""
    log.warning("an unsent text could not be removed: %s", error)
