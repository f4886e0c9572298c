"""The top of a message: subject, who, to whom, when. All of it is what the sender wrote, so all of it is shown as plain
text, and the address stands beside each name."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PyQt5.QtCore import QLocale, Qt
from PyQt5.QtGui import QResizeEvent
from PyQt5.QtWidgets import QApplication, QGridLayout, QLabel, QStyle, QVBoxLayout, QWidget

from client.addresses import Address
from client.gui.plain_words import one_line, shortened
from client.gui.relative_dates import full_date
from client.gui.wrapping_label import WrappingLabel
from client.message import Message

ADDRESSES_SHOWN = 12
# Characters; what is longer is nothing that a person reads, and would leave no room for the message.
SUBJECT_SHOWN = 300
PERSON_SHOWN = 300


class ReaderHeader(QWidget):
    """Shows nothing until `show_message`."""

    def __init__(self, clock: Callable[[], datetime], locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._locale = locale
        self.subject = _selectable(self.tr("Subject"))
        self.subject.setProperty("kind", "subject")
        self._rows: dict[str, tuple[QLabel, WrappingLabel]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 10)
        column.setSpacing(8)
        column.addWidget(self.subject)
        column.addLayout(self._grid())

    def show_message(self, message: Message) -> None:
        self.subject.show_words(shortened(one_line(message.row.subject), SUBJECT_SHOWN) or self.tr("(no subject)"))
        self._fill("from", self._people(message.row.from_) or self.tr("(unknown sender)"))
        self._fill("to", self._people(message.row.to))
        self._fill("cc", self._people(message.row.cc))
        self._fill("bcc", self._people(message.bcc))
        self._fill("reply-to", self._people(message.reply_to) if _differs(message) else "")
        self._fill("date", full_date(message.row.sent_at or message.row.received_at, self._clock(), self._locale))
        self._keep_room()

    def show_delivery(self, lines: Sequence[str]) -> None:
        """Show what has become of the message on its way to recipients outside, a line each; nothing for none."""
        more = len(lines) - ADDRESSES_SHOWN
        shown = [*lines[:ADDRESSES_SHOWN], *([f"+{more}"] if more > 0 else [])]
        self._fill("delivery", "\n".join(one_line(line) for line in shown))
        self._keep_room()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._keep_room()

    def _keep_room(self) -> None:
        # In a low window the words of the header would be squeezed, because labels that wrap have no least height.
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))

    def text_of(self, name: str) -> str:
        return self._rows[name][1].text()

    def _fill(self, name: str, words: str) -> None:
        label, value = self._rows[name]
        value.show_words(words)
        label.setVisible(bool(words))
        value.setVisible(bool(words))

    def _people(self, people: Sequence[Address]) -> str:
        shown = ", ".join(shortened(one_line(str(person)), PERSON_SHOWN) for person in people[:ADDRESSES_SHOWN])
        more = len(people) - ADDRESSES_SHOWN
        return shown if more <= 0 else self.tr("{shown} and {more} more").format(shown=shown, more=more)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        names = {
            "from": self.tr("From"),
            "reply-to": self.tr("Reply to"),
            "to": self.tr("To"),
            "cc": self.tr("Cc"),
            "bcc": self.tr("Bcc"),
            "date": self.tr("Date"),
            "delivery": self.tr("Delivery"),
        }
        for number, (name, words) in enumerate(names.items()):
            label, value = QLabel(words), _selectable(words)
            label.setProperty("kind", "muted")
            label.setAlignment(Qt.Alignment(Qt.AlignmentFlag.AlignTop) | Qt.AlignmentFlag.AlignLeading)
            grid.addWidget(label, number, 0)
            grid.addWidget(value, number, 1)
            self._rows[name] = (label, value)
        return grid


def _selectable(name: str) -> WrappingLabel:
    label = WrappingLabel()
    # Beside the words that say what it is, in whatever direction its own words run.
    side = QStyle.visualAlignment(QApplication.layoutDirection(), Qt.Alignment(Qt.AlignmentFlag.AlignLeft))
    label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
    label.setAccessibleName(name)
    label.setTextInteractionFlags(Qt.TextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse))
    return label


def _differs(message: Message) -> bool:
    """Whether an answer goes somewhere else than to the sender, which a person should see."""
    answers = {person.address.lower() for person in message.reply_to}
    return bool(answers) and answers != {person.address.lower() for person in message.row.from_}
