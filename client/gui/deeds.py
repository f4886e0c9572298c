"""What a person has done to mail, so that it can be taken back: several steps deep, with a way forward again. Each deed
is told in a few words that stay for a moment, with a button for the other direction. It knows nothing of mail: a deed
brings its two directions with it. One that needs the server is told when that has answered; its place among the others
is that of its beginning."""

from collections.abc import Callable
from dataclasses import dataclass

from PyQt5.QtCore import QObject, pyqtSignal

from client.gui.notices import Notice, Notices, Remedy

MOST = 50
TOLD_MS = 9000
KEY = "deed"


@dataclass(frozen=True)
class Deed:
    """`done` and `undone` are sentences, `name` is what the menu says behind Undo; `back` takes back what `act` did. A
    deed without these sentences only begins by `act` and `back`: whoever made it calls `happened` or `did_not`.
    """

    name: str
    done: str
    undone: str
    act: Callable[[], None]
    back: Callable[[], None]


class Deeds(QObject):
    """Signals: changed(), the person has done something, taken it back or done it again; settled(), what can be taken
    back is something else now although nothing new was done. `told` has the words of the moment.
    """

    changed = pyqtSignal()
    settled = pyqtSignal()

    def __init__(self, parent: QObject | None = None, *, told_ms: int = TOLD_MS) -> None:
        super().__init__(parent)
        self.told = Notices(self, news_ms=told_ms)
        self._done: list[Deed] = []
        self._undone: list[Deed] = []
        # All of both and more, in the order in which they were begun.
        self._order: list[Deed] = []
        # Of deeds that the server still works on: whether the person has last asked to take them back.
        self._asked_back: dict[Deed, bool] = {}

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
        self._begin(deed)
        self._undone.clear()
        deed.act()
        self._tell(deed.done, self.tr("Undo"), self.undo)

    def undo(self) -> None:
        """Take the latest deed back."""
        if self._done:
            deed = self._done.pop()
            self._undone.append(deed)
            self._ask(deed, back=True)
            deed.back()
            self._tell(deed.undone, self.tr("Redo"), self.redo)

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._undone:
            deed = self._undone.pop()
            self._begin(deed)
            self._ask(deed, back=False)
            deed.act()
            self._tell(deed.done, self.tr("Undo"), self.undo)

    def happened(self, deed: Deed, sentence: str) -> None:
        """A deed that needed the server was done: say so, with the way back unless something else comes before or it is
        on that way already.
        """
        if not self._asked_back.get(deed, False):
            self._asked_back.pop(deed, None)
            self._undone = [one for one in self._undone if one is not deed]
            self._put_back(deed)
        self._say(sentence, self._way(self.next_undo is deed, self.tr("Undo"), self.undo))

    def happened_back(self, deed: Deed, sentence: str) -> None:
        """The same for one that was taken back."""
        if self._asked_back.get(deed, True):
            self._asked_back.pop(deed, None)
            if self.next_undo is deed:
                # It failed at first, and was tried again in the list of tasks.
                self._undone.append(deed)
            self._done = [one for one in self._done if one is not deed]
        self._say(sentence, self._way(self.next_redo is deed, self.tr("Redo"), self.redo))

    def did_not(self, deed: Deed, *, undo: bool = False, redo: bool = False) -> None:
        """The server has done nothing: the deed can be taken back, done again, or is forgotten."""
        self._asked_back.pop(deed, None)
        self._undone = [one for one in self._undone if one is not deed]
        self._done = [one for one in self._done if one is not deed]
        if undo:
            self._put_back(deed)
        elif redo:
            self._undone.append(deed)
        self.settled.emit()

    def unsay(self) -> None:
        """A change was refused: what was told is not so."""
        self.told.settle(KEY)

    def _ask(self, deed: Deed, *, back: bool) -> None:
        if not deed.done:
            self._asked_back[deed] = back

    def _begin(self, deed: Deed) -> None:
        self._order = [*(one for one in self._order if one is not deed), deed][-2 * MOST :]
        self._done = [*self._done, deed][-MOST:]

    def _put_back(self, deed: Deed) -> None:
        """Among what can be taken back, where it belongs."""
        if deed not in self._done:
            places = {id(one): number for number, one in enumerate(self._order)}
            self._done = sorted([*self._done, deed], key=lambda one: places.get(id(one), -1))[-MOST:]

    def _tell(self, sentence: str, label: str, run: Callable[[], None]) -> None:
        if sentence:
            self.told.tell(Notice(KEY, sentence, remedy=Remedy(label, run)))
        else:
            # What was told before has a button that would mean this deed now.
            self.unsay()
        self.changed.emit()

    def _say(self, sentence: str, remedy: Remedy | None) -> None:
        self.told.tell(Notice(KEY, sentence, remedy=remedy))
        self.settled.emit()

    def _way(self, is_next: bool, label: str, run: Callable[[], None]) -> Remedy | None:
        return Remedy(label, run) if is_next else None
