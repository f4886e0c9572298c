"""Import and export of mail as files: one message as `.eml`, many as mbox. It goes message by message, tells how far it
is, can be cancelled between two blocks, and says at the end what became of each message that could not be moved.

No Qt. Everything waits for the disk and the network, and belongs into a worker thread.
"""

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from client.errors import Cancelled, ConnectionLost, Fault, FileFault, NotConnected, ServerDown, SignInNeeded
from client.faults import file_fault
from client.mail_transfer import WholeMessage
from client.mbox_file import append_message, is_mbox, read_messages
from client.wording import Said
from client.written_date import written_date

Progress = Callable[[int, int], None]
MOST_TOLD = 500
# After these, the next message would fail as well.
_THE_END = (ConnectionLost, NotConnected, ServerDown, SignInNeeded)


class Postbox(Protocol):
    """What is needed of `account.Account`."""

    def all_messages(self, mailbox: str) -> list[str]: ...

    def whole_messages(self, ids: Sequence[str]) -> Iterator[WholeMessage]: ...

    def save_attachment(self, blob_id: str, path: Path, progress: Progress | None = None, size: int = 0) -> None: ...

    def import_message(
        self, path: Path, mailbox: str, received_at: datetime | None = None, progress: Progress | None = None
    ) -> None: ...


@dataclass(frozen=True)
class Failure:
    """`what` names the message, `why` is one sentence."""

    what: str
    why: str


@dataclass(frozen=True)
class Outcome:
    """`moved` messages are where they should be; `stopped` tells that the person or a fault ended it early."""

    moved: int
    failures: tuple[Failure, ...] = ()
    stopped: bool = False


def export_message(account: Postbox, message_id: str, path: Path, progress: Progress) -> Outcome:
    """Write one message as it came. Raises what downloading raises."""
    for whole in account.whole_messages([message_id]):
        account.save_attachment(whole.blob_id, path, progress, whole.size)
        return Outcome(1)
    return Outcome(0, (Failure(message_id, Said("The message is not there any more.")),))


def export_mbox(account: Postbox, ids: Sequence[str] | str, path: Path, progress: Progress) -> Outcome:
    """Write messages, oldest first, into one mbox, which replaces `path` when it is complete. `ids` is a list of them
    in the order of the list, or a mailbox. Raises `Cancelled`, faults of the connection and of the disk.
    """
    wanted = account.all_messages(ids) if isinstance(ids, str) else list(ids)
    oldest_first = wanted[::-1]
    partial = path.with_name(f".{path.name[:200]}.part")
    moved, failures = 0, []
    try:
        with tempfile.TemporaryDirectory(prefix="postroom-") as folder, _opened(partial) as target:
            spool = Path(folder) / "message"
            for number, whole in enumerate(account.whole_messages(oldest_first)):
                progress(number, len(oldest_first))
                try:
                    account.save_attachment(whole.blob_id, spool, _only_cancelling(progress, number, len(wanted)))
                except Fault as fault:
                    failures.append(_failure(fault, whole.subject))
                    continue
                with spool.open("rb") as source:
                    append_message(target, source, whole.sender.address, whole.received_at)
                moved += 1
        partial.replace(path)
    except OSError as error:
        raise file_fault(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    gone = len(wanted) - moved - len(failures)
    if gone:
        failures.append(Failure(f"{gone}", Said("These messages are not there any more.")))
    return Outcome(moved, tuple(failures[:MOST_TOLD]))


def import_files(account: Postbox, paths: Sequence[Path], mailbox: str, progress: Progress) -> Outcome:
    """Put the messages of these files into a mailbox. What was put in before it is cancelled or the connection is lost
    stays.
    """
    run = _Import(account, mailbox, progress, sum(_size(path) for path in paths))
    try:
        for path in paths:
            run.file(path)
    except Cancelled:
        return run.outcome(stopped=True)
    except _THE_END as fault:
        run.failures.append(Failure("", fault.sentence))
        return run.outcome(stopped=True)
    return run.outcome()


class _Import:
    """Counts in bytes of the files: how many messages there are is only known at the end."""

    def __init__(self, account: Postbox, mailbox: str, progress: Progress, total: int) -> None:
        self._account = account
        self._mailbox = mailbox
        self._progress = progress
        self._total = total
        self._before = 0
        self._moved = 0
        self.failures: list[Failure] = []

    def outcome(self, *, stopped: bool = False) -> Outcome:
        return Outcome(self._moved, tuple(self.failures[:MOST_TOLD]), stopped)

    def file(self, path: Path) -> None:
        size = _size(path)
        try:
            if is_mbox(path):
                self._mbox(path)
            else:
                self._message(path, path.name, None, self._before)
        except OSError as error:
            self.failures.append(Failure(path.name, file_fault(error, path).sentence))
        self._before += size

    def _mbox(self, path: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="postroom-") as folder, path.open("rb") as source:
            for found in read_messages(source, Path(folder) / "message.eml"):
                name = f"{path.name}, {found.number}"
                self._message(found.path, name, found.received_at, self._before + source.tell())

    def _message(self, path: Path, name: str, received_at: datetime | None, done: int) -> None:
        tell = _only_cancelling(self._progress, done, self._total)
        try:
            tell(0, 0)
            came = received_at or written_date(path, datetime.now(UTC))
            self._account.import_message(path, self._mailbox, came, tell)
            self._moved += 1
        except Fault as fault:
            self.failures.append(_failure(fault, name))


def _failure(fault: Fault, what: str) -> Failure:
    """Why one message stayed behind. Raises the fault itself when the others would fail as well."""
    if isinstance(fault, (Cancelled, *_THE_END)):
        raise fault
    return Failure(what, fault.sentence)


def _only_cancelling(progress: Progress, done: int, total: int) -> Progress:
    """What a single download tells is not how far all of it is; but it is a moment to stop."""
    return lambda _done, _total: progress(done, total)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        # Reading it tells why.
        return 0


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise FileFault(Said("{folder} cannot be written.", folder=path.parent), str(error)) from error
