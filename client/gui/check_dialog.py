"""A check and what it found: a line for each thing that was looked at, with what to do where it is not well. The work
waits in its own thread; the person can look again, and copy all of it for whoever helps."""

from collections.abc import Callable, Sequence

from PyQt5.QtCore import QModelIndex, QSize, Qt
from PyQt5.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from client.check_line import CheckLine, Verdict, worst
from client.gui.check_list import CheckList
from client.gui.explanations import notice_of
from client.gui.form import note
from client.gui.icons import Icons
from client.gui.line_choice import select_line
from client.gui.notice_bar import NoticeBar
from client.gui.notices import Notices
from client.gui.present import present
from client.gui.rows_table import WholeRow, prepare_rows
from client.gui.tasks import Place, Tasks
from client.gui.theme import Theme

SIZE = (820, 520)
ROOM = 10
Work = Callable[[], Sequence[CheckLine]]


class RoomyRow(WholeRow):
    """Keeps wrapped lines of one row apart from those of the next."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return super().sizeHint(option, index) + QSize(0, ROOM)


class CheckDialog(QDialog):
    """Looks once it is open. `prepare` is called on the GUI thread for each look, and returns the work that waits."""

    def __init__(
        self, title: str, prepare: Callable[[], Work], tasks: Tasks, theme: Theme, icons: Icons,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._prepare, self._tasks = prepare, tasks
        self._place = Place()
        self.notices = Notices(self)
        self.lines = CheckList(theme, icons, self)
        self.table = QTableView()
        self.summary = note()
        self.again_button = QPushButton(self.tr("Check again"))
        self.copy_button = QPushButton(self.tr("Copy"))
        self.close_button = QPushButton(self.tr("Close"))
        self._progress = QProgressBar()
        self._build(title, theme, icons)
        self.again_button.clicked.connect(self.look)
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.reject)

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self.look()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.table.resizeRowsToContents()

    def look(self) -> None:
        """Check everything, again."""
        self._waiting(True)
        self.summary.setText(self.tr("Checking…"))
        self._tasks.start(self._prepare(), self._show, self._failed, place=self._place, owner=self)

    def reject(self) -> None:
        self._place.forget()
        super().reject()

    def _show(self, lines: Sequence[CheckLine]) -> None:
        self.notices.clear()
        self.lines.show_lines(lines)
        self._waiting(False)
        self.table.resizeRowsToContents()
        if lines:
            first = next((number for number, one in enumerate(lines) if one.verdict is not Verdict.GOOD), 0)
            select_line(self.table, first)
        summaries = {
            Verdict.GOOD: self.tr("Everything is as it should be."),
            Verdict.WARNING: self.tr("It works. Some things are worth a look."),
            Verdict.FAULT: self.tr("Something does not work as it should."),
        }
        self.summary.setText(summaries[worst(lines)])

    def _failed(self, error: Exception) -> None:
        self._waiting(False)
        self.summary.setText(self.tr("This could not be checked."))
        notice = notice_of(error, "check", again=self.look)
        if notice is not None:
            self.notices.tell(notice)

    def _waiting(self, waits: bool) -> None:
        self._progress.setVisible(waits)
        self.again_button.setEnabled(not waits)
        self.copy_button.setEnabled(not waits and self.lines.rowCount() > 0)
        self.copy_button.setText(self.tr("Copy"))

    def _copy(self) -> None:
        present(QGuiApplication.clipboard()).setText(self.lines.as_text())
        self.copy_button.setText(self.tr("Copied"))

    def _build(self, title: str, theme: Theme, icons: Icons) -> None:
        self.setWindowTitle(title)
        self.setModal(True)
        self.resize(*SIZE)
        self._build_table(title)
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Checking"))
        self.close_button.setDefault(True)
        buttons = QHBoxLayout()
        for button in (self.again_button, self.copy_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        page = QVBoxLayout(self)
        page.setContentsMargins(20, 18, 20, 16)
        page.setSpacing(10)
        page.addWidget(self.summary)
        page.addWidget(NoticeBar(self.notices, theme, icons))
        page.addWidget(self.table, 1)
        page.addWidget(self._progress)
        page.addLayout(buttons)

    def _build_table(self, title: str) -> None:
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setWordWrap(True)
        header = prepare_rows(self.table, self.lines, title, RoomyRow(self.table))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
