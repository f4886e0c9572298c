"""`/api/health`: the self-check for programs, for admins only."""

from __future__ import annotations

from db.database import Store
from tests.support.admin_api import AdminApi
from tests.support.stores import People
from webserver.admin import health


def test_every_check_is_told_with_its_remedy(store: Store, people: People) -> None:
    found = AdminApi(store, people).get("/api/health")
    assert found["worst"] == "fault"
    lines = {one["name"]: one for one in found["checks"]}
    assert lines["Courier"]["verdict"] == "fault"
    assert "scripts/serve" in lines["Courier"]["remedy"]
    for line in lines.values():
        assert line.keys() == {"name", "verdict", "words", "remedy"}
        assert line["verdict"] in ("good", "warning", "fault")
        assert (line["verdict"] == "good") or line["remedy"]


def test_who_is_no_admin_is_told_nothing(store: Store, people: People) -> None:
    api = AdminApi(store, people)
    assert api.ask("GET", "/api/health", name="ben").status == 403
    assert api.inbox.ask("GET", "/api/health").status == 401


def test_worst_of_nothing_is_good() -> None:
    assert health.worst([]) == "good"
