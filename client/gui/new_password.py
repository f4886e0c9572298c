"""The two fields for a new password, with its strength under them: how good it is stands there while it is typed."""

from collections.abc import Callable

from PyQt5.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from client.gui.form import labelled
from client.gui.icons import Icons
from client.gui.password_field import PasswordField
from client.gui.strength_meter import StrengthMeter


class NewPassword(QWidget):
    """`username` tells whose it is at the moment: a password must not be somebody's name."""

    def __init__(self, icons: Icons, username: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._username = username
        self.password = PasswordField(self.tr("New password"), icons)
        self.repeated = PasswordField(self.tr("New password again"), icons)
        self.meter = StrengthMeter()
        self.password.textChanged.connect(lambda _: self.judge())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addLayout(labelled(self.tr("&New password"), self.password))
        column.addWidget(self.meter)
        column.addLayout(labelled(self.tr("New password a&gain"), self.repeated))

    def judge(self) -> None:
        self.meter.judge(self.password.text(), self._username())

    def mistake(self) -> tuple[QLineEdit, str] | None:
        """Return the field that is wrong and a sentence about it; None when both are the same and not empty."""
        if not self.password.text():
            return self.password, self.tr("Choose a new password.")
        if self.password.text() != self.repeated.text():
            return self.repeated, self.tr("The two passwords are not the same. Type the password again.")
        return None
