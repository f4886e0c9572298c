"""Ctrl-C, SIGTERM and a closed terminal end a program in order; asked a second time, at once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

from scripts import held_signals


class StopSignals:
    """From its making on, the first signal cancels the current task; further ones call `hurry`."""

    def __init__(self) -> None:
        self.hurry: Callable[[], None] = lambda: None
        self.asked = False
        self._task = asyncio.current_task()
        for number in held_signals.STOPPING:
            # nohup asks that a closed terminal be nothing.
            if signal.getsignal(number) is not signal.SIG_IGN:
                asyncio.get_running_loop().add_signal_handler(number, self._stop)
        held_signals.let_through()

    def _stop(self) -> None:
        if self.asked:
            self.hurry()
        elif self._task is not None:
            self.asked = True
            self._task.cancel()
