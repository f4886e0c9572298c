"""Mailbox/query (RFC 8621 section 2.3): filters, sorts, trees, and which part of the result is shown."""

from __future__ import annotations

from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.stores import People

STANDARD = ["Inbox", "Drafts", "Sent", "Archive", "Junk", "Trash"]
# Made below, in this order: name, parent, sort order.
OWN = [("Work", None, 20), ("plans", "Work", 2), ("Zebra", "Work", 1), ("Work", "plans", 0), ("art", None, 20)]


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    made = InboxApp(store, people)
    create: dict[str, Any] = {}
    for number, (name, parent, order) in enumerate(OWN):
        parent_id = next((f"#n{n}" for n, one in enumerate(OWN) if one[0] == parent), None)
        create[f"n{number}"] = {"name": name, "parentId": parent_id, "sortOrder": order, "isSubscribed": number != 2}
    create["n4"]["role"] = "important"
    assert made.call("anna", "Mailbox/set", create=create)["notCreated"] is None
    return made


def found(inbox: InboxApp, **arguments: Any) -> list[str]:
    """The names of what a query gives, in its order."""
    ids = inbox.call("anna", "Mailbox/query", **arguments)["ids"]
    names = {one["id"]: one["name"] for one in inbox.call("anna", "Mailbox/get")["list"]}
    return [names[one] for one in ids]


def test_all_mailboxes_come_in_the_order_of_display(inbox: InboxApp) -> None:
    assert found(inbox) == ["Work", "Inbox", "Zebra", "Drafts", "plans", *STANDARD[2:], "art", "Work"]
    answer = inbox.call("anna", "Mailbox/query", calculateTotal=True, limit=0)
    assert (answer["total"], answer["ids"], answer["position"]) == (11, [], 0)
    assert (answer["canCalculateChanges"], "limit" in answer) == (True, False)


@pytest.mark.parametrize(
    ("filter_", "names"),
    [
        (None, {*STANDARD, "Work", "plans", "Zebra", "art"}),
        ({}, {*STANDARD, "Work", "plans", "Zebra", "art"}),
        ({"parentId": None, "hasAnyRole": False}, {"Work"}),
        ({"parentId": "P0"}, set()),
        ({"name": "AR"}, {"Archive", "art"}),
        ({"role": "important"}, {"art"}),
        ({"role": None}, {"Work", "plans", "Zebra"}),
        ({"hasAnyRole": True}, {*STANDARD, "art"}),
        ({"isSubscribed": False}, {"Zebra"}),
        ({"operator": "NOT", "conditions": [{"hasAnyRole": True}, {"name": "z"}]}, {"Work", "plans"}),
        ({"operator": "OR", "conditions": [{"role": "junk"}, {"name": "z"}]}, {"Junk", "Zebra"}),
        ({"operator": "AND", "conditions": [{"name": "r"}, {"hasAnyRole": False}]}, {"Work", "Zebra"}),
        ({"operator": "OR", "conditions": []}, set()),
    ],
)
def test_filter_finds(inbox: InboxApp, filter_: Any, names: set[str]) -> None:
    assert set(found(inbox, filter=filter_)) == names


def test_children_of_a_mailbox_are_found(inbox: InboxApp) -> None:
    (work,) = inbox.call("anna", "Mailbox/query", filter={"parentId": None, "name": "work"})["ids"]
    assert found(inbox, filter={"parentId": work}) == ["Zebra", "plans"]


def test_sorts_follow_one_another(inbox: InboxApp) -> None:
    own = {"operator": "OR", "conditions": [{"hasAnyRole": False}, {"role": "important"}]}
    by_name = [{"property": "name"}]
    assert found(inbox, filter=own, sort=by_name) == ["art", "plans", "Work", "Work", "Zebra"]
    assert found(inbox, filter=own, sort=[{"property": "name", "isAscending": False}])[0] == "Zebra"
    by_order = [{"property": "sortOrder", "isAscending": False}, {"property": "name"}]
    assert found(inbox, filter=own, sort=by_order) == ["art", "Work", "plans", "Zebra", "Work"]
    by_parent = [{"property": "parentId"}, {"property": "name", "isAscending": False}]
    assert found(inbox, filter=own, sort=by_parent) == ["Work", "art", "Zebra", "plans", "Work"]


