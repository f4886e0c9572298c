"""What a person has chosen while reading (`client/reading_choices.py`), known to every window of the account. It is
read and written in a worker thread; a choice counts at once."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PyQt5.QtCore import QObject, pyqtSignal

from client import reading_choices
from client.gui.tasks import Lane, Tasks
from client.reading_choices import MessageKind, ReadingChoices

T = TypeVar("T")


class ReadingMemory(QObject):
    """Signals: changed(); failed(Exception), the file cannot be read or written."""

    changed = pyqtSignal()
    failed = pyqtSignal(object)

    def __init__(self, path: Path, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._tasks = tasks
        self.choices = ReadingChoices()
        # What was chosen while the file is being read.
        self._meanwhile: list[Callable[[ReadingChoices], ReadingChoices]] = []
        self._is_read = False
        self._in_turn(lambda: reading_choices.load(path), self._loaded)

    def allow_pictures(self, address: str, *, allowed: bool) -> None:
        self._choose(lambda choices: choices.with_sender(address, allowed=allowed))

    def show_page_first(self, kind: MessageKind, page: bool) -> None:
        self._choose(lambda choices: choices.with_page_first(kind, page))

    def _choose(self, choice: Callable[[ReadingChoices], ReadingChoices]) -> None:
        self.choices = choice(self.choices)
        if not self._is_read:
            self._meanwhile.append(choice)
        path = self._path
        # Upon what is in the file: it need not have been read yet.
        self._in_turn(lambda: reading_choices.change(path, choice), lambda _: None)
        self.changed.emit()

    def _loaded(self, found: ReadingChoices) -> None:
        """What was chosen while the file was being read was chosen last."""
        self._is_read = True
        for choice in self._meanwhile:
            found = choice(found)
        self._meanwhile.clear()
        self.choices = found
        self.changed.emit()

    def _in_turn(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._tasks.start(work, done, self.failed.emit, lane=Lane.FILES, owner=self, quiet=True)
