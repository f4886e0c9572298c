"""A layout that sets widgets side by side and goes on in the next line where the width ends; from right to left where
the program reads so."""

from PyQt5.QtCore import QPoint, QRect, QSize, Qt
from PyQt5.QtWidgets import QLayout, QLayoutItem, QWidget

from client.gui.present import present


class FlowLayout(QLayout):
    """Hidden widgets take no room. With `fills_last` the last one is as wide as its line goes on."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 6, *, fills_last: bool = False) -> None:
        super().__init__(parent)
        self._fills_last = fills_last
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem | None) -> None:
        self._items.append(present(item))

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientations:
        return Qt.Orientations()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the items (or only pretend to); returns the height that they take."""
        x = y = line = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(1, rect.width()), item.sizeHint().height()))
            if x and x + size.width() > rect.width():
                x, y, line = 0, y + line + self.spacing(), 0
            if self._fills_last and item is self._items[-1]:
                size.setWidth(max(size.width(), rect.width() - x))
            if move:
                item.setGeometry(self._mirrored(QRect(QPoint(x, y) + rect.topLeft(), size), rect))
            x += size.width() + self.spacing()
            line = max(line, size.height())
        return y + line

    def _mirrored(self, place: QRect, rect: QRect) -> QRect:
        if present(self.parentWidget()).layoutDirection() == Qt.LayoutDirection.RightToLeft:
            place.moveRight(rect.right() - (place.left() - rect.left()))
        return place
