"""All keys by group, laid over the window by `?`: a word finds an action, Enter does it, Escape goes back."""

from PyQt5.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent, QMouseEvent
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from client.gui.key_choices import KeyChoices
from client.gui.keys_view import KeysView
from client.gui.present import present

WIDTH = 620
MARGIN = 40


class KeysOverlay(QWidget):
    """Covers `window` while it is open. Signals: chosen(str), an action to be done; change_wanted(), the person wants
    other keys.
    """

    chosen = pyqtSignal(str)
    change_wanted = pyqtSignal()

    def __init__(self, keys: KeyChoices, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._before: QWidget | None = None
        self.setProperty("kind", "veil")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Keys"))
        self.view = KeysView(keys)
        self.change_button = QPushButton(self.tr("&Change keys…"))
        self.close_button = QPushButton(self.tr("C&lose"))
        title = QLabel(self.tr("Keys"))
        title.setProperty("kind", "title")
        self._card = QFrame(self)
        self._card.setProperty("kind", "card")
        buttons = QHBoxLayout()
        buttons.addWidget(self.change_button)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self._card)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(title)
        column.addWidget(self.view, 1)
        column.addLayout(buttons)
        self.view.activated.connect(self._choose)
        self.change_button.clicked.connect(self._change)
        self.close_button.clicked.connect(self.leave)
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        self._before = self._window.focusWidget()
        self.view.line.clear()
        self._cover()
        self.show()
        self.raise_()
        self.view.line.setFocus()

    def leave(self) -> None:
        """Go back to where the keyboard was."""
        self.hide()
        if self._before is not None:
            self._before.setFocus()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if present(event).key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if not self._card.geometry().contains(present(event).pos()):
            self.leave()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Stay on the card: what lies below cannot be seen well, and does not answer."""
        walk = [self.view.line, self.view.tree, self.change_button, self.close_button]
        now = self._window.focusWidget()
        number = next((number for number, one in enumerate(walk) if one is now), -1)
        walk[(number + (1 if forward else -1)) % len(walk)].setFocus()
        return True

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if watched is self._window and event is not None and event.type() == QEvent.Type.Resize:
            self._cover()
        return super().eventFilter(watched, event)

    def _cover(self) -> None:
        self.setGeometry(self._window.rect())
        width = min(WIDTH, self.width() - 2 * MARGIN)
        self._card.setGeometry((self.width() - width) // 2, MARGIN, width, max(0, self.height() - 2 * MARGIN))

    def _choose(self, name: str) -> None:
        self.leave()
        if name != "keys":
            self.chosen.emit(name)

    def _change(self) -> None:
        self.leave()
        self.change_wanted.emit()
