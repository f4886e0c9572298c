"""Messages that come from files of this computer or go into them: uploads and `Email/import` (RFC 8621 section 4.8),
and which blob is the whole of a message. Requests only; the files are read and written by `client/mail_files.py`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from client.addresses import Address
from client.blob_upload import Progress
from client.errors import Fault, FileFault, ServerFault
from client.faults import faults_at
from client.jmap_call import Call
from client.jmap_client import JmapClient
from client.json_values import JsonObject, ShapeError, child, children, number, text
from client.mail_answers import read_addresses, read_date
from client.problems import method_fault
from client.sync_requests import fetch_ids
from client.wording import Said

MEDIA_TYPE = "message/rfc822"
IDS_AT_ONCE = 5_000
_PROPERTIES = ("id", "blobId", "from", "subject", "receivedAt", "size")
_NEW = "new"


@dataclass(frozen=True)
class WholeMessage:
    """A message as it stands on the server; `size` in bytes, `received_at` in UTC."""

    id: str
    blob_id: str
    sender: Address
    subject: str
    received_at: datetime
    size: int


def import_message(
    jmap: JmapClient, path: Path, mailbox_id: str, received_at: datetime | None, progress: Progress | None
) -> None:
    """Put the message in `path` into a mailbox, as one that was read. Raises what uploading raises, and why the server
    does not take it.
    """
    blob_id = jmap.send_blob(path, MEDIA_TYPE, progress)
    wanted: dict[str, object] = {"blobId": blob_id, "mailboxIds": {mailbox_id: True}, "keywords": {"$seen": True}}
    if received_at is not None:
        # Not strftime: that writes a year like 103, which programs of 2003 wrote, with three digits.
        wanted["receivedAt"] = received_at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    (answer,) = jmap.call([Call("Email/import", {"emails": {_NEW: wanted}})], repeatable=False)
    with faults_at(jmap.host, jmap.port):
        refused = child(answer, "notCreated")
        if _NEW in refused:
            raise _refusal(child(refused, _NEW))
        if _NEW not in child(answer, "created"):
            raise ServerFault("", "Email/import told nothing of the message")


def _refusal(error: JsonObject) -> Fault:
    """Why the server takes no message; that a file holds none is no fault of the server."""
    if text(error, "type", "") != "invalidEmail":
        return method_fault(error)
    return FileFault(Said("This is no message: it does not begin with a header."), text(error, "description", ""))


def all_ids(jmap: JmapClient, mailbox_id: str) -> list[str]:
    """The ids of every message of a mailbox, newest first."""
    found: list[str] = []
    last = False
    while not last:
        ids, last = fetch_ids(jmap, mailbox_id, found[-1] if found else "", IDS_AT_ONCE)
        found += ids
    return found


def whole_messages(jmap: JmapClient, ids: Sequence[str]) -> Iterator[WholeMessage]:
    """These messages in their order, asked for in portions; those that are gone are left out."""
    most = jmap.session().most_in_get
    for start in range(0, len(ids), most):
        wanted = list(ids[start : start + most])
        (answer,) = jmap.call([Call("Email/get", {"ids": wanted, "properties": _PROPERTIES})], repeatable=True)
        with faults_at(jmap.host, jmap.port):
            found = {text(one, "id"): _whole(one) for one in children(answer, "list")}
        yield from (found[one] for one in wanted if one in found)


def _whole(found: dict[str, object]) -> WholeMessage:
    received = read_date(text(found, "receivedAt"))
    if received is None:
        raise ShapeError("receivedAt is not a date")
    authors = read_addresses(found, "from")
    return WholeMessage(
        id=text(found, "id"),
        blob_id=text(found, "blobId"),
        sender=authors[0] if authors else Address("", ""),
        subject=text(found, "subject", ""),
        received_at=received,
        size=number(found, "size", 0),
    )
