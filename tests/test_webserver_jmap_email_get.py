"""Email/get (RFC 8621 section 4.2): every property of a message, and what has to be read for it."""

from __future__ import annotations

from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, mail
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context, ReadingBudget
from webserver.jmap.email_get import EmailGet
from webserver.jmap.email_properties import BODY, DEFAULT, HEADER, NOTED
from webserver.jmap.email_source import HEAD
from webserver.jmap.errors import MethodError

LETTER = """\
Received: from a.example by b.example; Sat, 21 Nov 2026 10:00:00 +0100
From: Anna Müller <anna@project.com>
Sender: "Office" <office@project.com>
Reply-To: replies@project.com
To: Ben <ben@project.com>, clara@project.com
Cc: =?UTF-8?Q?J=C3=B6rg?= <joerg@example.com>
Subject: =?UTF-8?Q?Caf=C3=A9?= at noon
Date: Sat, 21 Nov 2026 10:00:00 +0100
Message-ID: <letter@project.com>
In-Reply-To: <before@project.com>
References: <first@project.com> <before@project.com>
X-Twice: one
X-Twice: two
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8

See you at the café.
--inner
Content-Type: text/html; charset=utf-8

<p>See you at the <b>café</b>.</p>
--inner--
--outer
Content-Type: application/pdf
Content-Disposition: attachment; filename="menu.pdf"
Content-Transfer-Encoding: base64

JVBERi0=
--outer--
""".replace("\n", "\r\n").encode()
SAME = {
    "messageId": "header:Message-ID:asMessageIds",
    "inReplyTo": "header:In-Reply-To:asMessageIds",
    "references": "header:References:asMessageIds",
    "sender": "header:Sender:asAddresses",
    "from": "header:From:asAddresses",
    "to": "header:To:asAddresses",
    "cc": "header:Cc:asAddresses",
    "bcc": "header:Bcc:asAddresses",
    "replyTo": "header:Reply-To:asAddresses",
    "subject": "header:Subject:asText",
    "sentAt": "header:Date:asDate",
}


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


@pytest.fixture
def letter(inbox: InboxApp) -> str:
    return inbox.deliver("ben", LETTER, at=1_763_719_200)


def blob_of(inbox: InboxApp, letter: str) -> str:
    blob_id: str = inbox.shown("ben", letter, "blobId")["blobId"]
    return blob_id


def test_default_properties_are_the_rfcs(inbox: InboxApp, letter: str) -> None:
    found = inbox.shown("ben", letter)
    assert list(found) == list(DEFAULT)
    blob = blob_of(inbox, letter)
    text, html, menu = (found[name][0] for name in ("textBody", "htmlBody", "attachments"))
    assert {name: value for name, value in found.items() if name in NOTED} == {
        "id": letter,
        "blobId": blob,
        "threadId": found["threadId"],
        "mailboxIds": {inbox.mailbox("ben"): True},
        "keywords": {},
        "size": len(LETTER),
        "receivedAt": "2025-11-21T10:00:00Z",
        "messageId": ["letter@project.com"],
        "inReplyTo": ["before@project.com"],
        "references": ["first@project.com", "before@project.com"],
        "sender": [{"name": "Office", "email": "office@project.com"}],
        "from": [{"name": "Anna Müller", "email": "anna@project.com"}],
        "to": [{"name": "Ben", "email": "ben@project.com"}, {"name": None, "email": "clara@project.com"}],
        "cc": [{"name": "Jörg", "email": "joerg@example.com"}],
        "bcc": None,
        "replyTo": [{"name": None, "email": "replies@project.com"}],
        "subject": "Café at noon",
        "sentAt": "2026-11-21T10:00:00+01:00",
        "hasAttachment": True,
        "preview": "See you at the café.",
    }
    assert found["bodyValues"] == {}
    assert [len(found[name]) for name in ("textBody", "htmlBody", "attachments")] == [1, 1, 1]
    assert (text["partId"], text["type"], text["blobId"]) == ("1.1", "text/plain", f"{blob}-1-1")
    assert (html["partId"], html["type"], html["charset"]) == ("1.2", "text/html", "utf-8")
    assert (menu["name"], menu["size"], menu["disposition"]) == ("menu.pdf", 5, "attachment")
    assert "subParts" not in text


