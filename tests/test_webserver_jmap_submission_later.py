"""Sending later and calling back (RFC 4865, RFC 8621 section 7), and what sending does to the draft."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from db import header
from db.database import Store
from db.settings import Settings
from server.courier.releasing import Releasing
from tests.support.drafts import contents, held, identity, refused, submit, write
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, assert_sound

ANNA, BEN = "anna@project.com", "ben@project.com"
DAY = 24 * 60 * 60


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def release(inbox: InboxApp, after: float) -> None:
    """Let the courier have a turn so many seconds from now."""
    Releasing(inbox.store, Settings(inbox.store.path.parent), lambda: time.time() + after).turn(lambda: False)


def status(inbox: InboxApp, submission_id: str) -> dict[str, Any]:
    (found,) = inbox.call("anna", "EmailSubmission/get", ids=[submission_id])["list"]
    return dict(found)


def until(text: str | None) -> dict[str, Any]:
    return {"mailFrom": {"email": "anna@project.com", "parameters": {"HOLDUNTIL": text}}, "rcptTo": [{"email": BEN}]}


def seconds_of(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def test_message_waits_for_its_time_and_is_sent_then(inbox: InboxApp, store: Store) -> None:
    asked_at = int(time.time())
    made = submit(inbox, "anna", write(inbox, "anna", to=BEN), envelope=held())["created"]["k"]
    assert made["undoStatus"] == "pending"
    assert asked_at + 3600 <= seconds_of(made["sendAt"]) <= time.time() + 3600
    assert made["deliveryStatus"][BEN]["delivered"] == "queued"
    release(inbox, 3500)
    assert contents(inbox, "ben") == []
    before = inbox.call("anna", "EmailSubmission/get", ids=[])["state"]
    release(inbox, 3601)
    found = status(inbox, made["id"])
    assert (found["undoStatus"], found["deliveryStatus"][BEN]["delivered"]) == ("final", "yes")
    assert found["sendAt"] == made["sendAt"]
    assert inbox.call("anna", "EmailSubmission/changes", sinceState=before)["updated"] == [made["id"]]
    release(inbox, 3602)
    (content,) = contents(inbox, "ben")
    assert content.startswith(b"Return-Path: <anna@project.com>\r\nReceived: by project.com with HTTP id ")
    assert_sound(store)


def test_undone_send_is_never_delivered(inbox: InboxApp, store: Store) -> None:
    made = submit(inbox, "anna", write(inbox, "anna", to=BEN), envelope=held())["created"]["k"]["id"]
    answer = inbox.call("anna", "EmailSubmission/set", update={made: {"undoStatus": "canceled"}})
    assert answer["updated"][made]["deliveryStatus"][BEN]["delivered"] == "no"
    release(inbox, 2 * DAY)
    assert contents(inbox, "ben") == []
    assert status(inbox, made)["undoStatus"] == "canceled"
    again = inbox.call("anna", "EmailSubmission/set", update={made: {"undoStatus": "canceled"}})
    assert again["updated"] == {made: None}
    assert again["oldState"] == again["newState"]
    answer = inbox.call("anna", "EmailSubmission/set", update={made: {"undoStatus": "pending"}})
    assert answer["notUpdated"][made]["type"] == "invalidProperties"
    assert_sound(store)


def test_what_the_courier_has_sent_cannot_be_called_back(inbox: InboxApp) -> None:
    made = submit(inbox, "anna", write(inbox, "anna", to=BEN), envelope=held())["created"]["k"]["id"]
    release(inbox, 3601)
    answer = inbox.call("anna", "EmailSubmission/set", update={made: {"undoStatus": "canceled"}})
    assert answer["notUpdated"][made]["type"] == "cannotUnsend"


@pytest.mark.parametrize("end", ["release", "cancel"])
def test_destroyed_draft_is_sent_all_the_same_and_leaves_nothing(inbox: InboxApp, store: Store, end: str) -> None:
    draft = write(inbox, "anna", "Kept", to=BEN)
    made = submit(inbox, "anna", draft, envelope=held())["created"]["k"]["id"]
    assert inbox.call("anna", "Email/set", destroy=[draft])["destroyed"] == [draft]
    assert_sound(store)
    assert store.row("SELECT count(*) FROM content") == (1,)
    if end == "release":
        release(inbox, 3601)
        assert b"Subject: Kept" in contents(inbox, "ben")[0]
    else:
        inbox.call("anna", "EmailSubmission/set", update={made: {"undoStatus": "canceled"}})
    assert store.row("SELECT count(*) FROM content") == (int(end == "release"),)
    assert_sound(store)


def test_waiting_submission_is_not_destroyed(inbox: InboxApp) -> None:
    made = submit(inbox, "anna", write(inbox, "anna", to=BEN), envelope=held())["created"]["k"]["id"]
    assert inbox.call("anna", "EmailSubmission/set", destroy=[made])["notDestroyed"][made]["type"] == "forbidden"
    inbox.call("anna", "EmailSubmission/set", update={made: {"undoStatus": "canceled"}})
    assert inbox.call("anna", "EmailSubmission/set", destroy=[made])["destroyed"] == [made]


def test_recipient_who_is_gone_by_then_is_told_of(inbox: InboxApp, store: Store, people: People) -> None:
    envelope = held("anna@project.com", 60, BEN, "clara@project.com")
    made = submit(inbox, "anna", write(inbox, "anna", to=BEN), envelope=envelope)["created"]["k"]["id"]
    store.run_tx(lambda tx: tx.execute("UPDATE account SET state = 'disabled' WHERE id = ?", (people["clara"].id,)))
    release(inbox, 61)
    told = status(inbox, made)["deliveryStatus"]
    assert {name: one["delivered"] for name, one in told.items()} == {BEN: "yes", "clara@project.com": "no"}
    assert told["clara@project.com"]["smtpReply"] == "550 5.2.1 This recipient's account is disabled"
    assert len(contents(inbox, "ben")) == 1
    assert contents(inbox, "clara") == []


def test_nothing_leaves_in_the_name_of_a_disabled_account(inbox: InboxApp, store: Store, people: People) -> None:
    submit(inbox, "anna", write(inbox, "anna", to=BEN), envelope=held())
    store.run_tx(lambda tx: tx.execute("UPDATE account SET state = 'disabled' WHERE id = ?", (people["anna"].id,)))
    release(inbox, 3601)
    assert contents(inbox, "ben") == []
    assert store.row("SELECT undo_status, content_id FROM submission") == ("final", None)


@pytest.mark.parametrize("place", ["envelope", "message"])
def test_nothing_leaves_in_the_name_of_somebody_who_got_the_address_meanwhile(
    inbox: InboxApp, store: Store, people: People, place: str
) -> None:
    """A message from an address that an admin had given to Ben went out in Ben's name, days later."""
    alias = "sales@project.com"
    store.run_tx(lambda tx: tx.execute("INSERT INTO address VALUES (?, ?)", (alias, people["anna"].id)))
    author, sender = (alias, ANNA) if place == "message" else (ANNA, alias)
    made = submit(inbox, "anna", write(inbox, "anna", to=BEN, **{"from": author}), envelope=held(sender))
    store.run_tx(
        lambda tx: tx.execute("UPDATE address SET account_id = ? WHERE address = ?", (people["ben"].id, alias))
    )
    release(inbox, 3601)
    assert contents(inbox, "ben") == []
    told = status(inbox, made["created"]["k"]["id"])["deliveryStatus"][BEN]
    assert (told["delivered"], told["smtpReply"][:9]) == ("no", "550 5.7.1")


