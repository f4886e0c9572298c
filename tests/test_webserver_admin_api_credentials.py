"""Outgoing credentials and the report, as other programs ask for them: every answer has message and success."""

from __future__ import annotations

from typing import Any

import pytest

from db import jobs, outside, relay_settings
from db.database import Store
from db.job_kinds import Report
from tests.support.admin_api import AdminApi, wrong_fields
from tests.support.inbox_app import JSON, Answer
from tests.support.relays import RELAY_PASSWORD
from tests.support.stores import People

CREDENTIAL = {"email": "alerts@example.com", "password": RELAY_PASSWORD, "server": "smtp.example.com", "port": 465}


@pytest.fixture
def api(store: Store, people: People) -> AdminApi:
    return AdminApi(store, people)


def told(answer: Answer) -> tuple[int, bool]:
    found = answer.json()
    assert isinstance(found["message"], str)
    assert found["message"].endswith(".")
    return answer.status, found["success"]


def test_credential_is_stored_and_listed_without_its_password(api: AdminApi) -> None:
    assert told(api.post("/smtp/credential", CREDENTIAL)) == (201, True)
    found = api.get("/smtp/credentials")
    assert (found["success"], found["message"]) == (True, "1 credential is stored.")
    (one,) = found["credentials"]
    assert one.keys() == {"id", "email", "password", "server", "port", "time"}
    assert (one["email"], one["server"], one["port"]) == ("alerts@example.com", "smtp.example.com", 465)
    (relay,) = relay_settings.listed(api.store)
    assert (relay.settings.security, relay.settings.username) == ("tls", "alerts@example.com")
    assert relay_settings.password(relay, api.box) == RELAY_PASSWORD


def test_several_credentials_are_stored_and_the_same_one_is_replaced(api: AdminApi) -> None:
    for changed in ({}, {"port": 587}, {"email": "other@example.com"}, {"server": "smtp.example.org"}):
        assert told(api.post("/smtp/credential", {**CREDENTIAL, **changed})) == (201, True)
    again = {**CREDENTIAL, "server": "SMTP.example.com", "port": "465", "password": "new"}
    assert told(api.post("/smtp/credential", again)) == (200, True)
    assert len(api.get("/smtp/credentials")["credentials"]) == 4
    found = {relay_settings.password(relay, api.box) for relay in relay_settings.listed(api.store)}
    assert found == {RELAY_PASSWORD, "new"}


def test_long_addresses_stay_apart(api: AdminApi) -> None:
    for number in range(2):
        local = "x" * 60 + str(number)
        answer = api.post("/smtp/credential", {**CREDENTIAL, "email": f"{local}@{'y' * 60}.example.com"})
        assert told(answer) == (201, True), answer.body


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"email", "password", "server"}),
        ({**CREDENTIAL, "email": "nobody", "port": 993, "server": ""}, {"email", "port", "server"}),
        ({**CREDENTIAL, "password": ""}, {"password"}),
        ({**CREDENTIAL, "password": None}, {"password"}),
        ({**CREDENTIAL, "password": 5}, {"password"}),
        ({**CREDENTIAL, "email": 5}, {"email"}),
        ({"email": 5, "password": None, "server": {}, "port": []}, {"email", "password", "server", "port"}),
        ({"port": 993}, {"email", "password", "server", "port"}),
        ({**CREDENTIAL, "port": "many"}, {"port"}),
        ({**CREDENTIAL, "more": 1}, {"more"}),
    ],
)
def test_invalid_credential_is_400_with_a_message_and_is_logged(
    api: AdminApi, caplog: pytest.LogCaptureFixture, body: dict[str, Any], fields: set[str]
) -> None:
    caplog.set_level("INFO")
    answer = api.post("/smtp/credential", body)
    assert told(answer) == (400, False)
    assert wrong_fields(answer).keys() == fields
    assert "admin-input-refused route=/smtp/credential account=anna@project.com peer=192.0.2.1" in caplog.text
    assert f"fields={','.join(sorted(fields))}\n" in caplog.text
    assert api.get("/smtp/credentials")["credentials"] == []


@pytest.mark.parametrize("path", ["/smtp/credential", "/smtp/report"])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b'{"email": "a", "email": "b"}'])
def test_body_that_is_no_object_is_400_with_a_message_and_is_logged(
    api: AdminApi, caplog: pytest.LogCaptureFixture, path: str, body: bytes
) -> None:
    caplog.set_level("INFO")
    headers = {"Authorization": f"Bearer {api.inbox.token('anna')}", **JSON}
    assert told(api.inbox.ask("POST", path, body, headers)) == (400, False)
    assert f"admin-input-refused route={path} account=anna@project.com" in caplog.text
    assert "fields=body" in caplog.text


def test_report_is_asked_of_the_courier(api: AdminApi) -> None:
    answer = api.post("/smtp/report", {"to_email": "Anna@project.com"})
    assert told(answer) == (202, True)
    assert "Anna@project.com" in answer.json()["message"]
    (job,) = jobs.recent(api.store, jobs.REPORT)
    assert (Report.of(job).to, job.state) == ("Anna@project.com", "waiting")
    assert api.get(f"/api/jobs/{answer.json()['job']}")["kind"] == "report"


@pytest.mark.parametrize("to", [None, "", "nobody", 5, "a@b@c", "x" * 300 + "@example.com", "boss@example.com"])
def test_report_to_nobody_is_400(api: AdminApi, to: Any) -> None:
    answer = api.post("/smtp/report", {"to_email": to})
    assert told(answer) == (400, False)
    assert wrong_fields(answer).keys() == {"to_email"}
    assert told(api.post("/smtp/report", {})) == (400, False)
    assert wrong_fields(api.post("/smtp/report", {"to_email": to, "else": 1})).keys() == {"to_email", "else"}
    assert jobs.recent(api.store) == []


def test_report_goes_outside_once_that_is_open(api: AdminApi) -> None:
    api.post("/smtp/credential", CREDENTIAL)
    api.ask("PUT", "/api/settings/outside", {"mode": "relay"})
    assert outside.is_open(api.store)
    assert told(api.post("/smtp/report", {"to_email": "boss@example.com"})) == (202, True)


def test_every_refusal_has_a_message_and_says_so(api: AdminApi) -> None:
    refusals = {
        401: api.inbox.ask("POST", "/smtp/report", b"{}", JSON),
        403: api.ask("POST", "/smtp/report", {}, name="ben"),
        404: api.ask("GET", "/smtp/else"),
        405: api.ask("GET", "/smtp/report"),
        400: api.post("/smtp/credential", []),
        413: api.post("/smtp/credential", {"email": "x" * 70_000}),
    }
    assert {status: told(answer) for status, answer in refusals.items()} == {one: (one, False) for one in refusals}
    for _ in range(5):
        assert told(api.post("/smtp/report", {"to_email": "anna@project.com"})) == (202, True)
    assert told(api.post("/smtp/report", {"to_email": "anna@project.com"})) == (429, False)
    api.box.file.write_text("no key")
    assert told(api.post("/smtp/credential", CREDENTIAL)) == (503, False)
    assert "message" not in api.ask("GET", "/api/jobs/J999").json()


def test_fault_of_ours_has_a_message_too(api: AdminApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_settings, "listed", lambda _: 1 / 0)
    assert told(api.ask("GET", "/smtp/credentials")) == (500, False)
