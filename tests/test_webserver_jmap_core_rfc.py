"""RFC 8620 read line by line and asked over HTTPS, as a program that knows only the RFC would: requests and /set.

What a client may rely on of /get, references, creation ids, partial success and states; nothing here knows how it is
done.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.database import Store
from tests.support.interop import House, house
from tests.support.jmap_https import Program, somebody
from webserver.jmap.capabilities import Limits
from webserver.jmap.methods import methods

_ALL = sorted(methods(Store(Path("nowhere")), Limits(0)))
_NO_ACCOUNT = ("PushSubscription/get", "PushSubscription/set")
GETS = [name for name in _ALL if name.endswith("/get") and name not in (*_NO_ACCOUNT, "SearchSnippet/get")]
SETS = [name for name in _ALL if name.endswith("/set") and name not in _NO_ACCOUNT]
SET_ANSWER = {
    "accountId",
    "oldState",
    "newState",
    "created",
    "updated",
    "destroyed",
    "notCreated",
    "notUpdated",
    "notDestroyed",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("core") / "postroom") as running:
        yield running


@pytest.fixture
def person(home: House) -> Iterator[tuple[str, Program]]:
    with somebody(home) as made:
        yield made


@pytest.fixture
def program(person: tuple[str, Program]) -> Program:
    return person[1]


@pytest.fixture
def letters(home: House, person: tuple[str, Program]) -> list[str]:
    """The ids of three messages, the oldest first; each is a conversation of its own."""
    name, program = person
    for subject in ("one", "two", "three"):
        home.letter(name, name, subject)
    inbox = mailboxes(program)["inbox"]
    asked = {"filter": {"inMailbox": inbox}, "sort": [{"property": "receivedAt"}]}
    found: list[str] = program.call("Email/query", **asked)["ids"]
    return found


def mailboxes(program: Program) -> dict[str, str]:
    return {one["role"]: one["id"] for one in program.call("Mailbox/get", ids=None)["list"] if one["role"]}


def reference(call: int, name: str, path: str) -> dict[str, str]:
    return {"resultOf": f"c{call}", "name": name, "path": path}


# /get (section 5.1)


@pytest.mark.parametrize("method", GETS)
def test_get_tells_list_state_and_what_is_not_there_once(program: Program, method: str) -> None:
    answer = program.call(method, ids=["X1", "X2", "X1"])
    assert answer.keys() == {"accountId", "state", "list", "notFound"}
    assert answer["accountId"] == program.account
    assert isinstance(answer["state"], str)
    assert answer["state"]
    assert (answer["list"], sorted(answer["notFound"])) == ([], ["X1", "X2"])


@pytest.mark.parametrize("method", GETS)
def test_get_answers_an_id_that_is_asked_for_twice_once(program: Program, letters: list[str], method: str) -> None:
    every = program.call(method, ids=None)["list"]
    twice = [one["id"] for one in every] * 2
    answer = program.call(method, ids=twice)
    assert sorted(one["id"] for one in answer["list"]) == sorted(set(twice))
    assert answer["notFound"] == []


@pytest.mark.parametrize("method", GETS)
def test_get_gives_the_id_with_whatever_is_asked_for(program: Program, letters: list[str], method: str) -> None:
    every = program.call(method, ids=None, properties=[])["list"]
    assert all(list(one) == ["id"] for one in every)
    if every:
        whole = program.call(method, ids=[every[0]["id"]])["list"][0]
        name = next(name for name in whole if name != "id")
        (found,) = program.call(method, ids=[whole["id"]], properties=[name])["list"]
        assert found == {"id": whole["id"], name: whole[name]}


@pytest.mark.parametrize("method", GETS)
@pytest.mark.parametrize(
    "wrong", [{"ids": "X1"}, {"ids": [1]}, {"ids": {}}, {"properties": ["nonsense"]}, {"properties": "id"}, {"more": 1}]
)
def test_get_with_wrong_arguments_is_invalid(program: Program, method: str, wrong: dict[str, Any]) -> None:
    assert program.error(method, **{"ids": [], **wrong}) == "invalidArguments"


@pytest.mark.parametrize("method", [name for name in _ALL if name not in ("Core/echo", "Blob/copy", *_NO_ACCOUNT)])
@pytest.mark.parametrize(
    ("account", "kind"), [("A999999", "accountNotFound"), (None, "invalidArguments"), (7, "invalidArguments")]
)
def test_account_that_is_not_there_is_told_by_every_method(
    program: Program, method: str, account: Any, kind: str
) -> None:
    assert program.error(method, accountId=account) == kind


# References (section 3.7)


def test_reference_through_lists_of_lists_gives_one_flat_list(program: Program, letters: list[str]) -> None:
    answers = program.responses(
        ("Email/get", {"ids": letters, "properties": ["threadId", "mailboxIds"]}),
        ("Thread/get", {"#ids": reference(0, "Email/get", "/list/*/threadId")}),
        ("Email/get", {"#ids": reference(1, "Thread/get", "/list/*/emailIds"), "properties": ["subject"]}),
    )
    shown = {one["id"] for one in answers[2][1]["list"]}
    assert shown >= set(letters)
    assert {one["subject"] for one in answers[2][1]["list"]} == {"one", "two", "three"}


def test_reference_to_one_element_and_to_an_object(program: Program, letters: list[str]) -> None:
    echoed = {"list": [{"id": letters[0]}], "patch": {letters[0]: {"keywords/$flagged": True}}, "a/b": {"~": 1}}
    answers = program.responses(
        ("Core/echo", echoed),
        ("Email/set", {"#update": reference(0, "Core/echo", "/patch")}),
        ("Email/get", {"#ids": reference(0, "Core/echo", "/list/*/id"), "properties": ["keywords"]}),
        ("Core/echo", {"#one": reference(0, "Core/echo", "/a~1b/~0"), "#id": reference(0, "Core/echo", "/list/0/id")}),
    )
    assert answers[1][1]["updated"] == {letters[0]: None}
    assert answers[2][1]["list"][0]["keywords"]["$flagged"] is True
    assert (answers[3][1]["one"], answers[3][1]["id"]) == (1, letters[0])


@pytest.mark.parametrize("path", ["ids", "/nothing", "/ids/99", "/ids/-1", "/ids/00", "/ids/*/id", "/ids/-"])
def test_reference_that_leads_nowhere_fails_its_own_call_only(program: Program, letters: list[str], path: str) -> None:
    answers = program.responses(
        ("Email/query", {}), ("Email/get", {"#ids": reference(0, "Email/query", path)}), ("Core/echo", {"a": 1})
    )
    assert [name for name, _ in answers] == ["Email/query", "error", "Core/echo"]
    assert answers[1][1]["type"] == "invalidResultReference"


def test_reference_needs_the_name_of_the_response(program: Program) -> None:
    answers = program.responses(
        ("Email/get", {"ids": "wrong"}),
        ("Email/get", {"#ids": reference(0, "Email/get", "/list")}),
        ("Core/echo", {"#a": reference(0, "error", "/type")}),
    )
    assert [answer.get("type") for _, answer in answers] == ["invalidArguments", "invalidResultReference", None]
    assert answers[2][1]["a"] == "invalidArguments"


# /set (section 5.3)


@pytest.mark.parametrize("method", SETS)
def test_set_of_nothing_changes_no_state_and_has_every_member(program: Program, method: str) -> None:
    answer = program.call(method)
    assert answer.keys() == SET_ANSWER
    assert answer["oldState"] in (None, answer["newState"])
    assert {name for name in answer if answer[name] not in (None, [], {})} <= {"accountId", "oldState", "newState"}
    assert answer["newState"] == program.call(method.replace("/set", "/get"), ids=[])["state"]


@pytest.mark.parametrize("method", SETS)
def test_set_in_another_state_changes_nothing(program: Program, method: str) -> None:
    before = program.call(method.replace("/set", "/get"), ids=None)
    asked = {"ifInState": "nonsense", "destroy": [one["id"] for one in before["list"]], "create": {"k": {}}}
    assert program.error(method, **asked) == "stateMismatch"
    assert program.call(method.replace("/set", "/get"), ids=None) == before
    assert program.call(method, ifInState=before["state"])["newState"] == before["state"]


@pytest.mark.parametrize("method", SETS)
def test_what_cannot_be_done_is_told_object_by_object(program: Program, method: str) -> None:
    asked = {"update": {"X1": {}}, "destroy": ["X2"], "create": {"k": {"nonsense": True}}}
    answer = program.call(method, **asked)
    assert answer["newState"] == answer["oldState"]
    wrong = [answer[name] for name in ("notCreated", "notUpdated", "notDestroyed")]
    assert [list(one) for one in wrong] == [["k"], ["X1"], ["X2"]]
    assert all(isinstance(error["type"], str) for one in wrong for error in one.values())
    if method != "VacationResponse/set":
        assert [answer["notUpdated"]["X1"]["type"], answer["notDestroyed"]["X2"]["type"]] == ["notFound", "notFound"]


@pytest.mark.parametrize("method", SETS)
@pytest.mark.parametrize(
    "wrong", [{"create": []}, {"create": {"k": 1}}, {"update": {"X": []}}, {"destroy": "X"}, {"ifInState": 1}, {"m": 1}]
)
def test_set_with_wrong_arguments_is_invalid(program: Program, method: str, wrong: dict[str, Any]) -> None:
    assert program.error(method, **wrong) == "invalidArguments"


def test_part_of_a_set_succeeds(program: Program, letters: list[str]) -> None:
    one, two, three = letters
    asked = {
        "update": {one: {"keywords/$seen": True}, two: {"mailboxIds": {}}, "M999999": {"keywords": {}}},
        "destroy": [three, "M999998"],
    }
    answer = program.call("Email/set", **asked)
    assert (answer["updated"], answer["destroyed"]) == ({one: None}, [three])
    assert {key: error["type"] for key, error in answer["notUpdated"].items()} == {
        two: "invalidProperties",
        "M999999": "notFound",
    }
    assert answer["notUpdated"][two]["properties"] == ["mailboxIds"]
    assert {key: error["type"] for key, error in answer["notDestroyed"].items()} == {"M999998": "notFound"}
    assert answer["newState"] != answer["oldState"]
    left = program.call("Email/get", ids=letters, properties=["keywords"])
    assert ([item["id"] for item in left["list"]], left["notFound"]) == ([one, two], [three])
    assert "$seen" in left["list"][0]["keywords"]


@pytest.mark.parametrize(
    ("patch", "kind"),
    [
        ({"keywords": {}, "keywords/$seen": True}, "invalidPatch"),
        ({"keywords/$seen/x": True}, "invalidPatch"),
        ({"nonsense/x": True}, "invalidPatch"),
        ({"nonsense": True}, "invalidProperties"),
        ({"id": "M1"}, "invalidProperties"),
        ({"subject": "another"}, "invalidProperties"),
        ({"keywords/$seen": False}, "invalidProperties"),
        ({"keywords/a b": True}, "invalidProperties"),
        ({"mailboxIds/P999999": True}, "invalidProperties"),
        ({"keywords": None}, None),
        ({"keywords/absent": None}, None),
    ],
)
def test_patch_is_done_or_refused_as_a_whole(
    program: Program, letters: list[str], patch: dict[str, Any], kind: str | None
) -> None:
    whole = {"keywords/$flagged": True, **patch} if "keywords" not in patch else patch
    before = program.call("Email/get", ids=letters[:1])
    answer = program.call("Email/set", update={letters[0]: whole})
    assert ((answer["notUpdated"] or {}).get(letters[0]) or {}).get("type") == kind
    if kind is not None:
        assert program.call("Email/get", ids=letters[:1]) == before


def test_what_cannot_be_changed_may_be_sent_as_it_is(program: Program, letters: list[str]) -> None:
    (whole,) = program.call("Email/get", ids=letters[:1], properties=["subject", "size", "threadId", "keywords"])[
        "list"
    ]
    assert program.call("Email/set", update={letters[0]: whole})["updated"] == {letters[0]: None}


def test_object_that_is_destroyed_in_the_same_call_is_not_updated_as_well(program: Program, letters: list[str]) -> None:
    answer = program.call("Email/set", update={letters[0]: {"keywords/$seen": True}}, destroy=letters[:1])
    assert answer["destroyed"] == letters[:1]
    # The RFC leaves it open whether the update is done first or refused.
    refused = answer["notUpdated"] or {letters[0]: {"type": "willDestroy"}}
    assert refused[letters[0]]["type"] == "willDestroy"


# Creation ids (sections 3.3, 3.4 and 5.3)


def test_created_ids_come_back_with_what_was_created(program: Program) -> None:
    create = {"box": {"name": "Projects"}, "inner": {"name": "2026", "parentId": "#box"}}
    set_call = ["Mailbox/set", {"accountId": program.account, "create": create}, "0"]
    answer = program.request(set_call, createdIds={"known": "M17"})
    made = answer["methodResponses"][0][1]["created"]
    assert answer["createdIds"] == {"known": "M17", "box": made["box"]["id"], "inner": made["inner"]["id"]}
    boxes = {one["id"]: one for one in program.call("Mailbox/get", ids=None)["list"]}
    assert boxes[made["inner"]["id"]]["parentId"] == made["box"]["id"]
    # In a later request, the program tells the server what it knows.
    rename = {"update": {"#box": {"name": "Work"}}, "destroy": ["#inner"]}
    later = program.request(
        ["Mailbox/set", {"accountId": program.account, **rename}, "0"], createdIds=answer["createdIds"]
    )
    assert later["methodResponses"][0][1]["notDestroyed"] is None
    assert later["createdIds"] == answer["createdIds"]
    boxes = {one["id"]: one for one in program.call("Mailbox/get", ids=None)["list"]}
    assert (boxes[made["box"]["id"]]["name"], made["inner"]["id"] in boxes) == ("Work", False)


def test_created_object_is_used_by_the_next_call(program: Program, letters: list[str]) -> None:
    inbox = mailboxes(program)["inbox"]
    answers = program.responses(
        ("Mailbox/set", {"create": {"k1": {"name": "Kept"}}}),
        ("Email/set", {"update": {letters[0]: {"mailboxIds": {"#k1": True}}}}),
        ("Email/set", {"update": {letters[1]: {"mailboxIds/#k1": True, f"mailboxIds/{inbox}": None}}}),
    )
    kept = answers[0][1]["created"]["k1"]["id"]
    assert [answer["updated"] for _, answer in answers[1:]] == [{letters[0]: None}, {letters[1]: None}]
    found = program.call("Email/query", filter={"inMailbox": kept})["ids"]
    assert sorted(found) == sorted(letters[:2])


def test_creation_id_that_nothing_was_created_under_is_not_found(program: Program) -> None:
    answer = program.call("Email/set", destroy=["#nothing"], update={"#nobody": {}})
    assert answer["notDestroyed"]["#nothing"]["type"] == "notFound"
    assert answer["notUpdated"]["#nobody"]["type"] == "notFound"
    refused = program.call("Mailbox/set", create={"k": {"name": "x", "parentId": "#nothing"}})
    assert refused["created"] is None
    assert refused["notCreated"]["k"]["type"] == "invalidProperties"


def test_drafts_are_created_with_an_id_and_what_the_server_added(program: Program) -> None:
    draft = {
        "mailboxIds": {mailboxes(program)["drafts"]: True},
        "keywords": {"$draft": True, "$seen": True},
        "to": [{"name": "Ben", "email": "ben@project.com"}],
        "subject": "Not yet finished",
        "bodyStructure": {"partId": "t", "type": "text/plain"},
        "bodyValues": {"t": {"value": "Half a sen"}},
    }
    answer = program.call("Email/set", create={"d": draft, "bad": {"subject": "in no mailbox"}})
    assert answer["created"]["d"].keys() >= {"id", "blobId", "threadId", "size"}
    assert answer["notCreated"]["bad"]["type"] == "invalidProperties"
    (found,) = program.call("Email/get", ids=[answer["created"]["d"]["id"]], fetchTextBodyValues=True)["list"]
    assert (found["subject"], found["keywords"]) == ("Not yet finished", {"$draft": True, "$seen": True})
    assert [one["value"] for one in found["bodyValues"].values()] == ["Half a sen"]