def test_moment_can_be_named(inbox: InboxApp) -> None:
    moment = int(time.time()) + 1000
    draft = write(inbox, "anna", to=BEN)
    utc = header.utc(moment)
    assert submit(inbox, "anna", draft, envelope=until(utc))["created"]["k"]["sendAt"] == utc
    far_east = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.5+00:00")
    assert submit(inbox, "anna", draft, envelope=until(far_east))["created"]["k"]["sendAt"] == header.utc(moment + 1)


@pytest.mark.parametrize(
    "parameters",
    [
        {"HOLDFOR": "0"}, {"HOLDFOR": "-5"}, {"HOLDFOR": "05"}, {"HOLDFOR": "1.5"}, {"HOLDFOR": None}, {"HOLDFOR": "x"},
        {"HOLDFOR": "2592001"}, {"HOLDFOR": "9999999999"}, {"HOLDFOR": "5", "holdfor": "5"},
        {"HOLDFOR": "5", "HOLDUNTIL": "2099-01-01T00:00:00Z"}, {"HOLDUNTIL": "2099-01-01T00:00:00Z"},
        {"HOLDUNTIL": "2020-01-01T00:00:00Z"}, {"HOLDUNTIL": "2099-13-01T00:00:00Z"}, {"HOLDUNTIL": "tomorrow"},
        {"HOLDUNTIL": None}, {"HOLDUNTIL": "0001-01-01T00:00:00+23:59"},
    ],
)  # fmt: skip
def test_time_that_cannot_be_is_refused(inbox: InboxApp, parameters: dict[str, Any]) -> None:
    envelope = {"mailFrom": {"email": "anna@project.com", "parameters": parameters}, "rcptTo": [{"email": BEN}]}
    error = refused(submit(inbox, "anna", write(inbox, "anna", to=BEN), envelope=envelope))
    assert (error["type"], error["properties"]) == ("invalidProperties", ["envelope"])


def test_the_longest_time_is_what_the_session_tells(inbox: InboxApp) -> None:
    told = inbox.get("anna", "/.well-known/jmap").json()["accounts"][inbox.account("anna")]["accountCapabilities"]
    longest = told["urn:ietf:params:jmap:submission"]["maxDelayedSend"]
    assert submit(inbox, "anna", write(inbox, "anna", to=BEN), envelope=held("anna@project.com", longest))["created"]


