"""What the icon in the tray and a clicked notification do: bring a window forward, open the message that was told,
write, quit. Which account is shown is the program's to know."""

from collections.abc import Callable, Sequence

from PyQt5.QtCore import QObject

from client.gui.new_mail import NewMail
from client.gui.seat import Seat
from client.gui.tray import Tray


class TrayCommands(QObject):
    """`seats` are the accounts that are open, `shown` the one whose window is; `show` shows another one."""

    def __init__(
        self,
        tray: Tray,
        new_mail: NewMail,
        seats: Callable[[], Sequence[Seat]],
        shown: Callable[[], Seat | None],
        show: Callable[[Seat], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._seats = seats
        self._shown = shown
        self._show = show
        new_mail.opened.connect(self._open)
        tray.show_wanted.connect(self._come_forward)
        tray.write_wanted.connect(self._write)
        tray.quit_wanted.connect(self._quit)

    def _open(self, seat: Seat, message_id: str) -> None:
        """Open the message that was told, or the inbox where it was about several."""
        if seat in self._seats():
            self._show(seat)
            if message_id:
                seat.window.windows.open_message(message_id)
            else:
                seat.window.places.go_to("inbox")

    def _come_forward(self) -> None:
        seat = self._shown()
        if seat is not None:
            self._show(seat)

    def _write(self) -> None:
        seat = self._shown()
        if seat is not None:
            seat.window.windows.write()

    def _quit(self) -> None:
        seat = self._shown()
        if seat is not None:
            seat.window.close()
