"""Taking everything of an account along, and deleting the account. Blocks; for worker threads."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from client.blob_download import Progress
from client.errors import WrongPassword
from client.jmap_client import JmapClient

EXPORT_PATH = "/auth/export"
ACCOUNT_PATH = "/auth/account"
ESTIMATED_SIZE = "Postroom-Estimated-Size"


class Leaving:
    """Asks over `jmap`, within `guard`, which makes the right faults of what goes wrong."""

    def __init__(self, jmap: JmapClient, guard: Callable[[], AbstractContextManager[None]]) -> None:
        self._jmap, self._guard = jmap, guard

    def export(self, path: Path, progress: Progress | None = None) -> None:
        """Write everything to `path` as a zip (`webserver/API.md`), which is replaced only when everything came.

        `progress(done, total)` in bytes runs in the calling thread and may raise `Cancelled`; the total is about right.
        Raises `TooManyAttempts` (an export is under way), `LocalDiskFull`, `FileFault`, `ConnectionLost`.
        """
        with self._guard():
            self._jmap.save(EXPORT_PATH, path, progress, estimate=ESTIMATED_SIZE)

    def delete(self, password: str) -> None:
        """Delete the account for good. Raises `WrongPassword`, `TooManyAttempts`, `NotAccepted` (the only admin)."""
        if not password or "\0" in password:
            raise WrongPassword("an empty password, or one with a NUL")
        with self._guard():
            self._jmap.exchange("DELETE", ACCOUNT_PATH, {"password": password}, expected=204, repeatable=False)
