"""The threads that run the application: a fixed number of them, and a bounded line of work before them.

A job is something whose answer is asked for now; it never waits for a peer. New requests are refused when
the line is full, so that an overload is answered instead of piling up.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable

logger = logging.getLogger("postroom.webserver")

Job = Callable[[], None]


class Workers:
    """`count` threads that take jobs in order; at most `waiting` new requests stand in line."""

    def __init__(self, count: int, waiting: int) -> None:
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._waiting = waiting
        self._at_work: set[int] = set()
        self._threads = [
            threading.Thread(target=self._run, name=f"worker-{number}", daemon=True) for number in range(1, count + 1)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job) -> bool:
        """Put a new request in line; False when the line is full."""
        if self._jobs.qsize() >= self._waiting:
            return False
        self._jobs.put(job)
        return True

    def resume(self, job: Job) -> None:
        """Put in line what was begun before: it is never refused."""
        self._jobs.put(job)

    def stop(self, seconds: float) -> int:
        """Let the jobs in line be done, for `seconds` at most; how many threads are still at one then."""
        until = time.monotonic() + seconds
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        # Not those that are alive: on a busy machine, idle ones take their time to end.
        return len(self._at_work)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._at_work.add(threading.get_ident())
            try:
                job()
            except Exception:
                logger.exception("a worker's job failed")
            finally:
                self._at_work.discard(threading.get_ident())
