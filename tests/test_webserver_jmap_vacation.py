"""VacationResponse/get and /set (RFC 8621 section 8)."""

from __future__ import annotations

from typing import Any

import pytest

from db import vacation
from db.database import Store
from tests.support.away import answer, answers, send
from tests.support.inbox_app import InboxApp
from tests.support.stores import People
from webserver.jmap.vacation import MOST_BODY, MOST_SUBJECT

OFF = {
    "id": "singleton",
    "isEnabled": False,
    "fromDate": None,
    "toDate": None,
    "subject": None,
    "textBody": None,
    "htmlBody": None,
}


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def change(inbox: InboxApp, **patch: Any) -> dict[str, Any]:
    return inbox.call("anna", "VacationResponse/set", update={"singleton": patch})


def shown(inbox: InboxApp, name: str = "anna") -> dict[str, Any]:
    (found,) = inbox.call(name, "VacationResponse/get")["list"]
    return dict(found)


def test_it_is_off_until_it_is_set(inbox: InboxApp) -> None:
    answer = inbox.call("anna", "VacationResponse/get", ids=["singleton", "x"])
    assert answer["list"] == [OFF]
    assert (answer["state"], answer["notFound"]) == ("0", ["x"])
    assert inbox.call("anna", "VacationResponse/get", ids=[])["list"] == []
    assert inbox.call("anna", "VacationResponse/get", properties=["isEnabled"])["list"] == [
        {"id": "singleton", "isEnabled": False}
    ]


def test_what_is_set_is_shown_and_nobody_else_has_it(inbox: InboxApp) -> None:
    wanted = {
        "isEnabled": True,
        "fromDate": "2026-07-01T00:00:00Z",
        "toDate": "2026-07-15T00:00:00Z",
        "subject": "Away",
        "textBody": "Back soon",
        "htmlBody": "<p>Back soon</p>",
    }
    answer = change(inbox, **wanted)
    assert answer["updated"] == {"singleton": None}
    assert (answer["oldState"], answer["newState"]) == ("0", "1")
    assert shown(inbox) == {"id": "singleton", **wanted}
    assert shown(inbox, "ben") == OFF
    assert change(inbox, **shown(inbox))["newState"] == "1"
    assert change(inbox, isEnabled=None, subject=None, toDate=None)["newState"] == "2"
    assert shown(inbox) == {"id": "singleton", **wanted, "isEnabled": False, "subject": None, "toDate": None}


def test_switched_on_over_jmap_it_answers_what_comes_then(inbox: InboxApp, store: Store, people: People) -> None:
    send(store, "ben@project.com", people["anna"])
    change(inbox, isEnabled=True, textBody="Away")
    answer(store)
    assert answers(store, people["ben"]) == 0
    send(store, "ben@project.com", people["anna"])
    answer(store)
    assert answers(store, people["ben"]) == 1


def test_there_is_always_exactly_one(inbox: InboxApp) -> None:
    answer = inbox.call("anna", "VacationResponse/set", create={"k": {}}, destroy=["singleton", "x"])
    assert answer["notCreated"]["k"]["type"] == "singleton"
    assert answer["notDestroyed"]["singleton"]["type"] == "singleton"
    assert answer["notDestroyed"]["x"]["type"] == "notFound"
    answer = inbox.call("anna", "VacationResponse/set", update={"x": {}})
    assert answer["notUpdated"]["x"]["type"] == "notFound"


@pytest.mark.parametrize(
    ("patch", "kind", "properties"),
    [
        ({"isEnabled": 1}, "invalidProperties", ["isEnabled"]),
        ({"fromDate": "tomorrow"}, "invalidProperties", ["fromDate"]),
        ({"toDate": 5}, "invalidProperties", ["toDate"]),
        ({"subject": 5}, "invalidProperties", ["subject"]),
        ({"subject": "a\r\nBcc: b"}, "invalidProperties", ["subject"]),
        ({"subject": "x" * (MOST_SUBJECT + 1)}, "tooLarge", ["subject"]),
        ({"textBody": "x" * (MOST_BODY + 1)}, "tooLarge", ["textBody"]),
        ({"htmlBody": []}, "invalidProperties", ["htmlBody"]),
        ({"id": "other"}, "invalidProperties", ["id"]),
        ({"invented": 1}, "invalidProperties", ["invented"]),
        ({"subject/x": 1}, "invalidPatch", None),
    ],
)
def test_wrong_property_changes_nothing(
    inbox: InboxApp, patch: dict[str, Any], kind: str, properties: list[str] | None
) -> None:
    error = change(inbox, **{"isEnabled": True, **patch})["notUpdated"]["singleton"]
    assert (error["type"], error.get("properties")) == (kind, properties)
    assert shown(inbox) == OFF


def test_change_only_in_the_state_that_is_named(inbox: InboxApp, store: Store, people: People) -> None:
    update = {"singleton": {"isEnabled": True}}
    assert inbox.call("anna", "VacationResponse/set", ifInState="1", update=update) == {"type": "stateMismatch"}
    assert not vacation.get(store, people["anna"].id).is_enabled
    assert inbox.call("anna", "VacationResponse/set", ifInState="0", update=update)["newState"] == "1"
