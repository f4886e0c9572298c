"""The front desk of the web area: who gets in, with which cookie, from where, and what keeps other sites out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from db import accounts, members, sessions
from db.audit import Actor
from db.database import Store
from db.settings import Settings
from tests.support.admin_site import AdminSite, words
from tests.support.inbox_app import HOST
from tests.support.stores import PASSWORD, People

PAGES = (
    "/admin", "/admin/smtp", "/admin/smtp/new", "/admin/accounts", "/admin/invitations", "/admin/queue",
    "/admin/health", "/admin/audit", "/admin/alerts", "/admin/reports",
)  # fmt: skip
CHANGES = (
    "/admin/sign-out", "/admin/smtp/outside", "/admin/smtp/check", "/admin/smtp/new", "/admin/smtp/1",
    "/admin/smtp/1/undo", "/admin/smtp/1/test", "/admin/accounts/1/approve", "/admin/invitations",
    "/admin/invitations/1/revoke", "/admin/queue/1/drop", "/admin/reports",
)  # fmt: skip


@pytest.fixture(name="site")
def _site(store: Store, people: People) -> AdminSite:
    return AdminSite(store, people)


@pytest.fixture(name="inside")
def _inside(site: AdminSite) -> AdminSite:
    assert site.sign_in().status == 303
    return site


def test_right_password_opens_the_area(site: AdminSite) -> None:
    answer = site.sign_in()
    assert (answer.status, answer.headers["location"]) == (303, "/admin")
    assert site.get("/admin").status == 200


def test_session_cookie_is_out_of_reach_for_scripts_and_other_sites(site: AdminSite) -> None:
    (cookie,) = [one for one in site.sign_in().cookies if one.startswith("__Host-postroom=")]
    value, *attributes = cookie.split("; ")
    assert set(attributes) == {"Path=/", "Secure", "HttpOnly", "SameSite=Strict"}
    found = sessions.find(site.store, value.partition("=")[2])
    assert found is not None
    assert found[1].address == "anna@project.com"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_shown_to_an_admin_and_carries_the_policy(inside: AdminSite, path: str) -> None:
    answer = inside.get(path)
    assert answer.status == 200, words(answer)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert (policy["frame-ancestors"], policy["base-uri"], policy["form-action"]) == ("'none'", "'none'", "'self'")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_script_or_style_within(inside: AdminSite, path: str) -> None:
    page = inside.get(path).body.decode()
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick" not in page
    assert page.count("<script") == page.count('<script src="/admin/static/') == 1


@pytest.mark.parametrize("path", PAGES)
def test_stranger_is_sent_to_sign_in(site: AdminSite, path: str) -> None:
    answer = site.get(path)
    assert (answer.status, answer.headers["location"].partition("?")[0]) == (303, "/admin/sign-in")
    assert answer.body == b""


@pytest.mark.parametrize("path", CHANGES)
def test_stranger_changes_nothing(site: AdminSite, path: str) -> None:
    answer = site.post(path, {"form_token": "0" * 64})
    assert (answer.status, answer.headers["location"]) == (303, "/admin/sign-in")


def test_ordinary_account_is_told_so_and_gets_no_session(site: AdminSite) -> None:
    answer = site.sign_in("ben")
    assert answer.status == 403
    assert "For admins only" not in words(answer)
    assert "not an admin's" in words(answer)
    assert "__Host-postroom" not in site.cookies
    assert sessions.of_account(site.store, site.people["ben"].id) == []


def test_session_of_an_ordinary_account_opens_nothing(site: AdminSite) -> None:
    token, _ = sessions.create(site.store, site.people["ben"].id, "test", "192.0.2.1", 3600)
    site.cookies["__Host-postroom"] = token
    answer = site.get("/admin/accounts")
    assert answer.status == 403
    assert "ben@project.com" not in words(answer)


def test_admin_who_is_one_no_more_is_out_at_once(inside: AdminSite) -> None:
    members.set_admin(inside.store, Actor("test"), inside.people["anna"].id, False)
    assert inside.get("/admin").status == 403


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong"), ("nobody", PASSWORD), ("anna", ""), ("", PASSWORD), ("a\0", "b")]
)
def test_wrong_sign_in_gives_one_sentence_and_keeps_the_name(site: AdminSite, name: str, password: str) -> None:
    answer = site.sign_in(name, password)
    assert answer.status in (400, 403)
    assert 'role="alert"' in answer.body.decode()
    assert PASSWORD.encode() not in answer.body
    assert "__Host-postroom" not in site.cookies


def test_owner_of_a_disabled_account_reads_why(site: AdminSite) -> None:
    members.disable(site.store, Actor("test"), site.people["anna"].id, "Ask Clara <in> room 4")
    answer = site.sign_in()
    assert answer.status == 403
    assert "Your account is disabled. Ask Clara <in> room 4." in words(answer)
    assert b"<in>" not in answer.body


def test_too_many_wrong_passwords_have_to_wait(site: AdminSite) -> None:
    for _ in range(10):
        assert site.sign_in("anna", "wrong").status == 403
    answer = site.sign_in("anna", "wrong")
    assert answer.status == 429
    assert "Too many failed tries" in words(answer)


def test_sign_in_without_the_cookie_of_its_form_is_refused(site: AdminSite) -> None:
    token = site.token("/admin/sign-in")
    site.cookies.clear()
    answer = site.post("/admin/sign-in", {"form_token": token, "username": "anna", "password": PASSWORD})
    assert answer.status == 403
    assert "__Host-postroom" not in site.cookies


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_form_with_a_wrong_token_is_refused(inside: AdminSite, path: str, token: str) -> None:
    answer = inside.post(path, {"form_token": token})
    assert answer.status == 403
    assert "This form is too old" in words(answer)
    assert inside.get("/admin").status == 200


def test_token_of_another_session_is_refused(inside: AdminSite, store: Store, people: People) -> None:
    other = AdminSite(store, people)
    other.sign_in()
    assert other.token() != inside.token()
    assert inside.post("/admin/invitations", {"form_token": other.token()}).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_form_that_another_site_sent_is_refused(inside: AdminSite, headers: dict[str, str]) -> None:
    sent = {"form_token": inside.token(), "mode": "direct"}
    assert inside.post("/admin/smtp/outside", sent, headers).status == 403
    own = {"Sec-Fetch-Site": "same-origin", "Origin": f"https://{HOST}"}
    assert inside.post("/admin/smtp/outside", sent, own).status == 303


@pytest.mark.parametrize(
    ("body_type", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("application/x-www-form-urlencoded", b"\xff=1", 400),
        ("application/x-www-form-urlencoded", b"a=%FF", 400),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 101), 400),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 300_000, 413),
    ],
)
def test_body_that_is_no_form_is_refused(inside: AdminSite, body_type: str, body: bytes, status: int) -> None:
    headers = {"Content-Type": body_type, "Cookie": f"__Host-postroom={inside.cookies['__Host-postroom']}"}
    assert inside.app.ask("POST", "/admin/smtp/outside", body, headers).status == status


@pytest.mark.parametrize("cookie", ["__Host-postroom=", "__Host-postroom=pst_x", "__Host-postroom=" + "x" * 5000, "x"])
def test_cookie_that_is_no_session_is_nobody(site: AdminSite, cookie: str) -> None:
    assert site.app.ask("GET", "/admin", headers={"Cookie": cookie}).status == 303


def test_two_session_cookies_are_nobody(inside: AdminSite) -> None:
    one = f"__Host-postroom={inside.cookies['__Host-postroom']}"
    assert inside.app.ask("GET", "/admin", headers={"Cookie": f"{one}; {one}"}).status == 303


def test_token_of_a_session_in_a_header_opens_no_page(inside: AdminSite) -> None:
    headers = {"Authorization": f"Bearer {inside.cookies['__Host-postroom']}"}
    assert inside.app.ask("GET", "/admin", headers=headers).status == 303


def test_signing_out_ends_the_session(inside: AdminSite) -> None:
    before = dict(inside.cookies)
    answer = inside.submit("/admin", "/admin/sign-out")
    assert answer.headers["location"] == "/admin/sign-in?said=signed-out"
    assert "You are signed out." in words(inside.get("/admin/sign-in?said=signed-out"))
    inside.cookies = before
    assert inside.get("/admin").status == 303


def test_signing_in_again_ends_the_session_before(inside: AdminSite) -> None:
    inside.sign_in()
    (only,) = sessions.of_account(inside.store, inside.people["anna"].id)
    assert only.device == "Web area for admins"


@pytest.fixture(name="with_networks")
def _with_networks(store: Store, people: People) -> Callable[..., AdminSite]:
    def make(*networks: str) -> AdminSite:
        return AdminSite(store, people, Settings(Path(store.path).parent, admin_networks=networks))

    return make


@pytest.mark.parametrize("peer", ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1"])
def test_admin_comes_from_a_network_of_the_list(with_networks: Callable[..., AdminSite], peer: str) -> None:
    site = with_networks("192.0.2.0/24", "2001:db8::/32")
    assert site.get("/admin/sign-in", REMOTE_ADDR=peer).status == 200


@pytest.mark.parametrize("peer", ["198.51.100.1", "127.0.0.1", "::1", "2001:db9::1", "unknown", ""])
def test_every_other_network_is_refused_before_anything_else(
    with_networks: Callable[..., AdminSite], peer: str
) -> None:
    site = with_networks("192.0.2.0/24", "2001:db8::/32")
    for path in ("/admin/sign-in", "/admin"):
        answer = site.get(path, REMOTE_ADDR=peer)
        assert answer.status == 403
        assert "Admins cannot come from this network" in words(answer)


@pytest.mark.parametrize("said", ["", "nonsense", "<script>alert(1)</script>", "relay-saved"])
def test_address_of_a_page_can_only_ask_for_our_own_sentences(inside: AdminSite, said: str) -> None:
    page = inside.get(f"/admin/smtp?said={said}").body
    assert b"alert(1)" not in page
    assert (b"Saved. It is in force now." in page) == (said == "relay-saved")


@pytest.mark.parametrize(
    "path", ["/admin/smtp/99", "/admin/accounts/99", "/admin/tests/99", "/admin/accounts/" + "9" * 15]
)
def test_what_is_not_there_is_a_page_that_says_so(inside: AdminSite, path: str) -> None:
    answer = inside.get(path)
    assert answer.status == 404
    assert "Not here" in words(answer)


@pytest.mark.parametrize("name", ["postroom.css", "postroom.js", "postroom.svg"])
def test_static_file_is_kept_by_browsers(site: AdminSite, name: str) -> None:
    answer = site.get(f"/admin/static/{name}?v=1")
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]
    assert site.get("/admin/static/../desk.py").status == 404
    assert site.get("/admin/static/nothing.css").status == 404


def test_what_people_wrote_is_text_on_the_page(inside: AdminSite) -> None:
    nasty = '"><script>alert(1)</script>'
    inside.store.run_tx(
        lambda tx: tx.execute("UPDATE account SET display_name = ? WHERE id = ?", (nasty, inside.people["ben"].id))
    )
    page = inside.get("/admin/accounts").body.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert accounts.get(inside.store, inside.people["ben"].id).display_name == nasty
