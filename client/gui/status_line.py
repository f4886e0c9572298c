"""The line at the bottom of the main window: what happens right now, and how this computer stands to the server.
Announcements of notices are repeated here, so that they can be read again."""

from datetime import datetime

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QLabel, QProgressBar, QPushButton, QToolButton, QWidget

from client.gui.eliding_status_bar import ElidingStatusBar
from client.gui.icons import Icons
from client.gui.standing import Standing, standing_words

BUSY_WIDTH = 90


class StatusLine(ElidingStatusBar):
    """Temporary words at the left, state at the right. Signals: retry_wanted(); stop_wanted(), the person does not wait
    any longer for what is under way.
    """

    retry_wanted = pyqtSignal()
    stop_wanted = pyqtSignal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setFixedWidth(BUSY_WIDTH)
        self.busy.setAccessibleName(self.tr("Working"))
        self.busy.hide()
        self.stop = QToolButton()
        self.stop.setToolTip(self.tr("Stop waiting"))
        self.stop.setAccessibleName(self.tr("Stop waiting"))
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        icons.put(self.stop, "cancel")
        self.stop.hide()
        self.stop.clicked.connect(self.stop_wanted)
        self.connection = QLabel()
        self.connection.setProperty("kind", "muted")
        self.retry = QPushButton(self.tr("Retry"))
        self.retry.setProperty("kind", "link")
        self.retry.setToolTip(self.tr("Try to reach the server now"))
        self.retry.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.retry.hide()
        self.retry.clicked.connect(self.retry_wanted)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 10, 0)
        self.addPermanentWidget(self.busy)
        self.addPermanentWidget(self.stop)
        self.addPermanentWidget(self.connection)
        self.addPermanentWidget(self.retry)

    def show_busy(self, busy: bool, may_stop: bool) -> None:
        """Whether the person waits for something, and whether that can be stopped."""
        self.busy.setVisible(busy)
        self.stop.setVisible(busy and may_stop)

    def show_standing(self, standing: Standing, now: datetime) -> None:
        self.connection.setText(standing_words(standing, now))
        self.connection.setAccessibleName(self.connection.text())
        self.retry.setVisible(not standing.works)
