"""Keeps what somebody looks at in its place while messages of the table come and go: the line under the pointer, for
else the wrong message is clicked, or what is seen. Where scrolling cannot keep it, it says that news has to wait."""

from PyQt5 import sip
from PyQt5.QtCore import QObject, QPersistentModelIndex, QTimer
from PyQt5.QtGui import QCursor
from PyQt5.QtWidgets import QTableView

from client.gui.message_cells import Column
from client.gui.message_list import MessageList
from client.gui.present import present

# So long after the pointer moved somebody may be about to click.
POINTING_MS = 2500


class KeptPlace(QObject):
    """Belongs to the table, which tells it of the pointer."""

    def __init__(self, table: QTableView, messages: MessageList) -> None:
        super().__init__(table)
        self._table = table
        self._messages = messages
        self._pointing = QTimer(self)
        self._pointing.setSingleShot(True)
        self._pointing.setInterval(POINTING_MS)
        self._kept, self._below_top = QPersistentModelIndex(), 0
        messages.changing.connect(self._remember)
        messages.changed.connect(self._keep)

    def pointer_moved(self) -> None:
        self._pointing.start()

    def is_pointed_at(self) -> bool:
        """Whether the pointer is on a line: what is under it must not move."""
        return self._pointed_line() >= 0

    def holds_still(self) -> bool:
        """Whether the pointer has just moved onto a line of a list so short that scrolling cannot keep it in its
        place.
        """
        if sip.isdeleted(self._table):
            # Whoever asks may live longer than the window.
            return False
        short = present(self._table.verticalScrollBar()).maximum() == 0
        return short and self._pointing.isActive() and self.is_pointed_at()

    def _pointed_line(self) -> int:
        """The line under the pointer, -1 when there is none."""
        viewport = present(self._table.viewport())
        return self._table.indexAt(viewport.mapFromGlobal(QCursor.pos())).row() if viewport.underMouse() else -1

    def _remember(self) -> None:
        """Lines are about to come and go: keep what is pointed at where it is, else what is seen; but at the top of a
        list that nobody points at, what is new is seen.
        """
        top = present(self._table.verticalScrollBar()).value()
        line = self._pointed_line()
        if line < 0 < top:
            line = top
        self._kept = QPersistentModelIndex(self._messages.index(line, Column.SUBJECT))
        self._below_top = line - top

    def _keep(self) -> None:
        if self._kept.isValid():
            self._scroll_to(self._kept.row() - self._below_top)
        self._kept = QPersistentModelIndex()

    def _scroll_to(self, top: int) -> None:
        # The scroll bar learns of new rows later; without this it would refuse the new value.
        self._table.updateGeometries()
        present(self._table.verticalScrollBar()).setValue(top)
