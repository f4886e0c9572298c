"""Email/set create: what is refused (RFC 8621 section 4.6), with which error, and that nothing is left of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from db.database import Store
from db.settings import Settings
from tests.support.inbox_app import InboxApp
from tests.support.stores import People

NESTED: dict[str, Any] = {"partId": "t"}
for _ in range(21):
    NESTED = {"type": "multipart/mixed", "subParts": [NESTED]}


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    base = Settings(store.path.parent)
    return InboxApp(store, people, settings=replace(base, limits=replace(base.limits, message_size=200_000)))


def refusal(inbox: InboxApp, **properties: Any) -> dict[str, Any]:
    given = {"mailboxIds": {inbox.mailbox("anna", "drafts"): True}, "bodyValues": {"t": {"value": "text"}}}
    answer = inbox.call("anna", "Email/set", create={"k": given | properties})
    assert (answer["created"], answer["oldState"]) == (None, answer["newState"])
    assert inbox.store.row("SELECT count(*) FROM content") == (0,)
    error: dict[str, Any] = answer["notCreated"]["k"]
    return error


def upload(inbox: InboxApp, data: bytes) -> str:
    headers = {"Authorization": f"Bearer {inbox.token('anna')}"}
    found: str = inbox.ask("POST", f"/jmap/upload/{inbox.account('anna')}", data, headers).json()["blobId"]
    return found


@pytest.mark.parametrize(
    ("given", "properties"),
    [
        # What the server sets, or nobody knows.
        ({"id": "M1"}, ["id"]),
        ({"blobId": "B1"}, ["blobId"]),
        ({"threadId": "T1"}, ["threadId"]),
        ({"size": 5}, ["size"]),
        ({"preview": "x", "hasAttachment": False}, ["preview", "hasAttachment"]),
        ({"headers": []}, ["headers"]),
        ({"invented": 1}, ["invented"]),
        # Filing.
        ({"mailboxIds": None}, ["mailboxIds"]),
        ({"mailboxIds": {}}, ["mailboxIds"]),
        ({"mailboxIds": {"P999": True}}, ["mailboxIds"]),
        ({"mailboxIds": {"#nobody": True}}, ["mailboxIds"]),
        ({"keywords": {"a b": True}}, ["keywords"]),
        ({"keywords": {"$seen": False}}, ["keywords"]),
        ({"receivedAt": "yesterday"}, ["receivedAt"]),
        ({"receivedAt": 5}, ["receivedAt"]),
        # Header fields.
        ({"subject": 5}, ["subject"]),
        ({"subject": "two\r\nBcc: x@y.z"}, ["subject"]),
        ({"subject": "two\nlines"}, ["subject"]),
        ({"subject": "nul\0"}, ["subject"]),
        ({"from": "anna"}, ["from"]),
        ({"from": [{"name": "x"}]}, ["from"]),
        ({"from": [{"email": "a@b", "extra": 1}]}, ["from"]),
        ({"to": [{"name": None, "email": "a@b>, <c@d"}]}, ["to"]),
        ({"to": [{"name": None, "email": "a@b, c@d"}]}, ["to"]),
        ({"to": [{"name": None, "email": "a@b\r\nBcc: c@d"}]}, ["to"]),
        ({"messageId": ["a b"]}, ["messageId"]),
        ({"messageId": ["a>\r\nX: <b"]}, ["messageId"]),
        ({"sentAt": "21 Nov 2026"}, ["sentAt"]),
        ({"sentAt": "2026-13-21T12:00:00Z"}, ["sentAt"]),
        ({"sentAt": "0099-01-01T00:00:00Z"}, ["sentAt"]),
        ({"header:X": " a\r\nBcc: b"}, ["header:X"]),
        ({"header:X": " a\nb"}, ["header:X"]),
        ({"header:X": " a\r\n \r\n b"}, ["header:X"]),
        ({"header:X": " a\r\n\r\nb"}, ["header:X"]),
        ({"header:X": " a\r\n"}, ["header:X"]),
        ({"header:X": "a\0"}, ["header:X"]),
        ({"header:X": "x" * 1000}, ["header:X"]),
        ({"header:X:asURLs": ["https://x> <y"]}, ["header:X:asURLs"]),
        ({"header:X:asText:all": "one"}, ["header:X:asText:all"]),
        ({"header:X:asNothing": "one"}, ["header:X:asNothing"]),
        ({"header:": "one"}, ["header:"]),
        ({"header:X Y": "one"}, ["header:X Y"]),
        ({"header:X\r\nY": "one"}, ["header:X\r\nY"]),
        ({f"header:{'x' * 100}": "one"}, [f"header:{'x' * 100}"]),
        ({"header:Subject:asAddresses": [{"email": "a@b"}]}, ["header:Subject:asAddresses"]),
        ({"header:From:asText": "x"}, ["header:From:asText"]),
        ({"from": [{"email": "a@b"}], "header:From": " x"}, ["header:From"]),
        ({"header:X": " a", "header:x:asText": "b"}, ["header:x:asText"]),
        ({"header:Content-Type": " text/html"}, ["header:Content-Type"]),
        ({"header:content-foo:asText": "x"}, ["header:content-foo:asText"]),
        # Bodies.
        ({"bodyStructure": {"partId": "t"}, "textBody": [{"partId": "t"}]}, ["textBody"]),
        ({"bodyStructure": {"partId": "t"}, "htmlBody": [], "attachments": []}, ["htmlBody", "attachments"]),
        ({"bodyStructure": []}, ["bodyStructure"]),
        ({"bodyStructure": NESTED}, None),
        ({"subject": "x", "bodyStructure": {"partId": "t", "header:Subject": " y"}}, ["bodyStructure/header:Subject"]),
        ({"textBody": [{"partId": "t"}, {"partId": "t"}]}, ["textBody"]),
        ({"textBody": {"partId": "t"}}, ["textBody"]),
        ({"textBody": [{"partId": "t", "type": "text/html"}]}, ["textBody/0/type"]),
        ({"htmlBody": [{"partId": "t", "type": "text/plain"}]}, ["htmlBody/0/type"]),
        ({"textBody": [{"partId": "x"}]}, ["textBody/0/partId"]),
        ({"textBody": [{"partId": 5}]}, ["textBody/0/partId"]),
        ({"textBody": [{}]}, ["textBody/0"]),
        ({"textBody": ["t"]}, ["textBody/0"]),
        ({"textBody": [{"partId": "t", "blobId": "U1"}]}, ["textBody/0"]),
        ({"textBody": [{"partId": "t", "charset": "utf-8"}]}, ["textBody/0/charset"]),
        ({"textBody": [{"partId": "t", "size": 4}]}, ["textBody/0/size"]),
        ({"textBody": [{"partId": "t", "headers": []}]}, ["textBody/0/headers"]),
        ({"textBody": [{"partId": "t", "disposition": "a b"}]}, ["textBody/0/disposition"]),
        ({"textBody": [{"partId": "t", "cid": "a b"}]}, ["textBody/0/cid"]),
        ({"textBody": [{"partId": "t", "language": "de"}]}, ["textBody/0/language"]),
        ({"textBody": [{"partId": "t", "language": ["d e"]}]}, ["textBody/0/language"]),
        ({"textBody": [{"partId": "t", "location": "a\r\nX: b"}]}, ["textBody/0/location"]),
        ({"textBody": [{"partId": "t", "name": "x" * 256}]}, ["textBody/0/name"]),
        ({"textBody": [{"partId": "t", "name": 5}]}, ["textBody/0/name"]),
        ({"textBody": [{"partId": "t", "type": "text"}]}, ["textBody/0/type"]),
        (
            {"textBody": [{"partId": "t", "header:Content-Transfer-Encoding": " 8bit"}]},
            ["textBody/0/header:Content-Transfer-Encoding"],
        ),
        (
            {"textBody": [{"partId": "t", "cid": "a@b", "header:Content-ID": " <c@d>"}]},
            ["textBody/0/header:Content-ID"],
        ),
        (
            {"textBody": [{"partId": "t", "type": "text/plain", "header:Content-Type": " text/plain"}]},
            ["textBody/0/header:Content-Type"],
        ),
        ({"attachments": {}}, ["attachments"]),
        ({"attachments": [{"partId": "t", "type": "multipart/mixed"}]}, ["attachments/0/type"]),
        ({"attachments": [{"blobId": 5}]}, ["attachments/0/blobId"]),
        ({"attachments": [{"subParts": [{"partId": "t"}], "type": "text/plain"}]}, ["attachments/0/type"]),
        ({"attachments": [{"subParts": [{"partId": "t"}], "partId": "t"}]}, ["attachments/0/partId"]),
        ({"attachments": [{"subParts": 5}]}, ["attachments/0/subParts/0"]),
        ({"attachments": [{"partId": "t"}] * 1000}, None),
        ({"bodyValues": []}, ["bodyValues"]),
        ({"bodyValues": {"t": "text"}}, ["bodyValues/t"]),
        ({"bodyValues": {"t": {"value": 5}}}, ["bodyValues/t"]),
        ({"bodyValues": {"t": {"value": "x", "isTruncated": True}}}, ["bodyValues/t"]),
        ({"bodyValues": {"t": {"value": "x", "isEncodingProblem": True}}}, ["bodyValues/t"]),
        ({"bodyValues": {"t": {"value": "x", "other": 1}}}, ["bodyValues/t"]),
    ],
)
def test_object_is_invalid(inbox: InboxApp, given: dict[str, Any], properties: list[str] | None) -> None:
    error = refusal(inbox, **given)
    assert error["type"] == "invalidProperties"
    assert error["properties"]
    assert properties is None or error["properties"] == properties


def test_everything_that_is_wrong_is_told_at_once(inbox: InboxApp) -> None:
    error = refusal(inbox, subject=5, sentAt="never", textBody=[{"partId": "x", "cid": "a b"}], invented=1)
    assert error["type"] == "invalidProperties"
    assert set(error["properties"]) == {"invented", "subject", "sentAt", "textBody/0/partId", "textBody/0/cid"}


def test_every_blob_that_is_not_there_is_told(inbox: InboxApp) -> None:
    own = upload(inbox, b"x")
    files = [{"blobId": one} for one in ("U999", own, "B998-1", "nonsense", "U999")]
    error = refusal(inbox, attachments=files)
    assert (error["type"], error["notFound"]) == ("blobNotFound", ["U999", "B998-1", "nonsense"])


def test_upload_of_somebody_else_is_not_there(inbox: InboxApp) -> None:
    own = upload(inbox, b"secret")
    answer = inbox.call(
        "ben",
        "Email/set",
        create={"k": {"mailboxIds": {inbox.mailbox("ben"): True}, "attachments": [{"blobId": own}]}},
    )
    assert answer["notCreated"]["k"]["type"] == "blobNotFound"


def test_mailbox_of_somebody_else_is_no_place(inbox: InboxApp) -> None:
    assert refusal(inbox, mailboxIds={inbox.mailbox("ben"): True})["properties"] == ["mailboxIds"]


def test_message_over_the_limit_is_too_large(inbox: InboxApp) -> None:
    file = upload(inbox, b"x" * 120_000)
    assert refusal(inbox, attachments=[{"blobId": file}, {"blobId": file}])["type"] == "tooLarge"
    # Not the file but what it becomes is too much.
    assert refusal(inbox, attachments=[{"blobId": upload(inbox, b"x" * 180_000)}])["type"] == "tooLarge"
    assert refusal(inbox, bodyValues={"t": {"value": "x" * 250_000}}, textBody=[{"partId": "t"}])["type"] == "tooLarge"


def test_too_many_keywords_and_mailboxes(inbox: InboxApp) -> None:
    assert refusal(inbox, keywords={f"k{number}": True for number in range(101)})["type"] == "tooManyKeywords"
    made = {f"b{number}": {"name": f"Box {number}", "parentId": None} for number in range(101)}
    boxes = inbox.call("anna", "Mailbox/set", create=made)["created"]
    places = {one["id"]: True for one in boxes.values()}
    assert refusal(inbox, mailboxIds=places)["type"] == "tooManyMailboxes"
    places.popitem()
    answer = inbox.call("anna", "Email/set", create={"k": {"mailboxIds": places}})
    assert answer["created"]["k"]["id"]