def test_draft_becomes_a_sent_message_when_it_was_sent(inbox: InboxApp) -> None:
    """RFC 8621 section 7.5.1: onSuccessUpdateEmail with a creation id, in one request with the making of the draft."""
    drafts, sent = inbox.mailbox("anna", "drafts"), inbox.mailbox("anna", "sent")
    account = inbox.account("anna")
    new = {
        "mailboxIds": {drafts: True},
        "keywords": {"$draft": True, "$seen": True},
        "from": [{"email": "anna@project.com"}],
        "to": [{"email": BEN}],
        "subject": "All at once",
        "bodyStructure": {"partId": "1", "type": "text/plain"},
        "bodyValues": {"1": {"value": "Hi"}},
    }
    patch = {f"mailboxIds/{drafts}": None, f"mailboxIds/{sent}": True, "keywords/$draft": None}
    submission = {"emailId": "#draft", "identityId": identity(inbox, "anna")}
    on_success = {"onSuccessUpdateEmail": {"#k": patch}}
    calls = [
        ["Email/set", {"accountId": account, "create": {"draft": new}}, "0"],
        ["EmailSubmission/set", {"accountId": account, "create": {"k": submission}, **on_success}, "1"],
    ]
    answers = inbox.request("anna", *calls)["methodResponses"]
    assert [(name, call) for name, _, call in answers] == [
        ("Email/set", "0"),
        ("EmailSubmission/set", "1"),
        ("Email/set", "1"),
    ]
    message_id = answers[0][1]["created"]["draft"]["id"]
    assert answers[2][1]["updated"] == {message_id: None}
    assert answers[2][1]["oldState"] != answers[2][1]["newState"]
    shown = inbox.shown("anna", message_id, "mailboxIds", "keywords")
    assert (shown["mailboxIds"], shown["keywords"]) == ({sent: True}, {"$seen": True})
    assert b"Subject: All at once" in contents(inbox, "ben")[0]


def follow(inbox: InboxApp, **arguments: Any) -> list[Any]:
    call = ["EmailSubmission/set", {"accountId": inbox.account("anna"), **arguments}, "0"]
    answers: list[Any] = inbox.request("anna", call)["methodResponses"]
    return answers


def test_nothing_happens_to_drafts_that_were_not_sent(inbox: InboxApp) -> None:
    good, bad = write(inbox, "anna", to=BEN), write(inbox, "anna", to="x@elsewhere.test")
    mine = identity(inbox, "anna")
    create = {name: {"identityId": mine, "emailId": one} for name, one in (("good", good), ("bad", bad))}
    answers = follow(inbox, create=create, onSuccessDestroyEmail=["#good", "#bad", "S999"])
    assert answers[1][1]["destroyed"] == [good]
    answers = follow(inbox, create={"bad": create["bad"]}, onSuccessDestroyEmail=["#bad"])
    assert len(answers) == 1
    assert inbox.call("anna", "Email/get", ids=[good, bad])["notFound"] == [good]


def test_canceling_and_destroying_can_do_something_to_the_draft_too(inbox: InboxApp) -> None:
    draft = write(inbox, "anna", to=BEN)
    made = submit(inbox, "anna", draft, envelope=held())["created"]["k"]["id"]
    patch = {"keywords/$flagged": True}
    answers = follow(inbox, update={made: {"undoStatus": "canceled"}}, onSuccessUpdateEmail={made: patch})
    assert answers[1][1]["updated"] == {draft: None}
    answers = follow(inbox, destroy=[made], onSuccessDestroyEmail=[made])
    assert answers[1][1]["destroyed"] == [draft]


def test_mail_is_sent_once_even_when_the_draft_cannot_be_changed(inbox: InboxApp) -> None:
    draft = write(inbox, "anna", to=BEN)
    create = {"k": {"identityId": identity(inbox, "anna"), "emailId": draft}}
    answers = follow(inbox, create=create, onSuccessUpdateEmail={"#k": {"mailboxIds": {}}})
    assert answers[0][1]["created"]
    assert answers[1][1]["notUpdated"][draft]["type"] == "invalidProperties"
    assert len(contents(inbox, "ben")) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        {"onSuccessUpdateEmail": []}, {"onSuccessUpdateEmail": {"#k": 1}}, {"onSuccessUpdateEmail": {"a b": {}}},
        {"onSuccessDestroyEmail": {}}, {"onSuccessDestroyEmail": ["##k"]}, {"create": []}, {"unknown": 1},
        {"ifInState": 1},
    ],
)  # fmt: skip
def test_wrong_arguments_send_nothing(inbox: InboxApp, arguments: dict[str, Any]) -> None:
    create = {"k": {"identityId": identity(inbox, "anna"), "emailId": write(inbox, "anna", to=BEN)}}
    assert inbox.call("anna", "EmailSubmission/set", **{"create": create, **arguments})["type"] == "invalidArguments"
    assert contents(inbox, "ben") == []


def test_nothing_is_sent_in_another_state_than_the_named_one(inbox: InboxApp) -> None:
    create = {"k": {"identityId": identity(inbox, "anna"), "emailId": write(inbox, "anna", to=BEN)}}
    assert inbox.call("anna", "EmailSubmission/set", ifInState="9", create=create) == {"type": "stateMismatch"}
    assert contents(inbox, "ben") == []
