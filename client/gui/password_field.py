"""A line for a password, with an eye that shows it until it is clicked again. The text is never put on the clipboard,
kept in an undo history or offered for completion."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QAction, QLineEdit, QWidget

from client.gui.icons import Icons


class PasswordField(QLineEdit):
    """Shows dots until the eye is clicked."""

    def __init__(self, name: str, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        self.setInputMethodHints(
            Qt.InputMethodHints(Qt.InputMethodHint.ImhHiddenText)
            | Qt.InputMethodHint.ImhNoAutoUppercase
            | Qt.InputMethodHint.ImhSensitiveData
        )
        self.eye = QAction(self)
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._reveal)
        self.addAction(self.eye, QLineEdit.ActionPosition.TrailingPosition)
        self._reveal(False)

    def wipe(self) -> None:
        self.clear()
        self.eye.setChecked(False)

    def _reveal(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._icons.put(self.eye, "hide" if shown else "show")
        words = self.tr("Hide the password") if shown else self.tr("Show the password")
        self.eye.setText(words)
        self.eye.setToolTip(words)
