"""Paints a message as a card: who and when on the first line, the subject and its marks on the second, and where there
is room the beginning of the text on a third."""

from PyQt5.QtCore import QModelIndex, QPoint, QRect, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetrics, QPainter
from PyQt5.QtWidgets import QStyle, QStyleOptionViewItem

from client.gui.list_looks import CLOSED, CLOSED_RTL, OPENED, PADDING, Density
from client.gui.message_cells import ICON_SIZE, LINE_ROLE, ROW_ROLE, Column
from client.gui.message_list import MessageList
from client.gui.plain_words import untwisted
from client.gui.theme import Theme
from client.message import MessageRow

SIDE = 12
MARK = 22
GAP = 6


def card_height(metrics: QFontMetrics, density: Density) -> int:
    lines = 3 if density is Density.ROOMY else 2
    return lines * metrics.height() + (lines - 1) * 3 + PADDING[density]


def mark_at(place: QPoint, card: QRect, direction: Qt.LayoutDirection) -> Column | None:
    """Return whose mark a point of a card belongs to: WHO for the arrow of a conversation, None for its words."""
    across = card.right() - place.x() if direction == Qt.LayoutDirection.RightToLeft else place.x() - card.left()
    first_line = place.y() < card.center().y()
    if across < SIDE + MARK:
        return Column.UNREAD if first_line else Column.FLAG
    return Column.WHO if first_line and across < SIDE + 2 * MARK else None


class CardPainting:
    """For the cells of a list that is shown as cards; the background is painted before."""

    def __init__(self, messages: MessageList, theme: Theme) -> None:
        self._messages = messages
        self._cells = messages.cells
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex, density: Density) -> None:
        row: MessageRow | None = index.data(ROW_ROLE)
        rect = option.rect.adjusted(SIDE, PADDING[density] // 2, -SIDE, -PADDING[density] // 2)
        if row is None:
            painter.setPen(QColor(self._theme.colours.muted))
            painter.drawText(_turned(rect, option), _where(option), str(index.data() or ""))
            return
        number = int(index.data(LINE_ROLE))
        unread = self._messages.is_unread(row, number)
        indent = MARK * (2 if number in self._messages.lines.inside else 1)
        words = _behind(rect, indent, option)
        height = QFontMetrics(option.font).height()
        self._marks(painter, rect, option, row, unread, height)
        self._first_line(painter, words, option, row, number, unread, height)
        self._other_lines(painter, words, option, row, unread, height, density)

    def _marks(
        self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, row: MessageRow, unread: bool, height: int
    ) -> None:
        for column, line in ((Column.UNREAD, 0), (Column.FLAG, 1)):
            picture = self._cells.picture(row, column, unread=unread)
            if picture is not None:
                place = QRect(rect.left(), rect.top() + line * (height + 3), ICON_SIZE, height)
                picture.paint(painter, QStyle.visualRect(option.direction, rect, place))

    def _first_line(
        self,
        painter: QPainter,
        rect: QRect,
        option: QStyleOptionViewItem,
        row: MessageRow,
        number: int,
        unread: bool,
        height: int,
    ) -> None:
        texts, line = self._cells.texts, QRect(rect.left(), rect.top(), rect.width(), height)
        date = texts.date(row)
        painter.setFont(_font(option, unread))
        # Rounded up: a date that lacks half a pixel would lose its last letters.
        width = painter.fontMetrics().horizontalAdvance(date) + 2
        self._write(painter, _end(line, width, option), option, date, bold=unread, muted=not unread)
        count = self._messages.count(number)
        closed = CLOSED_RTL if option.direction == Qt.LayoutDirection.RightToLeft else CLOSED
        arrow = OPENED if number in self._messages.lines.opened else closed
        who = texts.who(row) if count == 1 else f"{arrow} {texts.who(row)} ({count})"
        self._write(painter, _front(line, width + GAP, option), option, who, bold=unread)

    def _other_lines(
        self,
        painter: QPainter,
        rect: QRect,
        option: QStyleOptionViewItem,
        row: MessageRow,
        unread: bool,
        height: int,
        density: Density,
    ) -> None:
        line = QRect(rect.left(), rect.top() + height + 3, rect.width(), height)
        picture = self._cells.picture(row, Column.ATTACHMENT, unread=unread)
        if picture is not None:
            picture.paint(painter, _end(line, ICON_SIZE, option))
            line = _front(line, ICON_SIZE + GAP, option)
        size = self._cells.texts.size(row)
        painter.setFont(_font(option, False))
        width = painter.fontMetrics().horizontalAdvance(size) + 2
        self._write(painter, _end(line, width, option), option, size, muted=True)
        line = _front(line, width + GAP, option)
        folder = self._cells.folder(row) if self._cells.shows_folders else ""
        subject = self._cells.texts.subject(row)
        self._write(painter, line, option, f"{subject} · {folder}" if folder else subject, bold=unread)
        if density is Density.ROOMY and self._cells.shows_previews:
            third = QRect(rect.left(), rect.top() + 2 * (height + 3), rect.width(), height)
            self._write(painter, third, option, untwisted(row.preview), muted=True)

    def _write(
        self,
        painter: QPainter,
        rect: QRect,
        option: QStyleOptionViewItem,
        words: str,
        *,
        bold: bool = False,
        muted: bool = False,
    ) -> None:
        colours = self._theme.colours
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setFont(_font(option, bold))
        painter.setPen(QColor(colours.on_selection if selected else colours.muted if muted else colours.text))
        fitting = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawText(rect, _where(option), fitting)


def _font(option: QStyleOptionViewItem, bold: bool) -> QFont:
    font = QFont(option.font)
    font.setBold(bold)
    return font


def _where(option: QStyleOptionViewItem) -> int:
    side = QStyle.visualAlignment(option.direction, Qt.Alignment(Qt.AlignmentFlag.AlignLeft))
    return int(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)


def _turned(rect: QRect, option: QStyleOptionViewItem) -> QRect:
    return _behind(rect, MARK, option)


def _behind(rect: QRect, used: int, option: QStyleOptionViewItem) -> QRect:
    """The rest of a rectangle after `used` at its beginning."""
    rest = rect.adjusted(used, 0, 0, 0)
    return QStyle.visualRect(option.direction, rect, rest)


def _front(rect: QRect, used: int, option: QStyleOptionViewItem) -> QRect:
    """The rest of a rectangle before `used` at its end."""
    return QStyle.visualRect(option.direction, rect, rect.adjusted(0, 0, -used, 0))


def _end(rect: QRect, width: int, option: QStyleOptionViewItem) -> QRect:
    """The last piece of a rectangle."""
    piece = QRect(rect.right() - width + 1, rect.top(), width, rect.height())
    return QStyle.visualRect(option.direction, rect, piece)
