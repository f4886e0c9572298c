"""Blob/copy and Email/copy where a program sees one account: the RFCs' errors (RFC 8620 sections 5.4 and 6.3)."""

from __future__ import annotations

from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, mail


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def test_blob_is_in_its_own_account_already(inbox: InboxApp) -> None:
    blob = inbox.shown("anna", inbox.deliver("anna", mail()), "blobId")["blobId"]
    account = inbox.account("anna")
    answer = inbox.call("anna", "Blob/copy", fromAccountId=account, blobIds=[blob, f"{blob}-1", "B999"])
    assert answer == {
        "fromAccountId": account,
        "accountId": account,
        "copied": {blob: blob, f"{blob}-1": f"{blob}-1"},
        "notCopied": {"B999": {"type": "notFound", "description": "There is no such blob."}},
    }


@pytest.mark.parametrize("method", ["Blob/copy", "Email/copy"])
@pytest.mark.parametrize("other", ["ben", "nobody"])
def test_other_accounts_are_not_there(inbox: InboxApp, method: str, other: str) -> None:
    """Somebody else's account and one that nobody has are the same."""
    theirs = inbox.account("ben") if other == "ben" else "A99999"
    rest: dict[str, Any] = {"blobIds": []} if method == "Blob/copy" else {"create": {}}
    assert inbox.call("anna", method, fromAccountId=theirs, **rest) == {"type": "fromAccountNotFound"}
    assert inbox.call("anna", method, accountId=theirs, fromAccountId=inbox.account("anna"), **rest) == {
        "type": "accountNotFound"
    }


def test_messages_are_not_copied_within_one_account(inbox: InboxApp) -> None:
    own = inbox.account("anna")
    letter = inbox.deliver("anna", mail())
    create = {"k": {"id": letter, "mailboxIds": {inbox.mailbox("anna"): True}}}
    assert inbox.call("anna", "Email/copy", fromAccountId=own, create=create)["type"] == "invalidArguments"
    assert inbox.store.row("SELECT count(*) FROM message") == (1,)


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("Blob/copy", {"blobIds": []}),
        ("Blob/copy", {"fromAccountId": "A1"}),
        ("Blob/copy", {"fromAccountId": "A1", "blobIds": [5]}),
        ("Blob/copy", {"fromAccountId": "A1", "blobIds": [], "more": 1}),
        ("Email/copy", {"create": {}}),
        ("Email/copy", {"fromAccountId": "A99"}),
        ("Email/copy", {"fromAccountId": "A99", "create": {"a b": {}}}),
        ("Email/copy", {"fromAccountId": "A99", "create": {}, "onSuccessDestroyOriginal": "yes"}),
        ("Email/copy", {"fromAccountId": "A99", "create": {}, "ifInState": 5}),
    ],
)
def test_wrong_arguments_are_invalid(inbox: InboxApp, method: str, arguments: dict[str, Any]) -> None:
    assert inbox.call("anna", method, **arguments)["type"] == "invalidArguments"