def test_tree_comes_in_its_order(inbox: InboxApp) -> None:
    by_name = [{"property": "name"}]
    assert found(inbox, sortAsTree=True, sort=by_name) == [
        "Archive", "art", "Drafts", "Inbox", "Junk", "Sent", "Trash", "Work", "plans", "Work", "Zebra",
    ]  # fmt: skip
    # The order follows the whole tree, also where a parent is not in the result.
    assert found(inbox, sortAsTree=True, sort=by_name, filter={"name": "r"})[-2:] == ["Work", "Zebra"]


def test_tree_is_filtered_from_its_top(inbox: InboxApp) -> None:
    assert found(inbox, filter={"name": "r"}).count("Work") == 2
    assert found(inbox, filter={"name": "r"}, filterAsTree=True).count("Work") == 1
    assert found(inbox, filter={"name": "plans"}, filterAsTree=True) == []


def test_part_of_the_result_is_shown(inbox: InboxApp) -> None:
    every = inbox.call("anna", "Mailbox/query")["ids"]
    for arguments, start, end in (
        ({"position": 2, "limit": 3}, 2, 5),
        ({"position": -3}, 8, 11),
        ({"position": -99, "limit": 2}, 0, 2),
        ({"position": 99}, 99, 99),
        ({"anchor": every[4], "anchorOffset": -2, "limit": 1}, 2, 3),
        ({"anchor": every[4], "position": 7, "anchorOffset": -9}, 0, 11),
        ({"anchor": every[4], "anchorOffset": 6}, 10, 11),
    ):
        answer = inbox.call("anna", "Mailbox/query", **arguments)
        assert (answer["position"], answer["ids"]) == (start, every[start:end])
    assert inbox.call("anna", "Mailbox/query", anchor="P0")["type"] == "anchorNotFound"
    assert inbox.call("anna", "Mailbox/query", anchor=inbox.mailbox("ben"))["type"] == "anchorNotFound"


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ({"filter": {"nothing": 1}}, "unsupportedFilter"),
        ({"filter": {"operator": "AND", "conditions": [{"name": str(n)} for n in range(101)]}}, "unsupportedFilter"),
        ({"filter": 1}, "invalidArguments"),
        ({"filter": {"operator": "XOR", "conditions": []}}, "invalidArguments"),
        ({"filter": {"operator": "AND"}}, "invalidArguments"),
        ({"filter": {"operator": "AND", "conditions": [1]}}, "invalidArguments"),
        ({"filter": {"parentId": 1}}, "invalidArguments"),
        ({"filter": {"parentId": "a b"}}, "invalidArguments"),
        ({"filter": {"name": None}}, "invalidArguments"),
        ({"filter": {"role": 1}}, "invalidArguments"),
        ({"filter": {"hasAnyRole": 1}}, "invalidArguments"),
        ({"filter": {"isSubscribed": None}}, "invalidArguments"),
        ({"sort": [{"property": "totalEmails"}]}, "unsupportedSort"),
        ({"sort": [{"property": "name", "collation": "i;x"}]}, "unsupportedSort"),
        ({"sort": {"property": "name"}}, "invalidArguments"),
        ({"sort": [{"property": "name", "isAscending": 1}]}, "invalidArguments"),
        ({"sort": [{}]}, "invalidArguments"),
        ({"sortAsTree": None}, "invalidArguments"),
        ({"limit": -1}, "invalidArguments"),
        ({"position": "1"}, "invalidArguments"),
        ({"unknown": 1}, "invalidArguments"),
    ],
)
def test_wrong_query_is_refused(inbox: InboxApp, arguments: dict[str, Any], kind: str) -> None:
    assert inbox.call("anna", "Mailbox/query", **arguments)["type"] == kind
