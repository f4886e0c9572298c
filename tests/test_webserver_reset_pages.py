"""The pages `/reset` and `/reset/{token}`, without a browser: open to all, one answer for all names, nothing leaks."""

import logging
import re
import time
from dataclasses import replace

import pytest

from db import accounts, jobs, recovery_address, reset_links, sessions
from db.database import Store
from db.job_kinds import Notice
from db.passwords import Verifier
from db.settings import Settings
from db.throttle import Throttle
from tests.support.admin_site import AdminSite, fault_of, words
from tests.support.inbox_app import Answer, InboxApp
from tests.support.stores import DOMAIN, PASSWORD, People
from webserver.reset_limits import PER_ADDRESS

NEW = "three unrelated words"
BOTH = {"password": NEW, "repeated": NEW}


@pytest.fixture
def site(store: Store, people: People) -> AdminSite:
    """Anna can be sent a link; admins may come from one network only, which is nobody's here."""
    recovery_address.choose(store, accounts.get(store, people["anna"].id), "ben@project.com", DOMAIN)
    found = AdminSite(store, people, Settings(store.path.parent, admin_networks=("203.0.113.0/24",)))
    found.app = InboxApp(store, people, settings=found.app.settings, checks=Verifier(), throttle=Throttle(3))
    return found


@pytest.fixture
def link(site: AdminSite) -> str:
    return "/reset/" + reset_links.create(site.store, site.people["anna"].id, int(time.time()))


def asked(store: Store) -> list[str]:
    notices = [Notice.of(one) for one in jobs.recent(store, jobs.NOTICE)]
    return [one.to for one in notices if one.kind == "password-reset"]


def signs_in(store: Store, password: str) -> bool:
    hashed = store.rows("SELECT password_hash FROM account WHERE address = 'anna@project.com'")[0][0]
    return Verifier().verify(hashed, password)


def careful(answer: Answer) -> bool:
    """Whether nothing about this answer is kept, framed, or told to another page."""
    fields = answer.headers
    policy = fields["content-security-policy"]
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= {one.strip() for one in policy.split(";")}
    assert "unsafe" not in policy
    return (fields["cache-control"], fields["referrer-policy"]) == ("no-store", "no-referrer")


def test_link_is_asked_for_from_any_network_and_every_name_is_answered_alike(site: AdminSite) -> None:
    answers = [
        site.submit("/reset", "/reset", {"username": name}) for name in ("anna", "ben", "nobody", "\N{GRINNING FACE}")
    ]
    assert {(one.status, one.headers["location"], one.body) for one in answers} == {(303, "/reset/sent", b"")}
    assert [sorted(one.headers.items()) for one in answers] == [sorted(answers[0].headers.items())] * 4
    assert asked(site.store) == ["ben@project.com"]
    assert "a link is on its way" in words(site.get("/reset/sent"))


def test_name_that_is_missing_or_too_long_is_told_on_the_page(site: AdminSite) -> None:
    for name in ("", "x" * 321, "a\0b"):
        answer = site.submit("/reset", "/reset", {"username": name})
        assert answer.status == 422
        assert 'role="alert"' in answer.body.decode()


def test_too_many_questions_from_one_address_are_told_on_the_page(site: AdminSite) -> None:
    for _ in range(PER_ADDRESS):
        site.post("/reset", {"form_token": site.token("/reset"), "username": "nobody"}, REMOTE_ADDR="192.0.2.7")
    fields = {"form_token": site.token("/reset"), "username": "anna"}
    answer = site.post("/reset", fields, REMOTE_ADDR="192.0.2.7")
    assert (answer.status, asked(site.store)) == (429, [])
    assert "too often" in words(answer)


def test_link_sets_a_password_once_and_signs_out_everywhere(site: AdminSite, link: str) -> None:
    before = sessions.create(site.store, site.people["anna"].id, "", "", 3600)[0]
    page = site.get(link)
    assert "anna@project.com" in words(page)
    answer = site.submit(link, link, BOTH)
    assert (answer.status, answer.headers["location"]) == (303, "/reset/done")
    assert signs_in(site.store, NEW)
    assert sessions.find(site.store, before) is None
    assert "The new password is set" in words(site.get("/reset/done"))
    for gone in (site.get(link), site.post(link, BOTH)):
        assert gone.status == 410
        assert "Ask for a new link" in words(gone)


