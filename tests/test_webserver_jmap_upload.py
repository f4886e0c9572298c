"""Uploads (RFC 8620 section 6.1): kept for an hour within bounds, of a type of their own, read by their owner only."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from db import expiry, uploads
from db.database import Store
from db.settings import Settings
from db.uploads import Room
from tests.support.inbox_app import Answer, InboxApp
from tests.support.stores import People

BYTES = bytes(range(256)) * 10


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    base = Settings(store.path.parent)
    return InboxApp(store, people, settings=replace(base, limits=replace(base.limits, message_size=100_000)))


def upload(inbox: InboxApp, name: str, data: bytes, media_type: str | None = "image/png") -> Answer:
    headers = {"Authorization": f"Bearer {inbox.token(name)}"}
    if media_type is not None:
        headers["Content-Type"] = media_type
    return inbox.ask("POST", f"/jmap/upload/{inbox.account(name)}", data, headers)


def download(inbox: InboxApp, name: str, blob_id: str) -> Answer:
    return inbox.get(name, f"/jmap/download/{inbox.account(name)}/{blob_id}/x")


def test_upload_is_answered_as_the_rfc_says_and_comes_back(inbox: InboxApp) -> None:
    answer = upload(inbox, "anna", BYTES)
    found = answer.json()
    blob_id = found["blobId"]
    assert answer.status == 201
    assert found == {"accountId": inbox.account("anna"), "blobId": blob_id, "type": "image/png", "size": len(BYTES)}
    assert download(inbox, "anna", blob_id).body == BYTES
    assert answer.headers["cache-control"] == "no-store"


def test_upload_url_of_the_session_leads_there(inbox: InboxApp) -> None:
    template: str = inbox.get("anna", "/.well-known/jmap").json()["uploadUrl"]
    path = template.partition("1443")[2].replace("{accountId}", inbox.account("anna"))
    headers = {"Authorization": f"Bearer {inbox.token('anna')}"}
    assert inbox.ask("POST", path, b"x", headers).status == 201
    assert inbox.ask("GET", path, headers=headers).status == 405


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (None, "application/octet-stream"),
        ("text/plain; charset=utf-8", "text/plain; charset=utf-8"),
        ("message/rfc822", "message/rfc822"),
    ],
)
def test_type_is_the_one_of_the_request(inbox: InboxApp, sent: str | None, told: str) -> None:
    assert upload(inbox, "anna", b"x", sent).json()["type"] == told


@pytest.mark.parametrize("media_type", ["text", "a b/c", "text/plain\u00e4", "/", "x" * 300 + "/y"])
def test_type_that_is_none_is_refused(inbox: InboxApp, media_type: str) -> None:
    assert upload(inbox, "anna", b"x", media_type).problem == "urn:postroom:error:badRequest"


def test_empty_upload_is_one(inbox: InboxApp) -> None:
    blob_id = upload(inbox, "anna", b"").json()["blobId"]
    assert (download(inbox, "anna", blob_id).status, download(inbox, "anna", blob_id).body) == (200, b"")


def test_upload_over_the_limit_is_refused_and_told(inbox: InboxApp) -> None:
    assert upload(inbox, "anna", b"x" * 100_000).status == 201
    answer = upload(inbox, "anna", b"x" * 100_001)
    assert (answer.status, answer.problem) == (413, "urn:ietf:params:jmap:error:limit")
    assert answer.json()["limit"] == "maxSizeUpload"
    core = inbox.get("anna", "/.well-known/jmap").json()["capabilities"]["urn:ietf:params:jmap:core"]
    assert core["maxSizeUpload"] == 100_000


def test_upload_of_somebody_else_is_not_there(inbox: InboxApp) -> None:
    blob_id = upload(inbox, "anna", BYTES).json()["blobId"]
    assert download(inbox, "ben", blob_id).status == 404
    headers = {"Authorization": f"Bearer {inbox.token('ben')}"}
    assert inbox.ask("POST", f"/jmap/upload/{inbox.account('anna')}", b"x", headers).status == 404
    assert inbox.ask("POST", "/jmap/upload/x", b"x", headers).status == 404
    assert inbox.ask("POST", f"/jmap/upload/{inbox.account('anna')}", b"x").status == 401
    assert inbox.store.row("SELECT count(*) FROM upload") == (1,)


def test_oldest_uploads_make_room_for_the_newest(store: Store, people: People) -> None:
    """RFC 8620 section 6: they MUST be deleted in date order until there is room."""
    anna, ben = people["anna"].id, people["ben"].id
    room = Room(uploads=3, octets=100)

    def kept() -> list[int]:
        return [row[0] for row in store.rows("SELECT id FROM upload WHERE account_id = ? ORDER BY id", (anna,))]

    other = uploads.keep(store, ben, "a/b", b"x" * 90, room)
    first, second, third = (uploads.keep(store, anna, "a/b", b"x" * 10, room) for _ in range(3))
    assert kept() == [first, second, third]
    fourth = uploads.keep(store, anna, "a/b", b"x" * 10, room)
    assert kept() == [second, third, fourth]
    large = uploads.keep(store, anna, "a/b", b"x" * 85, room)
    assert kept() == [fourth, large]
    assert (uploads.get(store, anna, second), uploads.get(store, anna, other)) == (None, None)
    assert uploads.get(store, ben, other) == ("a/b", b"x" * 90)


def test_upload_goes_after_an_hour_and_not_before(inbox: InboxApp) -> None:
    anna, number = inbox.people["anna"].id, int(upload(inbox, "anna", BYTES).json()["blobId"][1:])
    row = inbox.store.row("SELECT created_at FROM upload")
    assert row is not None
    expiry.remove_expired(inbox.store, row[0] + expiry.UPLOAD_LIFE - 1)
    assert uploads.get(inbox.store, anna, number) == ("image/png", BYTES)
    expiry.remove_expired(inbox.store, row[0] + expiry.UPLOAD_LIFE)
    assert uploads.get(inbox.store, anna, number) is None


class Waiting:
    """A body that is not there before somebody says so."""

    def __init__(self) -> None:
        self.wanted, self.go = threading.Semaphore(0), threading.Event()

    def read(self, _: int) -> bytes:
        self.wanted.release()
        assert self.go.wait(60)
        return b"x"


def test_fifth_upload_at_once_is_refused(inbox: InboxApp) -> None:
    body, answers = Waiting(), list[Answer]()
    headers = {"Authorization": f"Bearer {inbox.token('anna')}"}
    environ: dict[str, Any] = {"wsgi.input": body, "CONTENT_LENGTH": "1"}

    def send() -> None:
        answers.append(inbox.ask("POST", f"/jmap/upload/{inbox.account('anna')}", b"", headers, **environ))
        inbox.store.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert body.wanted.acquire(timeout=60)
    refused = upload(inbox, "anna", b"x")
    others = upload(inbox, "ben", b"x")
    body.go.set()
    for thread in threads:
        thread.join(60)
    assert (refused.status, refused.json()["limit"]) == (429, "maxConcurrentUpload")
    assert refused.headers["retry-after"] == "1"
    assert others.status == 201
    assert [one.status for one in answers] == [201] * 4


@pytest.mark.parametrize("blob_id", ["U0", "U", "U-1", "U1_1", "u1", "U99999999", "U1-", "U1-0", "U1-1_", "U1__1"])
def test_id_that_no_upload_has_is_not_found(inbox: InboxApp, blob_id: str) -> None:
    upload(inbox, "anna", BYTES)
    assert download(inbox, "anna", blob_id).status == 404


def test_parts_of_an_uploaded_message_are_blobs(inbox: InboxApp) -> None:
    inner = b"Subject: inner\r\n\r\nwithin\r\n"
    message = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nfirst\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"--b--\r\n"
    )
    blob_id = upload(inbox, "anna", message, "message/rfc822").json()["blobId"]
    assert download(inbox, "anna", f"{blob_id}-1").body == b"first"
    assert download(inbox, "anna", f"{blob_id}-2").body == inner[:-2]
    assert download(inbox, "anna", f"{blob_id}-2_1").body == b"within"
    assert download(inbox, "anna", f"{blob_id}-2_2").status == 404
