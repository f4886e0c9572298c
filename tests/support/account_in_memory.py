"""A working account without a server: mailboxes and messages live in memory, and each kind of work can be made to fail
or to wait. For windows, whose tests need faults that a real server does not make on demand."""

import threading
from collections.abc import Iterable
from pathlib import Path

from client.account import Account, Device, Receipt
from client.addresses import Address
from client.blob_download import Progress
from client.discovery import Server
from client.draft import Draft, Submission, compose
from client.errors import Fault, MessageGone, Refusal
from client.gui.message_list import with_keywords
from client.message import Mailbox, Message, MessageRow, Page
from tests.support.gui_samples import ANNA, SERVER, devices, mailboxes, message


class AccountInMemory(Account):
    """`faults` maps a method's name to what it raises; `gate`, when cleared, holds all calls back; `calls` counts."""

    def __init__(self, rows: Iterable[MessageRow] = (), *, address: Address = ANNA, server: Server = SERVER) -> None:
        self.server = server
        self.address = address
        self.account_id = "A1"
        self.is_admin = False
        self.rows: dict[str, list[MessageRow]] = {"inbox": list(rows)}
        self.bodies: dict[str, Message] = {}
        self.blobs: dict[str, bytes] = {}
        self.boxes = mailboxes()
        self.faults: dict[str, Fault] = {}
        self.refused: tuple[Refusal, ...] = ()
        self.people = {"anna@project.com", "ben@project.com", "clara@project.com"}
        self.submitted: list[Submission] = []
        self.calls: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self.limit = 0
        self.closed = False
        self.signed_out = False
        self.signed_in = devices()

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
        for name, rows in self.rows.items():
            self.rows[name] = [
                with_keywords(row, seen=seen, flagged=flagged) if row.id in wanted else row for row in rows
            ]

    def move(self, ids: Iterable[str], mailbox: str) -> None:
        self._work("move")
        moved = [self._row(message_id) for message_id in ids]
        self._remove(moved)
        self.rows.setdefault(mailbox, [])[:0] = moved

    def put_back(self, ids: Iterable[str], mailbox_ids: Iterable[str]) -> None:
        self._work("put_back")
        (mailbox,) = mailbox_ids
        moved = [self._row(message_id) for message_id in ids]
        self._remove(moved)
        rows = [*moved, *self.rows.get(mailbox, [])]
        self.rows[mailbox] = sorted(rows, key=lambda row: row.received_at, reverse=True)

    def destroy(self, ids: Iterable[str]) -> None:
        self._work("destroy")
        self._remove([self._row(message_id) for message_id in ids])

    def save_attachment(self, blob_id: str, path: Path, progress: Progress | None = None, size: int = 0) -> None:
        self._work("save_attachment")
        content = self.blobs.get(blob_id, b"")
        for done in range(0, len(content) + 1, max(1, len(content) // 4)):
            if progress is not None:
                progress(done, len(content))
        path.write_bytes(content)

    def user_exists(self, address: str) -> bool:
        self._work("user_exists")
        return address in self.people

    def send(self, draft: Draft, progress: Progress | None = None) -> Receipt:
        return self.submit(compose(draft, self.address), progress)

    def submit(self, submission: Submission, progress: Progress | None = None) -> Receipt:
        self._work("submit")
        self.submitted.append(submission)
        refused = {one.address for one in self.refused}
        accepted = tuple(one for one in submission.recipients if one not in refused)
        return Receipt("Q1", accepted, self.refused)

    def is_in_sent(self, message_id: str) -> bool:
        self._work("is_in_sent")
        return any(one.message_id == message_id for one in self.submitted)

    @property
    def size_limit(self) -> int:
        return self.limit

    @property
    def token(self) -> str:
        return "pst_token-in-memory"

    def change_password(self, old: str, new: str) -> None:
        self._work("change_password")

    def devices(self) -> list[Device]:
        self._work("devices")
        return list(self.signed_in)

    def sign_out_device(self, device_id: str) -> None:
        self._work("sign_out_device")
        self.signed_in = [one for one in self.signed_in if one.id != device_id]

    def sign_out_other_devices(self) -> None:
        self._work("sign_out_other_devices")
        self.signed_in = [one for one in self.signed_in if one.is_current]

    def sign_out(self) -> None:
        self.signed_out = True
        self.close()

    def close(self) -> None:
        self.closed = True
        self.gate.set()

    def _work(self, name: str) -> None:
        assert self.gate.wait(30), "nobody opened the gate"
        self.calls.append(name)
        if name in self.faults:
            raise self.faults[name]

    def _row(self, message_id: str) -> MessageRow:
        for rows in self.rows.values():
            for row in rows:
                if row.id == message_id:
                    return row
        raise MessageGone

    def _remove(self, gone: list[MessageRow]) -> None:
        for name, rows in self.rows.items():
            self.rows[name] = [row for row in rows if row not in gone]
