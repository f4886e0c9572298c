"""Email/parse (RFC 8621 section 4.9): what a blob would be as a message, without making it one."""

from __future__ import annotations

from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.nasty_mail import multipart
from tests.support.stores import People, mail
from webserver.jmap.email_parse import DEFAULT

INNERMOST = b"Subject: innermost\r\n\r\ndeep\r\n"
INNER = b"Subject: inner\r\nFrom: Ben <ben@x.y>\r\n" + multipart(
    "i", b"Content-Type: text/html\r\n\r\n<p>page", b"Content-Type: message/rfc822\r\n\r\n" + INNERMOST, end=b""
)
OUTER = b"Subject: outer\r\n" + multipart(
    "o", b"\r\nhello", b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + INNER
)


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


@pytest.fixture
def blob(inbox: InboxApp) -> str:
    found: str = inbox.shown("anna", inbox.deliver("anna", OUTER), "blobId")["blobId"]
    return found


def upload(inbox: InboxApp, data: bytes) -> str:
    headers = {"Authorization": f"Bearer {inbox.token('anna')}"}
    found: str = inbox.ask("POST", f"/jmap/upload/{inbox.account('anna')}", data, headers).json()["blobId"]
    return found


def parse(inbox: InboxApp, *blob_ids: str, **arguments: Any) -> dict[str, Any]:
    before = inbox.call("anna", "Email/get", ids=[])["state"]
    answer = inbox.call("anna", "Email/parse", blobIds=list(blob_ids), **arguments)
    assert inbox.call("anna", "Email/get", ids=[])["state"] == before
    return answer


def test_answer_has_what_the_rfc_demands(inbox: InboxApp, blob: str) -> None:
    nothing = upload(inbox, b"\x89PNG\r\n")
    answer = parse(inbox, f"{blob}-2", nothing, "U999", "B1-9")
    assert set(answer) == {"accountId", "parsed", "notParsable", "notFound"}
    assert list(answer["parsed"]) == [f"{blob}-2"]
    assert (answer["notParsable"], answer["notFound"]) == ([nothing], ["U999", "B1-9"])
    assert set(answer["parsed"][f"{blob}-2"]) == set(DEFAULT)
    none = parse(inbox)
    assert (none["parsed"], none["notParsable"], none["notFound"]) == (None, None, None)


def test_attached_message_is_shown_like_any_other(inbox: InboxApp, blob: str) -> None:
    part = f"{blob}-2"
    wanted = ["subject", "from", "size", "blobId", "htmlBody", "bodyValues", "attachments", "header:Subject:asText"]
    found = parse(inbox, part, properties=wanted, fetchAllBodyValues=True)["parsed"][part]
    assert (found["subject"], found["header:Subject:asText"]) == ("inner", "inner")
    assert found["from"] == [{"name": "Ben", "email": "ben@x.y"}]
    assert (found["size"], found["blobId"]) == (len(INNER), part)
    assert found["bodyValues"][found["htmlBody"][0]["partId"]]["value"] == "<p>page"
    assert found["attachments"][0]["type"] == "message/rfc822"


def test_parts_of_parsed_messages_can_be_downloaded_and_parsed(inbox: InboxApp, blob: str) -> None:
    inner = parse(inbox, f"{blob}-2", properties=["attachments"])["parsed"][f"{blob}-2"]
    deeper = inner["attachments"][0]["blobId"]
    answer = inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{deeper}/x")
    assert answer.body == INNERMOST
    found = parse(inbox, deeper, properties=["subject", "textBody"])["parsed"][deeper]
    assert found["subject"] == "innermost"
    text = inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{found['textBody'][0]['blobId']}/x").body
    assert text == b"deep\r\n"


def test_what_only_the_store_knows_is_null(inbox: InboxApp, blob: str) -> None:
    names = ["id", "threadId", "mailboxIds", "keywords", "receivedAt", "preview", "hasAttachment"]
    found = parse(inbox, blob, properties=names)["parsed"][blob]
    assert found == {**dict.fromkeys(names[:5]), "preview": "hello", "hasAttachment": True}


def test_upload_is_parsed_and_no_message_afterwards(inbox: InboxApp) -> None:
    own = upload(inbox, mail("Uploaded"))
    assert parse(inbox, own, properties=["subject"])["parsed"] == {own: {"subject": "Uploaded"}}
    assert inbox.store.row("SELECT count(*) FROM message") == (0,)


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ({}, "invalidArguments"),
        ({"blobIds": None}, "invalidArguments"),
        ({"blobIds": [1]}, "invalidArguments"),
        ({"blobIds": [], "properties": ["nothing"]}, "invalidArguments"),
        ({"blobIds": [], "properties": ["header:From:asDate"]}, "invalidArguments"),
        ({"blobIds": [], "bodyProperties": ["nothing"]}, "invalidArguments"),
        ({"blobIds": [], "maxBodyValueBytes": -1}, "invalidArguments"),
        ({"blobIds": [], "ids": []}, "invalidArguments"),
        ({"blobIds": [f"U{number}" for number in range(1, 502)]}, "requestTooLarge"),
    ],
)
def test_call_is_refused(inbox: InboxApp, arguments: dict[str, Any], kind: str) -> None:
    assert inbox.call("anna", "Email/parse", **arguments)["type"] == kind