def test_message_without_fields_has_null_where_they_would_be(inbox: InboxApp) -> None:
    found = inbox.shown("anna", inbox.deliver("anna", b"X: y\r\n\r\nhello\r\n"))
    nulls = [
        "messageId",
        "inReplyTo",
        "references",
        "sender",
        "from",
        "to",
        "cc",
        "bcc",
        "replyTo",
        "subject",
        "sentAt",
    ]
    assert {name: found[name] for name in nulls} == dict.fromkeys(nulls)


def test_only_what_is_asked_comes_and_the_id_always(inbox: InboxApp, letter: str) -> None:
    assert inbox.shown("ben", letter, "subject", "header:X-Twice:all", "subject") == {
        "id": letter,
        "subject": "Café at noon",
        "header:X-Twice:all": [" one", " two"],
    }
    answer = inbox.call("ben", "Email/get", ids=[letter], properties=[])
    assert answer["list"] == [{"id": letter}]


def test_messages_come_as_asked_once_each(inbox: InboxApp) -> None:
    first, second, others = (inbox.deliver(name, mail()) for name in ("ben", "ben", "anna"))
    asked = [second, others, first, "M0", second, "M99999999999999999999", "x"]
    answer = inbox.call("ben", "Email/get", ids=asked, properties=["id"])
    assert answer["list"] == [{"id": second}, {"id": first}]
    assert answer["notFound"] == [others, "M0", "M99999999999999999999", "x"]


def test_state_is_known_and_changes(inbox: InboxApp, letter: str) -> None:
    state = inbox.call("ben", "Email/get", ids=[])["state"]
    assert inbox.call("ben", "Email/get", ids=[letter])["state"] == state
    inbox.call("ben", "Email/set", update={letter: {"keywords/$seen": True}})
    assert inbox.call("ben", "Email/get", ids=[])["state"] != state


@pytest.mark.parametrize("twice", [False, True])
def test_convenient_properties_are_what_the_fields_say(inbox: InboxApp, twice: bool) -> None:
    """RFC 8621 section 4.1.3: each is identical to a `header:` property, which is of the last field with that name."""
    first = b"From: x@example.com\r\nSubject: first\r\nTo: y@example.com\r\nMessage-ID: <first@x>\r\nDate: x\r\n"
    content = (first if twice else b"") + LETTER
    found = inbox.shown("ben", inbox.deliver("ben", content), *SAME, *SAME.values())
    assert {name: found[name] for name in SAME} == {name: found[other] for name, other in SAME.items()}
    assert found["subject"] == "Café at noon"


