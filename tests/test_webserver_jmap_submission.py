"""EmailSubmission/set and /get (RFC 8621 section 7): a draft becomes mail in other people's mailboxes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from db import accounts, settings
from db.database import Store
from tests.support.drafts import contents, identity, refused, submit, write, write_raw
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, assert_sound, mail
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context, ReadingBudget
from webserver.jmap.methods import methods

ANNA, BEN, CLARA = "anna@project.com", "ben@project.com", "clara@project.com"


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def envelope(*to: str, sender: str = ANNA, **parameters: str | None) -> dict[str, Any]:
    return {
        "mailFrom": {"email": sender, "parameters": parameters or None},
        "rcptTo": [{"email": one} for one in to],
    }


def test_draft_reaches_its_recipients_without_bcc_and_with_the_trace(inbox: InboxApp, store: Store) -> None:
    draft = write(inbox, "anna", to=f"Ben <{BEN}>", bcc=CLARA, message_id="<1@x>")
    answer = submit(inbox, "anna", draft)
    made = answer["created"]["k"]
    assert (answer["oldState"], answer["newState"]) == ("0", "1")
    assert made["undoStatus"] == "final"
    assert made["envelope"] == {
        "mailFrom": {"email": ANNA, "parameters": None},
        "rcptTo": [{"email": BEN, "parameters": None}, {"email": CLARA, "parameters": None}],
    }
    for name in ("ben", "clara"):
        (content,) = contents(inbox, name)
        head = content.partition(b"\r\n\r\n")[0].decode()
        assert re.match(
            r"Return-Path: <anna@project\.com>\r\nReceived: by project\.com with HTTP id [0-9a-f]{16};\r\n\t", head
        )
        assert "bcc" not in head.lower()
        assert CLARA not in head
        assert content.endswith(b"\r\n\r\nHow are you?\r\n")
    # The author keeps what was written, and nothing else.
    assert contents(inbox, "anna", "drafts") == [mail(to=f"Ben <{BEN}>", bcc=CLARA, message_id="<1@x>")]
    assert contents(inbox, "anna", "sent") == contents(inbox, "anna") == []
    assert_sound(store)


def test_status_of_each_recipient_is_told(inbox: InboxApp) -> None:
    draft = write(inbox, "anna", to=f"{BEN}, Ben@Project.com")
    made = submit(inbox, "anna", draft)["created"]["k"]
    (found,) = inbox.call("anna", "EmailSubmission/get", ids=[made["id"]])["list"]
    assert found["deliveryStatus"] == made["deliveryStatus"]
    ((address, status),) = found["deliveryStatus"].items()
    assert address == BEN
    assert re.fullmatch("250 2.0.0 [0-9a-f]{16} is kept", status.pop("smtpReply"))
    assert status == {"delivered": "yes", "displayed": "unknown"}
    assert found["emailId"] == draft
    assert found["threadId"] == made["threadId"] == inbox.shown("anna", draft)["threadId"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["sendAt"])
    assert found["dsnBlobIds"] == found["mdnBlobIds"] == []
    assert len(contents(inbox, "ben")) == 1


def test_only_what_is_asked_for_is_shown_and_others_see_nothing(inbox: InboxApp) -> None:
    made = submit(inbox, "anna", write(inbox, "anna", to=BEN))["created"]["k"]["id"]
    answer = inbox.call("anna", "EmailSubmission/get", ids=None, properties=["undoStatus"])
    assert answer["list"] == [{"id": made, "undoStatus": "final"}]
    assert inbox.call("ben", "EmailSubmission/get", ids=[made])["notFound"] == [made]
    assert inbox.call("ben", "EmailSubmission/get")["list"] == []
    assert inbox.call("anna", "EmailSubmission/get", properties=["x"])["type"] == "invalidArguments"


def test_sender_of_the_envelope_is_the_one_of_the_message_when_the_identity_allows(inbox: InboxApp) -> None:
    fields = {"from": "anna+x@project.com", "to": BEN}
    draft = write(inbox, "anna", **fields)
    assert submit(inbox, "anna", draft)["created"]["k"]["envelope"]["mailFrom"]["email"] == "anna+x@project.com"
    draft = write(inbox, "anna", sender="Clara <clara@project.com>", to=BEN)
    assert submit(inbox, "anna", draft)["created"]["k"]["envelope"]["mailFrom"]["email"] == ANNA
    no_author = write_raw(inbox, "anna", b"To: ben@project.com\r\n\r\nHi\r\n")
    assert submit(inbox, "anna", no_author)["created"]["k"]["envelope"]["mailFrom"]["email"] == ANNA
    assert b"\r\nFrom: <anna@project.com>\r\n" in contents(inbox, "ben")[0]


def test_given_envelope_goes_before_the_header(inbox: InboxApp) -> None:
    draft = write(inbox, "anna", to="somebody@elsewhere.test")
    given = envelope("clara+news@project.com", sender="ANNA+list@project.com", SIZE="10", body="8BITMIME")
    answer = submit(inbox, "anna", draft, envelope=given)
    assert "envelope" not in answer["created"]["k"]
    assert contents(inbox, "ben") == []
    assert contents(inbox, "clara")[0].startswith(b"Return-Path: <ANNA+list@project.com>\r\n")


def test_recipients_that_cannot_be_reached_are_listed(inbox: InboxApp, people: People, store: Store) -> None:
    accounts.set_state(store, people["clara"].id, "disabled")
    outside, unknown = "x@elsewhere.test", "nobody@project.com"
    error = refused(submit(inbox, "anna", write(inbox, "anna", to=f"{BEN}, {outside}", cc=f"{unknown}, {CLARA}")))
    assert error["type"] == "invalidRecipients"
    assert error["invalidRecipients"] == [outside, unknown, CLARA]
    assert error["description"].startswith(f"{outside}: This system is local only: it delivers to addresses of project")
    error = refused(submit(inbox, "anna", write(inbox, "anna", to="Ben, =?utf-8?q?x?=")))
    assert error["type"] == "invalidRecipients"
    assert contents(inbox, "ben") == []


@pytest.mark.parametrize(
    ("given", "kind", "properties"),
    [
        ({"identityId": "I999"}, "invalidProperties", ["identityId"]),
        ({"identityId": None}, "invalidProperties", ["identityId"]),
        ({"emailId": "M999"}, "invalidProperties", ["emailId"]),
        ({"emailId": "#nothing"}, "invalidProperties", ["emailId"]),
        ({"emailId": 7}, "invalidProperties", ["emailId"]),
        ({"undoStatus": "final"}, "invalidProperties", ["undoStatus"]),
        ({"sendAt": "2026-01-01T00:00:00Z"}, "invalidProperties", ["sendAt"]),
        ({"envelope": envelope()}, "noRecipients", None),
        ({"envelope": envelope(BEN, sender=BEN)}, "forbiddenMailFrom", None),
        ({"envelope": envelope(BEN, sender="")}, "forbiddenMailFrom", None),
        ({"envelope": envelope(BEN, sender="anna+\r\nX: y@project.com")}, "forbiddenMailFrom", None),
        ({"envelope": envelope("ben@project.com\r\nX: y")}, "invalidRecipients", None),
        ({"envelope": envelope(BEN, UNKNOWN="1")}, "invalidProperties", ["envelope"]),
        ({"envelope": envelope(BEN, SIZE="many")}, "invalidProperties", ["envelope"]),
        ({"envelope": envelope(BEN, BODY=None)}, "invalidProperties", ["envelope"]),
        ({"envelope": {"mailFrom": {"email": ANNA}}}, "invalidProperties", ["envelope"]),
        ({"envelope": {"mailFrom": ANNA, "rcptTo": []}}, "invalidProperties", ["envelope"]),
        ({"envelope": {**envelope(BEN), "x": 1}}, "invalidProperties", ["envelope"]),
        ({"envelope": []}, "invalidProperties", ["envelope"]),
        (
            {"envelope": {**envelope(), "rcptTo": [{"email": BEN, "parameters": {"NOTIFY": "NEVER"}}]}},
            "invalidProperties",
            ["envelope"],
        ),
    ],
)
def test_what_cannot_be_sent_is_refused_and_changes_nothing(
    inbox: InboxApp, given: dict[str, Any], kind: str, properties: list[str] | None
) -> None:
    error = refused(submit(inbox, "anna", write(inbox, "anna", to=BEN), **given))
    assert (error["type"], error.get("properties")) == (kind, properties)
    assert error["description"].endswith(".")
    assert contents(inbox, "ben") == []
    assert inbox.call("anna", "EmailSubmission/get") | {"accountId": ""} == {
        "accountId": "",
        "state": "0",
        "list": [],
        "notFound": [],
    }


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (mail(to=BEN, **{"from": BEN}), "forbiddenFrom"),
        (mail(to=BEN, **{"from": f"{ANNA}, {BEN}", "sender": ANNA}), "forbiddenFrom"),
        (mail(to=BEN, **{"from": f"{ANNA}, " * 2000 + BEN}), "forbiddenFrom"),
        (f"From: {ANNA}\r\n".encode() * 10 + mail(to=BEN, **{"from": ANNA}), "forbiddenFrom"),
        (mail(to=BEN) .replace(b"How are you?\r\n", b"Bare\nline\r\n"), "invalidEmail"),
        (mail(to=BEN, body="nul\0"), "invalidEmail"),
        (b"Received: x\r\n" * 51 + mail(to=BEN), "invalidEmail"),
        (mail(to=BEN, **{"from": f"{ANNA}, anna+x@project.com"}), "invalidEmail"),
        (mail(to=BEN, sender=f"{ANNA}, {BEN}"), "invalidEmail"),
        (mail(), "noRecipients"),
        (mail(to="undisclosed-recipients:;"), "noRecipients"),
    ],
)  # fmt: skip
def test_message_that_cannot_be_sent_is_refused(inbox: InboxApp, content: bytes, kind: str) -> None:
    assert refused(submit(inbox, "anna", write_raw(inbox, "anna", content)))["type"] == kind
    assert contents(inbox, "ben") == []


def test_limits_of_size_and_recipients_are_told(store: Store, people: People) -> None:
    limits = settings.Limits(message_size=500, recipients=2)
    inbox = InboxApp(store, people, settings=settings.Settings(store.path.parent, limits=limits))
    error = refused(submit(inbox, "anna", write(inbox, "anna", body="x" * 500, to=BEN)))
    assert (error["type"], error["maxSize"]) == ("tooLarge", 500)
    error = refused(submit(inbox, "anna", write(inbox, "anna", to=f"{ANNA}, {BEN}, {CLARA}")))
    assert (error["type"], error["maxRecipients"]) == ("tooManyRecipients", 2)
    assert submit(inbox, "anna", write(inbox, "anna", to=f"{ANNA}, {BEN}"))["created"]
    assert len(contents(inbox, "anna")) == 1


def test_somebody_elses_draft_and_identity_cannot_be_used(inbox: InboxApp) -> None:
    theirs = write(inbox, "ben", to=CLARA)
    assert refused(submit(inbox, "anna", theirs))["properties"] == ["emailId"]
    mine = write(inbox, "anna", to=CLARA)
    error = refused(submit(inbox, "anna", mine, identityId=identity(inbox, "ben")))
    assert error["properties"] == ["identityId"]


def test_what_was_sent_cannot_be_unsent(inbox: InboxApp) -> None:
    made = submit(inbox, "anna", write(inbox, "anna", to=BEN))["created"]["k"]["id"]
    answer = inbox.call("anna", "EmailSubmission/set", update={made: {"undoStatus": "canceled"}})
    assert answer["notUpdated"][made]["type"] == "cannotUnsend"
    (whole,) = inbox.call("anna", "EmailSubmission/get", ids=[made])["list"]
    assert inbox.call("anna", "EmailSubmission/set", update={made: whole})["updated"] == {made: None}
    for patch in ({"undoStatus": "pending"}, {"emailId": "M1"}, {"deliveryStatus": None}):
        answer = inbox.call("anna", "EmailSubmission/set", update={made: patch})
        assert answer["notUpdated"][made]["type"] == "invalidProperties"


def test_destroyed_submission_is_forgotten_and_the_mail_stays(inbox: InboxApp, store: Store) -> None:
    made = submit(inbox, "anna", write(inbox, "anna", to=BEN))["created"]["k"]["id"]
    assert inbox.call("ben", "EmailSubmission/set", destroy=[made])["notDestroyed"][made]["type"] == "notFound"
    assert inbox.call("anna", "EmailSubmission/set", destroy=[made])["destroyed"] == [made]
    assert inbox.call("anna", "EmailSubmission/changes", sinceState="1")["destroyed"] == [made]
    assert len(contents(inbox, "ben")) == 1
    assert_sound(store)


def test_several_of_one_call_succeed_or_fail_alone(inbox: InboxApp) -> None:
    mine = identity(inbox, "anna")
    drafts = {name: write(inbox, "anna", name, to=to) for name, to in (("a", BEN), ("b", "x@y.test"), ("c", BEN))}
    create = {name: {"identityId": mine, "emailId": one} for name, one in drafts.items()}
    answer = inbox.call("anna", "EmailSubmission/set", create=create)
    assert (set(answer["created"]), set(answer["notCreated"])) == ({"a", "c"}, {"b"})
    assert len(contents(inbox, "ben")) == 2


def test_account_that_is_disabled_meanwhile_sends_nothing(inbox: InboxApp, people: People, store: Store) -> None:
    """Between its sign-in and its turn, a request waits."""
    draft, mine = write(inbox, "anna", to=BEN), identity(inbox, "anna")
    accounts.set_state(store, people["anna"].id, "disabled")
    run = methods(store, Limits(1000))["EmailSubmission/set"].run
    context = Context(people["anna"].id, {}, ReadingBudget(10_000))
    create = {"k": {"identityId": mine, "emailId": draft}}
    answered: Any = run(context, {"accountId": inbox.account("anna"), "create": create})
    assert answered[0]["notCreated"]["k"]["type"] == "forbiddenToSend"
    assert contents(inbox, "ben") == []
