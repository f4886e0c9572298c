"""EmailSubmission/query and /queryChanges (RFC 8621 section 7.3 and 7.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from db.database import Store
from tests.support.drafts import held, identity, submit, write
from tests.support.inbox_app import InboxApp
from tests.support.stores import People

BEN = "ben@project.com"


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


@pytest.fixture
def sent(inbox: InboxApp) -> list[str]:
    """Four submissions of one identity: two sent, one to be sent in an hour, one in two hours."""
    drafts = [write(inbox, "anna", f"Number {number}", to=BEN) for number in range(4)]
    envelopes: list[dict[str, Any] | None] = [
        None,
        None,
        held("anna@project.com", 3600),
        held("anna@project.com", 7200),
    ]
    pairs = zip(drafts, envelopes, strict=True)
    return [submit(inbox, "anna", draft, envelope=one)["created"]["k"]["id"] for draft, one in pairs]


def found(inbox: InboxApp, condition: Any = None, **arguments: Any) -> list[str]:
    answer = inbox.call("anna", "EmailSubmission/query", filter=condition, **arguments)
    ids: list[str] = answer["ids"]
    return ids


def shown(inbox: InboxApp, submission_id: str) -> dict[str, Any]:
    return dict(inbox.call("anna", "EmailSubmission/get", ids=[submission_id])["list"][0])


def test_every_filter_finds_what_it_names(inbox: InboxApp, sent: list[str]) -> None:
    first = shown(inbox, sent[0])
    later = shown(inbox, sent[3])["sendAt"]
    assert found(inbox) == found(inbox, {}) == sent
    assert found(inbox, {"undoStatus": "pending"}) == sent[2:]
    assert found(inbox, {"undoStatus": "canceled"}) == []
    assert found(inbox, {"emailIds": [first["emailId"], "M1", "x"]}) == [sent[0]]
    assert found(inbox, {"threadIds": [first["threadId"]]}) == [sent[0]]
    assert found(inbox, {"identityIds": [identity(inbox, "anna")]}) == sent
    assert found(inbox, {"identityIds": []}) == []
    assert found(inbox, {"before": later}) == sent[:3]
    assert found(inbox, {"after": later}) == [sent[3]]
    assert inbox.call("ben", "EmailSubmission/query")["ids"] == []


def test_filters_are_combined(inbox: InboxApp, sent: list[str]) -> None:
    email = shown(inbox, sent[2])["emailId"]
    both = {"undoStatus": "pending", "emailIds": [email]}
    assert found(inbox, both) == [sent[2]]
    assert found(inbox, {"operator": "NOT", "conditions": [both]}) == [sent[0], sent[1], sent[3]]
    either = [{"emailIds": [email]}, {"undoStatus": "final"}]
    assert found(inbox, {"operator": "OR", "conditions": either}) == sent[:3]
    assert found(inbox, {"operator": "AND", "conditions": either}) == []


def test_order_is_as_asked_for(inbox: InboxApp, sent: list[str]) -> None:
    for name in ("emailId", "threadId", "sentAt"):
        sort = [{"property": name, "isAscending": False}, {"property": "emailId", "isAscending": False}]
        assert found(inbox, sort=sort) == sent[::-1]
    assert found(inbox, {"undoStatus": "final"}, sort=[{"property": "sentAt"}]) == sent[:2]


def test_part_of_the_result(inbox: InboxApp, sent: list[str]) -> None:
    answer = inbox.call("anna", "EmailSubmission/query", position=1, limit=2, calculateTotal=True)
    assert (answer["ids"], answer["position"], answer["total"]) == (sent[1:3], 1, 4)
    assert answer["canCalculateChanges"] is True
    assert found(inbox, position=-1) == sent[3:]
    assert found(inbox, anchor=sent[2], anchorOffset=-1, limit=1) == [sent[1]]
    assert inbox.call("anna", "EmailSubmission/query", anchor="S999") == {"type": "anchorNotFound"}


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ({"filter": {"subject": "x"}}, "unsupportedFilter"),
        ({"filter": {"undoStatus": "sent"}}, "invalidArguments"),
        ({"filter": {"emailIds": "M1"}}, "invalidArguments"),
        ({"filter": {"emailIds": ["a b"]}}, "invalidArguments"),
        ({"filter": {"emailIds": [f"M{number}" for number in range(1, 502)]}}, "unsupportedFilter"),
        ({"filter": {"before": "yesterday"}}, "invalidArguments"),
        ({"filter": {"operator": "XOR", "conditions": []}}, "invalidArguments"),
        ({"filter": {"operator": "AND", "conditions": [{}] * 101}}, "unsupportedFilter"),
        ({"filter": []}, "invalidArguments"),
        ({"sort": [{"property": "subject"}]}, "unsupportedSort"),
        ({"sort": {}}, "invalidArguments"),
        ({"sort": ["emailId"]}, "invalidArguments"),
        ({"unknown": 1}, "invalidArguments"),
    ],
)
def test_what_cannot_be_asked(inbox: InboxApp, arguments: dict[str, Any], kind: str) -> None:
    assert inbox.call("anna", "EmailSubmission/query", **arguments)["type"] == kind
    if "unknown" not in arguments:
        changes = inbox.call("anna", "EmailSubmission/queryChanges", sinceQueryState="0", **arguments)
        assert changes["type"] == kind


def apply(before: list[str], changes: dict[str, Any]) -> list[str]:
    """What a program makes of its old result: RFC 8620 section 5.6."""
    result = [one for one in before if one not in changes["removed"]]
    for item in changes["added"]:
        result.insert(item["index"], item["id"])
    return result


@pytest.mark.parametrize("condition", [None, {"undoStatus": "pending"}, {"undoStatus": "final"}])
@pytest.mark.parametrize("ascending", [True, False])
def test_changes_lead_from_every_old_result_to_the_new_one(
    inbox: InboxApp, sent: list[str], condition: Any, ascending: bool
) -> None:
    asked = {"filter": condition, "sort": [{"property": "sentAt", "isAscending": ascending}]}
    steps: list[Callable[[], object]] = [
        lambda: inbox.call("anna", "EmailSubmission/set", update={sent[2]: {"undoStatus": "canceled"}}),
        lambda: inbox.call("anna", "EmailSubmission/set", destroy=[sent[0]]),
        lambda: submit(inbox, "anna", write(inbox, "anna", to=BEN)),
        lambda: submit(inbox, "anna", write(inbox, "anna", to=BEN), envelope=held("anna@project.com", 5000)),
    ]
    known = [inbox.call("anna", "EmailSubmission/query", **asked)]
    for step in steps:
        step()
        known.append(inbox.call("anna", "EmailSubmission/query", **asked))
    for old in known:
        changes = inbox.call(
            "anna", "EmailSubmission/queryChanges", sinceQueryState=old["queryState"], calculateTotal=True, **asked
        )
        assert apply(old["ids"], changes) == known[-1]["ids"]
        assert changes["newQueryState"] == known[-1]["queryState"]
        assert changes["total"] == len(known[-1]["ids"])


def test_changes_that_cannot_be_told(inbox: InboxApp, sent: list[str]) -> None:
    def ask(**arguments: Any) -> Any:
        return inbox.call("anna", "EmailSubmission/queryChanges", **arguments).get("type")

    assert ask(sinceQueryState="0", maxChanges=3) == "tooManyChanges"
    assert ask(sinceQueryState="0", maxChanges=4, upToId=sent[0]) is None
    assert ask(sinceQueryState="99") == "cannotCalculateChanges"
    assert ask(sinceQueryState="x") == "cannotCalculateChanges"
    assert ask() == "invalidArguments"
