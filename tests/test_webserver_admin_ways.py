"""Ways into the web area: the page that was wanted comes after signing in, and a wrong address gets a page too."""

from __future__ import annotations

import pytest

from db.database import Store
from tests.support.admin_site import AdminSite, words
from tests.support.stores import PASSWORD, People

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(name="site")
def _site(store: Store, people: People) -> AdminSite:
    return AdminSite(store, people)


def signed_in_by(site: AdminSite, address: str, to: str) -> str:
    """Sign in at the address of the form, and return where that leads; `to` stands in the form."""
    token = site.token(address)
    answer = site.post("/admin/sign-in", {"form_token": token, "to": to, "username": "anna", "password": PASSWORD})
    assert answer.status == 303
    return answer.headers["location"]


@pytest.mark.parametrize("page", ["/admin/health", "/admin/alerts?rule=fault&before=7", "/admin/accounts/1"])
def test_wanted_page_comes_after_signing_in(site: AdminSite, page: str) -> None:
    path, _, query = page.partition("?")
    location = site.get(path, QUERY_STRING=query).headers["location"]
    assert location.startswith("/admin/sign-in?to=/admin/")
    form = site.get("/admin/sign-in", QUERY_STRING=location.partition("?")[2]).body.decode()
    assert f'name="to" value="{page}"'.replace("&", "&amp;") in form
    # A wrong password does not lose it.
    token = site.token("/admin/sign-in")
    again = site.post("/admin/sign-in", {"form_token": token, "to": page, "username": "anna", "password": "wrong"})
    assert f'name="to" value="{page}"'.replace("&", "&amp;") in again.body.decode()
    assert signed_in_by(site, "/admin/sign-in", page) == page


@pytest.mark.parametrize(
    "to",
    ["", "https://evil.example/", "//evil.example", "/admin//evil.example", "/admin/../reset", "/administrator",
     "/admin/sign-in", "/admin/a\r\nSet-Cookie: x=y", "/admin/\\evil.example", "/auth/session"],
)  # fmt: skip
def test_nobody_is_led_away_by_signing_in(site: AdminSite, to: str) -> None:
    assert signed_in_by(site, "/admin/sign-in", to) == "/admin"


@pytest.mark.parametrize("path", ["/admin/", "/admin/nothing", "/admin/smtp/abc", "/reset/a/b", "/admin/smtp/1/undo"])
def test_wrong_address_gets_a_page_in_a_browser(site: AdminSite, path: str) -> None:
    answer = site.get(path, HTTP_ACCEPT=BROWSER)
    assert answer.status in (404, 405)
    assert "There is no such page" in words(answer)
    assert 'href="/admin"' in answer.body.decode()
    assert answer.headers["content-security-policy"]
    # Programs get what they can read.
    assert site.get(path, HTTP_ACCEPT="*/*").headers["content-type"] == "application/problem+json"


def test_address_that_a_start_prints_tells_people_where_their_mail_is(site: AdminSite) -> None:
    answer = site.get("/", HTTP_ACCEPT=BROWSER)
    assert answer.status == 200
    assert "The mail of project.com" in words(answer)
    assert "in the Postroom window" in words(answer)
    for path in ("/admin", "/reset"):
        assert f'href="{path}"' in answer.body.decode()
        assert site.get(path, HTTP_ACCEPT=BROWSER).status < 400
    assert answer.headers["content-security-policy"]
    program = site.get("/", HTTP_ACCEPT="*/*")
    assert (program.status, program.headers["content-type"]) == (404, "application/problem+json")


def test_address_of_a_program_gets_no_page(site: AdminSite) -> None:
    for path in ("/api/nothing", "/jmap/nothing", "/smtp/nothing"):
        assert site.get(path, HTTP_ACCEPT=BROWSER).headers["content-type"] == "application/problem+json"


def test_fault_of_ours_is_a_page_with_its_number(site: AdminSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.sign_in()
    monkeypatch.setattr("db.alerts.recent", lambda *_, **__: 1 / 0)
    answer = site.get("/admin/alerts", HTTP_ACCEPT=BROWSER)
    assert answer.status == 500
    assert "Tell its admin this number" in words(answer)