def test_looking_at_a_link_spends_nothing(site: AdminSite, link: str) -> None:
    assert {site.get(link).status for _ in range(5)} == {200}
    site.cookies.clear()
    assert site.submit(link, link, BOTH).status == 303


def test_password_that_will_not_do_is_told_at_its_field_and_the_link_stays(site: AdminSite, link: str) -> None:
    for fields, name in (
        ({"password": "", "repeated": ""}, "password"),
        ({"password": "anna1234", "repeated": "anna1234"}, "password"),
        ({"password": "x" * 2000, "repeated": "x" * 2000}, "password"),
        ({"password": NEW + "\0", "repeated": NEW + "\0"}, "password"),
        ({"password": NEW, "repeated": "another password"}, "repeated"),
        ({"password": NEW}, "repeated"),
    ):
        answer = site.submit(link, link, fields)
        assert answer.status == 422
        assert fault_of(answer, name)
        assert NEW not in answer.body.decode()
    assert site.submit(link, link, BOTH).status == 303


def test_form_without_its_cookie_or_from_another_site_is_asked_for_once_more(site: AdminSite, link: str) -> None:
    fields = {"form_token": site.token(link), **BOTH}
    for headers in (
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"},
    ):  # fmt: skip
        assert site.post(link, fields, headers).status == 403
    site.cookies.clear()
    answer = site.post(link, fields)
    assert answer.status == 403
    assert "once more" in words(answer)
    assert signs_in(site.store, PASSWORD)
    # As a browser sends it from a page that tells nobody where it came from.
    fields["form_token"] = site.token(link)
    assert site.post(link, fields, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}).status == 303


def test_strange_form_does_not_ask_for_a_link(site: AdminSite) -> None:
    site.get("/reset")
    assert site.post("/reset", {"username": "anna", "form_token": "0" * 64}).status == 403
    assert asked(site.store) == []


def test_every_page_is_careful(site: AdminSite, link: str) -> None:
    pages = [site.get(path) for path in ("/reset", "/reset/sent", "/reset/done", link, "/reset/nothing")]
    assert [one.status for one in pages] == [200, 200, 200, 200, 410]
    assert all(careful(one) for one in pages)
    assert careful(site.submit(link, link, {"password": "short", "repeated": "short"}))
    assert careful(site.submit(link, link, BOTH))
    for line in pages[0].cookies:
        assert re.fullmatch(r"__Host-postroom-reset=[\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict", line)


def test_token_stands_neither_in_the_page_nor_in_the_log_nor_in_the_store(
    site: AdminSite, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    token = link.rpartition("/")[2]
    with caplog.at_level(logging.DEBUG):
        answers = [site.get(link), site.submit(link, link, {"password": "anna1234", "repeated": "anna1234"})]
        answers += [site.submit(link, link, BOTH), site.get(link)]
    assert not any(token in one.body.decode() + str(one.headers) + str(one.cookies) for one in answers)
    assert token not in caplog.text
    assert NEW not in caplog.text
    site.store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert token.encode() not in site.store.path.read_bytes()


def test_link_of_an_account_that_was_disabled_meanwhile_does_not_work(site: AdminSite, link: str) -> None:
    fields = {"form_token": site.token(link), **BOTH}
    accounts.set_state(site.store, site.people["anna"].id, "disabled")
    assert site.get(link).status == 410
    assert site.post(link, fields).status == 410
    assert signs_in(site.store, PASSWORD)


def test_new_password_forgives_the_wrong_ones_before_it(site: AdminSite, link: str) -> None:
    site.app.settings = replace(site.app.settings, admin_networks=())
    app = InboxApp(site.store, site.people, settings=site.app.settings, checks=Verifier(), throttle=Throttle(2))
    site.app = app
    for _ in range(2):
        assert site.sign_in(password="not the password").status == 403
    assert site.sign_in(password="not the password").status == 429
    assert site.submit(link, link, BOTH).status == 303
    assert site.sign_in(password=NEW).headers["location"] == "/admin"


def test_sign_in_of_the_web_area_leads_here(store: Store, people: People) -> None:
    assert 'href="/reset"' in AdminSite(store, people).get("/admin/sign-in").body.decode()
