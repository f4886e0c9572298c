"""Identity/get, /changes and /set (RFC 8621 section 6)."""

from __future__ import annotations

from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, assert_sound
from webserver.jmap.identity import MOST_HTML_SIGNATURE, MOST_NAME, MOST_TEXT_SIGNATURE


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def all_of(inbox: InboxApp, name: str = "anna") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = inbox.call(name, "Identity/get")["list"]
    return found


def own(inbox: InboxApp, name: str = "anna") -> str:
    return str(all_of(inbox, name)[0]["id"])


def create(inbox: InboxApp, **given: Any) -> dict[str, Any]:
    return inbox.call("anna", "Identity/set", create={"k": {"email": "anna@project.com", **given}})


def refusal(answer: dict[str, Any], member: str) -> tuple[str, Any]:
    ((_, error),) = answer[member].items()
    return error["type"], error.get("properties")


def test_every_account_has_one_for_its_own_address(inbox: InboxApp) -> None:
    (found,) = all_of(inbox)
    assert {**found, "id": ""} == {
        "id": "",
        "name": "Anna",
        "email": "anna@project.com",
        "replyTo": None,
        "bcc": None,
        "textSignature": "",
        "htmlSignature": "",
        "mayDelete": False,
    }
    assert inbox.call("anna", "Identity/get", ids=[])["state"] == "0"
    answer = inbox.call("anna", "Identity/set", destroy=[found["id"]])
    assert refusal(answer, "notDestroyed") == ("forbidden", None)
    assert all_of(inbox) == [found]


def test_somebody_elses_is_not_found(inbox: InboxApp) -> None:
    theirs = own(inbox, "ben")
    assert inbox.call("anna", "Identity/get", ids=[theirs, "I999", "x"])["notFound"] == [theirs, "I999", "x"]
    answer = inbox.call("anna", "Identity/set", update={theirs: {"name": "x"}}, destroy=[theirs, "I999"])
    assert refusal({"u": answer["notUpdated"]}, "u") == ("willDestroy", None)
    assert {error["type"] for error in answer["notDestroyed"].values()} == {"notFound"}
    answer = inbox.call("anna", "Identity/set", update={theirs: {"name": "x"}})
    assert refusal(answer, "notUpdated") == ("notFound", None)


def test_identity_is_made_changed_and_destroyed_and_the_changes_tell_so(inbox: InboxApp, store: Store) -> None:
    answer = create(inbox, email="anna+shop@project.com", name="Shop", replyTo=[{"email": "b@x.test", "name": None}])
    made = answer["created"]["k"]
    assert made == {"id": made["id"], "bcc": None, "textSignature": "", "htmlSignature": "", "mayDelete": True}
    assert (answer["oldState"], answer["newState"]) == ("0", "1")
    patch = {"textSignature": "-- \nAnna", "bcc": [{"name": "Ben", "email": "ben@project.com"}], "replyTo": None}
    answer = inbox.call("anna", "Identity/set", update={made["id"]: patch})
    assert answer["updated"] == {made["id"]: None}
    (shown,) = inbox.call("anna", "Identity/get", ids=[made["id"]])["list"]
    assert {name: shown[name] for name in patch} == patch
    assert inbox.call("anna", "Identity/changes", sinceState="0")["created"] == [made["id"]]
    assert inbox.call("anna", "Identity/changes", sinceState="1")["updated"] == [made["id"]]
    assert inbox.call("anna", "Identity/set", destroy=[made["id"]])["destroyed"] == [made["id"]]
    told = inbox.call("anna", "Identity/changes", sinceState="1")
    assert (told["destroyed"], told["newState"]) == ([made["id"]], "3")
    assert inbox.call("anna", "Identity/changes", sinceState="4")["type"] == "cannotCalculateChanges"
    assert_sound(store)


def test_saying_the_same_is_no_change(inbox: InboxApp) -> None:
    (found,) = all_of(inbox)
    answer = inbox.call("anna", "Identity/set", update={found["id"]: found})
    assert answer["updated"] == {found["id"]: None}
    assert answer["oldState"] == answer["newState"]


@pytest.mark.parametrize(
    ("email", "kind"),
    [
        ("ben@project.com", "forbiddenFrom"),
        ("anna@other.test", "forbiddenFrom"),
        ("*@project.com", "forbiddenFrom"),
        ("anna", "invalidProperties"),
        ("", "invalidProperties"),
        (5, "invalidProperties"),
        (None, "invalidProperties"),
        ("anna+x\r\nBcc: ben@project.com", "invalidProperties"),
        ("anna+a b@project.com", "invalidProperties"),
        ("Anna <anna@project.com>", "invalidProperties"),
        ("anna+" + "x" * 400 + "@project.com", "invalidProperties"),
    ],
)
def test_address_that_is_not_ones_own_is_refused(inbox: InboxApp, email: object, kind: str) -> None:
    assert refusal(create(inbox, email=email), "notCreated")[0] == kind
    assert len(all_of(inbox)) == 1


