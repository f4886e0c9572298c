"""Taking messages out of the table with the mouse: a press on a row and a move of a few pixels carry the selection. It
watches the table from outside; what is dropped where is for the folders to say."""

from collections.abc import Callable

from PyQt5.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PyQt5.QtGui import QColor, QDrag, QMouseEvent, QPainter, QPixmap
from PyQt5.QtWidgets import QApplication

from client.gui.mail_deeds import count_words
from client.gui.mail_drag import carrying_messages
from client.gui.message_table import MessageTable
from client.gui.present import present
from client.gui.theme import Theme

PADDING = 10


def run(drag: QDrag) -> None:
    """Carry until the button is let go of; Qt runs the events of the program meanwhile."""
    drag.exec(Qt.DropActions(Qt.DropAction.MoveAction), Qt.DropAction.MoveAction)


class MessageDrag(QObject):
    """`account` is written on what is carried."""

    def __init__(self, table: MessageTable, theme: Theme, account: str, carry: Callable[[QDrag], None] = run) -> None:
        super().__init__(table)
        self._table = table
        self._theme = theme
        self._account = account
        self._carry = carry
        self._start: QPoint | None = None
        present(table.viewport()).installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QMouseEvent):
            if event.type() == QEvent.Type.MouseButtonPress:
                self._start = self._point(event)
            elif event.type() == QEvent.Type.MouseButtonRelease:
                self._start = None
            elif event.type() == QEvent.Type.MouseMove and self._start is not None:
                return self._moved(event)
        return super().eventFilter(watched, event)

    def _point(self, event: QMouseEvent) -> QPoint | None:
        """Where a drag may begin: on a row, with the left button, and not where Shift or Ctrl select."""
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        on_row = self._table.indexAt(event.pos()).isValid()
        return event.pos() if event.button() == Qt.MouseButton.LeftButton and plain and on_row else None

    def _moved(self, event: QMouseEvent) -> bool:
        far = (event.pos() - (self._start or event.pos())).manhattanLength() >= QApplication.startDragDistance()
        if far and event.buttons() & Qt.MouseButton.LeftButton:
            self._start = None
            self._begin(self._table.selected_ids(), self._table.selected_count())
        # The table would select every row that the pointer runs over.
        return True

    def _begin(self, ids: list[str], count: int) -> None:
        if not ids:
            return
        drag = QDrag(self._table)
        drag.setMimeData(carrying_messages(self._account, ids))
        drag.setPixmap(self._badge(count_words(count)))
        drag.setHotSpot(QPoint(-PADDING, -PADDING))
        self._carry(drag)

    def _badge(self, words: str) -> QPixmap:
        metrics = self._table.fontMetrics()
        width, height = metrics.horizontalAdvance(words) + 2 * PADDING, metrics.height() + PADDING
        scale = self._table.devicePixelRatioF()
        badge = QPixmap(int(width * scale), int(height * scale))
        badge.setDevicePixelRatio(scale)
        badge.fill(QColor(0, 0, 0, 0))
        painter = QPainter(badge)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.accent))
        painter.drawRoundedRect(0, 0, width, height, 6, 6)
        painter.setFont(self._table.font())
        painter.setPen(QColor(self._theme.colours.on_accent))
        painter.drawText(QRect(0, 0, width, height), int(Qt.AlignmentFlag.AlignCenter), words)
        painter.end()
        return badge
