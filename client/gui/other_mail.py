"""New mail of the accounts that are not shown at the moment, told in the window that is: how many, whose, and a button
that leads there."""

from collections.abc import Callable

from PyQt5.QtCore import QCoreApplication

from client.gui.notices import Notice, Remedy
from client.gui.overview import Overview
from client.gui.seat import Seat
from client.gui.spoken import counted


def note_overview(seat: Seat, overview: Overview, shown: Seat | None, show: Callable[[], None]) -> None:
    """Compare the unread messages of the inbox with those known so far, and tell of more in the window of `shown`."""
    unread = next((mailbox.unread for mailbox in overview.mailboxes if mailbox.role == "inbox"), 0)
    before, seat.unread = seat.unread, unread
    if shown is None or shown is seat:
        return
    if before is not None and unread > before:
        shown.notices.tell(Notice(_key(seat), _sentence(seat, unread - before), remedy=Remedy(_show_words(), show)))
    elif unread == 0:
        shown.notices.settle(_key(seat))


def _key(seat: Seat) -> str:
    return f"mail of {seat.known.address} at {seat.known.server}"


def _sentence(seat: Seat, count: int) -> str:
    words = counted("OtherMail", "A new message for {address}.", "%Ln new messages for {address}.", count)
    return words.format(address=seat.known.address)


def _show_words() -> str:
    return QCoreApplication.translate("OtherMail", "Show")
