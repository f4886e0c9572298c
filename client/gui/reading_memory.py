"""What a person has chosen while reading (`client/reading_choices.py`), known to every window of the account. It is
read and written in a worker thread; a choice counts at once."""

from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from client import reading_choices
from client.gui.tasks import Lane, Tasks
from client.reading_choices import MessageKind, ReadingChoices


class ReadingMemory(QObject):
    """Signals: changed(); failed(Exception), the file cannot be read or written."""

    changed = pyqtSignal()
    failed = pyqtSignal(object)

    def __init__(self, path: Path, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._tasks = tasks
        self.choices = ReadingChoices()
        tasks.start(lambda: reading_choices.load(path), self._loaded, self.failed.emit, owner=self, quiet=True)

    def allow_pictures(self, address: str, *, allowed: bool) -> None:
        self._choose(self.choices.with_sender(address, allowed=allowed))

    def show_page_first(self, kind: MessageKind, page: bool) -> None:
        self._choose(self.choices.with_page_first(kind, page))

    def _choose(self, choices: ReadingChoices) -> None:
        self.choices = choices
        path = self._path
        self._tasks.start(
            lambda: reading_choices.save(path, choices),
            lambda _: None,
            self.failed.emit,
            lane=Lane.FILES,
            owner=self,
            quiet=True,
        )
        self.changed.emit()

    def _loaded(self, found: ReadingChoices) -> None:
        """What was chosen while the file was being read counts as well."""
        senders = found.picture_senders | self.choices.picture_senders
        self.choices = ReadingChoices(senders, {**found.as_page, **self.choices.as_page})
        self.changed.emit()
