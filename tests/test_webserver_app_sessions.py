"""Signing in and out over HTTPS, and HTTP Basic: who gets in, what it costs, and what is counted."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from typing import Any

import pytest

from db import accounts, sessions
from db.database import Store
from db.passwords import Verifier
from db.throttle import Throttle
from tests.support.inbox_app import JSON, Answer, InboxApp, basic
from tests.support.stores import PASSWORD, People, Person
from webserver.json_request import LARGEST_FORM
from webserver.password_check import CHECKS_AT_ONCE, CHECKS_WAITING, PasswordCheck

OURS = "urn:postroom:error:"


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def sign_in(inbox: InboxApp, username: Any, password: Any = PASSWORD, **more: Any) -> Answer:
    body = json.dumps({"username": username, "password": password, **more}).encode()
    return inbox.ask("POST", "/auth/session", body, JSON)


def session_of(inbox: InboxApp, authorization: str) -> Answer:
    return inbox.ask("GET", "/.well-known/jmap", headers={"Authorization": authorization})


@pytest.mark.parametrize("username", ["anna", "anna@project.com", "ANNA", " Anna@Project.Com "])
def test_sign_in_gives_a_token_that_works(inbox: InboxApp, username: str) -> None:
    answer = sign_in(inbox, username, device="A test")
    assert answer.status == 201
    found = answer.json()
    assert found == {
        "token": found["token"],
        "expiresAt": found["expiresAt"],
        "accountId": inbox.account("anna"),
        "address": "anna@project.com",
        "displayName": "Anna",
        "isAdmin": False,
    }
    days = (datetime.fromisoformat(found["expiresAt"]).timestamp() - time.time()) / 86400
    assert 29.9 < days <= 30
    assert session_of(inbox, f"Bearer {found['token']}").json()["username"] == "anna@project.com"
    assert session_of(inbox, f"bearer {found['token']}").status == 200
    (session,) = sessions.of_account(inbox.store, inbox.people["anna"].id)
    assert (session.device, session.peer) == ("A test", "127.0.0.1")


def test_sign_out_ends_this_token_only(inbox: InboxApp) -> None:
    first, second = (sign_in(inbox, "anna").json()["token"] for _ in range(2))
    answer = inbox.ask("DELETE", "/auth/session", headers={"Authorization": f"Bearer {first}"})
    assert (answer.status, answer.body) == (204, b"")
    assert session_of(inbox, f"Bearer {first}").problem == OURS + "signInNeeded"
    assert inbox.ask("DELETE", "/auth/session", headers={"Authorization": f"Bearer {first}"}).status == 401
    assert session_of(inbox, f"Bearer {second}").status == 200


def test_unknown_name_and_wrong_password_are_one_answer(inbox: InboxApp) -> None:
    answers = [sign_in(inbox, "anna", "not her password"), sign_in(inbox, "nobody", PASSWORD)]
    assert {(one.status, one.problem, one.body) for one in answers} == {(401, OURS + "wrongPassword", answers[0].body)}
    # A challenge for Basic would make a browser show its own window.
    assert {one.headers["www-authenticate"] for one in answers} == {'Bearer realm="Postroom"'}


@pytest.mark.parametrize(("state", "word"), [("waiting", "approve"), ("disabled", "disabled")])
def test_account_that_is_not_active_is_told_why(inbox: InboxApp, state: str, word: str) -> None:
    inbox.people["dora"] = Person.make(inbox.store, "dora", state=state)
    for answer in (sign_in(inbox, "dora"), inbox.ask("GET", "/.well-known/jmap", headers=basic("dora"))):
        assert (answer.status, answer.problem) == (403, OURS + "accountNotUsable")
        assert word in answer.json()["detail"]
    assert sign_in(inbox, "dora", "not the password").problem == OURS + "wrongPassword"


def test_disabling_an_account_ends_what_it_had(inbox: InboxApp) -> None:
    token = sign_in(inbox, "anna").json()["token"]
    assert inbox.ask("GET", "/.well-known/jmap", headers=basic("anna")).status == 200
    accounts.set_state(inbox.store, inbox.people["anna"].id, "disabled")
    assert session_of(inbox, f"Bearer {token}").problem == OURS + "signInNeeded"
    assert inbox.ask("GET", "/.well-known/jmap", headers=basic("anna")).problem == OURS + "accountNotUsable"


def test_expired_token_is_worth_nothing(inbox: InboxApp) -> None:
    token, _ = sessions.create(inbox.store, inbox.people["anna"].id, "", "", -1)
    assert session_of(inbox, f"Bearer {token}").problem == OURS + "signInNeeded"


BAD_FORMS: dict[str, tuple[bytes, dict[str, str]]] = {
    "nothing": (b"", JSON),
    "not JSON": (b"{", JSON),
    "not UTF-8": (b'{"username": "\xff"}', JSON),
    "a list": (b"[]", JSON),
    "null": (b"null", JSON),
    "no password": (b'{"username": "anna"}', JSON),
    "empty password": (b'{"username": "anna", "password": ""}', JSON),
    "number for a name": (b'{"username": 1, "password": "x"}', JSON),
    "null for a password": (b'{"username": "anna", "password": null}', JSON),
    "NUL in the name": (b'{"username": "an\\u0000na", "password": "x"}', JSON),
    "lone surrogate": (b'{"username": "\\ud800", "password": "x"}', JSON),
    "name twice": (b'{"username": "anna", "password": "x", "username": "ben"}', JSON),
    "unknown property": (b'{"username": "anna", "password": "x", "role": "admin"}', JSON),
    "long device": (json.dumps({"username": "a", "password": "x", "device": "d" * 201}).encode(), JSON),
    "endless name": (json.dumps({"username": "a" * 5000, "password": "x"}).encode(), JSON),
    "form of HTML": (b"username=anna&password=x", {"Content-Type": "application/x-www-form-urlencoded"}),
    "JSON without its type": (b'{"username": "anna", "password": "x"}', {"Content-Type": "text/plain"}),
}


@pytest.mark.parametrize("name", BAD_FORMS)
def test_bad_form_is_a_bad_request(inbox: InboxApp, name: str) -> None:
    body, headers = BAD_FORMS[name]
    answer = inbox.ask("POST", "/auth/session", body, headers)
    assert (answer.status, answer.problem) == (400, OURS + "badRequest")


def test_huge_form_is_too_large(inbox: InboxApp) -> None:
    body = json.dumps({"username": "anna", "password": "x" * LARGEST_FORM}).encode()
    answer = inbox.ask("POST", "/auth/session", body, JSON)
    assert (answer.status, answer.problem) == (413, OURS + "tooLarge")


def test_form_that_is_cut_short_is_a_bad_request(inbox: InboxApp) -> None:
    body = json.dumps({"username": "anna", "password": PASSWORD}).encode()
    answer = inbox.ask("POST", "/auth/session", body, {**JSON, "Content-Length": "10"})
    assert (answer.status, answer.problem) == (400, OURS + "badRequest")


@pytest.mark.parametrize("name", ["anna", "anna@project.com", "Anna"])
def test_basic_opens_everything(inbox: InboxApp, name: str) -> None:
    answer = inbox.ask("GET", "/.well-known/jmap", headers=basic(name))
    assert (answer.status, answer.json()["username"]) == (200, "anna@project.com")


def test_basic_takes_a_colon_and_umlauts_in_the_password(inbox: InboxApp) -> None:
    password = "grüße: aus der Ferne"
    accounts.set_password(inbox.store, inbox.people["ben"].id, password)
    assert inbox.ask("GET", "/.well-known/jmap", headers=basic("ben", password)).status == 200


def test_basic_with_a_wrong_password_asks_again(inbox: InboxApp) -> None:
    answer = inbox.ask("GET", "/.well-known/jmap", headers=basic("anna", "wrong"))
    assert (answer.status, answer.problem) == (401, OURS + "wrongPassword")
    assert "Basic" in answer.headers["www-authenticate"]


def test_basic_takes_a_session_token_of_that_account_as_the_password(inbox: InboxApp) -> None:
    token = inbox.token("anna")
    assert inbox.ask("GET", "/.well-known/jmap", headers=basic("anna", token)).status == 200
    assert inbox.ask("GET", "/.well-known/jmap", headers=basic("ben", token)).problem == OURS + "signInNeeded"
    assert inbox.ask("GET", "/.well-known/jmap", headers=basic("", token)).problem == OURS + "signInNeeded"


def test_signing_out_needs_a_session(inbox: InboxApp) -> None:
    assert inbox.ask("DELETE", "/auth/session", headers=basic("anna")).problem == OURS + "signInNeeded"
    assert inbox.ask("DELETE", "/auth/session", headers=basic("anna", inbox.token("anna"))).status == 204


def test_too_many_wrong_passwords_must_wait_even_with_the_right_one(store: Store, people: People) -> None:
    now = [1000.0]
    inbox = InboxApp(store, people, throttle=Throttle(3, clock=lambda: now[0]), checks=Verifier())
    assert [sign_in(inbox, "anna", f"wrong {number}").status for number in range(3)] == [401, 401, 401]
    for answer in (sign_in(inbox, "ANNA"), inbox.ask("GET", "/.well-known/jmap", headers=basic("anna"))):
        assert (answer.status, answer.problem) == (429, OURS + "tooMany")
        assert 0 < int(answer.headers["retry-after"]) <= 601
    assert sign_in(inbox, "ben").status == 201
    now[0] += 601
    assert sign_in(inbox, "anna").status == 201


def test_program_that_got_in_is_not_locked_out_by_others(store: Store, people: People) -> None:
    inbox = InboxApp(store, people, throttle=Throttle(1), checks=Verifier())
    assert inbox.ask("GET", "/.well-known/jmap", headers=basic("anna")).status == 200
    assert sign_in(inbox, "anna", "wrong").status == 401
    assert sign_in(inbox, "anna", "wrong").status == 429
    assert inbox.ask("GET", "/.well-known/jmap", headers=basic("anna")).status == 200


class CountingVerifier(Verifier):
    """Counts how many passwords are being checked at the same moment, and lets none end before `go`."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.begun = threading.Semaphore(0)
        self.most = self.running = 0
        self._counting = threading.Lock()

    def verify(self, password_hash: str | None, password: str) -> bool:
        with self._counting:
            self.running += 1
            self.most = max(self.most, self.running)
        self.begun.release()
        try:
            assert self.go.wait(60)
            return super().verify(password_hash, password)
        finally:
            with self._counting:
                self.running -= 1


