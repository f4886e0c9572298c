"""Tells what became of outgoing mail: a message that did not go out is never silent, one that did is told quietly."""

from collections.abc import Callable

from PyQt5.QtCore import QObject

from client.gui.notices import Notice, Notices, Remedy, Urgency
from client.gui.plain_words import one_line
from client.gui.post_office import PostOffice
from client.gui.spoken import spoken
from client.outbox import OutboxItem, State
from client.wording import ended

NAMED = 3


class OutgoingNews(QObject):
    """`show_item` opens the outbox at a message."""

    def __init__(
        self, office: PostOffice, notices: Notices, show_item: Callable[[int], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._notices = notices
        self._show_item = show_item
        office.sent.connect(self._sent)
        office.troubled.connect(self._troubled)
        office.items_changed.connect(self._settle)
        self._told: set[int] = set()

    def _sent(self, item: OutboxItem) -> None:
        people = ", ".join(one.address for one in item.recipients[:NAMED])
        words = self.tr("Sent to {people}.")
        if len(item.recipients) > NAMED:
            words = self.tr("Sent to {people} and others.")
        self._notices.tell(Notice("sent", words.format(people=people)))

    def _troubled(self, item: OutboxItem) -> None:
        subject = one_line(item.subject) or self.tr("(no subject)")
        words = self.tr("“{subject}”: {reason}")
        sentence = words.format(subject=subject, reason=_reason(item))
        urgency = Urgency.WARNING if item.state is State.WAITING else Urgency.FAULT
        remedy = Remedy(self.tr("Show outbox"), lambda: self._show_item(item.id))
        self._told.add(item.id)
        self._notices.tell(Notice(_key(item.id), sentence, urgency, remedy))

    def _settle(self, items: tuple[OutboxItem, ...]) -> None:
        """What has been sent, cancelled or taken back needs no notice any more."""
        open_ids = {item.id for item in items if item.state is not State.SENT}
        for item_id in self._told - open_ids:
            self._notices.settle(_key(item_id))
        self._told &= open_ids


def _key(item_id: int) -> str:
    return f"outbox-{item_id}"


def _reason(item: OutboxItem) -> str:
    """The words about the first recipient that was refused, else those about the message; that nobody knows whether it
    was sent comes before all.
    """
    for one in item.recipients:
        if item.state is not State.UNSURE and one.state is State.REFUSED and one.words:
            return f"{one.address}: {ended(spoken(one.words))}"
    return spoken(item.words)
