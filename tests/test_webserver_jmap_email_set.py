"""Email/set (RFC 8621 section 4.6, RFC 8620 section 5.3): flags, moving, destroying, and everything that is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, assert_consistent, mail


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


@pytest.fixture
def letter(inbox: InboxApp) -> str:
    return inbox.deliver("anna", mail("Letter"))


def change(inbox: InboxApp, **arguments: Any) -> dict[str, Any]:
    answer = inbox.call("anna", "Email/set", **arguments)
    assert_consistent(inbox.store)
    return answer


def filed(inbox: InboxApp, message_id: str) -> tuple[set[str], set[str]]:
    """Keywords, and the roles of the mailboxes."""
    found = inbox.shown("anna", message_id, "keywords", "mailboxIds")
    roles = {inbox.mailbox("anna", role): role for role in inbox.people["anna"].mailboxes}
    return set(found["keywords"]), {roles[one] for one in found["mailboxIds"]}


def refusal(inbox: InboxApp, message_id: str, patch: object) -> dict[str, Any]:
    """The SetError that a patch gets; nothing may have changed."""
    before = filed(inbox, message_id), inbox.call("anna", "Email/get", ids=[])["state"]
    answer = change(inbox, update={message_id: patch})
    assert answer["updated"] is None
    assert (filed(inbox, message_id), inbox.call("anna", "Email/get", ids=[])["state"]) == before
    error: dict[str, Any] = answer["notUpdated"][message_id]
    return error


def test_answer_has_what_the_rfc_demands(inbox: InboxApp, letter: str) -> None:
    before = inbox.call("anna", "Email/get", ids=[])["state"]
    answer = change(inbox, update={letter: {"keywords/$seen": True}})
    assert answer == {
        "accountId": inbox.account("anna"),
        "oldState": before,
        "newState": inbox.call("anna", "Email/get", ids=[])["state"],
        "created": None,
        "updated": {letter: None},
        "destroyed": None,
        "notCreated": None,
        "notUpdated": None,
        "notDestroyed": None,
    }
    assert answer["newState"] != before


def test_nothing_asked_changes_nothing(inbox: InboxApp, letter: str) -> None:
    answer = change(inbox)
    assert answer["oldState"] == answer["newState"]
    assert change(inbox, update={letter: {}})["updated"] == {letter: None}
    assert change(inbox, update={letter: {"keywords/$seen": None}})["newState"] == answer["newState"]


@pytest.mark.parametrize(
    ("patches", "keywords"),
    [
        ([{"keywords/$seen": True}], {"$seen"}),
        ([{"keywords/$Seen": True, "keywords/$FLAGGED": True}], {"$seen", "$flagged"}),
        ([{"keywords/$seen": True}, {"keywords/$seen": None}], set()),
        ([{"keywords": {"$seen": True, "Mine": True}}], {"$seen", "mine"}),
        ([{"keywords": {"$seen": True}}, {"keywords": {"other": True}}], {"other"}),
        ([{"keywords/a": True}, {"keywords": {}}], set()),
        ([{"keywords/a": True}, {"keywords": None}], set()),
        ([{"keywords/a~1b": True, "keywords/c~0d": True}], {"a/b", "c~d"}),
        ([{"keywords/a": None}], set()),
    ],
)
def test_keywords_become(inbox: InboxApp, letter: str, patches: list[dict[str, Any]], keywords: set[str]) -> None:
    for patch in patches:
        assert change(inbox, update={letter: patch})["updated"] == {letter: None}
    assert filed(inbox, letter) == (keywords, {"inbox"})


def test_message_moves_and_lies_in_several_mailboxes(inbox: InboxApp, letter: str) -> None:
    here, trash, archive = (inbox.mailbox("anna", role) for role in ("inbox", "trash", "archive"))
    change(inbox, update={letter: {f"mailboxIds/{archive}": True}})
    assert filed(inbox, letter)[1] == {"inbox", "archive"}
    change(inbox, update={letter: {f"mailboxIds/{here}": None, f"mailboxIds/{trash}": True}})
    assert filed(inbox, letter)[1] == {"archive", "trash"}
    change(inbox, update={letter: {"mailboxIds": {here: True}}})
    assert filed(inbox, letter)[1] == {"inbox"}
    counts = {one["id"]: one["totalEmails"] for one in inbox.call("anna", "Mailbox/get")["list"]}
    assert [counts[one] for one in (here, trash, archive)] == [1, 0, 0]


def test_destroyed_message_is_gone(inbox: InboxApp, letter: str) -> None:
    other = inbox.deliver("anna", mail("Other"))
    blob = inbox.shown("anna", letter, "blobId")["blobId"]
    answer = change(inbox, destroy=[letter, "M999999", letter, "x"])
    assert answer["destroyed"] == [letter]
    assert set(answer["notDestroyed"]) == {"M999999", "x"}
    assert {one["type"] for one in answer["notDestroyed"].values()} == {"notFound"}
    assert inbox.call("anna", "Email/get", ids=[letter, other])["notFound"] == [letter]
    assert inbox.call("anna", "Email/query")["ids"] == [other]
    assert inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{blob}/x").status == 404


def test_each_message_succeeds_or_fails_alone(inbox: InboxApp, letter: str) -> None:
    other = inbox.deliver("anna", mail("Other"))
    third = inbox.deliver("anna", mail("Third"))
    answer = change(
        inbox,
        update={
            letter: {"keywords/$seen": True},
            "M999999": {"keywords/$seen": True},
            other: {"keywords/$seen": True, "mailboxIds": {}},
            third: {"keywords/$seen": True},
        },
        destroy=[third],
    )
    assert answer["updated"] == {letter: None}
    assert {one: error["type"] for one, error in answer["notUpdated"].items()} == {
        "M999999": "notFound",
        other: "invalidProperties",
        third: "willDestroy",
    }
    assert answer["destroyed"] == [third]
    assert filed(inbox, other) == (set(), {"inbox"})


@pytest.mark.parametrize(
    ("patch", "kind", "properties"),
    [
        ({"keywords": []}, "invalidProperties", ["keywords"]),
        ({"keywords": {"$seen": False}}, "invalidProperties", ["keywords"]),
        ({"keywords": {"$seen": 1}}, "invalidProperties", ["keywords"]),
        ({"keywords": {"a b": True}}, "invalidProperties", ["keywords"]),
        ({"keywords/a b": True}, "invalidProperties", ["keywords"]),
        ({"keywords/": True}, "invalidProperties", ["keywords"]),
        ({"keywords/" + "x" * 256: True}, "invalidProperties", ["keywords"]),
        ({"keywords/$seen": False}, "invalidProperties", ["keywords"]),
        ({"keywords/$seen": "yes"}, "invalidProperties", ["keywords"]),
        ({"keywords/$deleted": True}, "invalidProperties", ["keywords"]),
        ({"keywords/$Recent": True}, "invalidProperties", ["keywords"]),
        ({"keywords": {f"k{number}": True for number in range(101)}}, "tooManyKeywords", None),
        ({"mailboxIds": {}}, "invalidProperties", ["mailboxIds"]),
        ({"mailboxIds": None}, "invalidProperties", ["mailboxIds"]),
        ({"mailboxIds": ["P1"]}, "invalidProperties", ["mailboxIds"]),
        ({"mailboxIds": {"P999999": True}}, "invalidProperties", ["mailboxIds"]),
        ({"mailboxIds": {"#new": True}}, "invalidProperties", ["mailboxIds"]),
        ({"mailboxIds": {"../x": True}}, "invalidProperties", ["mailboxIds"]),
        ({"mailboxIds/P999999": True}, "invalidProperties", ["mailboxIds"]),
        ({"mailboxIds/inbox": True}, "invalidProperties", ["mailboxIds"]),
        ({"subject": "another"}, "invalidProperties", ["subject"]),
        ({"subject": None}, "invalidProperties", ["subject"]),
        ({"id": "M1"}, "invalidProperties", ["id"]),
        ({"receivedAt": "2020-01-01T00:00:00Z", "size": 1}, "invalidProperties", ["receivedAt", "size"]),
        ({"textBody": []}, "invalidProperties", ["textBody"]),
        ({"header:Subject:asText": "another"}, "invalidProperties", ["header:Subject:asText"]),
        ({"header:Subject:asDate": None}, "invalidProperties", ["header:Subject:asDate"]),
        ({"invented": 1}, "invalidProperties", ["invented"]),
        ({"": 1}, "invalidProperties", [""]),
        ({"keywords/a/b": True}, "invalidPatch", None),
        ({"from/0/name": "x"}, "invalidPatch", None),
        ({"invented/x": 1}, "invalidPatch", None),
        ({"/keywords": {}}, "invalidPatch", None),
        ({"keywords": {}, "keywords/a": True}, "invalidPatch", None),
        ({"mailboxIds": {}, "mailboxIds/P1": True}, "invalidPatch", None),
    ],
)
def test_patch_is_refused(
    inbox: InboxApp, letter: str, patch: dict[str, Any], kind: str, properties: list[str] | None
) -> None:
    error = refusal(inbox, letter, {"keywords/$flagged": True, **patch} if "keywords" not in str(patch) else patch)
    assert (error["type"], error.get("properties")) == (kind, properties)


def test_mailbox_of_somebody_else_is_no_place(inbox: InboxApp, letter: str) -> None:
    theirs = inbox.mailbox("ben")
    for patch in ({f"mailboxIds/{theirs}": True}, {"mailboxIds": {theirs: True}}):
        assert refusal(inbox, letter, patch)["type"] == "invalidProperties"


def test_whole_object_can_be_sent_back(inbox: InboxApp, letter: str) -> None:
    """RFC 8620 section 5.3: a property that cannot be changed may come along when it says what is so."""
    whole = inbox.shown("anna", letter)
    whole["keywords"] = {"$seen": True}
    assert change(inbox, update={letter: whole})["updated"] == {letter: None}
    assert filed(inbox, letter) == ({"$seen"}, {"inbox"})


def test_hidden_flag_survives_a_change_of_keywords(inbox: InboxApp, letter: str) -> None:
    inbox.store.run_tx(lambda tx: tx.execute("UPDATE message SET flags = 256 WHERE id = ?", (int(letter[1:]),)))
    assert filed(inbox, letter)[0] == set()
    change(inbox, update={letter: {"keywords": {"$flagged": True}}})
    assert filed(inbox, letter)[0] == {"$flagged"}
    row = inbox.store.row("SELECT flags & 256 FROM message WHERE id = ?", (int(letter[1:]),))
    assert row == (256,)


def test_message_in_no_mailbox_is_not_created(inbox: InboxApp) -> None:
    answer = change(inbox, create={"k1": {"subject": "new"}, "k2": {"mailboxIds": {}}})
    assert answer["created"] is None
    for error in answer["notCreated"].values():
        assert (error["type"], error["properties"]) == ("invalidProperties", ["mailboxIds"])
    assert answer["oldState"] == answer["newState"]


def test_change_only_in_the_state_that_is_named(inbox: InboxApp, letter: str) -> None:
    state = inbox.call("anna", "Email/get", ids=[])["state"]
    patch = {letter: {"keywords/$seen": True}}
    assert change(inbox, ifInState="0", update=patch) == {"type": "stateMismatch"}
    assert change(inbox, ifInState="0", destroy=[letter]) == {"type": "stateMismatch"}
    assert filed(inbox, letter)[0] == set()
    assert change(inbox, ifInState=state, update=patch)["updated"] == {letter: None}
    assert change(inbox, ifInState=state, update=patch) == {"type": "stateMismatch"}
    assert change(inbox, ifInState=None, update=patch)["updated"] == {letter: None}


def test_created_ids_stand_for_ids(inbox: InboxApp, letter: str) -> None:
    trash = inbox.mailbox("anna", "trash")
    created = {"m": letter, "t": trash}
    account = inbox.account("anna")

    def ask(**arguments: Any) -> Any:
        response = inbox.request("anna", ["Email/set", {"accountId": account, **arguments}, "0"], createdIds=created)
        assert response["createdIds"] == created
        return response["methodResponses"][0][1]

    assert ask(update={"#m": {"mailboxIds": {"#t": True}}})["updated"] == {"#m": None}
    assert filed(inbox, letter)[1] == {"trash"}
    assert set(ask(update={"#x": {}}, destroy=["#y"])["notDestroyed"]) == {"#y"}
    assert ask(update={letter: {}}, destroy=["#m"])["notUpdated"][letter]["type"] == "willDestroy"
    assert inbox.call("anna", "Email/get", ids=[letter])["notFound"] == [letter]


@pytest.mark.parametrize(
    "arguments",
    [
        {"update": []}, {"update": {"M1": None}}, {"update": {"M1": []}}, {"update": {"a b": {}}}, {"create": []},
        {"create": {"a b": {}}}, {"create": {"k": 1}}, {"destroy": "M1"}, {"destroy": [1]}, {"destroy": ["a b"]},
        {"destroy": ["##a"]}, {"destroy": {}}, {"ifInState": 1}, {"unknown": 1}, {"update": {"": {}}},
    ],
)  # fmt: skip
def test_wrong_arguments_are_invalid(inbox: InboxApp, arguments: dict[str, Any]) -> None:
    assert change(inbox, **arguments)["type"] == "invalidArguments"


def test_more_objects_than_the_limit_are_too_many(inbox: InboxApp) -> None:
    ids = [f"M{number}" for number in range(1, 502)]
    assert len(change(inbox, destroy=ids[:500])["notDestroyed"]) == 500
    assert change(inbox, destroy=ids) == {"type": "requestTooLarge"}
    many: dict[str, Any] = {"update": {one: {} for one in ids[:250]}, "destroy": ids[250:]}
    assert change(inbox, **many) == {"type": "requestTooLarge"}
    assert change(inbox, create={one: {} for one in ids}) == {"type": "requestTooLarge"}


def test_many_messages_of_one_call_are_one_change_of_state(inbox: InboxApp) -> None:
    ids = [inbox.deliver("anna", mail(f"Message {number}")) for number in range(100)]
    answer = change(inbox, update={one: {"keywords/$seen": True} for one in ids[:50]}, destroy=ids[50:])
    assert (len(answer["updated"]), len(answer["destroyed"])) == (50, 50)
    assert int(answer["newState"]) == int(answer["oldState"]) + 1
    assert inbox.call("anna", "Mailbox/get")["list"][0]["unreadEmails"] == 0


def test_change_follows_a_query_in_the_same_request(inbox: InboxApp, letter: str) -> None:
    account = inbox.account("anna")
    found = {"resultOf": "0", "name": "Email/query", "path": "/ids"}
    calls = [
        ["Email/query", {"accountId": account}, "0"],
        ["Email/set", {"accountId": account, "#destroy": found}, "1"],
    ]
    answers = inbox.request("anna", *calls)["methodResponses"]
    assert answers[1][1]["destroyed"] == [letter]


def test_patch_with_a_name_twice_is_not_json(inbox: InboxApp, letter: str) -> None:
    patch = '{"keywords/$seen": true, "keywords/$seen": null}'
    arguments = f'{{"accountId": "{inbox.account("anna")}", "update": {{"{letter}": {patch}}}}}'
    body = f'{{"using": {json.dumps(["urn:ietf:params:jmap:mail"])}, "methodCalls": [["Email/set", {arguments}, "0"]]}}'
    assert inbox.post("anna", body.encode()).status == 400
