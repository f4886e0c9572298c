"""Where waiting happens: work that may wait for a network, a disk or a key ring runs here, in threads, and
its answer is delivered on the GUI thread. Commands go one after the other through a lane of their own, reads share a
small pool. Every answer belongs to a place on the screen, and only the newest question of a place is
answered: what was asked earlier is dropped, before it runs when possible. Work must neither touch nor know a QObject;
widgets must not wait."""

import queue
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PyQt5 import sip
from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from client.blob_download import Progress
from client.errors import Cancelled
from client.gui.collector import Collector
from client.gui.job import Job, Lane, Place, nothing, wanted_by
from client.gui.task_list import Entry, TaskList
from client.gui.turns import Turns

__all__ = ["BUSY_AFTER_MS", "Job", "Lane", "Place", "Tasks"]

T = TypeVar("T")

BUSY_AFTER_MS = 300
READERS = 3
CACHE_READERS = 2
CLOSING_SECONDS = 5.0


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
        self._collector = Collector(self)
        self._turns = Turns()
        self._gate = threading.Lock()
        self._closed = False
        self._under_way: set[Job] = set()
        self.list = TaskList(self)
        self._busy = False
        self._busy_timer = QTimer(self)
        self._busy_timer.setSingleShot(True)
        self._busy_timer.setInterval(busy_after_ms)
        self._busy_timer.timeout.connect(lambda: self._set_busy(True))
        self._finished.connect(self._deliver)
        threads = {
            **dict.fromkeys((Lane.SENDING, Lane.CHANGES, Lane.FILES), 1),
            Lane.READS: readers,
            Lane.CACHE: CACHE_READERS,
        }
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
        job = Job(work, done, failed, wanted_by(place, owner), interrupt, discard, quiet, lane)
        self._under_way.add(job)
        if not quiet:
            self._note_busy()
        self._lanes[lane].put(job)
        return job

    def start_listed(
        self,
        words: str,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        lane: Lane = Lane.READS,
        owner: QObject | None = None,
    ) -> Entry:
        """Run `work` as an entry of `list`, which the person can follow, cancel and try again.

        `work` gets a function to which it tells `(done, total)` in its own thread; that raises `Cancelled` once the
        person has cancelled it, and then `failed` gets this. Nothing is told to an `owner` that is gone.
        """
        entry = Entry(words)

        def run() -> T:
            entry.begin()
            return work(entry.progress)

        def succeeded(answer: T) -> None:
            self.list.remove(entry)
            if owner is None or not sip.isdeleted(owner):
                done(answer)

        def did_not(error: Exception) -> None:
            if isinstance(error, Cancelled):
                self.list.remove(entry)
            else:
                self.list.fail(entry, error)
            if owner is None or not sip.isdeleted(owner):
                failed(error)

        # Not busy besides: the list tells of it.
        job = self.start(run, succeeded, did_not, lane=lane, quiet=True)
        entry.drop = job.cancel
        entry.again = partial(self._again, words, work, done, failed, lane, owner)
        self.list.add(entry)
        return entry

    def _again(
        self,
        words: str,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        lane: Lane,
        owner: QObject | None,
    ) -> None:
        self.start_listed(words, work, done, failed, lane=lane, owner=owner)

    def after_files(self, work: Callable[[], T]) -> Callable[[], T]:
        """Return work for another lane that begins when what was asked of the lane of files until now is done."""
        done = threading.Event()
        self.start(done.set, nothing, nothing, lane=Lane.FILES, quiet=True)

        def run() -> T:
            done.wait()
            return work()

        return run

    def may_stop(self) -> bool:
        """Whether the person waits for an answer of the server that is in no list, and need not."""
        return any(not job.quiet and job.lane is Lane.READS for job in self._under_way)

    def stop_waiting(self) -> None:
        """Wait no longer for such answers: whoever asked is told `Cancelled`."""
        for job in [one for one in self._under_way if not one.quiet and one.lane is Lane.READS]:
            job.give_up()
        self._note_busy()

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
            if job.lane not in {Lane.CHANGES, Lane.FILES}:
                job.cancel()
            job.let_go()
        for entry in self.list.entries:
            entry.stop()
        self._under_way.clear()
        self._busy_timer.stop()
        for lane in self._lanes.values():
            lane.stop()
        deadline = time.monotonic() + seconds
        for lane in self._lanes.values():
            lane.join(deadline)
        self._turns.put_back()
        self._collector.put_back()

    def _hand_over(self, job: Job) -> None:
        with self._gate:
            if not self._closed:
                self._finished.emit(job)

    def _deliver(self, job: Job) -> None:
        self._under_way.discard(job)
        # A thousand quiet ones at once (each recipient is asked about) would count each other a million times.
        if not job.quiet:
            self._note_busy()
        if job.leaves_answer_behind():
            self.start(job.discard_answer, nothing, nothing, quiet=True)
            job.let_go()
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
