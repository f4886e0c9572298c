"""A form that is sent to the server: title, a few words, fields, and two buttons; one attempt at a time, with progress
and Cancel, and what went wrong told above the fields. The base of the dialogs about an account; it knows no server."""

from collections.abc import Callable
from typing import TypeVar

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeyEvent, QShowEvent
from PyQt5.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from client.gui.explanations import notice_of
from client.gui.form import fit_height, keep_fitting, note
from client.gui.icons import Icons
from client.gui.notice_bar import NoticeBar
from client.gui.notices import Notice, Notices, Urgency
from client.gui.present import present
from client.gui.tasks import Place, Tasks
from client.gui.theme import Theme

T = TypeVar("T")

WIDTH = 440


class WaitingDialog(QDialog):
    """A subclass says what it is for with `describe` and puts its fields into `fields`; `act_button` calls `act`."""

    def __init__(self, tasks: Tasks, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._place = Place()
        self._busy = False
        self.icons = icons
        self.notices = Notices(self)
        self.fields = QVBoxLayout()
        self._heading = QLabel()
        self._words = note()
        self.act_button = QPushButton()
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self._progress = QProgressBar()
        self.setFixedWidth(WIDTH)
        self.setModal(True)
        self._build(theme)
        keep_fitting(self)
        self.notices.changed.connect(lambda _: fit_height(self))
        self.act_button.clicked.connect(self.act)
        self.cancel_button.clicked.connect(self.cancel)

    def describe(self, title: str, words: str, act: str) -> None:
        """Say what the dialog is for; `act` is what its button does."""
        self.setWindowTitle(title)
        self._heading.setText(title)
        self._words.setText(words)
        self.act_button.setText(act)

    def act(self) -> None:
        """What the button with the words of the act does."""
        raise NotImplementedError

    def attempt(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Run `work` in a thread; when it fails, tell why and let the person try again."""

        def finished(answer: T) -> None:
            self._show_busy(False)
            done(answer)

        def refused(error: Exception) -> None:
            self._show_busy(False)
            self.failed(error)

        self.notices.clear()
        self._show_busy(True)
        self._tasks.start(work, finished, refused, place=self._place, owner=self)

    def failed(self, error: Exception) -> None:
        """Tell why; a subclass also goes to the field that it is about."""
        notice = notice_of(error, "attempt")
        if notice is not None:
            self.notices.tell(notice)

    def complain(self, field: QLineEdit, sentence: str) -> None:
        """Tell what is missing or wrong in a field, and go there."""
        self.notices.clear()
        self.notices.tell(Notice("field", sentence, Urgency.WARNING))
        self.go_to(field)

    def go_to(self, field: QLineEdit) -> None:
        field.setFocus()
        field.selectAll()

    def cancel(self) -> None:
        """Drop what is under way; a second time closes the dialog."""
        if self._busy:
            self._place.forget()
            self._show_busy(False)
        else:
            self.reject()

    def reject(self) -> None:
        self._place.forget()
        super().reject()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if present(event).key() == Qt.Key.Key_Escape and self._busy:
            self.cancel()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        # Only now all fields have their style, and with it their height, and the buttons the width of their words.
        self.setFixedWidth(max(WIDTH, self.minimumSizeHint().width()))
        fit_height(self)

    def _show_busy(self, busy: bool) -> None:
        self._busy = busy
        for field in self.findChildren(QLineEdit):
            field.setEnabled(not busy)
        self.act_button.setEnabled(not busy)
        self._progress.setVisible(busy)
        if busy:
            self.cancel_button.setFocus()
        fit_height(self)

    def _build(self, theme: Theme) -> None:
        self._heading.setProperty("kind", "title")
        self._heading.setWordWrap(True)
        self.fields.setSpacing(14)
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Waiting for the server"))
        self._progress.hide()
        self.act_button.setProperty("kind", "primary")
        self.act_button.setDefault(True)
        self.cancel_button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.act_button)
        page = QVBoxLayout(self)
        page.setContentsMargins(32, 26, 32, 24)
        page.setSpacing(14)
        page.addWidget(self._heading)
        page.addWidget(self._words)
        page.addWidget(NoticeBar(self.notices, theme, self.icons, narrow=True))
        page.addLayout(self.fields)
        page.addWidget(self._progress)
        page.addLayout(buttons)
