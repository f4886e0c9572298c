"""A text as a QR code (ISO/IEC 18004), drawn in whole pixels and always dark on white with its quiet border: cameras
need that whatever the look of the program is."""

import segno
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor, QPainter, QPixmap

BORDER = 4


def qr_picture(text: str, width: int, ratio: float) -> QPixmap:
    """Return the code at most `width` pixels of the screen wide, for a screen with `ratio` dots in each of them."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=BORDER)]
    dots = max(1, int(width * ratio) // len(rows))
    picture = QPixmap(dots * len(rows), dots * len(rows))
    picture.fill(QColor(Qt.GlobalColor.white))
    painter = QPainter(picture)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                painter.fillRect(x * dots, y * dots, dots, dots, QColor(Qt.GlobalColor.black))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
