"""Holds back the signals that end a program, from the set-up's last step until the program can stop in order.

A Ctrl-C while Python still imports would end in a traceback from anywhere. What is held back comes later, and is not
lost: it waits in the kernel, also over an exec. Standard library only, and little of it: each start waits for this.
"""

from __future__ import annotations

import signal

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def hold_back() -> None:
    """Have the signals wait."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)


def let_through() -> None:
    """Have them come, those that waited first."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
