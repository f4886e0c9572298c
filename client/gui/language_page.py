"""The page of the settings about the language of the window."""

from PyQt5.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from client.gui.language import LANGUAGES, SYSTEM
from client.gui.remembered import Remembered


class LanguagePage(QWidget):
    """Writes the choice at once."""

    def __init__(self, remembered: Remembered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._remembered = remembered
        self.setWindowTitle(self.tr("Language"))
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Language of Postroom"))
        self.choice.addItem(self.tr("As the system"), SYSTEM)
        for code, name in LANGUAGES.items():
            self.choice.addItem(name, code)
        self.choice.setCurrentIndex(max(self.choice.findData(remembered.language), 0))
        label = QLabel(self.tr("&Language of Postroom"))
        label.setBuddy(self.choice)
        self.told = QLabel(self.tr("Postroom speaks it from its next start on."))
        self.told.setProperty("kind", "muted")
        self.told.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 18, 18, 18)
        column.setSpacing(8)
        for widget in (label, self.choice, self.told):
            column.addWidget(widget)
        column.addStretch()
        self.choice.activated.connect(self._keep)

    def _keep(self) -> None:
        self._remembered.language = str(self.choice.currentData())
