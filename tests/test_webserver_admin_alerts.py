"""The page of alerts and `GET /api/alerts`: what the servers noticed, newest first, by rule and host, page by page."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from db import alerts, counts
from db.alert_rules import RULES
from db.alerts import NewAlert
from db.database import Store
from tests.support.admin_api import AdminApi
from tests.support.admin_site import AdminSite, words
from tests.support.stores import People
from webserver.admin import alerts_page

NOW = int(time.time())
DAY = 24 * 60 * 60


@pytest.fixture(name="site")
def _site(store: Store, people: People) -> AdminSite:
    site = AdminSite(store, people)
    site.sign_in()
    return site


def notice(store: Store, *noticed: NewAlert) -> list[int]:
    return store.run_tx(lambda tx: alerts.write(tx, noticed))


def test_page_shows_each_alert_with_rule_host_time_count_and_detail(site: AdminSite) -> None:
    notice(site.store, NewAlert(1_700_000_000, "192.0.2.7", "sign-in-failed", "account=anna@project.com by=smtp", 12))
    shown = words(site.get("/admin/alerts"))
    assert "2023-11-14 22:13 UTC Failed sign-in 192.0.2.7 12 Account: anna@project.com. At: the SMTP server." in shown


def test_page_without_alerts_says_so(site: AdminSite) -> None:
    assert "Nothing." in words(site.get("/admin/alerts"))
    assert "Nothing like that." in words(site.get("/admin/alerts?rule=fault"))


def test_alerts_are_chosen_by_rule_and_by_host(site: AdminSite) -> None:
    notice(
        site.store, NewAlert(NOW, "192.0.2.1", "tls-failed", "id=1"), NewAlert(NOW, "192.0.2.2", "tls-failed", "id=2"),
        NewAlert(NOW, "192.0.2.2", "relay-refused", "id=3"),
    )  # fmt: skip

    def shown(query: str) -> list[int]:
        return [number for number in (1, 2, 3) if f"log: {number}." in words(site.get(f"/admin/alerts?{query}"))]

    assert shown("rule=tls-failed") == [1, 2]
    assert shown("host=192.0.2.2") == [2, 3]
    assert shown("host=192.0.2.2&rule=tls-failed") == [2]
    assert shown("rule=&host=") == [1, 2, 3]


def test_pages_lead_from_the_newest_to_the_oldest_and_keep_the_choice(site: AdminSite) -> None:
    ids = notice(site.store, *(NewAlert(NOW, f"host{number}.test", "fault", "") for number in range(120)))
    first = site.get("/admin/alerts?rule=fault").body.decode()
    assert "host119.test" in first
    assert "host69.test" not in first
    assert f"rule=fault&amp;host=&amp;before={ids[70]}" in first
    second = site.get(f"/admin/alerts?rule=fault&before={ids[70]}").body.decode()
    assert "host69.test" in second
    assert "host70.test" not in second
    last = site.get(f"/admin/alerts?before={ids[20]}").body.decode()
    assert "host0.test" in last
    assert "Older" not in last
    assert "The newest" in last


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "²"])
def test_odd_page_is_the_first_one(site: AdminSite, before: str) -> None:
    notice(site.store, NewAlert(NOW, "host.test", "fault", ""))
    assert "host.test" in site.get(f"/admin/alerts?before={before}").body.decode()


def test_what_a_stranger_wrote_is_text_and_nothing_else(site: AdminSite) -> None:
    notice(site.store, NewAlert(NOW, "<script>x</script>", "relay-refused", 'recipient=<img src="x">'))
    body = site.get("/admin/alerts").body.decode()
    assert "<script>x" not in body
    assert "&lt;script&gt;x" in body
    assert "<img src" not in body.replace('<img src="/admin/static/', "")


def test_rule_that_needs_somebody_shows_its_remedy(site: AdminSite) -> None:
    assert "Make room on the disk" in words(site.get("/admin/alerts?rule=disk-nearly-full"))


def test_overview_counts_the_last_24_hours_and_leads_there(site: AdminSite) -> None:
    notice(site.store, NewAlert(NOW - 60, "a", "fault", "", 3), NewAlert(NOW - DAY - 60, "a", "fault", "", 50))
    body = site.get("/admin").body.decode()
    assert '<a href="/admin/alerts">3 in the last 24 hours</a>' in body
    assert "3 in the last 24 hours" in words(site.get("/admin/alerts"))


def test_counts_of_events_are_shown_by_day_and_week(site: AdminSite, monkeypatch: pytest.MonkeyPatch) -> None:
    # The page is of the same moment: midnight may come at any other.
    monkeypatch.setattr(alerts_page, "time", SimpleNamespace(time=lambda: NOW))
    site.store.run_tx(lambda tx: counts.add(tx, NOW, {"accepted": 7}))
    site.store.run_tx(lambda tx: counts.add(tx, NOW - 3 * DAY, {"accepted": 100}))
    assert "accepted 7 107" in words(site.get("/admin/alerts"))


def test_alerts_are_for_admins_only(store: Store, people: People) -> None:
    site = AdminSite(store, people)
    assert site.get("/admin/alerts").headers["location"] == "/admin/sign-in?to=/admin/alerts"
    site.sign_in("ben")
    assert site.get("/admin/alerts").status in (303, 403)
    assert AdminApi(store, people).ask("GET", "/api/alerts", name="ben").status == 403


def test_api_gives_alerts_newest_first_by_rule_host_and_page(store: Store, people: People) -> None:
    api = AdminApi(store, people)
    ids = notice(
        store, NewAlert(NOW - DAY - 60, "192.0.2.1", "fault", "what=x"),
        NewAlert(NOW, "192.0.2.1", "tls-failed", "", 4), NewAlert(NOW, "192.0.2.2", "tls-failed", ""),
    )  # fmt: skip
    told = api.get("/api/alerts")
    assert [one["id"] for one in told["alerts"]] == ids[::-1]
    assert told["lastDay"] == 5
    one = told["alerts"][1]
    assert one | {"at": ""} == {
        "id": ids[1], "at": "", "host": "192.0.2.1", "rule": "tls-failed", "title": "TLS failed", "detail": "",
        "count": 4,
    }  # fmt: skip
    assert one["at"].endswith("Z")
    for query, expected in (
        ("rule=fault", [0]), ("host=192.0.2.1", [1, 0]), (f"before={ids[1]}", [0]), ("limit=1", [2]),
        ("rule=tls-failed&host=192.0.2.2", [2]), ("host=nobody", []),
    ):  # fmt: skip
        assert [one["id"] for one in api.get(f"/api/alerts?{query}")["alerts"]] == [ids[number] for number in expected]


@pytest.mark.parametrize("query", ["rule=nothing", "limit=x", "before=-1"])
def test_api_says_what_is_wrong_with_a_question(store: Store, people: People, query: str) -> None:
    answer = AdminApi(store, people).ask("GET", f"/api/alerts?{query}")
    assert (answer.status, answer.problem) == (400, "urn:postroom:error:badRequest")


def test_openapi_tells_of_alerts_and_their_rules(store: Store, people: People) -> None:
    told = AdminApi(store, people).get("/api/openapi.json")["paths"]["/api/alerts"]["get"]
    rule = next(one for one in told["parameters"] if one["name"] == "rule")
    assert rule["schema"]["enum"] == list(RULES)
