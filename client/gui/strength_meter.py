"""A bar and a few words under a new password: how good it is and what would make it better."""

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from client.gui.form import note
from client.gui.password_strength import Strength, judge
from client.gui.spoken import spoken


class StrengthMeter(QWidget):
    """Shows nothing but an empty bar while there is no password."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setRange(0, int(Strength.STRONG))
        self.bar.setTextVisible(False)
        self.words = note()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        self.judge("", "")

    def judge(self, password: str, username: str) -> None:
        found = judge(password, username)
        words = f"{_words(found.strength)} {spoken(found.hint)}".strip() if password else ""
        self.bar.setValue(int(found.strength))
        self.words.setText(words or QCoreApplication.translate("Strength", "At least 8 characters; longer is better."))
        self.bar.setAccessibleName(QCoreApplication.translate("Strength", "Strength of the password"))
        self.bar.setAccessibleDescription(words)


def _words(strength: Strength) -> str:
    words = {
        Strength.TOO_SHORT: QCoreApplication.translate("Strength", "Too short."),
        Strength.WEAK: QCoreApplication.translate("Strength", "Weak."),
        Strength.FAIR: QCoreApplication.translate("Strength", "Fair."),
        Strength.GOOD: QCoreApplication.translate("Strength", "Good."),
        Strength.STRONG: QCoreApplication.translate("Strength", "Strong."),
    }
    return words[strength]
