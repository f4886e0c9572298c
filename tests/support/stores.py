"""Stores for tests: a migrated file, people in it, and what must be true of every store at any moment."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from db import accounts, mailboxes
from db.database import Store
from db.delivery import deliver, prepare
from db.envelope import Author, Envelope, Receipt, Recipient
from db.flags import is_unread
from db.migrate import migrate

DOMAIN = "project.com"
PASSWORD = "correct horse battery"
# What `db.passwords` makes of PASSWORD: hashing it for every account of every test would take minutes.
PASSWORD_HASH = "$argon2id$v=19$m=47104,t=1,p=1$AZcOpUoKVba0X3ogCvz4Gw$7kTzoU6lvDJUTq7GC5FluuarW5MUUtgaH1bI7vf+oYc"


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        made = Store(Path(folder) / "template.sqlite3")
        migrate(made, Path(folder))
        made.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        made.close()
        return made.path.read_bytes()


def fresh_store(path: Path, max_size: int = 0, durable: bool = True) -> Store:
    """Open a new store at `path`; unless `durable`, it does not wait for the disk."""
    path.write_bytes(_template())
    store = Store(path, max_size)
    if not durable:
        store.database.pragma("synchronous", "off", permanent=True)
    return store


@dataclass(frozen=True)
class Person:
    """An account with its mailboxes by role."""

    id: int
    address: str
    mailboxes: Mapping[str, int]

    @classmethod
    def make(cls, store: Store, name: str, state: str = "active") -> Person:
        address = f"{name}@{DOMAIN}"
        made = store.run_tx(lambda tx: accounts.insert(tx, address, PASSWORD_HASH, name.title(), state=state))
        found = {box.role: box.id for box in mailboxes.of_account(store, made.id) if box.role}
        return cls(made.id, address, found)

    @property
    def inbox(self) -> int:
        return self.mailboxes["inbox"]

    @property
    def sent(self) -> int:
        return self.mailboxes["sent"]

    @property
    def recipient(self) -> Recipient:
        """This person as one who gets mail."""
        return Recipient(self.id, self.inbox)

    @property
    def author(self) -> Author:
        """This person as one who submits."""
        return Author(self.id, self.sent)


class People(dict[str, Person]):
    """People by name."""

    @classmethod
    def make(cls, store: Store, *names: str) -> People:
        return cls({name: Person.make(store, name) for name in names})


def mail(subject: str = "Hello", body: str = "How are you?", **fields: str) -> bytes:
    """Return a message with CRLF line ends; `message_id="<1@x>"` becomes the field Message-Id."""
    written = {"From": "Anna <anna@project.com>", "Subject": subject}
    written |= {name.replace("_", "-").title(): value for name, value in fields.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in written.items())
    return f"{head}\r\n{body}\r\n".encode()


def put(store: Store, *envelopes: Envelope) -> list[Receipt | Exception]:
    """Deliver these in one transaction; return what became of each."""
    return store.run_tx(lambda tx: deliver(tx, [prepare(one) for one in envelopes]))


def contents(store: Store, person: Person, role: str = "inbox") -> list[bytes]:
    """Return the messages in a mailbox of this person as they came in, the oldest first."""
    sql = (
        "SELECT data FROM mailbox_message JOIN message ON message.id = message_id"
        " JOIN content ON content.id = content_id WHERE mailbox_id = ? ORDER BY uid"
    )
    return [bytes(row[0]) for row in store.rows(sql, (person.mailboxes[role],))]


def assert_sound(store: Store) -> None:
    """Check the file and every rule that must hold whatever was done to the store."""
    assert store.rows("PRAGMA integrity_check") == [("ok",)]
    assert_consistent(store)


def assert_consistent(store: Store) -> None:
    """Check every rule between the rows: counts equal what counting says, no row points nowhere or is left over."""
    assert store.rows("PRAGMA foreign_key_check") == []
    _assert_counts(store)
    _assert_nothing_left_over(store)
    _assert_numbers(store)


def _assert_counts(store: Store) -> None:
    """Count in Python, message by message, and compare with what the store has noted."""
    threads = {row[0]: (row[1], is_unread(row[2])) for row in store.rows("SELECT id, thread_id, flags FROM message")}
    unread = Counter(thread for thread, new in threads.values() if new)
    noted = dict(store.rows("SELECT id, unread FROM thread"))
    assert noted == {thread: unread[thread] for thread in {thread for thread, _ in threads.values()}}
    held: dict[int, list[int]] = {}
    for mailbox_id, message_id in store.rows("SELECT mailbox_id, message_id FROM mailbox_message"):
        held.setdefault(mailbox_id, []).append(message_id)
    for mailbox_id, *counts in store.rows("SELECT id, total, unread, threads, unread_threads FROM mailbox"):
        mine = [threads[message_id] for message_id in held.get(mailbox_id, [])]
        here = {thread for thread, _ in mine}
        counted = [len(mine), sum(new for _, new in mine), len(here), sum(unread[thread] > 0 for thread in here)]
        assert counts == counted, f"mailbox {mailbox_id}"


_LEFT_OVER = {
    "content that no message has": "SELECT id FROM content WHERE id NOT IN"
    " (SELECT content_id FROM message UNION SELECT content_id FROM submission WHERE content_id IS NOT NULL"
    " UNION SELECT content_id FROM outbound WHERE content_id IS NOT NULL)",
    "outbound that is settled and holds a content, or waits without one": "SELECT id FROM outbound"
    " WHERE (content_id IS NULL) <> (state IN ('sent', 'failed', 'dropped'))"
    " OR (content_id IS NULL) <> (settled_at IS NOT NULL)",
    "message in no mailbox": "SELECT id FROM message WHERE id NOT IN (SELECT message_id FROM mailbox_message)",
    "thread without messages": "SELECT id FROM thread WHERE id NOT IN (SELECT thread_id FROM message)",
    "message in a thread of somebody else": "SELECT message.id FROM message JOIN thread ON thread.id = thread_id"
    " WHERE thread.account_id <> message.account_id",
    "message in a mailbox of somebody else": "SELECT message.id FROM mailbox_message JOIN message ON message.id ="
    " message_id JOIN mailbox ON mailbox.id = mailbox_id WHERE mailbox.account_id <> message.account_id",
    "reference to a thread of somebody else": "SELECT thread_id FROM thread_reference JOIN thread ON thread.id ="
    " thread_id WHERE thread.account_id <> thread_reference.account_id",
    "date of a place that is not its message's": "SELECT message_id FROM mailbox_message JOIN message ON message.id ="
    " message_id WHERE message.received_at <> mailbox_message.received_at",
    "content of another size": "SELECT id FROM content WHERE size <> length(data)",
    "id both there and destroyed": "SELECT object_id FROM destroyed WHERE object_id IN (SELECT id FROM message UNION"
    " SELECT id FROM thread UNION SELECT id FROM mailbox)",
    "id destroyed twice": "SELECT object_id FROM destroyed GROUP BY object_id HAVING count(*) > 1",
}


def _assert_nothing_left_over(store: Store) -> None:
    for what, sql in _LEFT_OVER.items():
        assert store.rows(sql) == [], what


_WRONG_NUMBERS = {
    "uid not below uidnext": "SELECT mailbox_id FROM mailbox_message JOIN mailbox ON id = mailbox_id"
    " WHERE uid >= uidnext OR uid < 1",
    "message newer than its account": "SELECT message.id FROM message JOIN account ON account.id = account_id"
    " WHERE message.modseq > account.modseq OR created_modseq > message.modseq",
    "thread newer than its account": "SELECT thread.id FROM thread JOIN account ON account.id = account_id"
    " WHERE thread.modseq > account.modseq OR created_modseq > thread.modseq",
    "mailbox newer than its account": "SELECT mailbox.id FROM mailbox JOIN account ON account.id = account_id"
    " WHERE mailbox.modseq > account.modseq OR named_modseq > mailbox.modseq OR created_modseq > named_modseq",
    "destroyed after its account's last change": "SELECT object_id FROM destroyed JOIN account"
    " ON account.id = account_id WHERE created_modseq >= destroyed.modseq"
    " OR (destroyed.modseq > account.modseq AND kind IN ('message', 'thread', 'mailbox'))",
    "identity or submission newer than the state of its kind": "SELECT one.id FROM"
    " (SELECT id, account_id, modseq, 'identity' AS kind FROM identity UNION ALL"
    " SELECT id, account_id, modseq, 'submission' FROM submission UNION ALL"
    " SELECT object_id, account_id, modseq, kind FROM destroyed WHERE kind IN ('identity', 'submission')) AS one"
    " WHERE one.modseq > coalesce((SELECT modseq FROM type_state WHERE type_state.account_id = one.account_id"
    " AND type_state.kind = one.kind), 0)",
    "submission that holds a content it does not need, or lacks one": "SELECT id FROM submission"
    " WHERE (undo_status = 'pending') <> (content_id IS NOT NULL AND content_id IN (SELECT id FROM content))",
    "id beyond the sequence": "SELECT id FROM (SELECT id FROM account UNION ALL SELECT id FROM mailbox UNION ALL"
    " SELECT id FROM content UNION ALL SELECT id FROM thread UNION ALL SELECT id FROM identity UNION ALL"
    " SELECT id FROM submission UNION ALL SELECT id FROM message)"
    " WHERE id >= (SELECT next FROM id_sequence)",
    "id used twice": "SELECT id FROM (SELECT id FROM account UNION ALL SELECT id FROM mailbox UNION ALL"
    " SELECT id FROM content UNION ALL SELECT id FROM thread UNION ALL SELECT id FROM identity UNION ALL"
    " SELECT id FROM submission UNION ALL SELECT id FROM message UNION ALL"
    " SELECT object_id FROM destroyed) GROUP BY id HAVING count(*) > 1",
}


def _assert_numbers(store: Store) -> None:
    for what, sql in _WRONG_NUMBERS.items():
        assert store.rows(sql) == [], what
