"""How forms are laid out: a label above each field, tied to it, so that Alt and a letter reaches the field and a screen
reader says its name."""

from PyQt5.QtCore import QCoreApplication, QEvent, QObject, Qt
from PyQt5.QtWidgets import QLabel, QLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from client.gui.present import present

FIELD_HEIGHT = 34


def labelled(words: str, field: QWidget, content: QWidget | QLayout | None = None) -> QVBoxLayout:
    """Return a column of the label and `content` (by default the field); `words` may mark a letter with &."""
    label = QLabel(words)
    label.setBuddy(field)
    field.setAccessibleName(words.replace("&", ""))
    if isinstance(field, QLineEdit):
        field.setMinimumHeight(FIELD_HEIGHT)
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addWidget(label)
    if isinstance(content, QLayout):
        column.addLayout(content)
    else:
        column.addWidget(content or field)
    return column


def note(words: str = "", kind: str = "muted") -> QLabel:
    """Return a line of quiet words under a field or a title."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("kind", kind)
    return label


def offer_clearing(field: QLineEdit) -> None:
    """Put a button into a field that empties it; Qt gives it no name."""
    field.setClearButtonEnabled(True)
    button = present(field.findChild(QToolButton))
    button.setAccessibleName(QCoreApplication.translate("Form", "Clear"))


def fit_height(window: QWidget) -> None:
    """Make a window of fixed width as high as its wrapped words need; Qt does not ask for the height at a width."""
    layout = present(window.layout())
    layout.activate()
    window.setFixedHeight(layout.totalHeightForWidth(window.width()))


def keep_fitting(window: QWidget) -> None:
    """Do that again whenever something in the window needs another height, like words that take a second line."""
    window.installEventFilter(_Fitting(window))


class _Fitting(QObject):
    """Listens to the window that it belongs to."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:
        if present(event).type() == QEvent.Type.LayoutRequest and self._window.isVisible():
            fit_height(self._window)
        return False
