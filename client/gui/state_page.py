"""What stands in place of a list or a message when there is none: a picture, a few words, and one button where
something can be done. Used for empty mailboxes, loading, and what could not be loaded."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from client.gui.icons import Icons
from client.gui.theme import Theme

PICTURE_SIZE = 56
WORDS_WIDTH = 420


class StatePage(QWidget):
    """Signals: button_clicked()."""

    button_clicked = pyqtSignal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._icon_name = ""
        self._picture = QLabel()
        self._title = QLabel()
        self._words = QLabel()
        self._button = QPushButton()
        self._build()
        theme.changed.connect(self._paint)

    def show_state(self, icon: str, title: str, words: str = "", button: str = "") -> None:
        self._icon_name = icon
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.setAccessibleName(f"{title}. {words}".strip())
        self._paint()

    def _build(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("kind", "page")
        self._picture.setFixedHeight(PICTURE_SIZE)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for label in (self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setMaximumWidth(WORDS_WIDTH)
        self._title.setProperty("kind", "subject")
        self._words.setProperty("kind", "muted")
        self._button.clicked.connect(self.button_clicked)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(2)
        for widget in (self._picture, self._title, self._words, self._button):
            row = QHBoxLayout()
            row.addStretch()
            row.addWidget(widget, 1 if isinstance(widget, QLabel) else 0)
            row.addStretch()
            column.addLayout(row)
        column.addStretch(3)

    def _paint(self) -> None:
        self._picture.setVisible(bool(self._icon_name))
        if self._icon_name:
            self._picture.setPixmap(self._icons.pixmap(self._icon_name, PICTURE_SIZE, self._theme.colours.border))
