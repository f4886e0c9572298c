"""The question before a window is left while something in it is not finished."""

from collections.abc import Callable

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QWidget

from client.gui.open_windows import OpenWindows
from client.gui.post_office import PostOffice
from client.gui.question import ask
from client.outbox import State


class LeaveQuestion(QObject):
    """Belongs to the main window."""

    def __init__(self, windows: OpenWindows, office: PostOffice, window: QWidget) -> None:
        super().__init__(window)
        self._windows = windows
        self._office = office
        self._window = window

    def is_needed(self) -> bool:
        """Whether something is not finished."""
        return bool(self._unfinished())

    def ask(self, leave: Callable[[], None]) -> None:
        """Say what becomes of it; `leave` is called when the person wants to leave all the same."""
        words = " ".join(self._unfinished())
        ask(self._window, self.tr("Leave Postroom?"), words, self.tr("Leave"), self.tr("Stay"), leave)

    def _unfinished(self) -> list[str]:
        sentences = []
        if self._windows.unsent():
            sentences.append(self.tr("What you are writing is kept on this computer and opens again next time."))
        if any(item.state in (State.WAITING, State.SENDING) for item in self._office.items):
            sentences.append(self.tr("Messages that wait in the outbox are sent when Postroom runs next time."))
        return sentences
