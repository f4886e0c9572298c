"""Relays over JSON: saved with all mistakes at once, shown masked, undone, tested, and only for admins."""

from __future__ import annotations

import dataclasses
from base64 import b64encode
from typing import Any

import pytest

from db import audit, jobs, outside, relay_settings
from db.database import Store
from db.job_kinds import RelayTest
from db.settings import Settings
from tests.support.admin_api import GOOD_JSON, RELAYS, AdminApi, wrong_fields
from tests.support.inbox_app import JSON, basic
from tests.support.relays import RELAY_PASSWORD
from tests.support.stores import People
from webserver.admin.api_relay import MASK
from webserver.admin.api_routes import routes

OURS = "urn:postroom:error:"


@pytest.fixture
def api(store: Store, people: People) -> AdminApi:
    return AdminApi(store, people)


# Saving and showing


def test_relay_is_saved_and_shown_masked(api: AdminApi) -> None:
    answer = api.post(RELAYS, GOOD_JSON)
    assert answer.status == 201
    saved = answer.json()
    assert answer.headers["location"] == f"{RELAYS}/{saved['id']}"
    assert saved.items() >= {**GOOD_JSON, "password": MASK, "active": True, "greeting": "example.com"}.items()
    assert (saved["purposes"], saved["testedAt"], saved["canUndo"]) == (["everything"], None, False)
    assert api.get(RELAYS) == {
        "relays": [saved],
        "outside": {"mode": "local", "openedBy": None, "changedAt": None},
    }
    assert api.get(f"{RELAYS}/{saved['id']}") == saved
    (relay,) = relay_settings.listed(api.store)
    assert relay_settings.password(relay, api.box) == RELAY_PASSWORD


def test_all_wrong_fields_come_back_at_once_and_nothing_is_saved(
    api: AdminApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    wrong = {"server": "", "port": 465, "security": "starttls", "fromAddress": "x", "password": "a\nb", "colour": "red"}
    found = wrong_fields(api.post(RELAYS, wrong))
    assert found.keys() == {"server", "security", "fromAddress", "password", "colour"}
    assert "choose TLS, or port 587" in found["security"]
    assert api.get(RELAYS)["relays"] == []
    assert audit.lines(api.store) == []
    assert "admin-input-refused route=/api/settings/smtp account=anna@project.com" in caplog.text
    assert "fields=colour,fromAddress,password,security,server" in caplog.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("port", None), ("port", [587]), ("server", {"a": 1}), ("password", 5), ("active", "yes"), ("active", None),
        ("purposes", "everything"), ("purposes", ["nothing"]), ("purposes", [["everything"]]), ("perMinute", 1.5),
        ("security", ["tls"]), ("caPem", "no certificate"), ("fromName", "a\nb"),
    ],
)  # fmt: skip
def test_value_of_a_wrong_type_is_told_at_its_field(api: AdminApi, field: str, value: Any) -> None:
    assert wrong_fields(api.post(RELAYS, {**GOOD_JSON, field: value})).keys() == {field}


def test_shown_relay_can_be_changed_and_sent_back_as_it_is(api: AdminApi) -> None:
    saved = api.saved()
    back = {name: saved[name] for name in (*GOOD_JSON, "id", "ehloName", "caPem", "perMinute", "purposes")}
    answer = api.post(RELAYS, {**back, "perMinute": 5})
    assert (answer.status, answer.json()["perMinute"], answer.json()["canUndo"]) == (200, 5, True)
    (relay,) = relay_settings.listed(api.store)
    assert relay_settings.password(relay, api.box) == RELAY_PASSWORD


def test_part_of_a_relay_is_changed(api: AdminApi) -> None:
    saved = api.saved()
    answer = api.ask("PATCH", f"{RELAYS}/{saved['id']}", {"port": "2525", "active": False})
    assert answer.status == 200
    assert answer.json().items() >= {"port": 2525, "active": False, "purposes": [], "server": saved["server"]}.items()
    assert wrong_fields(api.ask("PATCH", f"{RELAYS}/{saved['id']}", {"server": "evil.example.com"})).keys() == {
        "password"
    }


