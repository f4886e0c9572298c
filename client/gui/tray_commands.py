"""What the icon in the tray and a clicked notification do: bring a window forward, open the message that was told,
write, quit."""

from PyQt5.QtCore import QObject

from client.gui.new_mail import NewMail
from client.gui.seat import Seat
from client.gui.seats import Seats
from client.gui.tray import Tray


class TrayCommands(QObject):
    """Belongs to the program."""

    def __init__(self, tray: Tray, new_mail: NewMail, seats: Seats, parent: QObject) -> None:
        super().__init__(parent)
        self._seats = seats
        new_mail.opened.connect(self._open)
        tray.show_wanted.connect(self._come_forward)
        tray.write_wanted.connect(self._write)
        tray.quit_wanted.connect(self._quit)

    def _open(self, seat: Seat, message_id: str) -> None:
        """Open the message that was told, or the inbox where it was about several."""
        if seat in self._seats.open:
            self._seats.show(seat)
            if message_id:
                seat.window.windows.open_message(message_id)
            else:
                seat.window.places.go_to("inbox")

    def _come_forward(self) -> None:
        seat = self._seats.shown
        if seat is not None:
            self._seats.show(seat)

    def _write(self) -> None:
        seat = self._seats.shown
        if seat is not None:
            seat.window.windows.write()

    def _quit(self) -> None:
        seat = self._seats.shown
        if seat is not None:
            seat.window.close()
