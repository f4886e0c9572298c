"""Whose pictures are always loaded: a list to look at, and to take somebody out of."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QAbstractItemView, QDialog, QDialogButtonBox, QLabel, QListWidget, QVBoxLayout, QWidget

from client.gui.present import present
from client.gui.reading_memory import ReadingMemory

SIZE = (460, 380)


class PictureSenders(QDialog):
    """What is removed counts at once."""

    def __init__(self, memory: ReadingMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self.list = QListWidget()
        self._words = QLabel()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.remove = present(buttons.addButton(self.tr("&Remove"), QDialogButtonBox.ButtonRole.ActionRole))
        self._build(buttons)
        self.remove.clicked.connect(self._remove)
        self.list.itemSelectionChanged.connect(self._enable)
        buttons.rejected.connect(self.reject)
        memory.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        senders = sorted(self._memory.choices.picture_senders)
        self.list.clear()
        self.list.addItems(senders)
        none = self.tr("Remote pictures are blocked in every message.")
        self._words.setText(self.tr("Remote pictures of these senders are always loaded:") if senders else none)
        self._enable()

    def _enable(self) -> None:
        self.remove.setEnabled(bool(self.list.selectedItems()))

    def _remove(self) -> None:
        for address in [item.text() for item in self.list.selectedItems()]:
            self._memory.allow_pictures(address, allowed=False)

    def _build(self, buttons: QDialogButtonBox) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Senders whose pictures are loaded"))
        self.resize(*SIZE)
        self._words.setWordWrap(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setAccessibleName(self.tr("Senders"))
        column = QVBoxLayout(self)
        column.addWidget(self._words)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
