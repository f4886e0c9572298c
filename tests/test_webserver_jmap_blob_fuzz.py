"""Whatever bytes are uploaded: they come back, and shown as a message they are what they are as one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.inbox_app import InboxApp
from tests.support.nasty_mail import PIECES, multipart, nested
from tests.support.stores import People, fresh_store
from webserver.jmap.email_parse import DEFAULT
from webserver.jmap.message_form import normalized

HEADERS = ["headers", "header:Subject:asText", "header:To:asGroupedAddresses:all", "header:Date:asDate", "size"]
WANTED = [*DEFAULT, *HEADERS, "bodyStructure"]
PART = ["partId", "size", "name", "type", "charset", "disposition", "cid", "language", "location", "headers"]


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InboxApp]:
    store = fresh_store(Path(tmp_path_factory.mktemp("blobs")) / "postroom.sqlite3", durable=False)
    yield InboxApp(store, People.make(store, "anna"))
    store.close()


def upload(inbox: InboxApp, data: bytes) -> str:
    headers = {"Authorization": f"Bearer {inbox.token('anna')}"}
    answer = inbox.ask("POST", f"/jmap/upload/{inbox.account('anna')}", data, headers)
    assert answer.status == 201
    found: str = answer.json()["blobId"]
    return found


def parsed(inbox: InboxApp, blob_id: str, **arguments: Any) -> dict[str, Any] | None:
    found = inbox.call("anna", "Email/parse", blobIds=[blob_id], **arguments)
    assert (found["parsed"] is None) == (found["notParsable"] == [blob_id])
    return None if found["parsed"] is None else found["parsed"][blob_id]


messages = st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=30).map(b"".join)
heads = st.sampled_from([b"Subject: x\r\n", b"To: a, G: b@c;\r\n", b"Date: 1 Jan 2026 10:00\r\n", b""])


@settings(max_examples=150)
@given(heads, messages)
def test_parsed_and_imported_are_the_same(inbox: InboxApp, head: bytes, rest: bytes) -> None:
    content = normalized(head + rest)
    blob_id = upload(inbox, content)
    assert inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{blob_id}/x").body == content
    options = {"bodyProperties": [*PART, "subParts"], "fetchAllBodyValues": True}
    seen = parsed(inbox, blob_id, properties=WANTED, **options)
    email = {"blobId": blob_id, "mailboxIds": {inbox.mailbox("anna"): True}}
    answer = inbox.call("anna", "Email/import", emails={"k": email})
    if seen is None:
        assert answer["notCreated"]["k"]["type"] == "invalidEmail"
        return
    shown = inbox.shown("anna", answer["created"]["k"]["id"], *WANTED, **options)
    assert seen == {name: shown[name] for name in WANTED}


@pytest.mark.parametrize("content", [b"A: b\r\n" + nested(500), b"A: b\r\n" + multipart("b", *[b"\r\nx"] * 10_000)])
def test_deep_and_many_parts_are_parsed_and_can_be_downloaded(inbox: InboxApp, content: bytes) -> None:
    found = parsed(inbox, upload(inbox, content), properties=["textBody", "attachments"])
    assert found is not None
    parts = [*found["textBody"], *found["attachments"]]
    assert 1 <= len(parts) <= 1000
    last = parts[-1]
    answer = inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{last['blobId']}/x")
    assert (answer.status, len(answer.body)) == (200, last["size"])


def test_message_in_message_in_message_has_blobs_as_deep_as_ids_go(inbox: InboxApp) -> None:
    content = b"Subject: 0\r\n\r\nthe end"
    for level in range(1, 13):
        head = f"Subject: {level}\r\nContent-Type: multipart/mixed; boundary=b{level}x\r\n\r\n--b{level}x\r\n".encode()
        content = head + b"Content-Type: message/rfc822\r\n\r\n" + content + f"\r\n--b{level}x--\r\n".encode()
    blob_id, subjects = upload(inbox, content), []
    while True:
        found = inbox.call("anna", "Email/parse", blobIds=[blob_id], properties=["subject", "attachments"])
        if not found["parsed"] or not found["parsed"][blob_id]["attachments"]:
            break
        subjects.append(found["parsed"][blob_id]["subject"])
        blob_id = found["parsed"][blob_id]["attachments"][0]["blobId"]
    assert subjects == [str(level) for level in range(12, 1, -1)]
    # Deeper than that, a part can be read with the message around it, and no longer by itself.
    assert found["notFound"] == [blob_id]


@settings(max_examples=100)
@given(st.text(max_size=40), st.binary(max_size=20), st.text(st.characters(max_codepoint=255), max_size=40))
def test_any_upload_is_answered(inbox: InboxApp, path: str, data: bytes, media_type: str) -> None:
    headers = {"Authorization": f"Bearer {inbox.token('anna')}", "Content-Type": media_type}
    for start in ("/jmap/upload/", f"/jmap/upload/{inbox.account('anna')}"):
        answer = inbox.ask("POST", start + path.replace("?", ""), data, headers)
        assert answer.status in (201, 400, 404, 405)


@settings(max_examples=200)
@given(st.text(alphabet="BU0123456789-_", max_size=20))
def test_any_blob_id_is_found_or_not(inbox: InboxApp, text: str) -> None:
    assert inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{text}/x").status in (200, 404)
