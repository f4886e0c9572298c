"""A log file for one program's lines: only its owner may read it, and it never grows without end.

Writing a log must not stop mail: when the disk is full, lines are dropped and `failed` says so.
"""

from __future__ import annotations

import os
from pathlib import Path

_KEEP = 5


class LogFile:
    """Appends lines to `path`; above `limit` bytes it becomes `path.1`, that one `path.2`, and so on."""

    def __init__(self, path: Path, limit: int = 10_000_000) -> None:
        self.path = path
        self.failed = False
        self._limit = limit
        self._handle: int | None = None

    def write(self, line: bytes) -> None:
        """Append `line`, which ends in a line feed."""
        try:
            handle = self._open()
            if os.fstat(handle).st_size + len(line) > self._limit:
                self._rotate()
                handle = self._open()
            os.write(handle, line)
        except OSError:
            self.failed = True
        else:
            self.failed = False

    def close(self) -> None:
        """Close the file; the next line opens it again."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _open(self) -> int:
        if self._handle is None:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            self._handle = os.open(self.path, flags, 0o600)
        return self._handle

    def _rotate(self) -> None:
        self.close()
        for number in range(_KEEP - 1, 0, -1):
            older = self._numbered(number)
            if older.exists():
                older.replace(self._numbered(number + 1))
        self.path.replace(self._numbered(1))

    def _numbered(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")
