"""What a person has done to mail, so that it can be taken back: several steps deep, with a way forward again. Each deed
is told in a few words that stay for a moment, with a button for the other direction. It knows nothing of mail: a deed
brings its two directions with it."""

from collections.abc import Callable
from dataclasses import dataclass

from PyQt5.QtCore import QObject, pyqtSignal

from client.gui.notices import Notice, Notices, Remedy

MOST = 50
TOLD_MS = 9000
KEY = "deed"


@dataclass(frozen=True)
class Deed:
    """`done` and `undone` are sentences, `name` is what the menu says behind Undo; `back` takes back what `act` did."""

    name: str
    done: str
    undone: str
    act: Callable[[], None]
    back: Callable[[], None]


class Deeds(QObject):
    """Signals: changed(), another deed can be taken back or done again. `told` has the words of the moment."""

    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None, *, told_ms: int = TOLD_MS) -> None:
        super().__init__(parent)
        self.told = Notices(self, news_ms=told_ms)
        self._done: list[Deed] = []
        self._undone: list[Deed] = []

    @property
    def next_undo(self) -> Deed | None:
        return self._done[-1] if self._done else None

    @property
    def next_redo(self) -> Deed | None:
        return self._undone[-1] if self._undone else None

    def do(self, deed: Deed | None) -> None:
        """Do it and remember it; nothing for None."""
        if deed is None:
            return
        deed.act()
        self._done = [*self._done, deed][-MOST:]
        self._undone.clear()
        self._tell(deed.done, self.tr("Undo"), self.undo)

    def undo(self) -> None:
        """Take the latest deed back."""
        if self._done:
            deed = self._done.pop()
            self._undone.append(deed)
            deed.back()
            self._tell(deed.undone, self.tr("Redo"), self.redo)

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._undone:
            deed = self._undone.pop()
            self._done.append(deed)
            deed.act()
            self._tell(deed.done, self.tr("Undo"), self.undo)

    def unsay(self) -> None:
        """A change was refused: what was told is not so."""
        self.told.settle(KEY)

    def _tell(self, sentence: str, label: str, run: Callable[[], None]) -> None:
        self.told.tell(Notice(KEY, sentence, remedy=Remedy(label, run)))
        self.changed.emit()
