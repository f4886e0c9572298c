"""Paints the lines of the list of messages, in columns or as cards. A line that stands for a conversation has an arrow
and a count before the subject; what lies inside of one is indented."""

from PyQt5.QtCore import QModelIndex, QObject, QRect, Qt
from PyQt5.QtGui import QIcon, QPainter
from PyQt5.QtWidgets import QStyleOptionViewItem

from client.gui.card_painting import CardPainting
from client.gui.list_looks import CLOSED, CLOSED_RTL, OPENED, ListLook
from client.gui.message_cells import Column
from client.gui.message_delegate import GAP, MessageDelegate, draw_text, rest_of
from client.gui.message_list import MessageList
from client.gui.present import present
from client.gui.theme import Theme

ARROW_WIDTH = 18


class LineDelegate(MessageDelegate):
    """`look` says whether lines or cards are painted."""

    def __init__(self, messages: MessageList, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(theme, parent)
        self._messages = messages
        self._cards = CardPainting(messages, theme)
        self.look = ListLook()

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        if not self.look.cards:
            super().paint(painter, option, index)
            return
        brush = present(painter)
        card = QStyleOptionViewItem(option)
        self.initStyleOption(card, index)
        card.text, card.icon = "", QIcon()
        brush.save()
        self.draw_ground(brush, card)
        self._cards.paint(brush, option, index, self.look.density)
        brush.restore()

    def draw_before_words(
        self, painter: QPainter, cell: QStyleOptionViewItem, room: QRect, index: QModelIndex
    ) -> QRect:
        lines = self._messages.lines
        if not lines.counts or index.column() != Column.SUBJECT:
            return room
        number = lines.numbers[index.row()]
        count = self._messages.count(number)
        if number in lines.inside:
            return rest_of(room, 2 * ARROW_WIDTH, cell.direction)
        if count < 2:
            return rest_of(room, ARROW_WIDTH, cell.direction)
        closed = CLOSED_RTL if cell.direction == Qt.LayoutDirection.RightToLeft else CLOSED
        words = f"{OPENED if number in lines.opened else closed} {count}"
        painter.setFont(cell.font)
        painter.setPen(self.ink(cell))
        draw_text(painter, room, cell, words)
        return rest_of(room, painter.fontMetrics().horizontalAdvance(words) + GAP, cell.direction)
