"""The line above the list of messages: what is shown and how many, the search box, the choice of only so many of the
latest, and the menu of looks."""

from PyQt5.QtCore import QLocale, Qt, pyqtSignal
from PyQt5.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from client.gui.icons import Icons
from client.gui.look_menu import LookMenu
from client.gui.search_box import SearchBox
from client.gui.search_remark import SearchRemark
from client.gui.spoken import counted
from client.settings import MOST_LATEST

STEP = 25


class ListBar(QWidget):
    """Signals: latest_chosen(int), how many of the latest are to be shown, 0 for all."""

    latest_chosen = pyqtSignal(int)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        self.count = QLabel()
        self.search = SearchBox()
        self.remark = SearchRemark(self.search)
        self.only_latest = QCheckBox(self.tr("Only the &latest"))
        self.latest = QSpinBox()
        self.look = LookMenu(icons)
        self._build()
        self.only_latest.toggled.connect(lambda _: self._tell_latest())
        self.latest.valueChanged.connect(self._number_chosen)

    def show_latest(self, number: int, only: bool) -> None:
        """Show what was chosen an earlier time, without telling."""
        for widget in (self.latest, self.only_latest):
            widget.blockSignals(True)
        self.latest.setValue(number)
        self.only_latest.setChecked(only)
        for widget in (self.latest, self.only_latest):
            widget.blockSignals(False)

    def show_count(self, shown: int, total: int, *, threads: bool, searching: bool, capped: bool = False) -> None:
        self.count.setText(self._count_words(shown, total, threads, searching, capped))

    def _number_chosen(self) -> None:
        if self.only_latest.isChecked():
            self._tell_latest()
        else:
            self.only_latest.setChecked(True)

    def _tell_latest(self) -> None:
        self.latest_chosen.emit(self.latest.value() if self.only_latest.isChecked() else 0)

    def _count_words(self, shown: int, total: int, threads: bool, searching: bool, capped: bool) -> str:
        number = QLocale().toString
        if searching:
            if capped:
                return counted("ListBar", "the newest 1 found", "the newest %Ln found", shown)
            return counted("ListBar", "1 found", "%Ln found", shown)
        if threads:
            if total <= shown:
                return counted("ListBar", "1 conversation", "%Ln conversations", total)
            words = counted("ListBar", "{shown} of 1 conversation", "{shown} of %Ln conversations", total)
            return words.format(shown=number(shown))
        if total > shown:
            words = counted("ListBar", "{shown} of 1 message", "{shown} of %Ln messages", total)
            return words.format(shown=number(shown))
        return counted("ListBar", "1 message", "%Ln messages", total) if total else ""

    def _build(self) -> None:
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("kind", "subject")
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.count.setProperty("kind", "muted")
        self.latest.setRange(1, MOST_LATEST)
        self.latest.setSingleStep(STEP)
        self.latest.setKeyboardTracking(False)
        self.latest.setAccessibleName(self.tr("How many of the latest messages to show"))
        self.look.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 8)
        column.setSpacing(4)
        row = QHBoxLayout()
        column.addLayout(row)
        column.addWidget(self.remark)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self.search, 3)
        row.addWidget(self.only_latest)
        row.addWidget(self.latest)
        row.addWidget(self.look)
