"""Where waiting happens: work that may wait for a network, a disk or a key ring runs here, in threads, and
its answer is delivered on the GUI thread. Commands go one after the other through a lane of their own, reads share a
small pool. Every answer belongs to a place on the screen, and only the newest question of a place is
answered: what was asked earlier is dropped, before it runs when possible. Work must not touch widgets;
widgets must not wait."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from PyQt5 import sip
from PyQt5.QtCore import QObject, QTimer, pyqtSignal

T = TypeVar("T")

BUSY_AFTER_MS = 300
READERS = 3
CLOSING_SECONDS = 5.0

log = logging.getLogger(__name__)


class Lane(Enum):
    """SENDING (SMTP) and CHANGES (HTTPS): one after the other, in order. READS: a few at once, in any order."""

    SENDING = "sending"
    CHANGES = "changes"
    READS = "reads"


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
        """Hand the answer over; called on the GUI thread."""
        if not self.is_wanted():
            return
        if self._error is not None:
            self._failed(self._error)
        else:
            self._done(self._answer)


class _Lane:
    """Threads that take jobs from one queue. They are daemons: a peer that never answers must not keep the
    program."""

    def __init__(self, name: str, threads: int, finished: Callable[[Job], None]) -> None:
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._finished = finished
        self._threads = [
            threading.Thread(target=self._take_jobs, name=f"{name}-{number}", daemon=True) for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, job: Job) -> None:
        self._jobs.put(job)

    def stop(self) -> None:
        for _ in self._threads:
            self._jobs.put(None)

    def join(self, deadline: float) -> None:
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _take_jobs(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.run()
            self._finished(job)


class Tasks(QObject):
    """Signals: busy_changed(bool), true once something the person waits for has taken longer than 300 ms."""

    busy_changed = pyqtSignal(bool)
    _finished = pyqtSignal(object)

    def __init__(
        self, parent: QObject | None = None, *, readers: int = READERS, busy_after_ms: int = BUSY_AFTER_MS
    ) -> None:
        super().__init__(parent)
        self._gate = threading.Lock()
        self._closed = False
        self._under_way: set[Job] = set()
        self._busy = False
        self._busy_timer = QTimer(self)
        self._busy_timer.setSingleShot(True)
        self._busy_timer.setInterval(busy_after_ms)
        self._busy_timer.timeout.connect(lambda: self._set_busy(True))
        self._finished.connect(self._deliver)
        threads = {Lane.SENDING: 1, Lane.CHANGES: 1, Lane.READS: readers}
        self._lanes = {
            lane: _Lane(f"postroom-{lane.value}", number, self._hand_over) for lane, number in threads.items()
        }

    def start(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        lane: Lane = Lane.READS,
        place: Place | None = None,
        owner: QObject | None = None,
        quiet: bool = False,
        interrupt: Callable[[], None] | None = None,
        discard: Callable[[T], None] | None = None,
    ) -> Job:
        """Run `work` in `lane`; `done` or `failed` gets the answer on the GUI thread unless `place` has asked
        again.

        `quiet` work does not count as busy. `interrupt` must not wait; it is called when the job is cancelled
        while its work runs.
        """
        job = Job(work, done, failed, _wanted_by(place, owner), interrupt, discard, quiet, lane)
        self._under_way.add(job)
        self._note_busy()
        self._lanes[lane].put(job)
        return job

    def is_idle(self) -> bool:
        """Whether every answer has been delivered."""
        return not self._under_way

    def close(self, seconds: float = CLOSING_SECONDS) -> None:
        """Finish the changes that were asked for, cancel the rest, and stop the threads.

        No answer is delivered any more. A thread that does not end within `seconds` is left behind.
        """
        with self._gate:
            self._closed = True
        for job in self._under_way:
            if job.lane is not Lane.CHANGES:
                job.cancel()
        self._under_way.clear()
        self._busy_timer.stop()
        for lane in self._lanes.values():
            lane.stop()
        deadline = time.monotonic() + seconds
        for lane in self._lanes.values():
            lane.join(deadline)

    def _hand_over(self, job: Job) -> None:
        with self._gate:
            if not self._closed:
                self._finished.emit(job)

    def _deliver(self, job: Job) -> None:
        self._under_way.discard(job)
        self._note_busy()
        if job.leaves_answer_behind():
            self.start(job.discard_answer, _nothing, _nothing, quiet=True)
        else:
            job.deliver()

    def _note_busy(self) -> None:
        if any(not job.quiet for job in self._under_way):
            if not self._busy and not self._busy_timer.isActive():
                self._busy_timer.start()
            return
        self._busy_timer.stop()
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)


def _wanted_by(place: Place | None, owner: QObject | None) -> Callable[[], bool]:
    generation = place.next_generation() if place is not None else 0

    def wanted() -> bool:
        if owner is not None and sip.isdeleted(owner):
            return False
        return place is None or place.is_current(generation)

    return wanted


def _nothing(_answer: object) -> None:
    """Nobody waits for this."""
