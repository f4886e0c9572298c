"""The windows beside the main window: composers and messages. It opens them, keeps them alive, finds the one that is
open already, and knows which texts a person would miss."""

from collections.abc import Sequence
from typing import TypeVar

from PyQt5.QtCore import QLocale, QObject, pyqtSignal
from PyQt5.QtWidgets import QWidget

from client.addresses import Address
from client.draft import Draft
from client.gui.answering import forward, reply
from client.gui.composer_window import ComposerWindow
from client.gui.desk import Desk
from client.gui.message_window import MessageWindow
from client.gui.reading import Reading
from client.gui.reopened_draft import reopened_draft
from client.gui.unsent_texts import UnsentText
from client.outbox import OutboxItem, State

W = TypeVar("W", bound=QWidget)


class OpenWindows(QObject):
    """Signals: queued(OutboxItem), a message was put into the outbox; failed(Exception)."""

    queued = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.composers: list[ComposerWindow] = []
        self.messages: dict[str, MessageWindow] = {}

    def write(self, draft: Draft | None = None, *, only_here: bool = False) -> ComposerWindow:
        """Open a composer, empty or with a draft."""
        composer = self._composer()
        if draft is not None:
            composer.begin(draft, only_here=only_here)
        return _shown(composer)

    def write_to(self, address: str) -> None:
        self.write(Draft(to=(Address("", address),)))

    def reply(self, reading: Reading, everyone: bool) -> None:
        message, desk = reading.message, self._desk
        draft = reply(message, desk.account.address, desk.clock(), QLocale(), everyone=everyone)
        composer = self.write(draft)
        composer.queued.connect(lambda _: desk.session.note_answered(message.row.id))

    def forward(self, reading: Reading) -> None:
        composer = self.write(forward(reading.message, self._desk.clock(), QLocale()))
        composer.attaching.fetch(reading.message.attachments)

    def open_message(self, message_id: str) -> MessageWindow:
        """Open a message in a window, or bring the window forward in which it is open."""
        if message_id in self.messages:
            return _shown(self.messages[message_id])
        window = MessageWindow(message_id, self._desk)
        window.reply_wanted.connect(self.reply)
        window.forward_wanted.connect(self.forward)
        window.write_to.connect(self.write_to)
        window.closed.connect(lambda: self._forget(message_id))
        self.messages[message_id] = window
        return _shown(window)

    def edit_again(self, item: OutboxItem) -> None:
        """Take a message out of the outbox into a composer; it leaves the outbox when its text is kept here."""
        unserved = [one.address for one in item.recipients if one.state is not State.SENT]

        def taken(content: bytes | None) -> None:
            if content is not None:
                composer = self.write(reopened_draft(content, unserved), only_here=True)
                composer.keep_first(lambda: self._desk.office.cancel(item.id))

        self._desk.office.take_back(item.id, taken)

    def recover(self) -> None:
        """Open what an earlier run left unsent."""

        def found(texts: Sequence[UnsentText]) -> None:
            for text in texts:
                composer = self._composer(text.key)
                composer.recover(text)
                _shown(composer)

        self._desk.tasks.start(self._desk.unsent.load, found, self.failed.emit, owner=self, quiet=True)

    def unsent(self) -> int:
        """How many composers hold something that a person would miss."""
        return sum(composer.is_changed() for composer in self.composers)

    def close_all(self) -> None:
        """Close every window; unsent texts are kept for the next start."""
        for composer in list(self.composers):
            composer.leave()
        for window in list(self.messages.values()):
            window.close()

    def _forget(self, message_id: str) -> None:
        del self.messages[message_id]

    def _composer(self, key: str = "") -> ComposerWindow:
        composer = ComposerWindow(self._desk, key)
        composer.queued.connect(self.queued)
        composer.closed.connect(lambda: self.composers.remove(composer))
        self.composers.append(composer)
        return composer


def _shown(window: W) -> W:
    window.show()
    window.raise_()
    window.activateWindow()
    return window
