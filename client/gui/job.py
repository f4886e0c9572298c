"""One piece of work that waits, from the question to the delivery of its answer, and whether anybody still wants it.
The threads that do it are in `tasks.py`."""

import logging
from collections.abc import Callable
from enum import Enum
from typing import Any

from PyQt5 import sip
from PyQt5.QtCore import QObject

from client.errors import Cancelled

log = logging.getLogger(__name__)


class Lane(Enum):
    """SENDING (SMTP), CHANGES (mail and folders, on the server too) and FILES (what is written, the outbox and choices,
    on this computer only, so that no text waits behind the network to be kept): one after the other, in order. READS:
    a few at once, in any order. CACHE: what is read on this computer only.
    """

    SENDING = "sending"
    CHANGES = "changes"
    FILES = "files"
    READS = "reads"
    CACHE = "cache"


class Place:
    """A spot on the screen that shows one answer. Its generation number grows with every question."""

    def __init__(self) -> None:
        self._generation = 0

    def next_generation(self) -> int:
        self._generation += 1
        return self._generation

    def is_current(self, generation: int) -> bool:
        return generation == self._generation

    def forget(self) -> None:
        """No answer is wanted any more (the window closes, the selection is gone)."""
        self._generation += 1


class Job:
    """One piece of work. `cancel()` makes its answer unwanted and interrupts the work where a way was
    given."""

    def __init__(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        wanted: Callable[[], bool],
        interrupt: Callable[[], None] | None,
        discard: Callable[[Any], None] | None,
        quiet: bool,
        lane: Lane,
    ) -> None:
        self._work = work
        self._done = done
        self._failed = failed
        self._wanted = wanted
        self._interrupt = interrupt
        self._discard = discard
        self._cancelled = False
        self._running = False
        self._answer: Any = None
        self._error: Exception | None = None
        self.quiet = quiet
        self.lane = lane

    def cancel(self) -> None:
        self._cancelled = True
        if self._running and self._interrupt is not None:
            self._interrupt()

    def give_up(self) -> None:
        """Nobody waits any longer: `failed` gets `Cancelled` now, and the answer is dropped when it comes.

        Called on the GUI thread.
        """
        if self.is_wanted():
            failed = self._failed
            self.cancel()
            self.quiet = True
            failed(Cancelled())

    def is_wanted(self) -> bool:
        return not self._cancelled and self._wanted()

    def run(self) -> None:
        """Do the work; called in a worker thread."""
        if not self.is_wanted():
            return
        self._running = True
        try:
            self._answer = self._work()
        except Exception as error:
            self._error = error
        finally:
            self._running = False
        if not self.is_wanted():
            self.discard_answer()

    def discard_answer(self) -> None:
        """Put away an answer that nobody wants any more; called in a worker thread, may wait."""
        answer, self._answer = self._answer, None
        if answer is None or self._discard is None:
            return
        try:
            self._discard(answer)
        except Exception:
            # Nobody waits for it any more; the thread has to go on with the next job.
            log.exception("an answer that was not wanted could not be put away")

    def leaves_answer_behind(self) -> bool:
        """Whether it became unwanted after its work was done, and its answer has to be put away."""
        return not self.is_wanted() and self._answer is not None and self._discard is not None

    def deliver(self) -> None:
        """Hand the answer over, and let go of whoever waited; called on the GUI thread."""
        wanted, done, failed = self.is_wanted(), self._done, self._failed
        self.let_go()
        if not wanted:
            return
        if self._error is not None:
            failed(self._error)
        else:
            done(self._answer)

    def let_go(self) -> None:
        """Forget the windows behind the call-backs, on the GUI thread: the worker thread may hold this job for longer,
        and must not be the last to know a window, because whoever forgets it last destroys it.
        """
        self._done = self._failed = nothing
        self._wanted = always


def wanted_by(place: Place | None, owner: QObject | None) -> Callable[[], bool]:
    generation = place.next_generation() if place is not None else 0

    def wanted() -> bool:
        if owner is not None and sip.isdeleted(owner):
            return False
        return place is None or place.is_current(generation)

    return wanted


def nothing(_answer: object) -> None:
    """Nobody waits for this."""


def always() -> bool:
    return True
