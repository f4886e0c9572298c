"""A line of words that gives way where there is no room: it ends in an ellipsis, and the tool tip has all of it."""

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt5.QtWidgets import QLabel, QStyle, QStyleOption

from client.gui.plain_words import plain_tool_tip

NARROWEST = 60


class ElidingLabel(QLabel):
    """A screen reader is told the whole text. A tool tip of its own, set with `explain`, stays."""

    def __init__(self) -> None:
        super().__init__()
        self._explained = ""
        self.setTextFormat(Qt.TextFormat.PlainText)

    def explain(self, words: str) -> None:
        """Show these in the tool tip, behind the text where that is cut."""
        self._explained = words
        self._show_tip()

    def minimumSizeHint(self) -> QSize:
        return QSize(min(NARROWEST, super().minimumSizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._show_tip()

    def shown_text(self) -> str:
        """Return what there is room for."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        style = self.style()
        if style is not None:
            style.drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        alignment = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        painter.drawText(self.contentsRect(), alignment, self.shown_text())

    def _show_tip(self) -> None:
        cut = self.text() if self.shown_text() != self.text() else ""
        words = " ".join(one for one in (cut, self._explained) if one)
        self.setToolTip(plain_tool_tip(words) if words else "")
