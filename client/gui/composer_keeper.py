"""Keeps what is being written: on this computer a second after a change, and in Drafts on the server within five, each
time in a worker thread, until it is sent or discarded. A server that cannot be reached is tried again later; what is
kept here stays until then."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from PyQt5 import sip
from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from client.draft import Draft
from client.gui.tasks import Lane, Tasks
from client.gui.unsent_texts import UnsentText, UnsentTexts
from client.server_drafts import SavedDraft, ServerDrafts

KEEP_AFTER_MS = 1000
SAVE_AFTER_MS = 2000
SAVE_AGAIN_MS = 20_000

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """What is written right now: as it was typed, and as a draft."""

    unsent: UnsentText
    draft: Draft


class ComposerKeeper(QObject):
    """Signals: kept(), on this computer; saved(), in Drafts; failed(Exception), this computer's disk; not_saved(
    Exception), the server.
    """

    kept = pyqtSignal()
    saved = pyqtSignal()
    failed = pyqtSignal(object)
    not_saved = pyqtSignal(object)

    def __init__(
        self,
        take: Callable[[], Written],
        message_id: str,
        texts: UnsentTexts,
        drafts: Callable[[], ServerDrafts],
        is_unsent: Callable[[str], bool],
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        """`is_unsent` tells of a Message-ID whether the outbox still has that message to send; it may wait for the
        disk.
        """
        super().__init__(parent)
        self._take = take
        self._texts = texts
        self._tasks = tasks
        self._message_id = message_id
        self._drafts = drafts
        self._is_unsent = is_unsent
        self._before: SavedDraft | None = None
        self._may_be_there = False
        self._over = threading.Event()
        self._in_outbox = threading.Event()
        self._saving = False
        self._changed_since = False
        self.save_after_ms = SAVE_AFTER_MS
        self._then: list[Callable[[], None]] = []
        self._timer = _single_shot(self, KEEP_AFTER_MS, self.keep_now)
        self._save_timer = _single_shot(self, SAVE_AFTER_MS, self._save)

    def begin_with(self, email_id: str) -> None:
        """The draft stands in Drafts already: what is saved takes its place."""
        self._before = SavedDraft(email_id)

    def begin_again(self) -> None:
        """It was on its way out or was left behind: an earlier save may stand in Drafts, under an id that is lost."""
        self._may_be_there = True

    def note_change(self) -> None:
        """Something was typed; a text that changes all the time is kept all the same."""
        if not self._timer.isActive():
            self._timer.start()

    def keep_now(self, then: Callable[[], None] | None = None) -> None:
        """Keep it without waiting for the timer; `then` is called when it is on the disk."""
        self._timer.stop()
        text, texts = self._take().unsent, self._texts

        def kept(_answer: None) -> None:
            if sip.isdeleted(self):
                return
            self.kept.emit()
            if not self._over.is_set() and not self._save_timer.isActive():
                self._save_timer.start(self.save_after_ms)
            if then is not None:
                then()

        def failed(error: Exception) -> None:
            if sip.isdeleted(self):
                log.warning("an unsent text could not be kept: %s", error)
            else:
                self.failed.emit(error)

        # Without an owner: work whose owner is gone is not done, and a window that closes keeps its text while it goes.
        self._tasks.start(lambda: texts.keep(text), kept, failed, lane=Lane.FILES, quiet=True)

    def save_now(self, then: Callable[[], None]) -> None:
        """Save it in Drafts without waiting for the timer; `then` is called when it is there."""
        self._then.append(then)
        self.keep_now()
        self._save()

    def end(self) -> None:
        """It is in the outbox: nothing more is kept, and what stands in Drafts goes when the message was sent."""
        self._in_outbox.set()
        self._stop()
        key, texts = self._take().unsent.key, self._texts
        self._tasks.start(lambda: texts.drop(key), _nothing, _log_failure, lane=Lane.FILES, quiet=True)

    def drop(self) -> None:
        """It is discarded: forget it here and on the server, after whatever is being kept right now."""
        self._stop()
        key, texts = self._take().unsent.key, self._texts
        is_saved = self._before is not None or self._may_be_there or self._saving or bool(texts.server_id(key))
        message_id, drafts = self._message_id, self._drafts

        def forget() -> None:
            if is_saved:
                texts.note_gone(message_id)
            texts.drop(key)

        def remove() -> None:
            drafts().remove(message_id)
            texts.forget_gone([message_id])

        self._tasks.start(forget, _nothing, _log_failure, lane=Lane.FILES, quiet=True)
        if is_saved:
            remove_then = self._tasks.after_files(remove)
            self._tasks.start(remove_then, _nothing, _log_failure, lane=Lane.CHANGES, quiet=True)

    def let_go(self) -> None:
        """It is saved in Drafts and the window closes: what is kept on this computer is not needed any more."""
        self._stop()
        key, texts = self._take().unsent.key, self._texts
        self._tasks.start(lambda: texts.drop(key), _nothing, _log_failure, lane=Lane.FILES, quiet=True)

    def _stop(self) -> None:
        self._over.set()
        self._timer.stop()
        self._save_timer.stop()

    def _save(self) -> None:
        self._save_timer.stop()
        if self._saving:
            self._changed_since = True
            return
        self._saving, self._changed_since = True, False
        written, texts = self._take(), self._texts
        key, message_id, drafts, over = written.unsent.key, self._message_id, self._drafts, self._over
        in_outbox, is_unsent = self._in_outbox, self._is_unsent
        before = self._before or SavedDraft(texts.server_id(key))
        may_be_there = self._may_be_there

        def save() -> SavedDraft:
            found = drafts().save(written.draft, message_id, before)
            if may_be_there:
                drafts().remove(message_id, but=found.email_id)
            if not over.is_set():
                texts.note_saved(key, found.email_id)
            elif not (in_outbox.is_set() and is_unsent(message_id)):
                # Sent or discarded meanwhile: whoever removed the draft did not know of this one.
                drafts().discard(found)
            return found

        self._tasks.start(save, self._save_done, self._save_failed, quiet=True)

    def _save_done(self, found: SavedDraft) -> None:
        self._before, self._saving, self._may_be_there = found, False, False
        if sip.isdeleted(self) or self._over.is_set():
            return
        if self._changed_since:
            self._save()
            return
        then, self._then = self._then, []
        self.saved.emit()
        for one in then:
            one()

    def _save_failed(self, error: Exception) -> None:
        self._saving = False
        if sip.isdeleted(self) or self._over.is_set():
            log.info("a draft could not be saved on the server: %s", error)
            return
        self._then = []
        self._save_timer.start(SAVE_AGAIN_MS)
        self.not_saved.emit(error)


def _single_shot(parent: QObject, after_ms: int, act: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(after_ms)
    timer.timeout.connect(act)
    return timer


def _nothing(_answer: object) -> None:
    """The composer is closed."""


def _log_failure(error: Exception) -> None:
    """The text is offered again at the next start, where it can be discarded."""
    log.warning("an unsent text could not be removed: %s", error)
