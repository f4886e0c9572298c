"""What a person sees while Postroom is set up and started: lines in two columns, plain ASCII, no colours.

On a terminal the line that is being worked on is rewritten as work goes on; elsewhere each line appears once,
when it is finished. Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TextIO

from scripts.errors import StartError

_LABEL = 18
_WIDTH = 78


class Console:
    """Writes progress to `out` and problems to `err`."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._live = self._out.isatty()

    @property
    def is_terminal(self) -> bool:
        """Whether somebody looks at it right now, so that a picture made of letters is of use."""
        return self._live

    def line(self, label: str, text: str) -> None:
        """Write one finished line; further lines of `text` stand below its first."""
        first, *more = text.splitlines() or [""]
        self._write(f"{self._clear()}  {label:<{_LABEL}}{first}\n")
        for other in more:
            self._write(f"  {'':<{_LABEL}}{other}\n")

    def text(self, text: str = "") -> None:
        """Write `text` as it is."""
        self._write(f"{self._clear()}{text}\n")

    def working(self, label: str, text: str) -> None:
        """Show what is going on now, where lines can be rewritten; the next line takes its place."""
        if self._live:
            self._write(f"{self._clear()}  {label:<{_LABEL}}{text}"[:_WIDTH])

    def problem(self, failure: StartError) -> None:
        """Tell what went wrong and what to do."""
        self._write(self._clear())
        print(f"\n{failure}", file=self._err)
        if failure.remedy:
            print(failure.remedy, file=self._err)
        self._err.flush()

    @contextlib.contextmanager
    def step(self, label: str, text: str) -> Iterator[Step]:
        """Show `label` with `text` while the block works, and how it went and how long it took afterwards."""
        self.working(label, f"{text} ...")
        step = Step()
        yield step
        self.line(label, step.result.replace("{time}", f"{step.seconds():.1f} s"))

    def _clear(self) -> str:
        return f"\r{'':{_WIDTH}}\r" if self._live else ""

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


class Step:
    """One piece of work; `result` is what its line says in the end, with `{time}` where the seconds go."""

    def __init__(self) -> None:
        self.result = "done"
        self._began = time.monotonic()

    def seconds(self) -> float:
        """Return how long it has been going on."""
        return time.monotonic() - self._began
