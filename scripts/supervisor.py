"""Keeps the servers running: starts them together, starts one anew that ends, stops them in order.

The listening sockets stay open here, so connections wait while a server is started anew. A server that keeps ending is
started less and less often. What happens is written to a log and, since it needs attention, told to the person; an end
that nobody asked for also becomes an alert.
"""

from __future__ import annotations

import asyncio
import datetime
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from db.errors import StoreError
from scripts.child import Child, ChildEnded, Program, described
from scripts.ending_alerts import Ending
from scripts.errors import StartError
from scripts.log_file import LogFile

PATIENCE = 30.0
"""Seconds that a server may take until it is ready."""

GRACE = 15.0
"""Seconds that a server may take to end: it finishes what is under way within 10."""


class Pauses:
    """How long to wait before each new start: 0.2 s, doubled up to 30 s, from the beginning after a good minute."""

    FIRST, LONGEST, GOOD = 0.2, 30.0, 60.0

    def __init__(self) -> None:
        self._next = self.FIRST

    def after(self, lived: float) -> float:
        """Return the pause in seconds after a run of `lived` seconds."""
        if lived >= self.GOOD:
            self._next = self.FIRST
        pause, self._next = self._next, min(self._next * 2, self.LONGEST)
        return pause


class Supervisor:
    """Runs `programs`, which are stopped in the order given; `tell` gets a sentence for the person.

    `alert` is given, in another thread, each end that nobody asked for; it may raise StoreError. With `verbose`, what
    the servers log also goes to the terminal.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        logs: Path,
        tell: Callable[[str], None],
        verbose: bool = False,
        alert: Callable[[Ending], None] = lambda _: None,
    ) -> None:
        self._alert = alert
        self._alerting: set[asyncio.Task[None]] = set()
        self._log = LogFile(logs / "supervisor.log")
        self._tell = tell
        self._logs = logs
        self._keepers: list[asyncio.Task[None]] = []
        self.children = [Child(program, LogFile(logs / f"{program.name}.log"), echo=verbose) for program in programs]

    async def start(self) -> None:
        """Start all and return when all are ready.

        Raises:
            StartError: one could not start; none is left running.
        """
        outcomes = await asyncio.gather(*(self._start_one(child) for child in self.children), return_exceptions=True)
        problems = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        if problems:
            await self.stop()
            raise problems[0]
        self._keepers = [asyncio.create_task(self._keep(child)) for child in self.children]

    async def keep(self) -> None:
        """Keep all running until this is cancelled."""
        await asyncio.gather(*self._keepers)

    async def stop(self) -> None:
        """Stop all, one after the other; what `kill` ends meanwhile is not waited for."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, *self._alerting, return_exceptions=True)
        for child in self.children:
            if child.pid:
                await child.stop(GRACE)
                self._note(f"{child.program.name}: stopped")

    def kill(self) -> None:
        """End all at once."""
        for child in self.children:
            child.kill()

    async def _start_one(self, child: Child) -> None:
        try:
            await child.start(PATIENCE)
        except ChildEnded as problem:
            said = "\n".join(f"  {line}" for line in problem.lines)
            raise StartError(f"{problem}\n{said}".rstrip()) from None
        self._note(f"{child.program.name}: ready, process {child.pid}")

    async def _keep(self, child: Child) -> None:
        """Start `child` anew whenever it ends."""
        pauses = Pauses()
        while True:
            began = time.monotonic()
            status = await child.ended()
            pause = pauses.after(time.monotonic() - began)
            self._report(child, f"ended ({described(status)}); it is started again in {pause:g} s")
            # Only then is it an alert: when the machine goes down, all are asked to end at once, also this program.
            await asyncio.sleep(pause)
            failure = ""
            try:
                await self._start_one(child)
            except StartError as problem:
                self._note(str(problem))
                failure = described(await child.ended())
            except OSError as problem:
                # No memory, or too many processes: that passes.
                self._note(f"{child.program.name}: {problem}")
                failure = problem.strerror or str(problem)
            else:
                self._report(child, "runs again")
            self._tell_admins(Ending(child.program.name, described(status), failure))

    def _tell_admins(self, ending: Ending) -> None:
        # By the way: a store that is busy does not hold up a new start.
        task = asyncio.create_task(self._alerted(ending))
        self._alerting.add(task)
        task.add_done_callback(self._alerting.discard)

    async def _alerted(self, ending: Ending) -> None:
        try:
            await asyncio.to_thread(self._alert, ending)
        except StoreError as problem:
            self._note(f"{ending.program}: no alert could be written: {problem}")

    def _report(self, child: Child, what: str) -> None:
        self._note(f"{child.program.name}: {what}")
        self._tell(f"The {child.program.name} {what}. Its log: {self._logs / child.program.name}.log")

    def _note(self, line: str) -> None:
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        self._log.write(f"{now} {line}\n".encode())