def test_few_passwords_are_checked_at_once_and_the_rest_is_told_to_come_back(store: Store, people: People) -> None:
    checks = CountingVerifier()
    inbox = InboxApp(store, people, checks=checks)
    places = CHECKS_AT_ONCE + CHECKS_WAITING
    with ThreadPoolExecutor(12) as pool:
        asked = [pool.submit(sign_in, inbox, f"somebody{number}") for number in range(12)]
        # Those that found no place are answered while nothing else can be.
        refused: set[Future[Answer]] = set()
        while len(refused) < 12 - places:
            done, _ = wait([one for one in asked if one not in refused], 60, FIRST_COMPLETED)
            assert done
            refused |= done
        # Whoever has a place may not have begun yet.
        assert all(checks.begun.acquire(timeout=60) for _ in range(CHECKS_AT_ONCE))
        checks.go.set()
    assert [one.result().problem for one in refused] == [OURS + "busy"] * (12 - places)
    assert all(int(one.result().headers["retry-after"]) > 0 for one in refused)
    assert sum(one.result().problem == OURS + "wrongPassword" for one in asked) == places
    assert checks.most == CHECKS_AT_ONCE


def test_remembered_password_needs_no_place(store: Store, people: People) -> None:
    checks = CountingVerifier()
    checks.go.set()
    check = PasswordCheck(store, checks, Throttle(), "project.com")
    assert check.account("anna", PASSWORD, "192.0.2.1").address == "anna@project.com"
    checks.go.clear()
    # It would wait for ever if it were checked again.
    assert check.account("anna", PASSWORD, "192.0.2.1").address == "anna@project.com"
    assert checks.most == 1
