"""A working account without a server: mailboxes and messages live in memory, and each kind of work can be made to fail
or to wait. For windows, whose tests need faults that a real server does not make on demand."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from client.account import Account, Receipt
from client.account_checks import AccountChecks
from client.addresses import Address
from client.blob_download import Progress
from client.cache import Cache
from client.check_line import CheckLine
from client.discovery import Server
from client.draft import Draft, Submission, compose
from client.errors import Fault, MessageGone, NotAccepted, NotPostroom, WrongPassword
from client.gui.message_texts import with_keywords
from client.leaving import Leaving
from client.mail_transaction import TellRefused
from client.mail_transfer import WholeMessage
from client.message import Mailbox, Message, MessageRow, Page
from client.push import Push
from client.server_answers import Refusal
from client.sync import Sync
from tests.support.access_in_memory import AccessInMemory
from tests.support.deliveries_in_memory import DeliveriesInMemory
from tests.support.drafts_in_memory import DraftsInMemory
from tests.support.gui_samples import ANNA, SERVER, mailboxes, message
from tests.support.jmap_of_account import JmapOfAccount


class ChecksInMemory(AccountChecks):
    """Tells the lines that the account was given."""

    def __init__(self, account: "AccountInMemory") -> None:
        self._account = account

    def connection(self) -> list[CheckLine]:
        return self._account.look_at("check_connection")

    def system(self) -> list[CheckLine]:
        return self._account.look_at("check_system")


class LeavingInMemory(Leaving):
    """An archive of three blocks; `work` is called before each, and by `delete`."""

    def __init__(self, work: Callable[[str], None]) -> None:
        self._work = work

    def export(self, path: Path, progress: Progress | None = None) -> None:
        for done in range(1, 4):
            self._work("export")
            if progress is not None:
                progress(done, 3)
        path.write_bytes(b"PK")

    def delete(self, password: str) -> None:
        self._work("delete")
        if password != "correct horse battery":
            raise WrongPassword


class AccountInMemory(Account):
    """`faults` maps a method's name to what it raises; `gate`, when cleared, holds all calls back; `calls` counts.

    A test and several worker threads look at `rows` while one of them changes it: whole new rows take their place. A
    test may put one more mailbox there all the same, so whoever goes through all of them takes a copy first.
    """

    def __init__(self, rows: Iterable[MessageRow] = (), *, address: Address = ANNA, server: Server = SERVER) -> None:
        self.server = server
        self.address = address
        self.account_id = "A1"
        self.is_admin = False
        self.rows: dict[str, list[MessageRow]] = {"inbox": list(rows)}
        self._changing = threading.Lock()
        self.bodies: dict[str, Message] = {}
        self.blobs: dict[str, bytes] = {}
        self.boxes = mailboxes()
        self.faults: dict[str, Fault] = {}
        self.refused: tuple[Refusal, ...] = ()
        self.people = {"anna@project.com", "ben@project.com", "clara@project.com"}
        self.submitted: list[Submission] = []
        self.imported: list[tuple[str, bytes, datetime | None]] = []
        self.calls: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self.limit = 0
        self.kept_drafts = DraftsInMemory(self._work)
        self.closed = False
        self.signed_out = False
        self.kept_access = AccessInMemory(self._work)
        self.kept_deliveries = DeliveriesInMemory(self._work)
        self._connected = True
        self.only_here: bool | None = None
        self.check_lines: list[CheckLine] = []
        self._jmap_in_memory = JmapOfAccount(self, self._work, self._apply)

    @property
    def is_connected(self) -> bool:
        return self._connected

    def checks(self) -> AccountChecks:
        return ChecksInMemory(self)

    def look_at(self, name: str) -> list[CheckLine]:
        self._work(name)
        return list(self.check_lines)

    def mailboxes(self) -> list[Mailbox]:
        self._work("mailboxes")
        return list(self.boxes)

    def latest(self, mailbox: str, limit: int, position: int = 0) -> Page:
        self._work("latest")
        rows = self.rows.get(mailbox, [])
        return Page(tuple(rows[position : position + limit]), len(rows), position)

    def read(self, message_id: str) -> Message:
        self._work("read")
        row = self._row(message_id)
        return self.bodies.get(message_id, message(row))

    def mark(
        self,
        ids: Iterable[str],
        *,
        seen: bool | None = None,
        flagged: bool | None = None,
        answered: bool | None = None,
    ) -> None:
        self._work("mark")
        wanted = set(ids)
        with self._changing:
            self.rows = {
                name: [with_keywords(row, seen=seen, flagged=flagged) if row.id in wanted else row for row in rows]
                for name, rows in self.rows.copy().items()
            }

    def move(self, ids: Iterable[str], mailbox: str) -> None:
        self._work("move")
        with self._changing:
            moved = [self._row(message_id) for message_id in ids]
            rows = self._without(moved)
            self.rows = {**rows, mailbox: [*moved, *rows.get(mailbox, [])]}

    def put_back(self, ids: Iterable[str], mailbox_ids: Iterable[str]) -> None:
        self._work("put_back")
        (mailbox,) = mailbox_ids
        with self._changing:
            moved = [self._row(message_id) for message_id in ids]
            rows = self._without(moved)
            back = [*moved, *rows.get(mailbox, [])]
            self.rows = {**rows, mailbox: sorted(back, key=lambda row: row.received_at, reverse=True)}

    def arrive(self, *rows: MessageRow) -> None:
        """New mail is in the inbox."""
        with self._changing:
            self.rows = {**self.rows, "inbox": [*rows, *self.rows["inbox"]]}

    def sync_with(self, cache: Cache) -> Sync:
        return Sync(self._jmap_in_memory, cache)

    def push(self) -> Push:
        raise NotPostroom(self.server.host, self.server.https_port, "no push")

    def search(self, words: str, limit: int) -> list[MessageRow]:
        self._work("search")
        rows = [row for rows in self.rows.copy().values() for row in rows]
        return [row for row in rows if words.lower() in f"{row.subject} {row.preview}".lower()][:limit]

    def take_over(self, other: Account) -> None:
        # Tests look at the account that was signed in to, and what this one does must be seen there.
        self.__dict__ = other.__dict__

    def _apply(self, name: str, ids: list[str], values: Mapping[str, object]) -> None:
        if name == "mark":
            self.mark(ids, **{mark: bool(value) for mark, value in values.items()})
        elif name == "move":
            self.move(ids, str(values["mailbox"]))
        else:
            self.destroy(ids)

    def destroy(self, ids: Iterable[str]) -> None:
        self._work("destroy")
        with self._changing:
            self.rows = self._without([self._row(message_id) for message_id in ids])

    def save_attachment(self, blob_id: str, path: Path, progress: Progress | None = None, size: int = 0) -> None:
        self._work("save_attachment")
        content = self.blobs.get(blob_id, b"")
        for done in range(0, len(content) + 1, max(1, len(content) // 4)):
            if progress is not None:
                progress(done, len(content))
        path.write_bytes(content)

    def all_messages(self, mailbox: str) -> list[str]:
        self._work("all_messages")
        return [row.id for row in self.rows.get(mailbox, [])]

    def whole_messages(self, ids: Sequence[str]) -> Iterator[WholeMessage]:
        self._work("whole_messages")
        for row in [one for rows in self.rows.copy().values() for one in rows]:
            if row.id in ids:
                blob_id = f"B{row.id}"
                size = len(self.blobs.get(blob_id, b""))
                yield WholeMessage(row.id, blob_id, row.from_[0], row.subject, row.received_at, size)

    def import_message(
        self, path: Path, mailbox: str, received_at: datetime | None = None, progress: Progress | None = None
    ) -> None:
        self._work("import_message")
        content = path.read_bytes()
        if content.startswith(b"\n") or not content:
            raise NotAccepted("invalidEmail", "The file holds no message.")
        self.imported.append((mailbox, content, received_at))

    @property
    def local_only(self) -> bool | None:
        return self.only_here

    def session_changed(self) -> None:
        self.calls.append("session_changed")

    def deliveries(self) -> DeliveriesInMemory:
        return self.kept_deliveries

    def user_exists(self, address: str) -> bool:
        self._work("user_exists")
        return address in self.people

    def send(self, draft: Draft, progress: Progress | None = None) -> Receipt:
        return self.submit(compose(draft, self.address), progress)

    def submit(
        self, submission: Submission, progress: Progress | None = None, tell_refused: TellRefused | None = None
    ) -> Receipt:
        self._work("submit")
        self.submitted.append(submission)
        if self.refused and tell_refused is not None:
            tell_refused(self.refused)
        refused = {one.address for one in self.refused}
        accepted = tuple(one for one in submission.recipients if one not in refused)
        return Receipt("Q1", accepted, self.refused)

    def is_in_sent(self, message_id: str) -> bool:
        self._work("is_in_sent")
        return any(one.message_id == message_id for one in self.submitted)

    def drafts(self) -> DraftsInMemory:
        return self.kept_drafts

    @property
    def size_limit(self) -> int:
        return self.limit

    @property
    def token(self) -> str:
        return "pst_token-in-memory"

    def access(self) -> AccessInMemory:
        return self.kept_access

    def leaving(self) -> Leaving:
        return LeavingInMemory(self._work)

    def sign_out(self) -> None:
        self.signed_out = True
        self.close()

    def close(self) -> None:
        self.closed = True
        self.gate.set()

    def _work(self, name: str) -> None:
        assert self.gate.wait(30), "nobody opened the gate"
        self.calls.append(name)
        # In one look: a test may take the fault away meanwhile.
        fault = self.faults.get(name)
        if fault is not None:
            raise fault

    def _row(self, message_id: str) -> MessageRow:
        for rows in self.rows.copy().values():
            for row in rows:
                if row.id == message_id:
                    return row
        raise MessageGone

    def _without(self, gone: list[MessageRow]) -> dict[str, list[MessageRow]]:
        return {name: [row for row in rows if row not in gone] for name, rows in self.rows.copy().items()}
