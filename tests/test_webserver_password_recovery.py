"""`POST /auth/recovery`, and `GET /auth/session`: what somebody without a password can do, and with a kept token."""

import json
from typing import Any

import pytest

from db import accounts, recovery, sessions
from db.database import Store
from db.passwords import Verifier
from db.throttle import Throttle
from tests.support.inbox_app import JSON, Answer, InboxApp, basic
from tests.support.stores import PASSWORD, People

OURS = "urn:postroom:error:"
NEW = "three unrelated words"


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people, checks=Verifier())


def recover(inbox: InboxApp, code: Any, name: Any = "anna", password: Any = NEW, **more: Any) -> Answer:
    body = json.dumps({"username": name, "code": code, "newPassword": password, **more}).encode()
    return inbox.ask("POST", "/auth/recovery", body, JSON)


def sign_in(inbox: InboxApp, password: str) -> Answer:
    body = json.dumps({"username": "anna", "password": password}).encode()
    return inbox.ask("POST", "/auth/session", body, JSON)


def test_code_sets_a_password_and_ends_what_was_signed_in(inbox: InboxApp) -> None:
    before = sign_in(inbox, PASSWORD).json()["token"]
    code = recovery.create(inbox.store, inbox.people["anna"].id)
    answer = recover(inbox, code, " Anna@Project.com ")
    assert (answer.status, answer.body) == (204, b"")
    assert sign_in(inbox, NEW).status == 201
    # A password that was right a moment ago is remembered, and must not be any more.
    assert sign_in(inbox, PASSWORD).problem == OURS + "wrongPassword"
    assert inbox.ask("GET", "/.well-known/jmap", headers={"Authorization": f"Bearer {before}"}).status == 401


def test_unknown_name_and_wrong_code_are_one_answer(inbox: InboxApp) -> None:
    recovery.create(inbox.store, inbox.people["anna"].id)
    answers = [recover(inbox, "A" * 20), recover(inbox, "A" * 20, "nobody")]
    assert {(one.status, one.problem, one.body) for one in answers} == {
        (403, OURS + "recoveryRefused", answers[0].body)
    }


def test_weak_password_is_told_and_spends_nothing(inbox: InboxApp) -> None:
    code = recovery.create(inbox.store, inbox.people["anna"].id)
    answer = recover(inbox, code, password="12345678")
    assert (answer.status, answer.problem) == (400, OURS + "weakPassword")
    assert recover(inbox, code).status == 204


def test_tries_are_limited_and_keep_nobody_from_signing_in(store: Store, people: People) -> None:
    inbox = InboxApp(store, people, throttle=Throttle(3))
    code = recovery.create(store, people["anna"].id)
    for _ in range(3):
        assert recover(inbox, "A" * 20).status == 403
    answer = recover(inbox, code)
    assert (answer.status, answer.problem) == (429, OURS + "tooMany")
    assert int(answer.headers["retry-after"]) > 500
    assert sign_in(inbox, PASSWORD).status == 201


def test_right_code_forgives_the_wrong_passwords_before_it(store: Store, people: People) -> None:
    inbox = InboxApp(store, people, throttle=Throttle(3), checks=Verifier())
    for _ in range(3):
        assert sign_in(inbox, "not the password").status == 401
    assert sign_in(inbox, "not the password").status == 429
    assert recover(inbox, recovery.create(store, people["anna"].id)).status == 204
    assert sign_in(inbox, NEW).status == 201


def test_code_of_a_disabled_account_does_not_let_it_in(inbox: InboxApp) -> None:
    accounts.set_state(inbox.store, inbox.people["anna"].id, "disabled")
    assert recover(inbox, recovery.create(inbox.store, inbox.people["anna"].id)).status == 204
    assert sign_in(inbox, NEW).problem == OURS + "accountNotUsable"


@pytest.mark.parametrize(
    "given",
    [{"code": ""}, {"code": None}, {"code": "x" * 101}, {"name": 1}, {"password": ""}, {"role": "admin"}],
    ids=str,
)
def test_bad_form_is_refused(inbox: InboxApp, given: dict[str, Any]) -> None:
    assert recover(inbox, **{"code": "A" * 20, **given}).problem == OURS + "badRequest"


def test_kept_token_tells_whose_it_is(inbox: InboxApp) -> None:
    given = sign_in(inbox, PASSWORD).json()
    token = given.pop("token")
    answer = inbox.ask("GET", "/auth/session", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status, answer.json()) == (200, given)
    (session,) = sessions.of_account(inbox.store, inbox.people["anna"].id)
    sessions.revoke(inbox.store, session.account_id, session.id)
    assert inbox.ask("GET", "/auth/session", headers={"Authorization": f"Bearer {token}"}).status == 401


def test_password_is_no_session_that_could_be_told_of(inbox: InboxApp) -> None:
    assert inbox.ask("GET", "/auth/session", headers=basic("anna")).problem == OURS + "signInNeeded"
    assert inbox.ask("GET", "/auth/session").problem == OURS + "signInNeeded"
