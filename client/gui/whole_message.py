"""A message as it stands on the server, fetched and read by a worker thread: one with large files takes its time."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QObject

from client.account import Account
from client.draft import Draft
from client.gui.desk import Desk
from client.gui.reopened_draft import message_id_of, reopened_draft


@dataclass(frozen=True)
class Whole:
    """A message as a draft, its Message-ID without angle brackets, and whether it is one that is being written."""

    draft: Draft
    message_id: str
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
        content = path.read_bytes()
    return Whole(reopened_draft(content), message_id_of(content), "$draft" in message.row.keywords)
