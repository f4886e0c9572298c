"""Email/set create (RFC 8621 section 4.6): what a program makes is stored, filed, and comes back as it was made."""

from __future__ import annotations

from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, assert_consistent, mail

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def upload(inbox: InboxApp, data: bytes, media_type: str = "application/octet-stream") -> str:
    headers = {"Authorization": f"Bearer {inbox.token('anna')}", "Content-Type": media_type}
    found: str = inbox.ask("POST", f"/jmap/upload/{inbox.account('anna')}", data, headers).json()["blobId"]
    return found


def draft(inbox: InboxApp, **properties: Any) -> dict[str, Any]:
    return {"mailboxIds": {inbox.mailbox("anna", "drafts"): True}, "keywords": {"$draft": True}} | properties


def create(inbox: InboxApp, **properties: Any) -> dict[str, Any]:
    """Create one message, and return what the answer tells of it."""
    answer = inbox.call("anna", "Email/set", create={"k": draft(inbox, **properties)})
    assert_consistent(inbox.store)
    assert answer["notCreated"] is None
    found: dict[str, Any] = answer["created"]["k"]
    assert set(found) == {"id", "blobId", "threadId", "size"}
    return found


def raw(inbox: InboxApp, created: dict[str, Any]) -> bytes:
    answer = inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{created['blobId']}/x")
    assert len(answer.body) == created["size"]
    assert all(len(line) <= 998 for line in answer.body.split(b"\r\n"))
    assert answer.body.count(b"\n") == answer.body.count(b"\r") == answer.body.count(b"\r\n")
    return answer.body


def everything(inbox: InboxApp, message_id: str, *properties: str) -> dict[str, Any]:
    return inbox.shown("anna", message_id, *properties, fetchAllBodyValues=True)


def text(value: str) -> dict[str, Any]:
    return {"textBody": [{"partId": "t"}], "bodyValues": {"t": {"value": value}}}


def test_message_of_a_program_is_what_it_said(inbox: InboxApp) -> None:
    properties = {
        "from": [{"name": "Anna Müller", "email": "anna@project.com"}],
        "to": [{"name": None, "email": "ben@project.com"}, {"name": 'The "boss", Clara', "email": "clara@project.com"}],
        "subject": "Grüße — and a rather long subject that must be folded somewhere, because it has so many words",
        "sentAt": "2026-11-21T12:00:00+01:00",
        "messageId": ["one@project.com"],
        "inReplyTo": ["zero@project.com"],
        "references": [f"{number}@project.com" for number in range(30)],
    }
    created = create(inbox, **properties, **text("Hello Ben,\n\nhow are you?\n"), receivedAt="2026-11-21T11:00:00Z")
    shown = everything(inbox, created["id"], *properties, "receivedAt", "keywords", "bodyValues", "textBody", "preview")
    assert {name: shown[name] for name in properties} == properties
    assert (shown["receivedAt"], shown["keywords"]) == ("2026-11-21T11:00:00Z", {"$draft": True})
    assert shown["bodyValues"]["1"]["value"] == "Hello Ben,\n\nhow are you?\n"
    assert shown["preview"] == "Hello Ben, how are you?"
    header = raw(inbox, created).partition(b"\r\n\r\n")[0]
    assert header.isascii()
    assert all(len(line) <= 78 for line in header.split(b"\r\n"))
    assert header.lower().count(b"message-id:") == header.lower().count(b"\r\ndate:") == 1


def test_message_without_anything_has_what_every_message_must_have(inbox: InboxApp) -> None:
    shown = everything(inbox, create(inbox)["id"], "messageId", "sentAt", "headers", "bodyStructure", "subject", "from")
    assert {one["name"] for one in shown["headers"]} >= {"Message-ID", "Date", "MIME-Version"}
    assert shown["messageId"][0].endswith("@project.com")
    assert shown["sentAt"] is not None
    assert (shown["subject"], shown["from"], shown["bodyStructure"]["type"]) == (None, None, "text/plain")


def test_forms_of_header_properties_come_back(inbox: InboxApp) -> None:
    properties: dict[str, Any] = {
        "header:X-Text:asText": "Überraschung =?utf-8?q?no?=",
        "header:X-Raw": " as\r\n it is",
        "header:X-Ids:asMessageIds": ["a@b", "c@d"],
        "header:X-Date:asDate": "2026-11-21T12:00:00Z",
        "header:List-Post:asURLs": ["mailto:list@project.com", "https://project.com/list"],
        "header:X-People:asAddresses": [{"name": "Änne", "email": "a@b.c"}],
        "header:Cc:asGroupedAddresses": [
            {"name": None, "addresses": [{"name": None, "email": "x@y.z"}]},
            {"name": "A, and B", "addresses": [{"name": "A", "email": "a@y.z"}, {"name": None, "email": "b@y.z"}]},
            {"name": "Nobody", "addresses": []},
        ],
        "header:X-Many:asText:all": ["one", "zwei ü", "three"],
    }  # fmt: skip
    shown = everything(inbox, create(inbox, **properties)["id"], *properties)
    assert {name: shown[name] for name in properties} == properties


