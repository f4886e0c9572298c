"""Mailbox/set (RFC 8621 section 2.5; RFC 8620 section 5.3)."""

from __future__ import annotations

from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, assert_sound, mail

NEW_RIGHTS = {
    "mayReadItems": True,
    "mayAddItems": True,
    "mayRemoveItems": True,
    "maySetSeen": True,
    "maySetKeywords": True,
    "mayCreateChild": True,
    "mayRename": True,
    "mayDelete": True,
    "maySubmit": False,
}


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def setting(inbox: InboxApp, **arguments: Any) -> dict[str, Any]:
    return inbox.call("anna", "Mailbox/set", **arguments)


def make(inbox: InboxApp, name: str, **more: Any) -> str:
    made: str = setting(inbox, create={"a": {"name": name, **more}})["created"]["a"]["id"]
    return made


def shown(inbox: InboxApp, mailbox: str) -> dict[str, Any]:
    (found,) = inbox.call("anna", "Mailbox/get", ids=[mailbox])["list"]
    return dict(found)


def names(inbox: InboxApp) -> set[str]:
    return {one["name"] for one in inbox.call("anna", "Mailbox/get")["list"]}


def test_mailbox_is_made_with_what_is_not_said_by_default(inbox: InboxApp) -> None:
    answer = setting(inbox, create={"a": {"name": "Work"}})
    made = answer["created"]["a"]
    counts = {"totalEmails": 0, "unreadEmails": 0, "totalThreads": 0, "unreadThreads": 0}
    defaults = {"parentId": None, "role": None, "sortOrder": 0, "isSubscribed": True, "myRights": NEW_RIGHTS}
    assert made == {"id": made["id"], **counts, **defaults}
    assert shown(inbox, made["id"]) == {"name": "Work", **made}
    assert answer["oldState"] != answer["newState"] == inbox.call("anna", "Mailbox/get", ids=[])["state"]


def test_mailbox_is_made_as_asked(inbox: InboxApp) -> None:
    trash = inbox.mailbox("anna", "trash")
    asked = {"name": "Later", "parentId": trash, "role": "snoozed", "sortOrder": 5, "isSubscribed": False}
    made = setting(inbox, create={"a": asked})["created"]["a"]
    assert not made.keys() & asked.keys()
    assert shown(inbox, made["id"]).items() >= asked.items()


def test_name_that_was_composed_is_told(inbox: InboxApp) -> None:
    answer = setting(inbox, create={"a": {"name": "Cafe\u0301"}})["created"]["a"]
    assert answer["name"] == "Caf\u00e9"
    told = setting(inbox, update={answer["id"]: {"name": "E\u0301te"}})["updated"]
    assert told == {answer["id"]: {"name": "\u00c9te"}}


def test_mailboxes_of_one_call_lie_in_each_other_whatever_their_order(inbox: InboxApp) -> None:
    create = {str(n): {"name": f"Box {n}", "parentId": f"#{n - 1}" if n else None} for n in (4, 0, 3, 1, 2)}
    made = setting(inbox, create=create)["created"]
    assert [shown(inbox, made[str(n)]["id"])["parentId"] for n in range(5)] == [
        None,
        *(made[str(n)]["id"] for n in range(4)),
    ]
    assert made["4"]["parentId"] == made["3"]["id"]


def test_mailboxes_that_want_to_lie_in_each_other_are_refused(inbox: InboxApp) -> None:
    answer = setting(inbox, create={"a": {"name": "A", "parentId": "#b"}, "b": {"name": "B", "parentId": "#a"}})
    assert answer["created"] is None
    assert {name: one["properties"] for name, one in answer["notCreated"].items()} == {
        "a": ["parentId"],
        "b": ["parentId"],
    }


def test_creation_id_of_an_earlier_call_is_known(inbox: InboxApp) -> None:
    account = inbox.account("anna")
    message = inbox.deliver("anna", mail())
    answers = inbox.request(
        "anna",
        ["Mailbox/set", {"accountId": account, "create": {"a": {"name": "Outer"}}}, "0"],
        ["Mailbox/set", {"accountId": account, "create": {"b": {"name": "Inner", "parentId": "#a"}}}, "1"],
        ["Email/set", {"accountId": account, "update": {message: {"mailboxIds": {"#b": True}}}}, "2"],
        ["Mailbox/set", {"accountId": account, "update": {"#a": {"name": "Over"}}, "destroy": ["#b"]}, "3"],
    )["methodResponses"]
    outer, inner = answers[0][1]["created"]["a"]["id"], answers[1][1]["created"]["b"]["id"]
    assert inbox.shown("anna", message, "mailboxIds")["mailboxIds"] == {inner: True}
    assert answers[3][1]["updated"] == {"#a": None}
    assert answers[3][1]["notDestroyed"]["#b"]["type"] == "mailboxHasEmail"
    assert shown(inbox, outer)["name"] == "Over"


