"""The tasks: what is running, what waits behind it, what has failed. One can be cancelled or tried again; the window
stays beside the others."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from client.gui.explanations import sentence_of
from client.gui.icons import Icons
from client.gui.present import present
from client.gui.task_list import Entry, EntryState, TaskList

SIZE = (620, 320)
TASK_WIDTH = 260
ICONS = {EntryState.WAITING: "waiting", EntryState.RUNNING: "refresh", EntryState.FAILED: "fault"}


class TaskWindow(QDialog):
    """Shows a `TaskList` and follows it."""

    def __init__(self, tasks: TaskList, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._icons = icons
        self._shown: tuple[Entry, ...] = ()
        self.setWindowTitle(self.tr("Tasks"))
        self.resize(*SIZE)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(self.tr("Tasks"))
        self.tree.setHeaderLabels([self.tr("Task"), self.tr("State")])
        self.tree.setRootIsDecorated(False)
        header = present(self.tree.header())
        header.resizeSection(0, TASK_WIDTH)
        self.cancel_button = QPushButton(self.tr("&Cancel the task"))
        self.again_button = QPushButton(self.tr("&Try again"))
        self.clear_button = QPushButton(self.tr("C&lear what failed"))
        line = QHBoxLayout()
        for button in (self.cancel_button, self.again_button, self.clear_button):
            button.setAutoDefault(False)
            line.addWidget(button)
        line.addStretch()
        column = QVBoxLayout(self)
        column.addWidget(self.tree)
        column.addLayout(line)
        self._connect()
        self._list()

    def selected(self) -> Entry | None:
        number = self.tree.indexOfTopLevelItem(self.tree.currentItem())
        return self._shown[number] if 0 <= number < len(self._shown) else None

    def _connect(self) -> None:
        # Bound methods: the tasks live longer than this window.
        self._tasks.changed.connect(self._list)
        self._tasks.progressed.connect(self._refresh)
        self.tree.currentItemChanged.connect(lambda *_: self._enable())
        self.cancel_button.clicked.connect(self._cancel)
        self.again_button.clicked.connect(self._try_again)
        self.clear_button.clicked.connect(self._tasks.clear_failed)

    def _cancel(self) -> None:
        entry = self.selected()
        if entry is not None:
            self._tasks.cancel(entry)

    def _try_again(self) -> None:
        entry = self.selected()
        if entry is not None:
            self._tasks.retry(entry)

    def _list(self) -> None:
        before = self.selected()
        self._shown = self._tasks.entries
        self.tree.clear()
        for entry in self._shown:
            item = QTreeWidgetItem([entry.words, ""])
            if entry.error is not None:
                item.setToolTip(1, sentence_of(entry.error))
            self.tree.addTopLevelItem(item)
        if not self._shown:
            nothing = QTreeWidgetItem([self.tr("Nothing is running."), ""])
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.tree.addTopLevelItem(nothing)
        elif before in self._shown:
            self.tree.setCurrentItem(self.tree.topLevelItem(self._shown.index(before)))
        else:
            self.tree.setCurrentItem(self.tree.topLevelItem(0))
        self._refresh()

    def _refresh(self) -> None:
        for number, entry in enumerate(self._shown):
            item = present(self.tree.topLevelItem(number))
            item.setText(1, self.state_words(entry))
            item.setIcon(0, self._icons.icon(ICONS[entry.state]))
        self._enable()

    def state_words(self, entry: Entry) -> str:
        if entry.state is EntryState.FAILED:
            return self.tr("Failed: {why}").format(why=sentence_of(entry.error)) if entry.error else self.tr("Failed")
        if entry.stopping:
            return self.tr("Stopping…")
        if entry.state is EntryState.WAITING:
            return self.tr("Waiting")
        if entry.total:
            return self.tr("{percent} %").format(percent=100 * entry.done // entry.total)
        return self.tr("Running")

    def _enable(self) -> None:
        entry = self.selected()
        failed = entry is not None and entry.state is EntryState.FAILED
        self.cancel_button.setEnabled(entry is not None and not failed and not entry.stopping)
        self.again_button.setEnabled(failed)
        self.clear_button.setEnabled(any(one.state is EntryState.FAILED for one in self._shown))
