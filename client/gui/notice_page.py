"""The page of the settings about new mail: whether it is told, how much the notification shows, and the icon in the
tray."""

from PyQt5.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from client.gui.remembered import Remembered

TELL = "tell-new-mail"
SHOW_NAMES = "tell-names"
TRAY = "tray-icon"


class NoticePage(QWidget):
    """Writes each choice at once."""

    def __init__(self, remembered: Remembered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._remembered = remembered
        self.setWindowTitle(self.tr("New mail"))
        self.tell = self._box(self.tr("&Tell when new mail arrives"), TELL)
        self.names = self._box(self.tr("Show &sender and subject"), SHOW_NAMES)
        self.tray = self._box(self.tr("Show an &icon with the number of unread messages"), TRAY)
        why = QLabel(self.tr("Without it, others who see your screen only learn that something has arrived."))
        why.setProperty("kind", "muted")
        why.setWordWrap(True)
        where = QLabel(self.tr("Some desktops have no place for such an icon; then none is shown."))
        where.setProperty("kind", "muted")
        where.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 18, 18, 18)
        column.setSpacing(8)
        for widget in (self.tell, self.names, why, self.tray, where):
            column.addWidget(widget)
        column.addStretch()
        self.tell.toggled.connect(self.names.setEnabled)
        self.names.setEnabled(self.tell.isChecked())

    def _box(self, words: str, name: str) -> QCheckBox:
        box = QCheckBox(words)
        box.setChecked(self._remembered.flag(name, True))
        box.toggled.connect(lambda checked: self._remembered.set_flag(name, checked))
        return box
