"""What the sign-in window and the one for a new account share: one attempt at a time at something that waits for a
server, with progress, Cancel, and the questions about trust in between."""

from collections.abc import Callable
from typing import TypeVar

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QDialog, QWidget

from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.tasks import Place, Tasks
from client.gui.theme import Theme
from client.gui.trust_dialogs import ChangedAuthorityDialog, FirstContactDialog
from client.trust_errors import ChangedAuthority, UnknownAuthority

T = TypeVar("T")


class Entry(QObject):
    """Signals: busy_changed(bool); failed(Exception), anything but a question about trust."""

    busy_changed = pyqtSignal(bool)
    failed = pyqtSignal(object)

    def __init__(self, door: FrontDoor, tasks: Tasks, theme: Theme, icons: Icons, window: QWidget) -> None:
        super().__init__(window)
        self.door = door
        self._tasks = tasks
        self._theme = theme
        self._icons = icons
        self._window = window
        self._place = Place()
        self._busy = False

    def attempt(
        self, work: Callable[[], T], done: Callable[[T], None], discard: Callable[[T], None] | None = None
    ) -> None:
        """Run `work` in a thread. Where the server's authority must be confirmed, ask, pin it and run it again."""

        def finished(answer: T) -> None:
            self._set_busy(False)
            done(answer)

        def refused(error: Exception) -> None:
            self._set_busy(False)
            if isinstance(error, UnknownAuthority | ChangedAuthority):
                self._ask(error, lambda: self.attempt(work, done, discard))
            else:
                self.failed.emit(error)

        self._set_busy(True)
        self._tasks.start(work, finished, refused, place=self._place, owner=self, discard=discard)

    def cancel(self) -> None:
        """Drop what is under way; a thread that still waits for the server runs out by itself."""
        self._place.forget()
        self._set_busy(False)

    def _ask(self, fault: UnknownAuthority | ChangedAuthority, again: Callable[[], None]) -> None:
        question: QDialog
        if isinstance(fault, ChangedAuthority):
            question = ChangedAuthorityDialog(fault, self._theme, self._icons, self._window)
        else:
            question = FirstContactDialog(fault.authority, self._theme, self._icons, self._window)
        question.accepted.connect(lambda: self._pin(fault, again))
        question.finished.connect(question.deleteLater)
        question.open()

    def _pin(self, fault: UnknownAuthority | ChangedAuthority, again: Callable[[], None]) -> None:
        door = self.door
        self.attempt(lambda: door.pin(fault.authority), lambda _: again())

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
