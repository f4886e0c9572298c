"""Removes drafts from the server that are done with: those of messages that were sent, and those that were discarded
while the server could not be reached. A draft has the Message-ID of the message that it became."""

import logging
from collections.abc import Callable

from PyQt5.QtCore import QObject

from client.gui.tasks import Lane, Tasks
from client.gui.unsent_texts import UnsentTexts
from client.outbox import OutboxItem, State
from client.server_drafts import ServerDrafts

# How many of the messages that were sent last are looked for in Drafts at the start.
LATEST_SENT = 20

log = logging.getLogger(__name__)


class DraftClearing(QObject):
    """Works in the lane of changes, after what is being saved; nobody waits for it."""

    def __init__(
        self, texts: UnsentTexts, drafts: Callable[[], ServerDrafts], tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._drafts = drafts
        self._tasks = tasks

    def sent(self, item: OutboxItem) -> None:
        """This message has gone out: its draft is done with, now or when the server can be asked."""
        message_id, texts, drafts = item.message_id.strip("<>"), self._texts, self._drafts

        def clear() -> None:
            texts.note_gone(message_id)
            # With those that could not be removed before: the server can be reached, it has just taken a message.
            left = texts.gone()
            drafts().remove_all(left)
            texts.forget_gone(left)

        self._start(clear)

    def sweep(self, items: tuple[OutboxItem, ...]) -> None:
        """At the start: what an earlier run did not come to. `items` is the outbox with its history."""
        sent = [item.message_id.strip("<>") for item in items if item.state is State.SENT][:LATEST_SENT]
        texts, drafts = self._texts, self._drafts

        def clear() -> None:
            left = texts.gone()
            there = drafts().message_ids() if sent or left else frozenset()
            drafts().remove_all(one for one in (*left, *sent) if one in there)
            texts.forget_gone(left)

        self._start(clear)

    def _start(self, clear: Callable[[], None]) -> None:
        self._tasks.start(clear, _nothing, _log_failure, lane=Lane.CHANGES, quiet=True)


def _nothing(_answer: None) -> None:
    """Nobody waits for it."""


def _log_failure(error: Exception) -> None:
    """It is tried again at the next start."""
    log.info("a draft could not be removed from the server: %s", error)
