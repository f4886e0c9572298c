"""Mailbox/get and Thread/get (RFC 8621 section 2.1 and 3.1)."""

from __future__ import annotations

from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, mail

STANDARD = ["inbox", "drafts", "sent", "archive", "junk", "trash"]


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def test_every_mailbox_comes_with_every_property(inbox: InboxApp) -> None:
    inbox.deliver("anna", mail())
    found = inbox.call("anna", "Mailbox/get", ids=None)
    assert [one["role"] for one in found["list"]] == STANDARD
    assert found["notFound"] == []
    assert found["list"][0] == {
        "id": inbox.mailbox("anna"),
        "name": "Inbox",
        "parentId": None,
        "role": "inbox",
        "sortOrder": 1,
        "totalEmails": 1,
        "unreadEmails": 1,
        "totalThreads": 1,
        "unreadThreads": 1,
        "myRights": {
            "mayReadItems": True,
            "mayAddItems": True,
            "mayRemoveItems": True,
            "maySetSeen": True,
            "maySetKeywords": True,
            "mayCreateChild": True,
            "mayRename": False,
            "mayDelete": False,
            "maySubmit": False,
        },
        "isSubscribed": True,
    }


def test_mailboxes_come_as_asked(inbox: InboxApp) -> None:
    sent, trash, other = inbox.mailbox("anna", "sent"), inbox.mailbox("anna", "trash"), inbox.mailbox("ben")
    found = inbox.call("anna", "Mailbox/get", ids=[trash, "P0", sent, trash, other, "nothing"], properties=["role"])
    assert found["list"] == [{"id": trash, "role": "trash"}, {"id": sent, "role": "sent"}]
    assert found["notFound"] == ["P0", other, "nothing"]


def test_state_changes_with_the_mail(inbox: InboxApp) -> None:
    before = inbox.call("anna", "Mailbox/get", ids=[])["state"]
    assert inbox.call("anna", "Mailbox/get", ids=[])["state"] == before
    inbox.deliver("anna", mail())
    assert inbox.call("anna", "Mailbox/get", ids=[])["state"] != before


@pytest.mark.parametrize("method", ["Mailbox/get", "Thread/get", "Email/get"])
@pytest.mark.parametrize(
    "arguments",
    [
        {"ids": "M1"},
        {"ids": [1]},
        {"ids": [None]},
        {"ids": {}},
        {"ids": ["a b"]},
        {"ids": [""]},
        {"ids": ["x" * 256]},
        {"ids": ["../../x"]},
        {"properties": "id"},
        {"properties": ["nothing"]},
        {"properties": [1]},
        {"properties": ["header:"]},
        {"unknown": True},
        {"accountId": 1},
        {"accountId": None},
        {"accountId": "a b"},
    ],
)
def test_wrong_arguments_of_a_get_are_invalid(inbox: InboxApp, method: str, arguments: dict[str, Any]) -> None:
    assert inbox.call("anna", method, **{"ids": [], **arguments})["type"] == "invalidArguments"


@pytest.mark.parametrize("method", ["Mailbox/get", "Thread/get", "Email/get", "Email/query", "Email/set"])
def test_account_must_be_named(inbox: InboxApp, method: str) -> None:
    ((_, error, _),) = inbox.request("anna", [method, {}, "0"])["methodResponses"]
    assert error["type"] == "invalidArguments"


@pytest.mark.parametrize("method", ["Mailbox/get", "Thread/get", "Email/get"])
def test_more_objects_than_the_limit_are_too_many(inbox: InboxApp, method: str) -> None:
    assert len(inbox.call("anna", method, ids=[f"X{number}" for number in range(500)])["notFound"]) == 500
    assert inbox.call("anna", method, ids=[f"X{number}" for number in range(501)]) == {"type": "requestTooLarge"}


def test_thread_has_its_messages_the_oldest_first(inbox: InboxApp) -> None:
    first = inbox.deliver("anna", mail("Plans", message_id="<1@x>"), at=2000)
    later = inbox.deliver("anna", mail("Re: Plans", message_id="<2@x>", in_reply_to="<1@x>"), at=3000)
    older = inbox.deliver("anna", mail("Re: Plans", message_id="<3@x>", in_reply_to="<1@x>"), at=1000)
    alone = inbox.deliver("anna", mail("Something else"))
    thread, other = (inbox.shown("anna", one, "threadId")["threadId"] for one in (first, alone))
    found = inbox.call("anna", "Thread/get", ids=[other, "T0", thread, other])
    assert found["list"] == [{"id": other, "emailIds": [alone]}, {"id": thread, "emailIds": [older, first, later]}]
    assert found["notFound"] == ["T0"]
    assert inbox.call("anna", "Thread/get", ids=[thread], properties=[])["list"] == [{"id": thread}]


def test_all_threads_come_while_they_are_few(inbox: InboxApp) -> None:
    wanted = {inbox.shown("anna", inbox.deliver("anna", mail(str(n))), "threadId")["threadId"] for n in range(3)}
    found = inbox.call("anna", "Thread/get")
    assert {one["id"] for one in found["list"]} == wanted
    assert found["notFound"] == []


def test_all_of_more_than_the_limit_are_too_many(inbox: InboxApp) -> None:
    for number in range(501):
        inbox.deliver("ben", mail(f"Message {number}"))
    assert inbox.call("ben", "Thread/get") == {"type": "requestTooLarge"}
    assert inbox.call("ben", "Email/get", properties=["id"]) == {"type": "requestTooLarge"}
    assert len(inbox.call("anna", "Email/get")["list"]) == 0