def test_second_relay_takes_a_purpose_over(api: AdminApi) -> None:
    first = api.saved()
    second = api.saved(name="Second", purposes=["reports", "notices"])
    assert second["purposes"] == ["notices", "reports"]
    api.ask("PATCH", f"{RELAYS}/{second['id']}", {"purposes": ["everything"]})
    assert api.get(f"{RELAYS}/{first['id']}")["active"] is False
    assert wrong_fields(api.post(RELAYS, GOOD_JSON)).keys() == {"name"}


def test_undo_and_earlier_passwords(api: AdminApi) -> None:
    saved = api.saved()
    path = f"{RELAYS}/{saved['id']}"
    api.ask("PATCH", path, {"password": "another", "fromName": "Else"})
    (old,) = api.get(f"{path}/passwords")["passwords"]
    assert (old["server"], old["username"]) == ("smtp.example.com", "office@example.com")
    assert api.post(f"{path}/passwords", {"restore": old["id"]}).status == 200
    assert wrong_fields(api.post(f"{path}/passwords", {})).keys() == {"restore"}
    assert api.post(f"{path}/passwords", {"restore": old["id"]}).status == 404
    assert api.post(f"{path}/undo").json()["fromName"] == "Else"
    assert api.post(f"{path}/undo").json()["fromName"] == "The office"
    refused = api.post(f"{path}/undo")
    assert (refused.status, refused.problem) == (409, OURS + "notNow")
    assert refused.json()["detail"] == "There is nothing to undo: no earlier settings of this relay are kept."
    (relay,) = relay_settings.listed(api.store)
    assert relay_settings.password(relay, api.box) == RELAY_PASSWORD


def test_removed_relay_is_gone(api: AdminApi) -> None:
    path = f"{RELAYS}/{api.saved()['id']}"
    assert (api.ask("DELETE", path).status, api.ask("DELETE", path).status) == (204, 404)
    assert api.get(RELAYS)["relays"] == []


@pytest.mark.parametrize("relay", ["R0", "R999", "5", "r5", "R5x", "R" * 300, "%00"])
def test_relay_that_is_not_there_is_not_found(api: AdminApi, relay: str) -> None:
    api.saved()
    for method, tail, body in (
        ("GET", "", None), ("PATCH", "", {"port": 25}), ("DELETE", "", None), ("POST", "/undo", {}),
        ("GET", "/passwords", None), ("POST", "/passwords", {"restore": "W1"}),
    ):  # fmt: skip
        assert api.ask(method, f"{RELAYS}/{relay}{tail}", body).problem == OURS + "notFound"
    assert api.post(RELAYS, {**GOOD_JSON, "id": relay}).problem == OURS + "notFound"


def test_presets_have_their_hints(api: AdminApi) -> None:
    found = {one["id"]: one for one in api.get(f"{RELAYS}/presets")["presets"]}
    assert len(found) == 7
    assert "app password" in found["gmail"]["hint"]
    assert found["sendgrid"]["username"] == "apikey"


def test_missing_key_is_told_with_its_remedy_and_the_rest_goes_on(api: AdminApi) -> None:
    saved = api.saved()
    api.box.file.unlink()
    answer = api.ask("PATCH", f"{RELAYS}/{saved['id']}", {"password": "new"})
    assert (answer.status, answer.problem) == (503, OURS + "secretKey")
    assert "rotate-key" in answer.json()["detail"]
    assert api.ask("PATCH", f"{RELAYS}/{saved['id']}", {"port": 2525}).status == 200


def test_first_password_makes_the_key_where_an_older_installation_has_none(api: AdminApi) -> None:
    api.box.file.unlink()
    api.saved()
    (relay,) = relay_settings.listed(api.store)
    assert relay_settings.password(relay, api.box) == RELAY_PASSWORD


# The test, the way outside, the log


