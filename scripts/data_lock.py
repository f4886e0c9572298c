"""One Postroom for one data folder: a lock that the system lets go of, however the holder ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from scripts.errors import StartError

NAME = "postroom.lock"


@contextlib.contextmanager
def held(data: Path) -> Iterator[None]:
    """Hold the lock of the data folder `data` while the block runs; its file stays.

    Raises:
        StartError: another Postroom holds it.
    """
    handle = os.open(data / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, data)
        if not os.path.samestat(os.fstat(handle), os.stat(data / NAME)):
            raise StartError(f"Postroom was being removed from {data} just now.", "Start again.")
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _take(handle: int, data: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 20, 0).decode(errors="replace") or "unknown"
        sentence = f"Postroom is already running on {data} (process {holder})."
        raise StartError(sentence, "Stop it with Ctrl-C where it runs, or choose another folder with --data.") from None
