"""The windows beside the main window: composers and messages. It opens them, keeps them alive, finds the one that is
open already, and knows which texts a person would miss."""

import re
from dataclasses import asdict, replace
from typing import TypeVar

from PyQt5.QtCore import QLocale, QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import QWidget

from client.addresses import Address
from client.draft import Draft
from client.gui.answering import forward, forward_attached, reply
from client.gui.composer_window import ComposerWindow
from client.gui.desk import Desk
from client.gui.draft_clearing import DraftClearing
from client.gui.message_window import MessageWindow
from client.gui.notices import Notice
from client.gui.reading import Reading
from client.gui.reopened_draft import reopened_draft
from client.gui.signature import signed
from client.gui.tasks import Lane
from client.gui.unsent_texts import UnsentText
from client.gui.whole_message import Whole, fetch_whole
from client.gui.writing_choices import WritingChoices
from client.gui.writing_dialog import WritingDialog
from client.outbox import OutboxItem, State

W = TypeVar("W", bound=QWidget)

# The left part of the Message-IDs that composers make.
KEY = re.compile(r"[0-9a-f]{32}")


class OpenWindows(QObject):
    """Signals: queued(OutboxItem), a message was put into the outbox; failed(Exception); damaged(Damage), the file of
    unsent texts was.
    """

    queued = pyqtSignal(object)
    damaged = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.composers: list[ComposerWindow] = []
        self.messages: dict[str, MessageWindow] = {}
        self._clearing = DraftClearing(desk.unsent, desk.account.drafts, desk.tasks, self)
        # A bound method, because the office lives longer than this object: Qt forgets it then.
        desk.office.sent.connect(self._done_with)
        desk.office.discarded.connect(self._done_with)

    def write(self, draft: Draft | None = None, *, only_here: bool = False) -> ComposerWindow:
        """Open a composer, empty or with a draft."""
        composer = self._composer()
        begun = draft or Draft()
        composer.begin(begun if only_here else signed(begun, self._desk.writing.choices), only_here=only_here)
        return _shown(composer)

    def write_to(self, address: str) -> None:
        self.write(Draft(to=(Address("", address),)))

    def reply(self, reading: Reading, everyone: bool) -> None:
        message, desk = reading.message, self._desk
        draft = reply(message, desk.account.address, desk.clock(), QLocale(), everyone=everyone, html=reading.html)
        composer = self.write(draft)
        composer.queued.connect(lambda _: desk.session.changes.note_answered(message.row.id))

    def forward(self, reading: Reading) -> None:
        composer = self.write(forward(reading.message, self._desk.clock(), QLocale(), reading.html))
        composer.attaching.fetch(reading.message.attachments)

    def forward_attached(self, reading: Reading) -> None:
        """Pass a message on as it came, as an attachment."""
        draft, attachment = forward_attached(reading.message)
        self.write(draft).attaching.fetch([attachment])

    def edit_as_new(self, reading: Reading) -> None:
        """Write a new message that begins as this one, to the same people, with the same files."""

        def fetched(whole: Whole) -> None:
            composer = self._composer()
            composer.begin(replace(whole.draft, in_reply_to="", references=()), rich=bool(whole.draft.html))
            _shown(composer)

        fetch_whole(self._desk, reading.message.row.id, fetched, self.failed.emit, self)

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

    def open_draft(self, email_id: str) -> None:
        """Go on with a draft that stands in Drafts on the server."""

        def fetched(whole: Whole) -> None:
            if not whole.is_draft:
                # What is saved takes the place of the draft: mail that came from others must not be replaced.
                self.open_message(email_id)
                return
            key = _key_of(whole.message_id)
            there = next((one for one in self.composers if one.key == key), None)
            if there is not None:
                _shown(there)
                return
            composer = self._composer(key)
            composer.go_on(whole.draft, email_id)
            _shown(composer)

        fetch_whole(self._desk, email_id, fetched, self.failed.emit, self)

    def edit_again(self, item: OutboxItem) -> None:
        """Take a message out of the outbox into a composer; it leaves the outbox when its text is kept here."""
        unserved = [one.address for one in item.recipients if one.state is not State.SENT]
        # What may have arrived somewhere must not look like what is sent now.
        nowhere = len(unserved) == len(item.recipients) and item.state is not State.UNSURE
        key = _key_of(item.message_id.strip("<>")) if nowhere else ""

        def taken(draft: Draft | None) -> None:
            if draft is None:
                words = self.tr("It is already on its way. To correct something, write another message.")
                if item.state is State.REFUSED:
                    words = self.tr("The text of this message is gone. Write it again.")
                self._desk.deeds.told.tell(Notice("too late", words))
                return
            composer = self._composer(key)
            composer.begin(draft, only_here=True, rich=bool(draft.html))
            _shown(composer)
            composer.keep_first(lambda: self._desk.office.cancel(item.id))

        self._desk.office.take_back(item.id, lambda content: reopened_draft(content, unserved), taken)

    def recover(self) -> None:
        """Open what an earlier run left unsent, and clear Drafts of what it did not come to."""

        unsent, office = self._desk.unsent, self._desk.office

        def load() -> tuple[tuple[UnsentText, ...], tuple[OutboxItem, ...]]:
            return unsent.load(), office.read_items()

        def found(answer: tuple[tuple[UnsentText, ...], tuple[OutboxItem, ...]]) -> None:
            texts, items = answer
            damage = unsent.take_damage()
            if damage is not None:
                self.damaged.emit(damage)
            in_outbox = {_key_of(item.message_id.strip("<>")): item for item in items}
            for text in texts:
                self._recover(text, in_outbox.get(text.key))
            self._clearing.sweep(items)

        # In the lane of files: the texts of a window that has just closed are written there.
        self._desk.tasks.start(load, found, self.failed.emit, lane=Lane.FILES, owner=self, quiet=True)

    def show_writing(self, parent: QWidget) -> WritingDialog:
        """Let the person choose how they write."""
        dialog = WritingDialog(self._desk.writing.choices, parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._choose_writing)
        dialog.open()
        return dialog

    def unsent(self) -> int:
        """How many composers hold something that a person would miss."""
        return sum(composer.is_changed() for composer in self.composers)

    def close_all(self) -> None:
        """Close every window; unsent texts are kept for the next start."""
        for composer in list(self.composers):
            composer.leave()
        for window in list(self.messages.values()):
            window.close()

    def _recover(self, text: UnsentText, item: OutboxItem | None) -> None:
        """Open a text that was left behind, unless the program ended just after it was put into the outbox: it would be
        sent twice.
        """
        if item is not None and not item.is_taken_back:
            unsent = self._desk.unsent
            drop, key = unsent.drop, text.key
            self._desk.tasks.start(lambda: drop(key), _nothing, self.failed.emit, lane=Lane.FILES, quiet=True)
            return
        composer = self._composer(text.key)
        composer.recover(text)
        _shown(composer)
        if item is not None:
            # It ended just before the message left the outbox to be edited again: its text is here.
            self._desk.office.cancel(item.id)

    def _done_with(self, item: OutboxItem) -> None:
        """It was sent or is not wanted: its draft on the server is not either."""
        if _key_of(item.message_id.strip("<>")):
            self._clearing.sent(item)

    def _choose_writing(self, choices: WritingChoices) -> None:
        self._desk.writing.change(self._desk.tasks, self.failed.emit, **asdict(choices))

    def _forget(self, message_id: str) -> None:
        del self.messages[message_id]

    def _composer(self, key: str = "") -> ComposerWindow:
        composer = ComposerWindow(self._desk, key)
        composer.queued.connect(self.queued)
        composer.closed.connect(lambda: self.composers.remove(composer))
        self.composers.append(composer)
        return composer


def _key_of(message_id: str) -> str:
    """The key of the composer that made this Message-ID; "" when it was another program."""
    key = message_id.partition("@")[0]
    return key if KEY.fullmatch(key) else ""


def _nothing(_answer: None) -> None:
    """Nobody waits for this."""


def _shown(window: W) -> W:
    window.show()
    window.raise_()
    window.activateWindow()
    return window