def test_relay_test_is_asked_of_the_courier(api: AdminApi) -> None:
    saved = api.saved()
    answer = api.post(f"{RELAYS}/test", {"to": "me@example.org"})
    assert answer.status == 202
    job = answer.json()
    assert answer.headers["location"] == f"/api/jobs/{job['id']}"
    assert (job["kind"], job["state"], job["stages"]) == ("relay-test", "waiting", [])
    found = jobs.claim(api.store, [jobs.RELAY_TEST], 30, 2_000_000_000)
    assert found is not None
    assert f"R{RelayTest.of(found).relay_id}" == saved["id"]
    assert (RelayTest.of(found).to, RelayTest.of(found).dry_run) == ("me@example.org", False)
    jobs.tell(api.store, found, "tcp", "failed", "Connection refused", {"port": 587}, lease=30, now=2_000_000_000)
    jobs.finish(api.store, found, False, "The relay cannot be reached.", 2_000_000_001)
    shown = api.get(f"/api/jobs/{job['id']}")
    assert (shown["state"], shown["result"]) == ("failed", "The relay cannot be reached.")
    assert shown["stages"][0] == {
        "name": "tcp", "state": "failed", "words": "Connection refused", "facts": {"port": 587},
        "at": "2033-05-18T03:33:20Z",
    }  # fmt: skip
    assert api.get("/api/jobs")["jobs"] == [shown]
    assert audit.lines(api.store)[0].action == "relay-test-asked"


def test_relay_test_without_an_address_sends_no_message(api: AdminApi) -> None:
    saved = api.saved()
    api.post(f"{RELAYS}/test", {"relay": saved["id"]})
    (job,) = jobs.recent(api.store)
    assert (RelayTest.of(job).to, RelayTest.of(job).dry_run) == ("office@example.com", True)
    assert wrong_fields(api.post(f"{RELAYS}/test", {"dryRun": False})).keys() == {"to"}


def test_wrong_test_is_refused_with_all_that_is_wrong(api: AdminApi) -> None:
    found = wrong_fields(api.post(f"{RELAYS}/test", {"to": "nobody"}))
    assert found.keys() == {"relay", "to"}
    assert "save one first" in found["relay"]
    every = {"relay": "R9", "to": "nobody", "dryRun": 1, "else": 1}
    assert wrong_fields(api.post(f"{RELAYS}/test", every)).keys() == every.keys()
    assert jobs.recent(api.store) == []


def test_five_tests_a_minute_and_not_more(api: AdminApi) -> None:
    api.saved()
    answers = [api.post(f"{RELAYS}/test") for _ in range(6)]
    assert [one.status for one in answers] == [202] * 5 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].problem == OURS + "tooMany"


def test_admin_opens_and_closes_the_way_outside(api: AdminApi) -> None:
    path = "/api/settings/outside"
    refused = api.ask("PUT", path, {"mode": "relay"})
    assert (refused.status, refused.problem) == (409, OURS + "notNow")
    api.saved()
    answer = api.ask("PUT", path, {"mode": "relay"})
    assert (answer.json()["mode"], answer.json()["openedBy"]) == ("relay", "anna@project.com")
    assert outside.is_open(api.store)
    assert wrong_fields(api.ask("PUT", path, {"mode": "open"})).keys() == {"mode"}
    api.ask("PUT", path, {"mode": "local"})
    assert api.get(path)["mode"] == "local"


def test_audit_log_tells_who_and_from_where(api: AdminApi) -> None:
    saved = api.saved()
    api.ask("PATCH", f"{RELAYS}/{saved['id']}", {"port": 2525}, peer="198.51.100.7")
    lines = api.get("/api/audit?limit=1")["lines"]
    assert len(lines) == 1
    assert (lines[0]["actor"], lines[0]["peer"]) == ("anna@project.com", "198.51.100.7")
    assert (lines[0]["before"], lines[0]["after"]) == ({"port": 587}, {"port": 2525})
    older = api.get(f"/api/audit?before={lines[0]['id']}")["lines"]
    assert [one["action"] for one in older] == ["relay-purposes", "relay-added"]
    for query in ("limit=x", "limit=-1", "before=1.5", "limit="):
        assert api.ask("GET", f"/api/audit?{query}").problem == OURS + "badRequest"


