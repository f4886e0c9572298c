"""The bar after Send: how many seconds are left to take the message back, Undo, and Send now. The message stands in the
outbox all the while, so that nothing is lost when the program ends; it goes out then at the next start."""

import math
from collections.abc import Callable
from datetime import datetime

from PyQt5.QtCore import Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from client.gui.desk import Desk
from client.gui.plain_words import one_line
from client.gui.spoken import counted
from client.outbox import OutboxItem

TICK_MS = 250
LONGEST_SUBJECT = 60


class UndoSendBar(QFrame):
    """Hidden while nothing can be taken back; the message that was sent last is shown. Signals:
    undo_wanted(OutboxItem); now_wanted(OutboxItem); held_changed(), another message would be taken back, or none.
    """

    undo_wanted = pyqtSignal(object)
    now_wanted = pyqtSignal(object)
    held_changed = pyqtSignal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._held: tuple[OutboxItem, ...] = ()
        self._told: int | None = None
        self._picture = QLabel()
        self.words = QLabel()
        self.undo_button = QPushButton(self.tr("Undo"))
        self.now_button = QPushButton(self.tr("Send now"))
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._build()
        # A bound method, because the office lives longer than this bar: Qt forgets it then.
        desk.office.items_changed.connect(self.show_items)
        self._timer.timeout.connect(self._tick)
        self.undo_button.clicked.connect(lambda: self._act(self.undo_wanted.emit))
        self.now_button.clicked.connect(lambda: self._act(self.now_wanted.emit))
        self.show_items(desk.office.items)

    def item(self) -> OutboxItem | None:
        """Return the message that Undo would take back."""
        return self._held[0] if self._held else None

    def undo(self) -> None:
        """Take the message back, when there is one."""
        if self._held:
            self.undo_button.click()

    def show_items(self, items: tuple[OutboxItem, ...]) -> None:
        # The newest stands first in the outbox too.
        self._held = tuple(item for item in items if item.is_held)
        self._tick()

    def _tick(self) -> None:
        now = self._desk.clock()
        self._held = tuple(item for item in self._held if item.next_try > now)
        self._tell_held()
        self.setVisible(bool(self._held))
        if not self._held:
            self._timer.stop()
            return
        if not self._timer.isActive():
            self._timer.start()
        self.words.setText(self._sentence(self._held[0], now))
        # Said once, not with every second.
        self.setAccessibleName(self.tr("“{subject}” can be taken back.").format(subject=_subject(self._held[0])))

    def _tell_held(self) -> None:
        item = self.item()
        number = item.id if item is not None else None
        if number != self._told:
            self._told = number
            self.held_changed.emit()

    def _sentence(self, item: OutboxItem, now: datetime) -> str:
        seconds = max(1, math.ceil((item.next_try - now).total_seconds()))
        one = "“{subject}” goes out in 1 second."
        words = counted("UndoSendBar", one, "“{subject}” goes out in %n seconds.", seconds)
        others = len(self._held) - 1
        more = " " + counted("UndoSendBar", "And 1 more.", "And %n more.", others) if others else ""
        return words.format(subject=_subject(item) or self.tr("(no subject)")) + more

    def _act(self, tell: Callable[[OutboxItem], None]) -> None:
        item = self.item()
        if item is not None:
            self._held = self._held[1:]
            self._tick()
            tell(item)

    def _paint(self) -> None:
        self._picture.setPixmap(self._desk.icons.pixmap("sending", 20))

    def _build(self) -> None:
        self.setProperty("kind", "card")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self._paint()
        # A bound method, because the theme lives longer than this bar.
        self._desk.theme.changed.connect(self._paint)
        self.undo_button.setProperty("kind", "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._picture)
        row.addWidget(self.words, 1)
        row.addWidget(self.undo_button)
        row.addWidget(self.now_button)


def _subject(item: OutboxItem) -> str:
    return one_line(item.subject)[:LONGEST_SUBJECT]
