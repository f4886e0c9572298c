"""Telling of new mail: what arrives in any account within a moment becomes one notification, with sender and subject
unless the person wants those hidden. Nothing is told of what somebody has before the eyes already."""

from collections.abc import Sequence

from PyQt5.QtCore import QObject, QTimer, pyqtSignal
from PyQt5.QtWidgets import QApplication

from client.gui.message_texts import names
from client.gui.notice_page import SHOW_NAMES, TELL, TRAY
from client.gui.plain_words import one_line
from client.gui.remembered import Remembered
from client.gui.seat import Seat
from client.gui.spoken import counted
from client.gui.tray import Tray
from client.message import MessageRow

GATHER_MS = 1200


class NewMail(QObject):
    """Belongs to the program. Signals: opened(Seat, str), a notification was clicked: the account and the message, ""
    where it was about several.
    """

    opened = pyqtSignal(object, str)

    def __init__(
        self, tray: Tray, remembered: Remembered, parent: QObject | None = None, *, gather_ms: int = GATHER_MS
    ) -> None:
        super().__init__(parent)
        self._tray = tray
        self._remembered = remembered
        self._arrived: list[tuple[Seat, MessageRow]] = []
        self._told: tuple[Seat, str] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(gather_ms)
        self._timer.timeout.connect(self._tell)
        tray.told_clicked.connect(self._clicked)
        remembered.flag_changed.connect(self._flag_changed)
        tray.show_icon(remembered.flag(TRAY, True))

    def note(self, seat: Seat, rows: Sequence[MessageRow]) -> None:
        """These have just come into the inbox of this account."""
        self._arrived += [(seat, row) for row in rows if not row.seen]
        if self._arrived and not self._timer.isActive():
            self._timer.start()

    def count(self, seats: Sequence[Seat]) -> None:
        """Show how many are unread in all accounts together."""
        self._tray.show_unread(sum(seat.unread or 0 for seat in seats))

    def forget(self, seat: Seat) -> None:
        """The account leaves."""
        self._arrived = [one for one in self._arrived if one[0] is not seat]
        if self._told is not None and self._told[0] is seat:
            self._told = None

    def _tell(self) -> None:
        arrived, self._arrived = self._arrived, []
        unseen = [(seat, row) for seat, row in arrived if not _is_looked_at(seat)]
        if not unseen or not self._remembered.flag(TELL, True):
            return
        seat, row = unseen[-1]
        self._told = (seat, row.id if len(unseen) == 1 else "")
        QApplication.alert(seat.window)
        self._tray.tell(*self._words([row for _, row in unseen]))

    def _words(self, rows: Sequence[MessageRow]) -> tuple[str, str]:
        """The title and the text."""
        title = self.tr("New message")
        if len(rows) > 1:
            title = counted("NewMail", "1 new message", "%Ln new messages", len(rows))
        if not self._remembered.flag(SHOW_NAMES, True):
            return self.tr("Postroom"), title
        if len(rows) == 1:
            sender = one_line(names(rows[0].from_)) or self.tr("(unknown sender)")
            return sender, one_line(rows[0].subject) or self.tr("(no subject)")
        people = list(dict.fromkeys(person for row in rows for person in row.from_))
        return title, one_line(names(people))

    def _clicked(self) -> None:
        if self._told is not None:
            told, self._told = self._told, None
            self.opened.emit(*told)

    def _flag_changed(self, name: str) -> None:
        if name == TRAY:
            self._tray.show_icon(self._remembered.flag(TRAY, True))


def _is_looked_at(seat: Seat) -> bool:
    """Whether the person has this inbox on the screen and in use."""
    return seat.window.isActiveWindow() and seat.desk.session.mailbox == "inbox"
