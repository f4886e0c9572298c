"""The bytes of a message as it stands on the server, fetched by a worker thread."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QObject

from client.account import Account
from client.gui.desk import Desk


@dataclass(frozen=True)
class Whole:
    """A message as it was stored, and whether it is one that is being written."""

    content: bytes
    is_draft: bool


def fetch_whole(
    desk: Desk, message_id: str, done: Callable[[Whole], None], failed: Callable[[Exception], None], owner: QObject
) -> None:
    """Fetch it for as long as `owner` is there."""
    account = desk.account
    desk.tasks.start(lambda: _whole(account, message_id), done, failed, owner=owner)


def _whole(account: Account, message_id: str) -> Whole:
    message = account.read(message_id)
    with tempfile.TemporaryDirectory(prefix="postroom-") as folder:
        path = Path(folder) / "message"
        account.save_attachment(message.blob_id, path)
        return Whole(path.read_bytes(), "$draft" in message.row.keywords)
