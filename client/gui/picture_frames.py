"""What stands in the place of a picture that is not loaded: a thin frame of the size that the sender wished, with the
words that the sender wrote for it; nothing at all where the picture would be invisible."""

from PyQt5.QtCore import QRect, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

from client.gui.colours import Colours
from client.gui.plain_words import one_line
from client.pictures import Picture

SMALLEST = 12
LARGEST = 1_600
PADDING = 8
WIDEST_WORDS = 320


def nothing_to_see() -> QImage:
    """Return one transparent pixel: with it, Qt asks no more."""
    image = QImage(1, 1, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    return image


def empty_frame(picture: Picture, colours: Colours, font: QFont) -> QImage:
    """Return the frame of a picture that has not come."""
    words = one_line(picture.alt)
    metrics = QFontMetrics(font)
    needed = min(WIDEST_WORDS, metrics.horizontalAdvance(words)) + 2 * PADDING if words else 0
    width = min(picture.width or needed, LARGEST)
    height = min(picture.height or (metrics.height() + 2 * PADDING if words else 0), LARGEST)
    if picture.invisible or min(width, height) < SMALLEST:
        return nothing_to_see()
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    painter.setPen(QColor(colours.border))
    painter.drawRect(0, 0, width - 1, height - 1)
    painter.setPen(QColor(colours.muted))
    painter.setFont(font)
    room = QRect(PADDING, 0, max(0, width - 2 * PADDING), height)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine), shown)
    painter.end()
    return image
