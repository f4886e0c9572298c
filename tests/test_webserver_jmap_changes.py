"""Email/changes, Thread/changes and Mailbox/changes (RFC 8620 section 5.2, RFC 8621 section 2.2, 3.2 and 4.3)."""

from __future__ import annotations

from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, mail

METHODS = ["Email/changes", "Thread/changes", "Mailbox/changes"]


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def state(inbox: InboxApp) -> str:
    found: str = inbox.call("anna", "Mailbox/get", ids=[])["state"]
    return found


def test_arrival_is_told_of_all_types(inbox: InboxApp) -> None:
    before = state(inbox)
    message = inbox.deliver("anna", mail())
    thread = inbox.shown("anna", message, "threadId")["threadId"]
    common = {"accountId": inbox.account("anna"), "oldState": before, "newState": state(inbox), "hasMoreChanges": False}
    assert inbox.call("anna", "Email/changes", sinceState=before) == {
        **common, "created": [message], "updated": [], "destroyed": [],
    }  # fmt: skip
    assert inbox.call("anna", "Thread/changes", sinceState=before) == {
        **common, "created": [thread], "updated": [], "destroyed": [],
    }  # fmt: skip
    assert inbox.call("anna", "Mailbox/changes", sinceState=before) == {
        **common, "created": [], "updated": [inbox.mailbox("anna")], "destroyed": [],
        "updatedProperties": ["totalEmails", "unreadEmails", "totalThreads", "unreadThreads"],
    }  # fmt: skip


def test_properties_of_a_mailbox_are_left_open_when_more_than_counts_changed(inbox: InboxApp) -> None:
    before = state(inbox)
    assert inbox.call("anna", "Mailbox/changes", sinceState=before)["updatedProperties"] is None
    inbox.deliver("anna", mail())
    inbox.call("anna", "Mailbox/set", update={inbox.mailbox("anna", "junk"): {"name": "Spam"}})
    assert inbox.call("anna", "Mailbox/changes", sinceState=before)["updatedProperties"] is None


def test_answer_of_an_answer_goes_on_where_it_ended(inbox: InboxApp) -> None:
    before = state(inbox)
    messages = [inbox.deliver("anna", mail()) for _ in range(3)]
    first = inbox.call("anna", "Email/changes", sinceState=before, maxChanges=2)
    assert (first["created"], first["hasMoreChanges"]) == (messages[:2], True)
    second = inbox.call("anna", "Email/changes", sinceState=first["newState"], maxChanges=2)
    assert (second["created"], second["hasMoreChanges"]) == (messages[2:], False)
    assert second["newState"] == state(inbox)


def test_back_reference_reads_what_was_created(inbox: InboxApp) -> None:
    account, before = inbox.account("anna"), state(inbox)
    message = inbox.deliver("anna", mail("News"))
    ids = {"resultOf": "0", "name": "Email/changes", "path": "/created"}
    answers = inbox.request(
        "anna",
        ["Email/changes", {"accountId": account, "sinceState": before}, "0"],
        ["Email/get", {"accountId": account, "#ids": ids, "properties": ["subject"]}, "1"],
    )["methodResponses"]
    assert answers[1][1]["list"] == [{"id": message, "subject": "News"}]


def test_changes_of_somebody_else_are_not_told(inbox: InboxApp) -> None:
    before = state(inbox)
    inbox.deliver("ben", mail())
    for method in METHODS:
        found = inbox.call("anna", method, sinceState=before)
        assert (found["created"], found["updated"], found["newState"]) == ([], [], before)
        assert inbox.call("anna", method, accountId=inbox.account("ben"), sinceState="1")["type"] == "accountNotFound"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("since", ["", "0", "999", "abc", "1-", "-1"])
def test_state_that_was_never_given_cannot_be_calculated_from(inbox: InboxApp, method: str, since: str) -> None:
    assert inbox.call("anna", method, sinceState=since)["type"] == "cannotCalculateChanges"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "arguments",
    [{}, {"sinceState": None}, {"sinceState": 1}, {"maxChanges": 0}, {"maxChanges": -1}, {"maxChanges": "1"}, {"x": 1}],
)
def test_wrong_arguments_are_invalid(inbox: InboxApp, method: str, arguments: dict[str, Any]) -> None:
    given = {"sinceState": "1", **arguments} if arguments else {}
    assert inbox.call("anna", method, **given)["type"] == "invalidArguments"