def test_mailbox_is_changed(inbox: InboxApp) -> None:
    work, other = make(inbox, "Work"), make(inbox, "Other")
    patch = {"name": "Plans", "parentId": other, "role": "memos", "sortOrder": 3, "isSubscribed": False}
    assert setting(inbox, update={work: patch})["updated"] == {work: None}
    assert shown(inbox, work).items() >= patch.items()
    back = {"parentId": None, "role": None, "sortOrder": None, "isSubscribed": None}
    told = setting(inbox, update={work: back})["updated"]
    assert told == {work: {"sortOrder": 0, "isSubscribed": True}}


def test_properties_that_cannot_change_may_say_what_is_so(inbox: InboxApp) -> None:
    work = make(inbox, "Work")
    same = {**shown(inbox, work), "name": "Plans", "myRights/mayDelete": True}
    del same["myRights"]
    assert setting(inbox, update={work: same})["updated"] == {work: None}
    before = inbox.call("anna", "Mailbox/get", ids=[])["state"]
    assert setting(inbox, update={work: shown(inbox, work)})["newState"] == before


@pytest.mark.parametrize(
    ("patch", "kind"),
    [
        ({"name": ""}, "invalidProperties"),
        ({"name": None}, "invalidProperties"),
        ({"name": 1}, "invalidProperties"),
        ({"name": "x" * 256}, "invalidProperties"),
        ({"name": "a\nb"}, "invalidProperties"),
        ({"name": "inbox"}, "invalidProperties"),
        ({"parentId": 1}, "invalidProperties"),
        ({"parentId": "a b"}, "invalidProperties"),
        ({"parentId": "P0"}, "invalidProperties"),
        ({"parentId": "#x"}, "invalidProperties"),
        ({"role": "inbox"}, "invalidProperties"),
        ({"role": "all"}, "invalidProperties"),
        ({"role": 1}, "invalidProperties"),
        ({"sortOrder": -1}, "invalidProperties"),
        ({"sortOrder": 2**31}, "invalidProperties"),
        ({"sortOrder": 1.5}, "invalidProperties"),
        ({"isSubscribed": "true"}, "invalidProperties"),
        ({"totalEmails": 5}, "invalidProperties"),
        ({"id": "P1"}, "invalidProperties"),
        ({"nothing": 5}, "invalidProperties"),
        ({"myRights/mayDelete": False}, "invalidProperties"),
        ({"myRights/mayFly": True}, "invalidPatch"),
        ({"name/x": "y"}, "invalidPatch"),
        ({"nothing/x": "y"}, "invalidPatch"),
    ],
)
def test_wrong_patch_is_refused_and_changes_nothing(inbox: InboxApp, patch: dict[str, Any], kind: str) -> None:
    work = make(inbox, "Work")
    before = shown(inbox, work)
    answer = setting(inbox, update={work: {**patch, "isSubscribed": patch.get("isSubscribed", False)}})
    assert answer["updated"] is None
    assert answer["notUpdated"][work]["type"] == kind
    assert answer["oldState"] == answer["newState"]
    if kind == "invalidProperties":
        assert answer["notUpdated"][work]["properties"] == [next(iter(patch)).partition("/")[0]]
    assert shown(inbox, work) == before


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, "name"),
        ({"name": "A", "id": "P9"}, "id"),
        ({"name": "A", "totalEmails": 0}, "totalEmails"),
        ({"x": 1}, "x"),
    ],
)
def test_wrong_creation_is_refused(inbox: InboxApp, given: dict[str, Any], wrong: str) -> None:
    refusal = setting(inbox, create={"a": given})["notCreated"]["a"]
    assert (refusal["type"], refusal["properties"]) == ("invalidProperties", [wrong])


def test_names_and_roles_are_exchanged_when_the_order_allows(inbox: InboxApp) -> None:
    """What one object asks for becomes possible by what a later one does."""
    first, second = make(inbox, "First", role="memos"), make(inbox, "Second")
    answer = setting(
        inbox,
        create={"a": {"name": "Gone"}},
        update={second: {"name": "First", "role": "memos"}, first: {"name": "Third", "role": None}},
        destroy=[make(inbox, "Gone")],
    )
    assert (answer["notCreated"], answer["notUpdated"], answer["notDestroyed"]) == (None, None, None)
    assert (shown(inbox, first)["name"], shown(inbox, second)["role"]) == ("Third", "memos")
    assert names(inbox) >= {"First", "Third", "Gone"}


def test_parents_and_children_are_destroyed_in_one_call(inbox: InboxApp) -> None:
    outer = make(inbox, "Outer")
    inner = make(inbox, "Inner", parentId=outer)
    assert setting(inbox, destroy=[outer])["notDestroyed"][outer]["type"] == "mailboxHasChild"
    answer = setting(inbox, destroy=[outer, inner, "P0", inner])
    assert set(answer["destroyed"]) == {inner, outer}
    assert answer["notDestroyed"] == {"P0": {"type": "notFound", "description": "There is no such mailbox."}}


