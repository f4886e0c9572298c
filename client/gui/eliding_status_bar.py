"""A status bar whose words end in an ellipsis where there is no room for them; the tool tip has all of them then. Qt's
own cuts them in the middle of a letter."""

from PyQt5.QtCore import QRect, Qt
from PyQt5.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt5.QtWidgets import QStatusBar, QStyle, QStyleOption, QWidget

from client.gui.plain_words import one_line, plain_tool_tip
from client.gui.present import present

GAP = 6


class ElidingStatusBar(QStatusBar):
    """A screen reader is told the whole words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.messageChanged.connect(self._show_tip)

    def shown_message(self) -> str:
        """Return what there is room for."""
        words = one_line(self.currentMessage())
        return self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, self._room().width())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._show_tip()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        if not self.currentMessage():
            super().paintEvent(event)
            return
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        present(self.style()).drawPrimitive(QStyle.PrimitiveElement.PE_PanelStatusBar, option, painter, self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        alignment = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        painter.drawText(self._room(), alignment, self.shown_message())

    def _room(self) -> QRect:
        """Where words may stand: beside the widgets that stay."""
        room = self.rect().adjusted(GAP, 0, -GAP, 0)
        # The temporary words cover what is no permanent widget; Qt hides those meanwhile.
        for child in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if not child.isVisible():
                continue
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                room.setLeft(max(room.left(), child.geometry().right() + GAP))
            else:
                room.setRight(min(room.right(), child.geometry().left() - GAP))
        return room

    def _show_tip(self) -> None:
        words = one_line(self.currentMessage())
        self.setToolTip(plain_tool_tip(words) if words != self.shown_message() else "")
