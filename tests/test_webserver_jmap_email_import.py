"""Email/import (RFC 8621 section 4.8): blobs become messages, as they are, filed as a program says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, assert_consistent, mail
from webserver.jmap.message_form import is_message, normalized, received_at


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def upload(inbox: InboxApp, data: bytes, name: str = "anna") -> str:
    headers = {"Authorization": f"Bearer {inbox.token(name)}", "Content-Type": "message/rfc822"}
    found: str = inbox.ask("POST", f"/jmap/upload/{inbox.account(name)}", data, headers).json()["blobId"]
    return found


def take_in(inbox: InboxApp, **email: Any) -> dict[str, Any]:
    given_ = {"mailboxIds": {inbox.mailbox("anna"): True}} | email
    answer = inbox.call("anna", "Email/import", emails={"k": given_})
    assert set(answer) == {"accountId", "oldState", "newState", "created", "notCreated"}
    assert_consistent(inbox.store)
    return answer


def content(inbox: InboxApp, created: dict[str, Any]) -> bytes:
    return inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{created['blobId']}/x").body


def test_upload_becomes_a_message(inbox: InboxApp) -> None:
    letter = mail("Imported", message_id="<1@x>")
    places = {inbox.mailbox("anna", role): True for role in ("archive", "inbox")}
    email = {"mailboxIds": places, "keywords": {"$Seen": True, "old": True}, "receivedAt": "2001-02-03T04:05:06Z"}
    created = take_in(inbox, blobId=upload(inbox, letter), **email)["created"]["k"]
    assert set(created) == {"id", "blobId", "threadId", "size"}
    assert (created["size"], content(inbox, created)) == (len(letter), letter)
    shown = inbox.shown("anna", created["id"], "mailboxIds", "keywords", "receivedAt", "subject", "threadId")
    assert shown == {
        "id": created["id"], "mailboxIds": places, "keywords": {"$seen": True, "old": True},
        "receivedAt": "2001-02-03T04:05:06Z", "subject": "Imported", "threadId": created["threadId"],
    }  # fmt: skip


def test_message_joins_the_conversation_it_belongs_to(inbox: InboxApp) -> None:
    letter = inbox.deliver("anna", mail("Plan", message_id="<1@x>"))
    older = mail("Re: Plan", message_id="<2@x>", in_reply_to="<1@x>")
    created = take_in(inbox, blobId=upload(inbox, older))["created"]["k"]
    assert created["threadId"] == inbox.shown("anna", letter, "threadId")["threadId"]


def test_stored_message_and_attached_one_can_be_imported(inbox: InboxApp) -> None:
    inner = mail("Inner")
    outer = b"Subject: outer\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    outer += b"Content-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--b--\r\n"
    blob = inbox.shown("anna", inbox.deliver("anna", outer), "blobId")["blobId"]
    whole = take_in(inbox, blobId=blob)["created"]["k"]
    part = take_in(inbox, blobId=f"{blob}-1")["created"]["k"]
    assert (content(inbox, whole), content(inbox, part)) == (outer, inner)
    assert whole["blobId"] != blob


def test_received_at_is_the_newest_received_field_or_now(inbox: InboxApp) -> None:
    trace = b"Received: from a by b; Fri, 21 Nov 1997 10:01:22 -0600\r\n"
    trace += b"Received: from c by a; Thu, 1 Jan 1970 00:00:00 +0000\r\n"
    created = take_in(inbox, blobId=upload(inbox, trace + mail()))["created"]["k"]
    assert inbox.shown("anna", created["id"], "receivedAt")["receivedAt"] == "1997-11-21T16:01:22Z"
    row = inbox.store.row("SELECT created_at FROM upload ORDER BY id DESC")
    assert row is not None
    created = take_in(inbox, blobId=upload(inbox, mail()))["created"]["k"]
    sql = "SELECT received_at FROM message ORDER BY id DESC"
    assert inbox.store.rows(sql)[0][0] >= row[0]


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        ("Fri, 31 Dec 9999 23:59:59 -1400", "9999-12-31T23:59:59Z"),
        ("Mon, 1 Jan 1000 00:00:00 +1400", "0999-12-31T10:00:00Z"),
        ("never", None),
    ],
)
def test_dates_beyond_the_calendar_stay_inside_it(inbox: InboxApp, date: str, shown: str | None) -> None:
    letter = f"Received: x; {date}\r\n".encode() + mail()
    created = take_in(inbox, blobId=upload(inbox, letter))["created"]["k"]
    found = inbox.shown("anna", created["id"], "receivedAt")["receivedAt"]
    assert found == shown or (shown is None and found > "2020")
    late = take_in(inbox, blobId=upload(inbox, mail()), receivedAt="9999-12-31T23:59:59.9Z")["created"]["k"]
    assert inbox.shown("anna", late["id"], "receivedAt")["receivedAt"] == "9999-12-31T23:59:59Z"


@pytest.mark.parametrize(
    ("given_", "properties"),
    [
        ({}, ["blobId"]),
        ({"blobId": None}, ["blobId"]),
        ({"blobId": 5}, ["blobId"]),
        ({"blobId": "U999"}, ["blobId"]),
        ({"blobId": "x y"}, ["blobId"]),
        ({"mailboxIds": {}}, ["mailboxIds"]),
        ({"mailboxIds": None}, ["mailboxIds"]),
        ({"mailboxIds": {"P999": True}}, ["mailboxIds"]),
        ({"keywords": {"a b": True}}, ["keywords"]),
        ({"receivedAt": "now"}, ["receivedAt"]),
        ({"subject": "x"}, ["subject"]),
    ],
)
def test_import_is_invalid(inbox: InboxApp, given_: dict[str, Any], properties: list[str]) -> None:
    if "blobId" not in given_ and given_:
        given_ = {**given_, "blobId": upload(inbox, mail())}
    answer = take_in(inbox, **given_)
    error = answer["notCreated"]["k"]
    assert (error["type"], error["properties"]) == ("invalidProperties", properties)
    assert (answer["created"], answer["oldState"]) == (None, answer["newState"])


@pytest.mark.parametrize("data", [b"", b"\r\n\r\nno header", b"%PDF-1.4\n\xff", b"hello world\r\n\r\n", b"\0" * 100])
def test_blob_that_is_no_message_is_refused(inbox: InboxApp, data: bytes) -> None:
    assert take_in(inbox, blobId=upload(inbox, data))["notCreated"]["k"]["type"] == "invalidEmail"


def test_line_ends_become_those_of_mail(inbox: InboxApp) -> None:
    sent = b"From anna@x Sat Nov 21 1997\nSubject: a\nX: b\n c\n\none\rtwo\r\nthree\n"
    created = take_in(inbox, blobId=upload(inbox, sent))["created"]["k"]
    assert content(inbox, created) == b"Subject: a\r\nX: b\r\n c\r\n\r\none\r\ntwo\r\nthree\r\n"


def test_each_succeeds_or_fails_alone_and_all_are_one_change(inbox: InboxApp) -> None:
    place, blob = {inbox.mailbox("anna"): True}, upload(inbox, mail())
    emails = {f"k{number}": {"blobId": blob, "mailboxIds": place} for number in range(20)}
    answer = inbox.call("anna", "Email/import", emails={**emails, "bad": {"blobId": blob}})
    assert (len(answer["created"]), list(answer["notCreated"])) == (20, ["bad"])
    assert int(answer["newState"]) == int(answer["oldState"]) + 1
    # The same blob twice is two messages: alreadyExists is the server's to choose.
    assert len({one["id"] for one in answer["created"].values()}) == 20
    assert_consistent(inbox.store)


def test_creation_ids_are_known_to_what_follows(inbox: InboxApp) -> None:
    account = inbox.account("anna")
    email = {"blobId": upload(inbox, mail()), "mailboxIds": {inbox.mailbox("anna"): True}}
    calls = [
        ["Email/import", {"accountId": account, "emails": {"k": email}}, "0"],
        ["Email/set", {"accountId": account, "destroy": ["#k"]}, "1"],
    ]
    _, after = (one[1] for one in inbox.request("anna", *calls)["methodResponses"])
    assert after["destroyed"] == ["#k"]


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ({}, "invalidArguments"),
        ({"emails": []}, "invalidArguments"),
        ({"emails": {"a b": {}}}, "invalidArguments"),
        ({"emails": {"k": 5}}, "invalidArguments"),
        ({"emails": {}, "extra": 1}, "invalidArguments"),
        ({"emails": {}, "ifInState": "0"}, "stateMismatch"),
        ({"emails": {f"k{number}": {} for number in range(501)}}, "requestTooLarge"),
    ],
)
def test_call_is_refused(inbox: InboxApp, arguments: dict[str, Any], kind: str) -> None:
    assert inbox.call("anna", "Email/import", **arguments)["type"] == kind


@given(
    st.binary(max_size=80) | st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"a: b", b"From x", b"\0"])).map(b"".join)
)
def test_any_bytes_have_a_form(data: bytes) -> None:
    found = normalized(data)
    assert found.count(b"\r") == found.count(b"\n") == found.count(b"\r\n")
    assert normalized(found) == found or found.startswith((b"From ", b">From "))
    assert isinstance(received_at(data, 7), int)
    assert is_message(data) in (True, False)
