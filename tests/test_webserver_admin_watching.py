"""The pages that watch: the queue and acting on it, the audit log in pages, and health with a remedy for each fault."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlencode

import pytest

from db import audit, heartbeat, jobs, members, outbound
from db.audit import Actor
from db.database import Store, Transaction
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.job_kinds import Report
from db.settings import Settings
from server.courier.heartbeat import Heartbeat
from server.courier.reports import Reports
from tests.support.admin_site import AdminSite, fault_of, words
from tests.support.stores import People, mail
from webserver.admin import health

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(name="site")
def _site(store: Store, people: People) -> AdminSite:
    site = AdminSite(store, people)
    site.sign_in()
    return site


def send_outside(site: AdminSite, *recipients: str) -> list[outbound.Outbound]:
    envelope = Envelope(
        "anna@project.com", (), mail("Soup & <salad>"), 1_700_000_000, site.people["anna"].author, outside=recipients
    )
    site.store.run_tx(lambda tx: deliver(tx, [prepare(envelope)]))
    return outbound.rows(site.store)


def test_queue_shows_each_recipient_with_the_servers_words(site: AdminSite) -> None:
    row, _ = send_outside(site, "eve@example.com", "fay@example.org")
    site.store.run_tx(lambda tx: outbound.settle(tx, row.id, "failed", "550 5.1.1 <nobody> here", "mx.example.com", 9))
    shown = words(site.get("/admin/queue"))
    assert "Soup & <salad>" in shown
    assert "1 on the way" in words(site.get("/admin"))
    assert "stays with its sender alone" not in shown
    failed = words(site.get("/admin/queue?state=failed"))
    assert "The subject of a message that is settled stays with its sender alone." in failed
    assert "Soup" not in failed
    assert "550 5.1.1 <nobody> here" in failed
    assert "mx.example.com" in failed


def test_queue_is_acted_on_and_each_act_is_in_the_audit_log(site: AdminSite) -> None:
    (row,) = send_outside(site, "eve@example.com")
    for action, state in (("hold", "held"), ("retry", "waiting"), ("drop", "dropped")):
        answer = site.submit("/admin/queue", f"/admin/queue/{row.id}/{action}")
        assert (answer.status, answer.headers["location"]) == (303, f"/admin/queue?said=queue-{action}")
        assert outbound.get(site.store, row.id).state == state
        line = audit.lines(site.store, count=1)[0]
        assert (line.action, line.actor) == (f"queue-{action}", "anna@project.com")


def test_held_message_is_counted_once(site: AdminSite) -> None:
    (row,) = send_outside(site, "eve@example.com")
    site.submit("/admin/queue", f"/admin/queue/{row.id}/hold")
    shown = words(site.get("/admin/queue"))
    assert "On the way (0)" in shown
    assert "Held (1)" in shown
    assert "eve@example.com" not in shown
    assert "eve@example.com" in words(site.get("/admin/queue?state=held"))


@pytest.mark.parametrize("action", ["retry", "hold", "drop"])
def test_settled_row_is_left_alone(site: AdminSite, action: str) -> None:
    (row,) = send_outside(site, "eve@example.com")
    token = site.token("/admin/queue")
    site.store.run_tx(lambda tx: outbound.settle(tx, row.id, "sent", "250 ok", "mx.example.com", 9))
    before = len(audit.lines(site.store))
    assert site.post(f"/admin/queue/{row.id}/{action}", {"form_token": token}).status == 409
    assert outbound.get(site.store, row.id).state == "sent"
    assert len(audit.lines(site.store)) == before


def test_audit_log_comes_in_pages_and_is_searched(site: AdminSite) -> None:
    for number in range(120):
        write = partial(_tried, actor=f"admin{number % 2}@project.com", target=f"target <{number}>")
        site.store.run_tx(write)
    path, seen = "/admin/audit?action=tried", list[str]()
    while path:
        page = site.get(path)
        seen += re.findall(r"target &lt;(\d+)&gt;", page.body.decode())
        more = re.search(r'href="([^"]*)">Older', page.body.decode())
        path = more[1].replace("&amp;", "&") if more else ""
    assert seen == [str(number) for number in reversed(range(120))]
    assert "admin1@project.com" not in words(site.get("/admin/audit?actor=admin0@project.com"))


def _tried(tx: Transaction, actor: str, target: str) -> None:
    audit.write(tx, Actor(actor, "192.0.2.1"), "tried", target, None, {"x": "<b>"})


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "'"])
def test_page_that_is_no_number_is_the_first(site: AdminSite, before: str) -> None:
    assert site.get(f"/admin/audit?before={before}").status == 200
    assert site.get(f"/admin/queue?before={before}&state={before}").status == 200


def test_report_is_asked_for_and_its_state_is_shown(site: AdminSite) -> None:
    answer = site.submit("/admin/reports", "/admin/reports", {"to": "anna@project.com"})
    (job,) = jobs.recent(site.store, jobs.REPORT)
    page = f"/admin/reports/{job.id}"
    assert answer.headers["location"] == page
    assert job.asked == {"to": "anna@project.com"}
    assert "for anna@project.com : waits for the courier" in words(site.get("/admin/reports"))
    assert "waits for the courier" in words(site.get(page))
    assert audit.lines(site.store, action="report-asked")[0].actor == "anna@project.com"
    assert site.get("/admin/reports/latest.pdf").status == 404
    Reports(site.store, site.app.settings, draw=lambda _: b"%PDF-1.4 drawn").turn(lambda: False)
    found = site.get(f"{page}/progress").json()
    assert (found["state"], found["result"]) == ("done", "The report of 0 alerts is in the inbox of anna@project.com.")
    assert [one["state"] for one in found["stages"]] == ["done"] * 3
    assert "is in the inbox of anna@project.com" in words(site.get(page))


def test_newest_report_is_downloaded_as_a_file(site: AdminSite) -> None:
    assert "Download" not in words(site.get("/admin/reports"))
    Report("anna@project.com").ask(site.store, Actor("test"), None)
    Reports(site.store, site.app.settings, draw=lambda _: b"%PDF-1.4 drawn").turn(lambda: False)
    assert "Download the newest document" in words(site.get("/admin/reports"))
    answer = site.get("/admin/reports/latest.pdf")
    assert (answer.status, answer.body) == (200, b"%PDF-1.4 drawn")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="alerts-project.com.pdf"'
    site.cookies.clear()
    assert site.get("/admin/reports/latest.pdf").status == 303


def test_page_of_another_job_is_no_report(site: AdminSite) -> None:
    job = jobs.ask(site.store, jobs.NOTICE, {}, None)
    assert site.get(f"/admin/reports/{job.id}").status == 404
    assert site.get(f"/admin/reports/{job.id}/progress").status == 404


@pytest.mark.parametrize("to", ["", "anna", "you@example.com"])
def test_report_for_whom_it_cannot_be_sent_to_is_refused_at_the_field(site: AdminSite, to: str) -> None:
    answer = site.submit("/admin/reports", "/admin/reports", {"to": to})
    assert answer.status == 422
    assert fault_of(answer, "to")
    assert jobs.recent(site.store, jobs.REPORT) == []


def test_health_names_every_check_and_a_remedy_for_each_that_is_not_good(site: AdminSite) -> None:
    checks = health.look(site.store, site.app.settings, site.box, datetime.now(UTC))
    shown = words(site.get("/admin/health"))
    for check in checks:
        assert check.name in shown
        assert (check.verdict == "good") or check.remedy
        assert check.words.endswith(".")
    assert {check.name: check.verdict for check in checks}["Courier"] == "fault"


def test_courier_gives_a_sign_of_life_once_a_minute(store: Store) -> None:
    moments = [1_000_000.0, 1_000_030.0, 1_000_060.0]
    duty = Heartbeat(store, Settings(store.path.parent), lambda: moments[0])
    seen = []
    while moments:
        duty.turn(lambda: False)
        seen.append(heartbeat.last(store))
        moments.pop(0)
    assert seen == [1_000_000, 1_000_000, 1_000_060]


@pytest.mark.parametrize(
    ("check", "verdict"),
    [
        (health.certificate("C", NOW + timedelta(days=30), NOW, 7), "good"),
        (health.certificate("C", NOW + timedelta(days=3), NOW, 7), "fault"),
        (health.certificate("C", NOW - timedelta(days=3), NOW, 7), "fault"),
        (health.certificate("C", None, NOW, 7), "fault"),
        (health.courier(1000, 1100), "good"),
        (health.courier(1000, 2000), "fault"),
        (health.courier(None, 2000), "fault"),
        (health.disk(50 * 10**9, 100 * 10**9), "good"),
        (health.disk(3 * 10**9, 100 * 10**9), "warning"),
        (health.disk(10**8, 100 * 10**9), "fault"),
        (health.store_size(95, 100), "warning"),
        (health.store_size(95, 0), "good"),
        (health.search_index(True, 0), "good"),
        (health.search_index(True, 5000), "warning"),
        (health.search_index(False, 0), "warning"),
        (health.backups(1000.0, 1000), "good"),
        (health.backups(1000.0, 1000 + 30 * 86400), "warning"),
        (health.backups(None, 1000), "warning"),
        (health.way_outside("local"), "warning"),
        (health.way_outside("direct"), "good"),
    ],
)
def test_each_judgement(check: health.Check, verdict: str) -> None:
    assert check.verdict == verdict
    assert bool(check.remedy) == (verdict != "good")


def test_lost_key_is_a_fault_with_its_remedy(site: AdminSite) -> None:
    assert health.master_key(site.box, site.store).verdict == "good"
    fields = {"server": "smtp.example.com", "username": "a", "password": "x y z", "from_address": "a@example.com"}
    assert site.submit("/admin/smtp/new", "/admin/smtp/new", fields).status == 303
    site.box.file.unlink()
    assert health.master_key(site.box, site.store).verdict == "fault"
    assert "put it back from a copy" in words(site.get("/admin/health"))


def test_audit_log_is_shown_and_chosen_in_words(site: AdminSite) -> None:
    members.set_quota(site.store, Actor("test"), site.people["ben"].id, 5_000_000)
    action = audit.lines(site.store, count=1)[0].action
    said = action.replace("-", " ").capitalize()
    assert said != action
    assert said in words(site.get("/admin/audit"))
    shown = words(site.get(f"/admin/audit?{urlencode({'action': said})}"))
    assert said in shown
    assert "Nothing." not in shown
