"""Runs a module as a program that ends with the one who started it, even if that one was killed.

`python -m scripts.tied PARENT MODULE [ARGUMENT ...]`: PARENT is the process id of the starter. Without this, servers
whose supervisor was killed would keep the ports and the store to themselves.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask the system for SIGTERM at the parent's end, then become MODULE."""
    parent, module, *arguments = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != int(parent):
        # It ended before it could be watched.
        sys.exit(1)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