def test_lists_that_are_empty_are_no_fields(inbox: InboxApp) -> None:
    created = create(inbox, cc=[], references=[], attachments=[], **{"header:X:asText:all": []}, **text("x"))
    shown = everything(inbox, created["id"], "cc", "references", "headers")
    assert (shown["cc"], shown["references"]) == (None, None)
    assert not {"Cc", "References", "X"} & {one["name"] for one in shown["headers"]}


def test_usual_structure_around_texts_and_files(inbox: InboxApp) -> None:
    picture, file = upload(inbox, PNG, "image/png"), upload(inbox, b"%PDF\0", "application/pdf")
    created = create(
        inbox,
        bodyValues={"t": {"value": "plain\n"}, "h": {"value": "<img src='cid:one@x'>\n"}},
        textBody=[{"partId": "t", "type": "text/plain"}],
        htmlBody=[{"partId": "h", "type": "text/html"}],
        attachments=[
            {"blobId": picture, "cid": "one@x", "disposition": "inline"},
            {"blobId": picture, "name": "schön & groß.png"},
            {"blobId": file, "type": "application/x-mine", "name": "plan.pdf", "disposition": "attachment",
             "language": ["de", "en-GB"], "location": "https://project.com/plan"},
        ],
    )  # fmt: skip
    shown = everything(inbox, created["id"], "bodyStructure", "textBody", "htmlBody", "attachments", "bodyValues",
                       "hasAttachment")  # fmt: skip
    assert shown["bodyStructure"]["type"] == "multipart/mixed"
    alternative = shown["bodyStructure"]["subParts"][0]
    assert [one["type"] for one in alternative["subParts"]] == ["text/plain", "multipart/related"]
    values = [shown["bodyValues"][shown[name][0]["partId"]]["value"] for name in ("textBody", "htmlBody")]
    assert (values, shown["hasAttachment"]) == (["plain\n", "<img src='cid:one@x'>\n"], True)
    embedded, second, third = shown["attachments"]
    assert (embedded["cid"], embedded["disposition"], embedded["type"]) == ("one@x", "inline", "image/png")
    assert (second["name"], second["disposition"]) == ("schön & groß.png", "attachment")
    assert (third["name"], third["type"], third["size"]) == ("plan.pdf", "application/x-mine", 5)
    assert (third["language"], third["location"]) == (["de", "en-GB"], "https://project.com/plan")
    content = inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{second['blobId']}/x").body
    assert content == PNG
    raw(inbox, created)


def test_structure_of_a_program_stays(inbox: InboxApp) -> None:
    blob = upload(inbox, b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "text/calendar; charset=utf-8")
    structure = {
        "type": "multipart/alternative",
        "header:X-Outer:asText": "of the whole",
        "subParts": [
            {"partId": "a", "type": "text/plain", "header:X-Inner:asText": "in a part"},
            {"type": "multipart/mixed", "subParts": [{"partId": "b", "type": "text/html"}]},
            {"blobId": blob, "charset": "utf-8", "name": "invitation.ics"},
        ],
    }
    created = create(inbox, bodyStructure=structure, bodyValues={"a": {"value": "ä"}, "b": {"value": "<p>ß"}})
    shown = everything(inbox, created["id"], "bodyStructure", "bodyValues", "header:X-Outer:asText")
    first, second, third = shown["bodyStructure"]["subParts"]
    assert (shown["header:X-Outer:asText"], shown["bodyStructure"]["type"]) == ("of the whole", "multipart/alternative")
    assert (second["type"], second["subParts"][0]["type"]) == ("multipart/mixed", "text/html")
    assert (third["type"], third["charset"], third["name"]) == ("text/calendar", "utf-8", "invitation.ics")
    assert [shown["bodyValues"][one]["value"] for one in (first["partId"], "2.1")] == ["ä", "<p>ß"]
    assert b"X-Inner: in a part\r\n" in raw(inbox, created)


