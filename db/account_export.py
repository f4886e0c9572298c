"""Everything of one account as one archive: a zip with an mbox for each mailbox, and `account.json`.

What lay where when it was planned is what the archive has; a message that is destroyed meanwhile is left out. Given in
blocks, with one message in memory at a time, so that a mailbox of any size goes to a file or over a network. It is not
compressed: that spares the server the work, and its size can be told beforehand. Reads the store, and holds no
transaction open.
"""

from __future__ import annotations

import json
import zipfile
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from db import accounts, export_names, identities, mailboxes, mbox
from db.database import Store
from db.mailboxes import Mailbox

FORMAT = 1
"""Number of this layout, in `account.json`."""

ENOUGH = 64 * 1024
"""Bytes of the archive that are given at a time, about."""

_PAGE, _BATCH = 5000, 100
_PLACES = (
    "SELECT received_at, message_id FROM mailbox_message"
    " WHERE mailbox_id = ? AND (received_at, message_id) > (?, ?) ORDER BY received_at, message_id LIMIT ?"
)
_ROWS = (
    "SELECT message.id, received_at, flags, keywords, content_id, addresses FROM message"
    " JOIN content ON content.id = content_id WHERE account_id = ? AND message.id IN "
)

_OCTETS = (
    "SELECT coalesce(sum(content.size), 0) FROM mailbox JOIN mailbox_message ON mailbox_id = mailbox.id"
    " JOIN message ON message.id = message_id JOIN content ON content.id = content_id WHERE mailbox.account_id = ?"
)
# What stands around a message in an mbox, less the line ends that are one byte shorter there.
_AROUND = 50

Told = Callable[[int, int], None]
"""Called with how many messages are done, and how many there are."""


@dataclass(slots=True)
class _Place:
    """A mailbox with the messages that lay in it, the oldest first, and how many of them went into its file."""

    mailbox: Mailbox
    path: str
    file: str
    ids: array[int]
    written: int = 0


@dataclass(slots=True)
class _Sink:
    """Takes what the zip writes, until it is given away."""

    blocks: list[bytes] = field(default_factory=list)
    size: int = 0

    def write(self, block: bytes) -> int:
        self.blocks.append(bytes(block))
        self.size += len(block)
        return len(block)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Nothing is open here."""

    def take(self) -> bytes:
        taken = b"".join(self.blocks)
        self.blocks.clear()
        self.size = 0
        return taken


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes into the archive: how many messages (one that lies in two mailboxes counts twice), and about how many
    bytes the archive will have."""

    account: accounts.Account
    places: Sequence[_Place]
    messages: int
    octets: int


def plan(store: Store, account_id: int) -> Plan:
    """Return what there is to export, all of one moment.

    Raises:
        NotFound: there is no such account.
        Unavailable: the store cannot answer now.
    """
    account = accounts.get(store, account_id)
    with store.snapshot():
        boxes = mailboxes.of_account(store, account_id)
        paths = export_names.paths({one.id: (one.name, one.parent_id) for one in boxes})
        files = export_names.files([paths[one.id] for one in boxes])
        places = [
            _Place(one, "/".join(paths[one.id]), file, _ids(store, one.id))
            for one, file in zip(boxes, files, strict=True)
        ]
        row = store.row(_OCTETS, (account_id,))
    messages = sum(len(place.ids) for place in places)
    return Plan(account, places, messages, int(row[0]) + messages * _AROUND if row else 0)


def archive(store: Store, planned: Plan, now: int, told: Told | None = None) -> Iterator[bytes]:
    """Give the bytes of the archive; `now` is in Unix seconds.

    Raises:
        Unavailable: the store cannot answer now; what was given is no archive then.
    """
    done, sink = 0, _Sink()
    with zipfile.ZipFile(sink, "w") as target:
        for place in planned.places:
            with target.open(_info(f"mail/{place.file}", now), "w", force_zip64=True) as file:
                for block in _messages(store, planned.account.id, place):
                    file.write(block)
                    if sink.size >= ENOUGH:
                        yield sink.take()
                    if not block:
                        done += 1
                        if told is not None:
                            told(done, planned.messages)
        about = _about(store, planned.account, planned.places, now)
        target.writestr(_info("account.json", now), json.dumps(about, ensure_ascii=False, indent=1) + "\n")
    yield sink.take()


def _ids(store: Store, mailbox_id: int) -> array[int]:
    ids = array("q")
    last = (-(2**62), 0)
    while rows := store.rows(_PLACES, (mailbox_id, *last, _PAGE)):
        ids.extend(row[1] for row in rows)
        last = (rows[-1][0], rows[-1][1])
    return ids


def _messages(store: Store, account_id: int, place: _Place) -> Iterator[bytes]:
    """Give the messages of a mailbox as an mbox; an empty block stands behind each, also one that is gone."""
    for start in range(0, len(place.ids), _BATCH):
        batch = place.ids[start : start + _BATCH].tolist()
        sql = f"{_ROWS}({','.join('?' * len(batch))})"
        rows = {row[0]: row for row in store.rows(sql, (account_id, *batch))}
        for message_id in batch:
            if message_id in rows:
                yield from _message(store, place, rows[message_id])
            yield b""


def _message(store: Store, place: _Place, row: Sequence[Any]) -> Iterator[bytes]:
    _, received_at, bits, keywords, content_id, addresses = row
    content = store.row("SELECT data FROM content WHERE id = ?", (content_id,))
    if content is not None:
        place.written += 1
        yield from mbox.entry(bytes(content[0]), _sender(addresses), received_at, bits, keywords)


def _sender(addresses: str) -> str:
    pairs = json.loads(addresses).get("from") or [["", ""]]
    return str(pairs[0][1] or "")


def _about(store: Store, account: accounts.Account, places: Sequence[_Place], now: int) -> dict[str, object]:
    return {
        "format": FORMAT,
        "madeAt": f"{datetime.fromtimestamp(now, UTC):%Y-%m-%dT%H:%M:%SZ}",
        "address": account.address,
        "displayName": account.display_name,
        "addresses": accounts.addresses(store, account.id),
        "identities": [_identity(one) for one in identities.of_account(store, account.id)],
        "mailboxes": [
            {"path": one.path, "role": one.mailbox.role, "file": f"mail/{one.file}", "messages": one.written}
            for one in places
        ],
    }


def _identity(one: identities.Identity) -> dict[str, object]:
    words = one.words
    return {
        "name": words.name,
        "email": one.email,
        "replyTo": words.reply_to,
        "bcc": words.bcc,
        "textSignature": words.text_signature,
        "htmlSignature": words.html_signature,
    }


def _info(name: str, now: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, datetime.fromtimestamp(now, UTC).timetuple()[:6])
    info.external_attr = 0o600 << 16
    return info
