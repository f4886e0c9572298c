"""Where this computer keeps what belongs to one account: its outbox and its unsent texts, in a folder of their own. A
lock keeps two running programs from working on the same files."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QLockFile

from client.account import Account
from client.cache import remove_cache
from client.errors import FileFault
from client.faults import file_fault
from client.private_files import make_private_folder
from client.wording import Said

FINGERPRINT_DIGITS = 16


@dataclass(frozen=True)
class AccountFiles:
    """The folder is made when it is first needed."""

    folder: Path

    @property
    def outbox(self) -> Path:
        return self.folder / "outbox.sqlite3"

    @property
    def unsent(self) -> Path:
        return self.folder / "unsent.json"

    @property
    def reading(self) -> Path:
        return self.folder / "reading.json"

    @property
    def writing(self) -> Path:
        return self.folder / "writing.json"

    @property
    def deliveries(self) -> Path:
        return self.folder / "deliveries.json"

    def lock(self) -> QLockFile:
        """Make the folder and lock it; unlocked when the lock is let go of. Raises `LocalDiskFull` or `FileFault`."""
        make_private_folder(self.folder)
        lock = QLockFile(str(self.folder / "in-use.lock"))
        # Never stale by age, only when the program that made it has gone: a computer may sleep for days.
        lock.setStaleLockTime(0)
        if not lock.tryLock(0):
            raise FileFault(
                Said("This account is open in another Postroom window already. Use that one, or close it first.")
            )
        return lock


def forget_account(folder: Path, fingerprint: str, address: str, files: AccountFiles | None) -> None:
    """Remove what the client's `folder` has of an account's mail; with `files` (of an account that is no more) also
    what was not sent, and what was chosen for it. Everything must be closed. Raises `FileFault`.
    """
    remove_cache(folder, fingerprint, address)
    if files is None:
        return
    try:
        shutil.rmtree(files.folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise file_fault(error, files.folder) from error


def account_files(folder: Path, account: Account) -> AccountFiles:
    """Return the files of an account. The server is known by its authority: host and ports may change."""
    name = re.sub(r"[^a-z0-9@._-]", "_", account.address.address.lower())[:100]
    return AccountFiles(folder / "accounts" / f"{name}-{account.server.fingerprint[:FINGERPRINT_DIGITS]}")
