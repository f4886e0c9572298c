"""The attachments of a message that is being written: one chip each with name, size and a button that removes it; those
that are still on their way have a bar and a button that stops them; and how large all are together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from PyQt5.QtCore import Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from client.draft import AttachedFile
from client.gui.flow_layout import FlowLayout
from client.gui.icons import Icons
from client.gui.notice_bar import repolish
from client.gui.plain_words import plain_tool_tip
from client.gui.spoken import spoken
from client.wording import spoken_bytes

NAME_WIDTH = 260
BAR_WIDTH = 70
STEPS = 100
# What base64 and its line breaks add (RFC 2045 section 6.8).
ENCODED = 1.37


@dataclass(frozen=True)
class SizedFile:
    """An attachment and its size in bytes, asked once: the file may be on a slow disk."""

    file: AttachedFile
    size: int


class Stoppable(Protocol):
    """Something that can be stopped from another thread."""

    def set(self) -> None: ...


class ComposerFiles(QWidget):
    """Hidden while there is nothing attached. `limit` gives the largest message in bytes that the server takes, 0 when
    not known. Signals: changed().
    """

    changed = pyqtSignal()

    def __init__(self, icons: Icons, limit: Callable[[], int] = int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._limit = limit
        self._files: list[SizedFile] = []
        # Of the files, in their order; in the row the ones that are coming and the total stand behind them.
        self._chips: list[QWidget] = []
        self._coming: dict[int, QWidget] = {}
        self._bars: dict[int, QProgressBar] = {}
        self._flow = FlowLayout(self)
        self.total_words = QLabel()
        self._flow.addWidget(self.total_words)
        # Once for all that come in one go: each chip that appears has all of them laid out.
        self._appearing = QTimer(self)
        self._appearing.setSingleShot(True)
        self._appearing.setInterval(0)
        self._appearing.timeout.connect(self._show_or_hide)
        self.hide()

    def files(self) -> tuple[AttachedFile, ...]:
        return tuple(one.file for one in self._files)

    def total(self) -> int:
        """Bytes of all attachments."""
        return sum(one.size for one in self._files)

    def is_too_large(self) -> bool:
        """Whether the server would refuse a message with these; False while its limit is not known."""
        return 0 < self._limit() < self.total() * ENCODED

    def add(self, files: Iterable[SizedFile]) -> None:
        for one in [one for one in files if one not in self._files]:
            chip = self._file_chip(one)
            self._flow.insert(len(self._chips), chip)
            self._chips.append(chip)
            self._files.append(one)
        self._show_what_there_is()
        self.changed.emit()

    def remove(self, one: SizedFile) -> None:
        at = self._files.index(one)
        del self._files[at]
        self._drop(self._chips.pop(at))
        self._show_what_there_is()
        self.changed.emit()

    def clear(self) -> None:
        for chip in self._chips:
            self._drop(chip)
        self._files, self._chips = [], []
        self._show_what_there_is()
        self.changed.emit()

    def show_coming(self, number: int, name: str, stop: Stoppable) -> None:
        """A file is on its way: show a bar, and a button that stops it."""
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedWidth(BAR_WIDTH)
        bar.setAccessibleName(self.tr("{name} is being fetched").format(name=name))
        self._bars[number] = bar
        chip = self._chip(name, name, self.tr("Stop {name}").format(name=name), stop.set, bar)
        self._coming[number] = chip
        self._flow.insert(self._flow.count() - 1, chip)
        self._appearing.start()

    def show_progress(self, number: int, done: int, total: int) -> None:
        bar = self._bars.get(number)
        if bar is not None and total:
            bar.setRange(0, STEPS)
            bar.setValue(min(STEPS, done * STEPS // total))

    def end_coming(self, number: int) -> None:
        self._bars.pop(number, None)
        chip = self._coming.pop(number, None)
        if chip is not None:
            self._drop(chip)
            self._show_what_there_is()

    def _drop(self, chip: QWidget) -> None:
        self._flow.removeWidget(chip)
        chip.setParent(None)
        chip.deleteLater()

    def _show_what_there_is(self) -> None:
        if self._chips:
            # In the middle of its row, beside the chips.
            self.total_words.setMinimumHeight(self._chips[0].sizeHint().height())
        self._show_total()
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        self.setVisible(bool(self._files or self._coming))

    def _show_total(self) -> None:
        limit, size = self._limit(), spoken(spoken_bytes(self.total()))
        words = self.tr("{size} in all").format(size=size)
        if self.is_too_large():
            words = self.tr("{size} in all: more than the {limit} that the server takes")
        elif limit:
            words = self.tr("{size} in all, the server takes {limit}")
        self.total_words.setText(words.format(size=size, limit=spoken(spoken_bytes(limit))))
        self.total_words.setVisible(bool(self._files))
        kind = "wrong" if self.is_too_large() else "muted"
        if self.total_words.property("kind") != kind:
            self.total_words.setProperty("kind", kind)
            repolish(self.total_words)

    def _file_chip(self, one: SizedFile) -> QWidget:
        said = self.tr("Remove {name}").format(name=one.file.name)
        words = f"{{name}}  ({spoken(spoken_bytes(one.size))})"
        return self._chip(one.file.name, words, said, lambda: self.remove(one))

    def _chip(
        self, name: str, words: str, spoken: str, act: Callable[[], None], bar: QProgressBar | None = None
    ) -> QWidget:
        chip = QWidget(self)
        chip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        chip.setProperty("kind", "chip")
        picture, label, button = QLabel(), QLabel(), QToolButton()
        picture.setPixmap(self._icons.pixmap("attachment", 14))
        label.setTextFormat(Qt.TextFormat.PlainText)
        elided = label.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH)
        label.setText(words.replace("{name}", elided) if "{name}" in words else elided)
        self._icons.put(button, "close")
        button.setAccessibleName(spoken)
        button.setToolTip(plain_tool_tip(spoken))
        button.clicked.connect(lambda _checked: act())
        row = QHBoxLayout(chip)
        row.setContentsMargins(8, 1, 2, 1)
        row.setSpacing(6)
        for widget in (picture, label, *([bar] if bar is not None else []), button):
            row.addWidget(widget)
        return chip
