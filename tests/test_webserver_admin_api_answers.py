"""Every answer of the JSON API is as the OpenAPI document says, the good ones and the refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from db import jobs
from db.alert_rules import RULES
from db.database import Store
from db.job_kinds import RelayTest
from tests.support.admin_api import GOOD_JSON, RELAYS, AdminApi
from tests.support.alerts import note
from tests.support.json_schema import misfits
from tests.support.stores import People

CREDENTIAL = {"email": "office@example.com", "password": "a word of its own", "server": "smtp.example.com"}


@pytest.fixture
def api(store: Store, people: People) -> AdminApi:
    return AdminApi(store, people)


@pytest.fixture
def document(api: AdminApi) -> Any:
    return api.inbox.ask("GET", "/api/openapi.json").json()


def played(api: AdminApi, store: Store) -> Iterator[tuple[str, str, Any]]:
    """Use every operation, and some of them in a wrong way: method, path, body."""
    yield "POST", RELAYS, GOOD_JSON
    relay = api.get(RELAYS)["relays"][0]["id"]
    one = f"{RELAYS}/{relay}"
    yield "PATCH", one, {"password": "another one", "fromName": "Office"}
    yield "POST", RELAYS, {"id": relay, "perMinute": 7}
    yield "GET", f"{one}/passwords", None
    yield "POST", f"{one}/passwords", {"restore": api.get(f"{one}/passwords")["passwords"][0]["id"]}
    yield "POST", f"{one}/undo", {}
    yield "POST", f"{RELAYS}/test", {"relay": relay, "to": "zoe@example.com"}
    told(store)
    for path in ("settings/smtp", "settings/smtp/presets", "settings/outside", "jobs", "audit", "alerts", "health"):
        yield "GET", f"/api/{path}", None
    yield "GET", one, None
    yield "GET", f"/api/jobs/{api.get('/api/jobs')['jobs'][0]['id']}", None
    yield "PUT", "/api/settings/outside", {"mode": "relay"}
    yield "POST", "/smtp/credential", CREDENTIAL
    yield "POST", "/smtp/credential", CREDENTIAL
    yield "GET", "/smtp/credentials", None
    yield "POST", "/smtp/report", {"to_email": "anna@project.com"}
    yield "GET", "/api/openapi.json", None
    for path in (RELAYS, f"{RELAYS}/test", "/smtp/credential", "/smtp/report"):
        yield "POST", path, {"port": "x", "relay": "R99999"}
    yield "POST", RELAYS, {**GOOD_JSON, "id": "R99999"}
    yield "PUT", "/api/settings/outside", {"mode": "elsewhere"}
    yield "GET", "/api/jobs/J99999", None
    yield "DELETE", one, None
    yield "POST", f"{one}/undo", {}


def told(store: Store) -> None:
    """Have the courier tell a stage, and the servers notice something."""
    job = jobs.claim(store, [jobs.RELAY_TEST], 60, 2_000_000_000)
    assert job is not None
    assert RelayTest.of(job).dry_run is False
    job = jobs.tell(store, job, "TLS", "done", "TLSv1.3", {"names": "x"}, lease=60, now=2_000_000_000)
    jobs.finish(store, job, False, "No.", 2_000_000_001)
    note(store, 2_000_000_000, "192.0.2.9", next(iter(RULES)))


def test_every_answer_is_as_the_document_says(api: AdminApi, store: Store, document: Any) -> None:
    seen = set()
    for method, path, body in played(api, store):
        answer = api.ask(method, path, body)
        known = next(one for one in document["paths"] if re.fullmatch(re.sub(r"{\w+}", "[A-Z][0-9]+", one), path))
        operation = document["paths"][known][method.lower()]
        assert str(answer.status) in operation["responses"], (method, path, answer.status)
        seen.add((known, method.lower(), answer.status // 100))
        if answer.status != 204:
            ((kind, content),) = operation["responses"][str(answer.status)]["content"].items()
            assert answer.headers["content-type"].startswith(kind)
            assert misfits(json.loads(answer.body), content["schema"], document) == [], (method, path)
    every = {(path, name) for path, one in document["paths"].items() for name in one if name != "parameters"}
    assert {(path, name) for path, name, status in seen if status == 2} == every
    assert any(status == 4 for _, _, status in seen)
