"""From a written message to the outbox: it is checked, asked about where something looks forgotten, and put there.
Until it is durable there, the window keeps everything."""

from collections.abc import Callable
from datetime import timedelta

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QWidget

from client.draft import Draft, estimated_size
from client.errors import BadAddress, TooLarge
from client.gui.attaching import Attaching
from client.gui.composer_form import ComposerForm
from client.gui.concerns import concerns_of
from client.gui.desk import Desk
from client.gui.question import ask
from client.gui.recipients_check import RecipientsCheck
from client.gui.spoken import spoken
from client.gui.tasks import Lane
from client.outbox import OutboxItem


class ComposerSending(QObject):
    """Signals: complained(str), what is to be put right first; settled(), nothing is to be put right; busy_changed(
    bool), the message is on its way into the outbox; put(OutboxItem); failed(Exception).
    """

    complained = pyqtSignal(str)
    settled = pyqtSignal()
    busy_changed = pyqtSignal(bool)
    put = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(
        self,
        form: ComposerForm,
        attaching: Attaching,
        people: RecipientsCheck,
        message_id: Callable[[], str],
        desk: Desk,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._form = form
        self._attaching = attaching
        self._people = people
        self._message_id = message_id
        self._desk = desk
        self._window = window
        self.is_busy = False

    def send(self) -> None:
        """Check, ask where something looks forgotten, and put the message into the outbox."""
        if self.is_busy or self._checked() is None:
            return
        self._set_busy(True)
        self._people.settle(self._ask)

    def _ask(self) -> None:
        """The server was asked about the recipients; nothing could be typed meanwhile."""
        self._set_busy(False)
        draft = self._checked()
        if draft is None:
            return
        concerns = concerns_of(draft, self._people.unknown(), self._people.outside())
        if not concerns:
            self._put(draft)
            return
        title, act, keep = self.tr("Send it like this?"), self.tr("Send anyway"), self.tr("Keep writing")
        ask(self._window, title, " ".join(concerns), act, keep, lambda: self._put(draft))

    def _checked(self) -> Draft | None:
        for field in self._form.recipient_fields():
            try:
                field.addresses()
            except BadAddress as fault:
                self.complained.emit(spoken(fault.sentence))
                field.show_wrong(fault)
                return None
        draft = self._form.draft()
        if not draft.recipients():
            self.complained.emit(self.tr("Type at least one recipient."))
            self._form.to.setFocus()
            return None
        if self._attaching.is_busy():
            self.complained.emit(self.tr("Wait until the attachments are there."))
            return None
        self.settled.emit()
        return draft

    def _put(self, draft: Draft) -> None:
        """Reading attached files may wait: the size is checked and the message composed in a worker thread."""
        self._set_busy(True)
        limit = self._desk.account.size_limit
        hold = timedelta(seconds=self._desk.writing.choices.undo_seconds)

        def check() -> None:
            size = estimated_size(draft)
            if limit and size > limit:
                raise TooLarge(size, limit)

        def checked(_answer: None) -> None:
            self._desk.office.put(draft, self._done, self._failed, hold=hold, message_id=f"<{self._message_id()}>")

        self._desk.tasks.start(check, checked, self._failed, lane=Lane.FILES, owner=self)

    def _done(self, item: OutboxItem) -> None:
        self.is_busy = False
        self.put.emit(item)

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        self.failed.emit(error)

    def _set_busy(self, busy: bool) -> None:
        self.is_busy = busy
        self.busy_changed.emit(busy)