@pytest.mark.parametrize("email", ["ANNA@Project.com", "anna+a.b@project.com"])
def test_address_of_the_account_is_taken_as_it_is_written(inbox: InboxApp, email: str) -> None:
    create(inbox, email=email)
    assert all_of(inbox)[1]["email"] == email


@pytest.mark.parametrize(
    ("given", "kind", "properties"),
    [
        ({"id": "I1"}, "invalidProperties", ["id"]),
        ({"mayDelete": True}, "invalidProperties", ["mayDelete"]),
        ({"invented": 1}, "invalidProperties", ["invented"]),
        ({"name": 5}, "invalidProperties", ["name"]),
        ({"name": "a\r\nb"}, "invalidProperties", ["name"]),
        ({"name": "x" * (MOST_NAME + 1)}, "tooLarge", ["name"]),
        ({"textSignature": "x" * (MOST_TEXT_SIGNATURE + 1)}, "tooLarge", ["textSignature"]),
        ({"htmlSignature": "x" * (MOST_HTML_SIGNATURE + 1)}, "tooLarge", ["htmlSignature"]),
        ({"htmlSignature": []}, "invalidProperties", ["htmlSignature"]),
        ({"replyTo": {}}, "invalidProperties", ["replyTo"]),
        ({"replyTo": [{"email": "no address"}]}, "invalidProperties", ["replyTo"]),
        ({"replyTo": [{"email": "a@x", "name": "a\nb"}]}, "invalidProperties", ["replyTo"]),
        ({"bcc": [{"email": "a@x", "extra": 1}]}, "invalidProperties", ["bcc"]),
        ({"bcc": [{"email": "a@x"}] * 101}, "invalidProperties", ["bcc"]),
    ],
)
def test_wrong_property_is_refused_when_made_and_when_changed(
    inbox: InboxApp, given: dict[str, Any], kind: str, properties: list[str]
) -> None:
    before = all_of(inbox)
    assert refusal(create(inbox, **given), "notCreated") == (kind, properties)
    answer = inbox.call("anna", "Identity/set", update={own(inbox): {"name": "New", **given}})
    assert refusal(answer, "notUpdated") == (kind, properties)
    assert all_of(inbox) == before


@pytest.mark.parametrize(
    ("patch", "kind"),
    [
        ({"email": "anna+x@project.com"}, "invalidProperties"),
        ({"replyTo/0/name": "x"}, "invalidPatch"),
        ({"/name": "x"}, "invalidPatch"),
    ],
)
def test_patch_that_cannot_be(inbox: InboxApp, patch: dict[str, Any], kind: str) -> None:
    answer = inbox.call("anna", "Identity/set", update={own(inbox): patch})
    assert refusal(answer, "notUpdated")[0] == kind


def test_null_is_the_default(inbox: InboxApp) -> None:
    inbox.call("anna", "Identity/set", update={own(inbox): {"name": None, "textSignature": None}})
    assert (all_of(inbox)[0]["name"], all_of(inbox)[0]["textSignature"]) == ("", "")


def test_account_has_a_hundred_at_most(inbox: InboxApp) -> None:
    wanted = {f"k{number}": {"email": f"anna+{number}@project.com"} for number in range(101)}
    answer = inbox.call("anna", "Identity/set", create=wanted)
    assert len(answer["created"]) == 99
    assert {error["type"] for error in answer["notCreated"].values()} == {"overQuota"}


def test_creation_id_stands_for_the_id_in_the_same_call(inbox: InboxApp) -> None:
    answer = inbox.call(
        "anna", "Identity/set", create={"k": {"email": "anna@project.com"}}, update={"#k": {"name": "Later"}}
    )
    assert answer["updated"] == {"#k": None}
    assert all_of(inbox)[1]["name"] == "Later"


def test_change_only_in_the_state_that_is_named(inbox: InboxApp) -> None:
    patch = {own(inbox): {"name": "x"}}
    assert inbox.call("anna", "Identity/set", ifInState="7", update=patch) == {"type": "stateMismatch"}
    assert inbox.call("anna", "Identity/set", ifInState="0", update=patch)["newState"] == "1"


def test_more_than_the_limit_is_too_large(inbox: InboxApp) -> None:
    ids = [f"I{number}" for number in range(1, 502)]
    assert inbox.call("anna", "Identity/get", ids=ids) == {"type": "requestTooLarge"}
    assert inbox.call("anna", "Identity/set", destroy=ids) == {"type": "requestTooLarge"}