def test_standard_mailboxes_stay(inbox: InboxApp) -> None:
    for role in ("inbox", "drafts", "sent", "archive", "junk", "trash"):
        mailbox = inbox.mailbox("anna", role)
        answer = setting(inbox, update={mailbox: {"role": None}})
        assert answer["notUpdated"][mailbox]["properties"] == ["role"]
        assert setting(inbox, destroy=[mailbox])["notDestroyed"][mailbox]["type"] == "forbidden"
        rights = shown(inbox, mailbox)["myRights"]
        assert (rights["mayDelete"], rights["mayRename"]) == (False, role != "inbox")
        renamed = setting(inbox, update={mailbox: {"name": f"My {role}"}})
        assert bool(renamed["updated"]) == rights["mayRename"]


def test_emails_keep_their_mailbox_unless_they_may_go(inbox: InboxApp) -> None:
    work, archive = make(inbox, "Work"), inbox.mailbox("anna", "archive")
    only, both = inbox.deliver("anna", mail("Only")), inbox.deliver("anna", mail("Both"))
    update = {only: {"mailboxIds": {work: True}}, both: {"mailboxIds": {work: True, archive: True}}}
    inbox.call("anna", "Email/set", update=update)
    refusal = setting(inbox, destroy=[work])["notDestroyed"][work]
    assert refusal["type"] == "mailboxHasEmail"
    assert setting(inbox, destroy=[work], onDestroyRemoveEmails=True)["destroyed"] == [work]
    assert inbox.call("anna", "Email/get", ids=[only])["notFound"] == [only]
    assert inbox.shown("anna", both, "mailboxIds")["mailboxIds"] == {archive: True}
    assert shown(inbox, archive)["totalEmails"] == 1
    assert_sound(inbox.store)


def test_object_is_not_changed_and_destroyed_at_once(inbox: InboxApp) -> None:
    work = make(inbox, "Work")
    answer = setting(inbox, update={work: {"name": "Plans"}}, destroy=[work])
    assert answer["notUpdated"][work]["type"] == "willDestroy"
    assert answer["destroyed"] == [work]


def test_mailbox_made_and_destroyed_in_one_call(inbox: InboxApp) -> None:
    answer = setting(inbox, create={"a": {"name": "Short"}}, destroy=["#a"])
    assert (list(answer["created"]), answer["destroyed"]) == (["a"], ["#a"])
    assert "Short" not in names(inbox)
    assert_sound(inbox.store)


def test_mailbox_of_somebody_else_is_not_found(inbox: InboxApp) -> None:
    other = inbox.mailbox("ben", "junk")
    answer = setting(inbox, create={"a": {"name": "A", "parentId": other}}, update={other: {"name": "X"}})
    assert answer["notUpdated"][other]["type"] == "notFound"
    assert answer["notCreated"]["a"]["properties"] == ["parentId"]
    assert setting(inbox, destroy=[other])["notDestroyed"][other]["type"] == "notFound"


def test_call_for_another_state_changes_nothing(inbox: InboxApp) -> None:
    state = inbox.call("anna", "Mailbox/get", ids=[])["state"]
    assert setting(inbox, ifInState=state, create={"a": {"name": "A"}})["created"]
    assert setting(inbox, ifInState=state, create={"b": {"name": "B"}}) == {"type": "stateMismatch"}
    assert "B" not in names(inbox)


def test_mailboxes_are_limited_in_number_and_depth(inbox: InboxApp) -> None:
    create = {str(n): {"name": f"Box {n}"} for n in range(500)}
    answer = setting(inbox, create=create)
    assert (len(answer["created"]), len(answer["notCreated"])) == (494, 6)
    assert {one["type"] for one in answer["notCreated"].values()} == {"overQuota"}
    deep = {str(n): {"name": "Deep", "parentId": f"#{n - 1}" if n else None} for n in range(11)}
    found = inbox.call("ben", "Mailbox/set", create=deep)
    assert found["notCreated"]["10"]["properties"] == ["parentId"]
    assert found["created"]["9"]["myRights"]["mayCreateChild"] is False


def test_long_chain_in_the_wrong_order_is_worked_through(inbox: InboxApp) -> None:
    boxes = [make(inbox, f"Box {n}") for n in range(60)]
    update = {one: {"name": f"Box {n + 1}"} for n, one in enumerate(boxes)}
    assert setting(inbox, update=update)["notUpdated"] is None


@pytest.mark.parametrize(
    "arguments",
    [
        {"create": []},
        {"create": {"a": 1}},
        {"create": {"a b": {}}},
        {"update": {"": {}}},
        {"destroy": "P1"},
        {"onDestroyRemoveEmails": None},
        {"ifInState": 1},
        {"unknown": 1},
    ],
)
def test_wrong_arguments_are_invalid(inbox: InboxApp, arguments: dict[str, Any]) -> None:
    assert setting(inbox, **arguments)["type"] == "invalidArguments"


def test_more_objects_than_the_limit_are_too_many(inbox: InboxApp) -> None:
    assert setting(inbox, destroy=[f"P{n}" for n in range(10**6, 10**6 + 501)]) == {"type": "requestTooLarge"}