def test_whole_messages_and_parts_of_them_can_be_attached(inbox: InboxApp) -> None:
    letter = inbox.deliver("anna", mail("Forwarded", "Grüße"))
    blob = inbox.shown("anna", letter, "blobId")["blobId"]
    created = create(inbox, attachments=[{"blobId": blob}, {"blobId": f"{blob}-1", "name": "body.txt"}])
    message, part = everything(inbox, created["id"], "attachments")["attachments"]
    assert (message["type"], part["type"], part["name"]) == ("message/rfc822", "text/plain", "body.txt")
    path = f"/jmap/download/{inbox.account('anna')}"
    assert inbox.get("anna", f"{path}/{message['blobId']}/x").body == mail("Forwarded", "Grüße")
    assert inbox.get("anna", f"{path}/{part['blobId']}/x").body == "Grüße\r\n".encode()
    assert b"8bit" in raw(inbox, created).partition(b"\r\n\r\n")[0]


def test_forwarded_part_keeps_its_charset_and_any_type(inbox: InboxApp) -> None:
    latin = b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\n\xfc"
    odd = b'Content-Type: te"xt/pl ain; charset="a b"\r\n\r\nodd'
    head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    letter = inbox.deliver("anna", head + b"--b\r\n" + latin + b"\r\n--b\r\n" + odd + b"\r\n--b--\r\n")
    blob = inbox.shown("anna", letter, "blobId")["blobId"]
    created = create(inbox, attachments=[{"blobId": f"{blob}-1"}, {"blobId": f"{blob}-2"}])
    first, second = everything(inbox, created["id"], "attachments", "bodyValues")["attachments"]
    assert (first["type"], first["charset"], second["type"]) == ("text/plain", "iso-8859-1", "application/octet-stream")


def test_created_message_joins_its_conversation(inbox: InboxApp) -> None:
    letter = inbox.deliver("anna", mail("Plan", message_id="<1@x>"))
    thread = inbox.shown("anna", letter, "threadId")["threadId"]
    created = create(inbox, subject="Re: Plan", inReplyTo=["1@x"], **text("yes"))
    assert created["threadId"] == thread
    counts = {one["id"]: one for one in inbox.call("anna", "Mailbox/get")["list"]}
    drafts = counts[inbox.mailbox("anna", "drafts")]
    # The conversation is unread because of the letter; the draft itself does not count.
    assert (drafts["totalEmails"], drafts["unreadEmails"], drafts["unreadThreads"]) == (1, 0, 1)


def test_message_lies_in_every_mailbox_that_is_named(inbox: InboxApp) -> None:
    places = {inbox.mailbox("anna", role): True for role in ("inbox", "archive", "drafts")}
    created = create(inbox, mailboxIds=places, keywords={"$Seen": True, "Mine": True})
    shown = inbox.shown("anna", created["id"], "mailboxIds", "keywords")
    assert shown == {"id": created["id"], "mailboxIds": places, "keywords": {"$seen": True, "mine": True}}


def test_ids_of_what_was_created_can_be_used_at_once(inbox: InboxApp) -> None:
    account = inbox.account("anna")
    calls = [
        ["Mailbox/set", {"accountId": account, "create": {"box": {"name": "Mine", "parentId": None}}}, "0"],
        ["Email/set", {"accountId": account, "create": {"k": draft(inbox, mailboxIds={"#box": True})},
                       "update": {"#k": {"keywords/$flagged": True}}}, "1"],
        ["Email/set", {"accountId": account, "update": {"#k": {"keywords/$seen": True}}}, "2"],
        ["Email/set", {"accountId": account, "create": {"g": draft(inbox)}, "destroy": ["#g", "#k"]}, "3"],
    ]  # fmt: skip
    box, first, second, third = (one[1] for one in inbox.request("anna", *calls)["methodResponses"])
    assert (first["updated"], second["updated"], third["destroyed"]) == ({"#k": None}, {"#k": None}, ["#g", "#k"])
    assert box["created"]["box"]["id"].startswith("P")
    assert_consistent(inbox.store)


def test_many_messages_of_one_call_are_one_change_of_state(inbox: InboxApp) -> None:
    made = {f"k{number}": draft(inbox, subject=f"Message {number}") for number in range(50)}
    answer = inbox.call("anna", "Email/set", create={**made, "bad": draft(inbox, subject=5)})
    assert (len(answer["created"]), list(answer["notCreated"])) == (50, ["bad"])
    assert int(answer["newState"]) == int(answer["oldState"]) + 1
    assert_consistent(inbox.store)


def test_nothing_is_created_in_another_state(inbox: InboxApp) -> None:
    assert inbox.call("anna", "Email/set", ifInState="0", create={"k": draft(inbox)}) == {"type": "stateMismatch"}
    assert inbox.store.row("SELECT count(*) FROM content") == (0,)