# For admins only


def operations(settings: Settings, store: Store) -> list[tuple[str, str]]:
    found = routes(settings, store, None, None)  # type: ignore[arg-type] # nobody asks them here
    return [
        (method.upper(), path.replace("{relay}", "R1").replace("{job}", "J1"))
        for path, resource in found.items()
        for method, told in resource.operations.items()
        if not told.public
    ]


def test_nothing_is_for_anybody_but_admins_with_a_token(api: AdminApi, tmp_path: Any) -> None:
    asked = operations(Settings(tmp_path), api.store)
    assert len(asked) > 15
    api.saved()
    before = audit.lines(api.store)
    for method, path in asked:
        assert api.ask(method, path, {}, name="ben").problem == OURS + "adminsOnly"
        for headers in ({}, {"Authorization": "Bearer pst_x"}, basic("anna"), basic("anna", api.inbox.token("anna"))):
            answer = api.inbox.ask(method, path, b"{}", {**headers, **JSON})
            assert (answer.status, answer.problem) == (401, OURS + "signInNeeded")
    assert audit.lines(api.store) == before


def test_admins_come_from_their_networks_only(store: Store, people: People, caplog: pytest.LogCaptureFixture) -> None:
    settings = dataclasses.replace(Settings(store.path.parent), admin_networks=("192.0.2.0/24", "2001:db8::/32"))
    api = AdminApi(store, people, settings)
    for peer in ("192.0.2.200", "::ffff:192.0.2.1", "2001:db8::7"):
        assert api.ask("GET", RELAYS, peer=peer).status == 200
    for method, path in [*operations(settings, store), ("GET", "/api/openapi.json")]:
        answer = api.ask(method, path, {}, peer="192.0.3.1")
        assert (answer.status, answer.problem) == (403, OURS + "networkNotAllowed")
    assert api.ask("GET", RELAYS, peer="127.0.0.1").status == 403
    assert "admin-refused peer=192.0.3.1 why=network" in caplog.text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"port": 1, "port": 2}', b"\xff"])
def test_body_that_is_no_object_is_a_bad_request(api: AdminApi, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {api.inbox.token('anna')}", **JSON}
    assert api.inbox.ask("POST", RELAYS, body, headers).problem == OURS + "badRequest"
    as_form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    assert api.inbox.ask("POST", RELAYS, b"{}", as_form).problem == OURS + "badRequest"


def test_no_secret_comes_out_of_store_log_or_answers(api: AdminApi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    secrets = [RELAY_PASSWORD, "another secret one", "a third\nbroken secret", "fourth secret for credential"]
    saved = api.saved()
    path = f"{RELAYS}/{saved['id']}"
    api.ask("PATCH", path, {"password": secrets[1]})
    api.ask("PATCH", path, {"password": secrets[2]})
    api.ask("PATCH", path, {"password": secrets[1], "port": "x", "strange": secrets[1]})
    credential = {"email": "a@example.com", "server": "mail.example.com", "port": 465}
    api.post("/smtp/credential", {**credential, "password": secrets[3]})
    api.post("/smtp/credential", {**credential, "password": secrets[2]})
    for read in (RELAYS, path, f"{path}/passwords", "/smtp/credentials", "/api/audit", "/api/jobs"):
        api.get(read)
    api.post(f"{path}/undo")
    api.post(f"{RELAYS}/test")
    secrets += [line for line in api.box.file.read_text().splitlines() if not line.startswith("#")]
    secrets.append(api.inbox.token("anna"))
    files = [one.read_bytes() for one in api.store.path.parent.glob("postroom.sqlite3*")]
    places = {"store": b"".join(files), "log": caplog.text.encode(), "answers": b"".join(api.answers)}
    assert all(b"smtp.example.com" in places[name] for name in ("store", "answers"))
    for name, content in places.items():
        for secret in secrets:
            for form in (
                secret.encode(),
                secret.encode("unicode_escape"),
                b64encode(secret.encode()).rstrip(b"=")[:-1],
            ):
                assert form not in content, name
