"""Chooses a folder with the keyboard: type a part of its name, go up and down, Enter. For going to a folder, for moving
messages, and for moving a folder into another one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt5.QtCore import QEvent, QObject, QSize, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from client.gui.icons import Icons
from client.gui.present import present

SIZE = QSize(420, 440)
STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True)
class Choice:
    """A folder that can be chosen: its key, its whole name, its picture."""

    key: str
    words: str
    icon: str = "folder"


class FolderChooser(QDialog):
    """`then` gets the key of the chosen folder."""

    def __init__(
        self,
        title: str,
        act: str,
        choices: Sequence[Choice],
        then: Callable[[str], None],
        icons: Icons,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._choices = choices
        self._icons = icons
        self._then = then
        self.setWindowTitle(title)
        self.resize(SIZE)
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("A part of the name"))
        self.line.setAccessibleName(self.tr("A part of the name"))
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Folders"))
        self.list.setFrameShape(QListWidget.Shape.StyledPanel)
        self.buttons = QDialogButtonBox()
        self.act = present(self.buttons.addButton(act, QDialogButtonBox.ButtonRole.AcceptRole))
        self.act.setProperty("kind", "primary")
        self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        for widget in (self.line, self.list, self.buttons):
            column.addWidget(widget)
        self.buttons.accepted.connect(self.choose)
        self.buttons.rejected.connect(self.reject)
        self.list.itemActivated.connect(lambda _: self.choose())
        self.line.textChanged.connect(self._filter)
        self._filter("")

    def choose(self) -> None:
        """Take the folder that is marked."""
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            self._then(str(item.data(int(Qt.ItemDataRole.UserRole))))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.line and isinstance(event, QKeyEvent) and pressed and event.key() in STEPS:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _filter(self, typed: str) -> None:
        self.list.clear()
        wanted = typed.casefold().split()
        for choice in self._choices:
            if all(word in choice.words.casefold() for word in wanted):
                item = QListWidgetItem(self._icons.icon(choice.icon), choice.words)
                item.setData(int(Qt.ItemDataRole.UserRole), choice.key)
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.act.setEnabled(self.list.count() > 0)
