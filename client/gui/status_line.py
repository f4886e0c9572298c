"""The line at the bottom of the main window: what happens right now, and when the list was last fetched. Announcements
of notices are repeated here, so that they can be read again."""

from datetime import datetime

from PyQt5.QtCore import QLocale
from PyQt5.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from client.gui.relative_dates import clock_time

BUSY_WIDTH = 90


class StatusLine(QStatusBar):
    """Temporary words at the left, state at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setFixedWidth(BUSY_WIDTH)
        self.busy.setAccessibleName(self.tr("Working"))
        self.busy.hide()
        self.connection = QLabel()
        self.connection.setProperty("kind", "muted")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 10, 0)
        self.addPermanentWidget(self.busy)
        self.addPermanentWidget(self.connection)

    def show_updated(self, now: datetime) -> None:
        self.connection.setText(self.tr("Updated {time}").format(time=clock_time(now, QLocale())))

    def show_offline(self) -> None:
        self.connection.setText(self.tr("Not connected"))
