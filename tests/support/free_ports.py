"""Ports for programs that a test starts by number: nobody listens there, and nothing else gets them by chance.

The kernel gives connections ports from its own range, so one that was free a moment ago may be taken by the time a
program listens there. These lie below that range, and tests that run beside each other have parts of their own.
"""

from __future__ import annotations

import os
import random
import socket

_FIRST, _LAST = 12_000, 30_000
_WORKERS = 8
_given: set[int] = set()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on, and that was not returned before."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
    size = (_LAST - _FIRST) // _WORKERS
    while True:
        port = _FIRST + worker * size + random.randrange(size)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
