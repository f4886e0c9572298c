"""The attachments of a message that is being written: one chip each with name, size and a button that removes it."""

from collections.abc import Iterable
from dataclasses import dataclass

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from client.draft import AttachedFile
from client.gui.flow_layout import FlowLayout
from client.gui.icons import Icons
from client.gui.plain_words import plain_tool_tip
from client.wording import spoken_bytes

NAME_WIDTH = 260


@dataclass(frozen=True)
class SizedFile:
    """An attachment and its size in bytes, asked once: the file may be on a slow disk."""

    file: AttachedFile
    size: int


class ComposerFiles(QWidget):
    """Hidden while there is nothing attached. Signals: changed()."""

    changed = pyqtSignal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._files: list[SizedFile] = []
        self._flow = FlowLayout(self)
        self._total = QLabel()
        self._total.setProperty("kind", "muted")
        self.hide()

    def files(self) -> tuple[AttachedFile, ...]:
        return tuple(one.file for one in self._files)

    def total(self) -> int:
        """Bytes of all attachments."""
        return sum(one.size for one in self._files)

    def add(self, files: Iterable[SizedFile]) -> None:
        self._files += [one for one in files if one not in self._files]
        self._fill()

    def remove(self, one: SizedFile) -> None:
        self._files.remove(one)
        self._fill()

    def chips(self) -> list[QToolButton]:
        """The buttons that remove, in order."""
        return self.findChildren(QToolButton)

    def _fill(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self._total:
                widget.setParent(None)
                widget.deleteLater()
        for one in self._files:
            self._flow.addWidget(self._chip(one))
        self._total.setText(self.tr("{size} in all").format(size=spoken_bytes(self.total())))
        self._total.setVisible(len(self._files) > 1)
        self._flow.addWidget(self._total)
        self.setVisible(bool(self._files))
        self.changed.emit()

    def _chip(self, one: SizedFile) -> QWidget:
        chip = QWidget()
        chip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        chip.setProperty("kind", "chip")
        picture, words, remove = QLabel(), QLabel(), QToolButton()
        picture.setPixmap(self._icons.pixmap("attachment", 14))
        name = words.fontMetrics().elidedText(one.file.name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setText(f"{name}  ({spoken_bytes(one.size)})")
        self._icons.put(remove, "close")
        remove.setAccessibleName(self.tr("Remove {name}").format(name=one.file.name))
        remove.setToolTip(plain_tool_tip(remove.accessibleName()))
        remove.clicked.connect(lambda: self.remove(one))
        row = QHBoxLayout(chip)
        row.setContentsMargins(8, 1, 2, 1)
        row.setSpacing(6)
        for widget in (picture, words, remove):
            row.addWidget(widget)
        return chip
