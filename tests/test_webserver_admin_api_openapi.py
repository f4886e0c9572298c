"""The OpenAPI document tells what is there, all of it and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from db.database import Store
from db.settings import Settings
from tests.support.admin_api import GOOD_JSON, AdminApi
from tests.support.stores import People
from webserver.admin.api_routes import routes

API = (Path(__file__).parent.parent / "webserver" / "API.md").read_text(encoding="utf-8")


@pytest.fixture
def api(store: Store, people: People) -> AdminApi:
    return AdminApi(store, people)


@pytest.fixture
def document(api: AdminApi) -> Any:
    answer = api.inbox.ask("GET", "/api/openapi.json")
    assert answer.status == 200
    return answer.json()


def test_document_is_openapi_for_anybody(document: Any) -> None:
    assert document["openapi"] == "3.1.0"
    assert document["components"]["securitySchemes"]["session"]["scheme"] == "bearer"


def test_every_method_of_every_resource_is_told_and_no_other(document: Any, store: Store, tmp_path: Path) -> None:
    resources = routes(Settings(tmp_path), store, None, None)  # type: ignore[arg-type] # nobody asks them here
    assert document["paths"].keys() == resources.keys()
    for path, resource in resources.items():
        there = {name.removeprefix("on_") for name in dir(resource) if name.startswith("on_")} - {"head"}
        assert document["paths"][path].keys() - {"parameters"} == there == set(resource.operations)


def test_operations_have_names_of_their_own_and_known_parts(document: Any) -> None:
    found = [one for path in document["paths"].values() for name, one in path.items() if name != "parameters"]
    assert len({one["operationId"] for one in found}) == len(found)
    for one in found:
        assert one["summary"]
        assert all(re.fullmatch("[2-5][0-9][0-9]", status) for status in one["responses"])
        assert one.get("security") == [] or {"401", "403"} <= one["responses"].keys()
        assert ("requestBody" in one) <= ("400" in one["responses"])
    for reference in re.findall(r"'\$ref': '#/([^']+)'", repr(document)):
        place = document
        for name in reference.split("/"):
            place = place[name]


def test_schema_of_a_relay_is_what_the_server_takes(document: Any, api: AdminApi) -> None:
    schema = document["paths"]["/api/settings/smtp"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert schema["properties"].keys() >= GOOD_JSON.keys()
    assert schema["properties"]["security"]["enum"] == ["starttls", "tls", "none"]
    assert schema["properties"]["password"]["writeOnly"] is True
    assert schema["properties"]["port"]["default"] == 587
    everything = {name: GOOD_JSON.get(name, one.get("default", "")) for name, one in schema["properties"].items()}
    del everything["id"]
    answer = api.post("/api/settings/smtp", {**everything, "active": True, "purposes": ["everything"]})
    assert answer.status == 201, answer.body
    told = document["paths"]["/smtp/credential"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert told["required"] == ["email", "password", "server"]
    assert told["additionalProperties"] is False


def test_api_page_tells_every_path(document: Any) -> None:
    for path, told in document["paths"].items():
        for method in told.keys() - {"parameters"}:
            assert f"`{method.upper()} {path}`" in API
