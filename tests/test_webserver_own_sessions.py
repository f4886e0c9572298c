"""What somebody sees and ends of their own signed-in devices, and how they change their password."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from db import accounts, sessions
from db.database import Store
from db.passwords import Verifier
from db.remembered import PATIENCE
from db.throttle import Throttle
from tests.support.inbox_app import JSON, Answer, InboxApp, basic
from tests.support.stores import PASSWORD, People
from webserver.json_request import LARGEST_FORM

OURS = "urn:postroom:error:"
NEW = "three unrelated words"
DAY = 24 * 60 * 60


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people, checks=Verifier())


def sign_in(inbox: InboxApp, name: str, password: str = PASSWORD, device: str = "", peer: str = "127.0.0.1") -> Answer:
    body = json.dumps({"username": name, "password": password, "device": device}).encode()
    return inbox.ask("POST", "/auth/session", body, JSON, REMOTE_ADDR=peer)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def alive(inbox: InboxApp, token: str) -> bool:
    return inbox.ask("GET", "/.well-known/jmap", headers=bearer(token)).status == 200


def listed(inbox: InboxApp, headers: Mapping[str, str]) -> list[dict[str, Any]]:
    answer = inbox.ask("GET", "/auth/sessions", headers=headers)
    assert answer.status == 200
    assert list(answer.json()) == ["sessions"]
    found: list[dict[str, Any]] = answer.json()["sessions"]
    return found


def change(inbox: InboxApp, headers: Mapping[str, str], old: Any = PASSWORD, new: Any = NEW, **more: Any) -> Answer:
    body = json.dumps({"oldPassword": old, "newPassword": new, **more}).encode()
    return inbox.ask("POST", "/auth/password", body, {**headers, **JSON})


# The list


def test_sessions_are_listed_with_device_and_use_and_without_their_tokens(inbox: InboxApp) -> None:
    phone = sign_in(inbox, "anna", device="My phone", peer="192.0.2.7").json()["token"]
    desk = sign_in(inbox, "anna", device="Desktop").json()["token"]
    sign_in(inbox, "ben", device="his")
    found = {one["device"]: one for one in listed(inbox, bearer(phone))}
    assert found.keys() == {"My phone", "Desktop"}
    assert {name: one["current"] for name, one in found.items()} == {"My phone": True, "Desktop": False}
    assert (found["My phone"]["peer"], found["Desktop"]["peer"]) == ("192.0.2.7", "127.0.0.1")
    for one in found.values():
        assert one.keys() == {"id", "device", "peer", "createdAt", "lastUsedAt", "expiresAt", "current"}
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one[at]) for at in one if at.endswith("At"))
        assert one["createdAt"] <= one["lastUsedAt"] < one["expiresAt"]
    answer = inbox.ask("GET", "/auth/sessions", headers=bearer(desk))
    assert not {phone, desk} & set(re.findall(r"[\w-]+", answer.body.decode()))


def test_session_that_was_used_last_stands_first(inbox: InboxApp) -> None:
    old, new = (sign_in(inbox, "anna", device=device).json()["token"] for device in ("old", "new"))
    assert [one["device"] for one in listed(inbox, bearer(old))] == ["new", "old"]
    later = "UPDATE session SET last_used_at = last_used_at + 1000 WHERE device = 'old'"
    inbox.store.run_tx(lambda tx: tx.execute(later))
    assert [one["device"] for one in listed(inbox, bearer(new))] == ["old", "new"]


def test_with_a_password_no_session_is_the_current_one(inbox: InboxApp) -> None:
    sign_in(inbox, "anna")
    assert [one["current"] for one in listed(inbox, basic("anna"))] == [False]


def test_expired_session_is_not_listed(inbox: InboxApp) -> None:
    sessions.create(inbox.store, inbox.people["anna"].id, "gone", "", -1)
    assert listed(inbox, basic("anna")) == []


# Signing out


def test_one_session_is_ended_from_another_device(inbox: InboxApp) -> None:
    lost, desk = (sign_in(inbox, "anna", device=device).json()["token"] for device in ("lost", "desk"))
    (session,) = (one["id"] for one in listed(inbox, bearer(desk)) if one["device"] == "lost")
    answer = inbox.ask("DELETE", f"/auth/sessions/{session}", headers=bearer(desk))
    assert (answer.status, answer.body) == (204, b"")
    assert (alive(inbox, lost), alive(inbox, desk)) == (False, True)
    assert inbox.ask("DELETE", f"/auth/sessions/{session}", headers=bearer(desk)).problem == OURS + "notFound"


def test_session_can_end_itself_by_its_id(inbox: InboxApp) -> None:
    token = sign_in(inbox, "anna").json()["token"]
    ((session),) = (one["id"] for one in listed(inbox, bearer(token)))
    assert inbox.ask("DELETE", f"/auth/sessions/{session}", headers=bearer(token)).status == 204
    assert not alive(inbox, token)


def test_session_of_somebody_else_is_not_there(inbox: InboxApp) -> None:
    hers = sign_in(inbox, "anna").json()["token"]
    (session,) = (one["id"] for one in listed(inbox, bearer(hers)))
    his = bearer(inbox.token("ben"))
    foreign = inbox.ask("DELETE", f"/auth/sessions/{session}", headers=his)
    unknown = inbox.ask("DELETE", "/auth/sessions/S99999999", headers=his)
    assert (foreign.status, foreign.body) == (unknown.status, unknown.body)
    assert foreign.problem == OURS + "notFound"
    assert alive(inbox, hers)


@pytest.mark.parametrize("session", ["S0", "S01", "S-1", "1", "s1", "S1 ", "S" * 400, "S1'--", "S٣", "A1", "%00", "*"])
def test_id_that_no_session_can_have_is_not_found(inbox: InboxApp, session: str) -> None:
    assert inbox.ask("DELETE", f"/auth/sessions/{session}", headers=bearer(inbox.token("anna"))).status == 404
    assert alive(inbox, inbox.token("anna"))


def test_all_others_are_ended_and_nobody_elses(inbox: InboxApp) -> None:
    mine, *others = (sign_in(inbox, "anna").json()["token"] for _ in range(3))
    answer = inbox.ask("DELETE", "/auth/sessions", headers=bearer(mine))
    assert (answer.status, answer.body) == (204, b"")
    assert [alive(inbox, one) for one in (mine, *others)] == [True, False, False]
    assert alive(inbox, inbox.token("ben"))


def test_with_a_password_all_are_ended(inbox: InboxApp) -> None:
    token = sign_in(inbox, "anna").json()["token"]
    assert inbox.ask("DELETE", "/auth/sessions", headers=basic("anna")).status == 204
    assert not alive(inbox, token)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/auth/sessions"),
        ("DELETE", "/auth/sessions"),
        ("DELETE", "/auth/sessions/S1"),
        ("POST", "/auth/password"),
    ],
)
def test_nothing_here_is_for_somebody_who_is_not_signed_in(inbox: InboxApp, method: str, path: str) -> None:
    living = inbox.token("anna")
    for headers in ({}, bearer(living[:-1]), basic("ben", living)):
        answer = inbox.ask(method, path, b"{}", {**JSON, **headers})
        assert (answer.status, answer.problem) == (401, OURS + "signInNeeded")
    assert alive(inbox, living)


# The password


def test_changed_password_signs_in_and_the_old_one_does_not(inbox: InboxApp) -> None:
    mine, other = (sign_in(inbox, "anna").json()["token"] for _ in range(2))
    # It is remembered by now, and must be forgotten at once.
    assert inbox.ask("GET", "/.well-known/jmap", headers=basic("anna")).status == 200
    answer = change(inbox, bearer(mine))
    assert (answer.status, answer.body) == (204, b"")
    assert (alive(inbox, mine), alive(inbox, other), alive(inbox, inbox.token("ben"))) == (True, False, True)
    assert sign_in(inbox, "anna").problem == OURS + "wrongPassword"
    assert inbox.ask("GET", "/.well-known/jmap", headers=basic("anna")).status == 401
    assert sign_in(inbox, "anna", NEW).status == 201
    assert sign_in(inbox, "ben").status == 201


def test_password_is_changed_with_basic_too_and_ends_every_session(inbox: InboxApp) -> None:
    token = sign_in(inbox, "anna").json()["token"]
    assert change(inbox, basic("anna")).status == 204
    assert not alive(inbox, token)


def test_token_alone_does_not_change_a_password(inbox: InboxApp) -> None:
    token = inbox.token("anna")
    for old in ("not her password", token, NEW):
        answer = change(inbox, bearer(token), old=old)
        assert (answer.status, answer.problem) == (401, OURS + "wrongPassword")
    assert alive(inbox, token)
    assert sign_in(inbox, "anna").status == 201


@pytest.mark.parametrize("new", ["short", "anna1234", "password123", "aaaaaaaaaaaa", "9182736450", "x1" * 200])
def test_weak_password_is_refused_with_its_reason_and_changes_nothing(inbox: InboxApp, new: str) -> None:
    other = sign_in(inbox, "anna").json()["token"]
    answer = change(inbox, bearer(inbox.token("anna")), new=new)
    assert (answer.status, answer.problem) == (400, OURS + "weakPassword")
    assert answer.json()["detail"].startswith("The password is ")
    assert alive(inbox, other)
    assert sign_in(inbox, "anna").status == 201


BAD_FORMS: dict[str, Any] = {
    "nothing new": {"oldPassword": PASSWORD},
    "nothing old": {"newPassword": NEW},
    "empty": {"oldPassword": PASSWORD, "newPassword": ""},
    "a number": {"oldPassword": PASSWORD, "newPassword": 12345678},
    "null": {"oldPassword": None, "newPassword": NEW},
    "NUL": {"oldPassword": PASSWORD, "newPassword": NEW + "\0"},
    "endless": {"oldPassword": PASSWORD, "newPassword": "xyz1" * 1000},
    "one thing more": {"oldPassword": PASSWORD, "newPassword": NEW, "accountId": "A1"},
    "a list": [PASSWORD, NEW],
}


@pytest.mark.parametrize("name", BAD_FORMS)
def test_bad_form_is_a_bad_request(inbox: InboxApp, name: str) -> None:
    headers = {**bearer(inbox.token("anna")), **JSON}
    answer = inbox.ask("POST", "/auth/password", json.dumps(BAD_FORMS[name]).encode(), headers)
    assert (answer.status, answer.problem) == (400, OURS + "badRequest")
    assert sign_in(inbox, "anna").status == 201


def test_huge_form_is_too_large(inbox: InboxApp) -> None:
    assert change(inbox, bearer(inbox.token("anna")), new="x" * LARGEST_FORM).problem == OURS + "tooLarge"


def test_guessing_the_old_password_is_limited_like_signing_in(store: Store, people: People) -> None:
    now = [1000.0]
    inbox = InboxApp(store, people, throttle=Throttle(3, clock=lambda: now[0]), checks=Verifier())
    token = inbox.token("anna")
    assert [change(inbox, bearer(token), old=f"guess {number}").status for number in range(3)] == [401, 401, 401]
    answer = change(inbox, bearer(token))
    assert (answer.status, answer.problem) == (429, OURS + "tooMany")
    assert int(answer.headers["retry-after"]) > 0
    assert sign_in(inbox, "anna").status == 429
    now[0] += 601
    assert change(inbox, bearer(token)).status == 204


def test_what_is_remembered_cannot_be_guessed_at_without_end(store: Store, people: People) -> None:
    """While a program with HTTP Basic was at work, everybody could try passwords as quickly as the server answers."""
    inbox = InboxApp(store, people, throttle=Throttle(2), checks=Verifier())
    assert inbox.ask("GET", "/.well-known/jmap", headers=basic("anna")).status == 200
    statuses = [sign_in(inbox, "anna", f"guess {number}").status for number in range(2 * PATIENCE - 1)]
    assert statuses == [401, 401, *[429] * (2 * PATIENCE - 3)]
    # The program goes on...
    assert inbox.ask("GET", "/.well-known/jmap", headers=basic("anna")).status == 200
    assert sign_in(inbox, "anna", "one guess more").status == 429
    # ...until the guesses are too many: the right one is then as good as a wrong one.
    assert sign_in(inbox, "anna").status == 429
    # Who comes from somewhere else is not held up.
    assert sign_in(inbox, "anna", peer="192.0.2.7").status == 201


def test_no_password_and_no_token_comes_into_the_log(inbox: InboxApp, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    token = sign_in(inbox, "anna").json()["token"]
    change(inbox, bearer(token), old="a wrong guess")
    change(inbox, bearer(token))
    inbox.ask("DELETE", "/auth/sessions", headers=bearer(token))
    assert "password-changed account=anna@project.com" in caplog.text
    for secret in (PASSWORD, NEW, "a wrong guess", token):
        assert secret not in caplog.text


def test_account_keeps_its_password_when_the_store_cannot_be_written(inbox: InboxApp) -> None:
    token = inbox.token("anna")
    inbox.store.close()
    inbox.store.database.pragma("query_only", 1, permanent=True)
    answer = change(inbox, bearer(token))
    assert (answer.status, answer.problem) == (503, OURS + "busy")
    assert accounts.sign_in(inbox.store, Verifier(), "anna", "project.com", PASSWORD).id == inbox.people["anna"].id
