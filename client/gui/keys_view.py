"""A line to type into and the tree of keys below it: shared by the overlay of all keys and the page of the settings."""

from PyQt5.QtCore import QEvent, QModelIndex, QObject, Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QHeaderView, QLineEdit, QTreeView, QVBoxLayout, QWidget

from client.gui.form import offer_clearing
from client.gui.key_choices import KeyChoices
from client.gui.keys_model import NAME_ROLE, KeysFilter
from client.gui.present import present

STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class KeysView(QWidget):
    """Signals: selected(str), the name of the action that is marked, "" for none; activated(str), Enter or a double
    click on it.
    """

    selected = pyqtSignal(str)
    activated = pyqtSignal(str)

    def __init__(self, keys: KeyChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Search for an action or a key"))
        self.line.setAccessibleName(self.tr("Search for an action or a key"))
        offer_clearing(self.line)
        self.line.installEventFilter(self)
        self.shown = KeysFilter(keys, self)
        self.tree = QTreeView()
        self.tree.setModel(self.shown)
        self.tree.setAccessibleName(self.tr("Actions and their keys"))
        self.tree.setUniformRowHeights(True)
        self.tree.setItemsExpandable(False)
        self.tree.setRootIsDecorated(False)
        self.tree.setAllColumnsShowFocus(True)
        header = present(self.tree.header())
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        column.addWidget(self.tree, 1)
        self.line.textChanged.connect(self._search)
        self.line.returnPressed.connect(self._activate)
        self.tree.activated.connect(lambda _: self._activate())
        present(self.tree.selectionModel()).currentChanged.connect(lambda *_: self.selected.emit(self.name()))
        self._search("")

    def name(self) -> str:
        """Return the name of the action that is marked."""
        return str(self.tree.currentIndex().data(NAME_ROLE) or "")

    def select(self, name: str) -> None:
        for group in range(self.shown.rowCount()):
            above = self.shown.index(group, 0)
            for row in range(self.shown.rowCount(above)):
                index = self.shown.index(row, 0, above)
                if index.data(NAME_ROLE) == name:
                    self.tree.setCurrentIndex(index)
                    self.tree.scrollTo(index)

    def names(self) -> list[str]:
        """Return the names of all actions that are shown."""
        groups = [self.shown.index(group, 0) for group in range(self.shown.rowCount())]
        return [
            str(self.shown.index(row, 0, above).data(NAME_ROLE))
            for above in groups
            for row in range(self.shown.rowCount(above))
        ]

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.line and isinstance(event, QKeyEvent) and pressed and event.key() in STEPS:
            self.tree.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _search(self, typed: str) -> None:
        self.shown.setFilterFixedString(typed.strip())
        self.tree.expandAll()
        first = self.shown.index(0, 0, self.shown.index(0, 0)) if self.shown.rowCount() else QModelIndex()
        self.tree.setCurrentIndex(first)

    def _activate(self) -> None:
        if self.name():
            self.activated.emit(self.name())
