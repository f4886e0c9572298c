"""A layout that sets widgets side by side and goes on in the next line where the width ends; from right to left where
the program reads so."""

from PyQt5.QtCore import QPoint, QRect, QSize, Qt
from PyQt5.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem

from client.gui.present import present


class FlowLayout(QLayout):
    """Hidden widgets take no room. With `fills_last` the last one is as wide as its line goes on."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 6, *, fills_last: bool = False) -> None:
        super().__init__(parent)
        self._fills_last = fills_last
        self._items: list[QLayoutItem] = []
        # What was worked out since the last change: Qt asks several times for each.
        self._heights: dict[int, int] = {}
        self._least: QSize | None = None
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem | None) -> None:
        self._items.append(present(item))

    def insert(self, index: int, widget: QWidget) -> None:
        """Put a widget before the one that is at `index`."""
        self.addChildWidget(widget)
        self._items.insert(index, QWidgetItem(widget))
        self.invalidate()

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

    def invalidate(self) -> None:
        self._heights, self._least = {}, None
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        if self._least is None:
            self._least = QSize()
            for item in self._items:
                self._least = self._least.expandedTo(item.minimumSize())
        return self._least

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the items (or only pretend to); returns the height that they take."""
        x = y = line = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wanted = item.sizeHint()
            size = wanted.boundedTo(QSize(max(1, rect.width()), wanted.height()))
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
