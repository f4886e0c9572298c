"""Paints a row of a table of messages: the subject with the beginning of the text behind it in a quieter colour, icons
in the middle of their columns, and a thin line under each row."""

from PyQt5.QtCore import QModelIndex, QObject, QRect, QSize, Qt
from PyQt5.QtGui import QColor, QIcon, QPainter, QPen
from PyQt5.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from client.gui.message_cells import ICON_SIZE, PREVIEW_ROLE
from client.gui.present import present
from client.gui.theme import Theme

SIDE_PADDING = 8
GAP = 10


class MessageDelegate(QStyledItemDelegate):
    """Needs a model with PREVIEW_ROLE."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), option.fontMetrics.height())

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        brush = present(painter)
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        # A copy: the attribute stays tied to the option, which is emptied next.
        words, picture = cell.text, QIcon(cell.icon)
        cell.text, cell.icon = "", QIcon()
        brush.save()
        self.draw_ground(brush, cell)
        room = cell.rect.adjusted(SIDE_PADDING, 0, -SIDE_PADDING, 0)
        if words and not picture.isNull():
            picture.paint(brush, _beginning(room, cell.direction))
            room = rest_of(room, ICON_SIZE + SIDE_PADDING, cell.direction)
        elif not picture.isNull():
            picture.paint(brush, _middle(cell.rect))
        if words:
            room = self.draw_before_words(brush, cell, room, index)
            self._draw_words(brush, cell, room, words, index.data(PREVIEW_ROLE) or "")
        brush.restore()

    def draw_before_words(
        self,
        painter: QPainter,  # noqa: ARG002
        cell: QStyleOptionViewItem,  # noqa: ARG002
        room: QRect,
        index: QModelIndex,  # noqa: ARG002
    ) -> QRect:
        """For lists that have something before the words of a cell: draw it, and return the room behind it."""
        return room

    def draw_ground(self, painter: QPainter, cell: QStyleOptionViewItem) -> None:
        """The background, with the selection, and the line below."""
        # A dotted frame around one cell says nothing in a table whose rows are selected whole.
        if cell.state & QStyle.StateFlag.State_HasFocus:
            cell.state = QStyle.State(cell.state) ^ QStyle.StateFlag.State_HasFocus
        style = present(cell.widget.style() if cell.widget else QApplication.style())
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        self._draw_line(painter, cell.rect)

    def ink(self, cell: QStyleOptionViewItem) -> QColor:
        if cell.state & QStyle.StateFlag.State_Selected:
            return QColor(self._theme.colours.on_selection)
        return cell.palette.color(cell.palette.ColorRole.Text)

    def _draw_line(self, painter: QPainter, rect: QRect) -> None:
        line = QColor(self._theme.colours.border)
        line.setAlpha(110)
        painter.setPen(QPen(line, 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _draw_words(self, painter: QPainter, cell: QStyleOptionViewItem, room: QRect, words: str, preview: str) -> None:
        painter.setFont(cell.font)
        painter.setPen(self.ink(cell))
        fitting = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        draw_text(painter, room, cell, fitting)
        used = painter.fontMetrics().horizontalAdvance(fitting) + GAP
        if preview and fitting == words and used < room.width() - 4 * GAP:
            self._draw_preview(painter, cell, preview, rest_of(room, used, cell.direction))

    def _draw_preview(self, painter: QPainter, cell: QStyleOptionViewItem, preview: str, room: QRect) -> None:
        font = cell.font
        font.setBold(False)
        painter.setFont(font)
        selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        painter.setPen(QColor(self._theme.colours.on_selection if selected else self._theme.colours.muted))
        painter.setOpacity(0.8 if selected else 1.0)
        fitting = painter.fontMetrics().elidedText(preview, Qt.TextElideMode.ElideRight, room.width())
        draw_text(painter, room, cell, fitting)


def draw_text(painter: QPainter, room: QRect, cell: QStyleOptionViewItem, words: str) -> None:
    """Draw words in their own direction, at the side that the layout of the program asks for."""
    side = QStyle.visualAlignment(cell.direction, cell.displayAlignment)
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    painter.drawText(room, int(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter), words)


def _middle(rect: QRect) -> QRect:
    square = QRect(0, 0, ICON_SIZE, ICON_SIZE)
    square.moveCenter(rect.center())
    return square


def _beginning(room: QRect, direction: Qt.LayoutDirection) -> QRect:
    square = _middle(room)
    if direction == Qt.LayoutDirection.RightToLeft:
        square.moveRight(room.right())
    else:
        square.moveLeft(room.left())
    return square


def rest_of(room: QRect, used: int, direction: Qt.LayoutDirection) -> QRect:
    """The part of the cell behind what is used: at its right, or at its left in right-to-left layouts."""
    if direction == Qt.LayoutDirection.RightToLeft:
        return room.adjusted(0, 0, -used, 0)
    return room.adjusted(used, 0, 0, 0)
