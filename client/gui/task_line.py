"""The task of the moment in the line at the bottom: what it is, how far it is, and a button that stops it. It appears
when a task has taken longer than 300 ms; a click on its words opens the list of all."""

from PyQt5.QtCore import Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from client.gui.icons import Icons
from client.gui.spoken import counted
from client.gui.task_list import Entry, TaskList

AFTER_MS = 300
WIDTH = 120


class TaskLine(QWidget):
    """Signals: opened(), the list of all tasks is wanted."""

    opened = pyqtSignal()

    def __init__(
        self, tasks: TaskList, icons: Icons, parent: QWidget | None = None, *, after_ms: int = AFTER_MS
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.words = QToolButton()
        self.words.setToolTip(self.tr("Show all tasks"))
        self.words.setAccessibleName(self.tr("Show all tasks"))
        self.words.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(WIDTH)
        self.bar.setAccessibleName(self.tr("How far the task is"))
        self.cancel = QToolButton()
        self.cancel.setToolTip(self.tr("Cancel the task"))
        self.cancel.setAccessibleName(self.tr("Cancel the task"))
        icons.put(self.cancel, "cancel")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        for widget in (self.words, self.bar, self.cancel):
            line.addWidget(widget)
        for button in (self.words, self.cancel):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(after_ms)
        self._timer.timeout.connect(self._show)
        self.words.clicked.connect(self.opened)
        self.cancel.clicked.connect(self._cancel)
        tasks.changed.connect(self._changed)
        tasks.progressed.connect(self._refresh)
        self.hide()
        self._changed()

    def _changed(self) -> None:
        if not self._tasks.active():
            self._timer.stop()
            self.hide()
        elif self.isHidden() and not self._timer.isActive():
            self._timer.start()
        self._refresh()

    def _show(self) -> None:
        self.setVisible(bool(self._tasks.active()))
        self._refresh()

    def _refresh(self) -> None:
        entry = self._first()
        if entry is None:
            return
        others = len(self._tasks.active()) - 1
        more = counted("TaskLine", "{task} (and 1 more)", "{task} (and %Ln more)", others)
        self.words.setText(more.format(task=entry.words) if others else entry.words)
        self.words.setAccessibleName(self.tr("{task}: show all tasks").format(task=self.words.text()))
        self.bar.setRange(0, 100 if entry.total else 0)
        self.bar.setValue(100 * entry.done // entry.total if entry.total else 0)
        self.cancel.setEnabled(not entry.stopping)

    def _cancel(self) -> None:
        entry = self._first()
        if entry is not None:
            self._tasks.cancel(entry)

    def _first(self) -> Entry | None:
        return next(iter(self._tasks.active()), None)