@pytest.mark.parametrize("size", [10, HEAD - 200, HEAD, HEAD * 3])
def test_fields_are_found_however_long_the_header_is(inbox: InboxApp, size: int) -> None:
    padding = "".join(f"X-Padding: {'x' * 90}\r\n" for _ in range(size // 103))
    content = f"{padding}X-Last: found\r\n\r\n{'body ' * 20_000}".encode()
    found = inbox.shown("anna", inbox.deliver("anna", content), "header:X-Last:asText", "headers")
    assert found["header:X-Last:asText"] == "found"
    assert found["headers"][-1] == {"name": "X-Last", "value": " found"}
    assert len(found["headers"]) == size // 103 + 1


def test_message_that_is_all_header_has_its_fields(inbox: InboxApp) -> None:
    message_id = inbox.deliver("anna", b"Subject: nothing else\r\n")
    assert inbox.shown("anna", message_id, "header:Subject")["header:Subject"] == " nothing else"


def test_body_comes_in_the_ways_that_are_asked_for(inbox: InboxApp, letter: str) -> None:
    text, html = "See you at the café.", "<p>See you at the <b>café</b>.</p>"

    def values(**how: Any) -> dict[str, str]:
        found = inbox.shown("ben", letter, "bodyValues", **how)["bodyValues"]
        assert not any(one["isEncodingProblem"] or one["isTruncated"] for one in found.values())
        return {part: one["value"] for part, one in found.items()}

    assert values() == {}
    assert values(fetchTextBodyValues=True) == {"1.1": text}
    assert values(fetchHTMLBodyValues=True) == {"1.2": html}
    assert values(fetchAllBodyValues=True) == {"1.1": text, "1.2": html}
    cut = inbox.shown("ben", letter, "bodyValues", fetchAllBodyValues=True, maxBodyValueBytes=19)["bodyValues"]
    assert [one["value"] for one in cut.values()] == ["See you at the caf", "<p>See you at the "]
    assert all(one["isTruncated"] for one in cut.values())


def test_structure_has_all_parts_with_what_is_asked_of_them(inbox: InboxApp, letter: str) -> None:
    found = inbox.shown("ben", letter, "bodyStructure", bodyProperties=["type", "partId", "header:Content-Type:asText"])
    assert found["bodyStructure"] == {
        "type": "multipart/mixed",
        "partId": None,
        "header:Content-Type:asText": "multipart/mixed; boundary=outer",
        "subParts": [
            {
                "type": "multipart/alternative",
                "partId": None,
                "header:Content-Type:asText": "multipart/alternative; boundary=inner",
                "subParts": [
                    {"type": "text/plain", "partId": "1.1", "header:Content-Type:asText": "text/plain; charset=utf-8"},
                    {"type": "text/html", "partId": "1.2", "header:Content-Type:asText": "text/html; charset=utf-8"},
                ],
            },
            {"type": "application/pdf", "partId": "2", "header:Content-Type:asText": "application/pdf"},
        ],
    }


def test_properties_of_parts_hold_for_every_list(inbox: InboxApp, letter: str) -> None:
    found = inbox.shown("ben", letter, "textBody", "htmlBody", "attachments", bodyProperties=["type"])
    assert {name: found[name] for name in ("textBody", "htmlBody", "attachments")} == {
        "textBody": [{"type": "text/plain"}],
        "htmlBody": [{"type": "text/html"}],
        "attachments": [{"type": "application/pdf"}],
    }


@pytest.mark.parametrize(
    "arguments",
    [
        {"properties": ["header:From:asDate"]}, {"properties": ["header:a:asNothing"]}, {"properties": ["Subject"]},
        {"properties": {"id": True}}, {"bodyProperties": ["nothing"]}, {"bodyProperties": "type"},
        {"bodyProperties": ["header:Subject:asDate"]}, {"fetchTextBodyValues": 1}, {"fetchHTMLBodyValues": None},
        {"fetchAllBodyValues": "yes"}, {"maxBodyValueBytes": -1}, {"maxBodyValueBytes": 1.5},
        {"maxBodyValueBytes": None}, {"maxbodyvaluebytes": 1},
    ],
)  # fmt: skip
def test_wrong_arguments_are_invalid(inbox: InboxApp, letter: str, arguments: dict[str, Any]) -> None:
    assert inbox.call("ben", "Email/get", **{"ids": [letter], **arguments})["type"] == "invalidArguments"


def test_every_property_can_be_asked_for_at_once(inbox: InboxApp, letter: str) -> None:
    everything = [*NOTED, *HEADER, *BODY]
    found = inbox.shown("ben", letter, *everything, fetchAllBodyValues=True, bodyProperties=["headers", "subParts"])
    assert set(found) == set(everything)


def test_what_i_json_forbids_comes_as_replacement(inbox: InboxApp) -> None:
    content = "Subject: a\uffffb\r\n\r\n\ufdd0 \U0001fffe \ufffd end".encode()
    found = inbox.shown("anna", inbox.deliver("anna", content), "subject", "bodyValues", fetchAllBodyValues=True)
    assert found["subject"] == "a\ufffdb"
    assert found["bodyValues"]["1"]["value"] == "\ufffd \ufffd \ufffd end"


# What is read


def test_lists_and_fields_never_need_the_whole_message(inbox: InboxApp) -> None:
    number = int(inbox.deliver("anna", mail(body="x" * 100_000))[1:])
    account_id = inbox.people["anna"].id
    get = EmailGet(inbox.store, Limits(message_size=0))
    little = Context(account_id, {}, ReadingBudget(HEAD))
    assert get.show(little, number, [*NOTED, "headers", "header:From", "bodyValues"])["bodyValues"] == {}
    for name in ("textBody", "bodyStructure"):
        with pytest.raises(MethodError) as caught:
            get.show(little, number, [name])
        assert caught.value.kind == "requestTooLarge"


def test_one_request_reads_so_much_mail_and_no_more(inbox: InboxApp) -> None:
    ids = [inbox.deliver("anna", mail(body="x" * 1000)) for _ in range(3)]
    size = inbox.shown("anna", ids[0], "size")["size"]
    get = EmailGet(inbox.store, Limits(message_size=0))
    context = Context(inbox.people["anna"].id, {}, ReadingBudget(4 * size))
    asked = {"accountId": inbox.account("anna"), "ids": ids, "fetchTextBodyValues": True}
    assert get.get(context, dict(asked))["notFound"] == []
    with pytest.raises(MethodError) as caught:
        get.get(context, dict(asked))
    assert caught.value.kind == "requestTooLarge"
