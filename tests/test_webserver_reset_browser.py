"""A forgotten password in a real browser, with a real inbox server and courier: asked for on the page, sent to the
recovery address, opened, set; and the pages as everybody meets them."""

from __future__ import annotations

import email
import email.policy
import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPSConnection

import pytest
from playwright.sync_api import Browser, Page, expect

from client.account import Account
from client.discovery import Server, connect
from client.errors import SignInNeeded, WrongPassword
from client.gui.password_strength import Strength, judge
from client.trust import TrustStore
from db import accounts, reset_links
from tests.support.browser import SMALL, browser, window
from tests.support.courier_process import courier_process
from tests.support.inbox_process import inbox_process
from tests.support.page_checks import controls_without_name, faint_texts
from tests.support.postroom import PASSWORD, Postroom

NEW = "three unrelated words"


@dataclass(frozen=True)
class Town:
    """A Postroom served over HTTPS at `base`, as the client knows it, and a browser. Links for Anna go to Ben."""

    postroom: Postroom
    base: str
    server: Server
    browser: Browser

    def link(self, name: str) -> str:
        """A link for somebody, as the courier makes it."""
        account = accounts.find(self.postroom.store, f"{name}@project.com")
        assert account is not None
        return "/reset/" + reset_links.create(self.postroom.store, account.id, int(time.time()))


@pytest.fixture(name="town", scope="module")
def _town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    postroom = Postroom.in_folder(folder / "postroom")
    postroom.start()
    try:
        for name in ("anna", "ben", "clara", "dora"):
            postroom.account(name)
        with inbox_process(postroom) as port, browser(postroom.certificates.certificate) as running:
            base = f"127.0.0.1:{port}"
            server = connect(base, TrustStore(folder / "pins.json"), postroom.certificates.ca_certificate)
            yield Town(postroom, f"https://{base}", server, running)
    finally:
        postroom.stop()


def letters(postroom: Postroom, name: str, subject: str) -> list[str]:
    """The texts of the messages of this subject in somebody's Inbox."""
    account = accounts.find(postroom.store, f"{name}@project.com")
    assert account is not None
    found = [email.message_from_bytes(one, policy=email.policy.default) for one in postroom.mail(account)]
    bodies = [one.get_body(("plain",)) for one in found if subject in str(one["Subject"])]
    return [one.get_content() for one in bodies if one is not None]


def wait_for_letter(page: Page, postroom: Postroom, name: str, subject: str) -> str:
    """The text of the one message of this subject, as soon as it is there."""
    end = time.monotonic() + 60
    while not (found := letters(postroom, name, subject)):
        assert time.monotonic() < end, "no message came"
        page.wait_for_timeout(100)
    assert len(found) == 1
    return found[0]


def set_password(page: Page, password: str, again: str) -> None:
    page.get_by_label("New password", exact=True).fill(password)
    page.get_by_label("New password again").fill(again)
    page.get_by_role("button", name="Set the password").click()


def test_forgotten_password_is_asked_for_sent_opened_and_set(town: Town) -> None:
    postroom, server = town.postroom, town.server
    anna = Account.sign_in(server, "anna", PASSWORD)
    anna.access().set_recovery_address(PASSWORD, "ben@project.com")
    with courier_process(postroom), window(town.browser, town.base) as page:
        page.goto("/admin/sign-in")
        page.get_by_role("link", name="Forgotten your password?").click()
        page.get_by_label("User name or address").fill("anna")
        page.get_by_role("button", name="Send me a link").click()
        expect(page.get_by_text("a link is on its way")).to_be_visible()
        text = wait_for_letter(page, postroom, "ben", "password")
        told = wait_for_letter(page, postroom, "anna", "recovery address")
        assert "ben@project.com" in told
        found = re.search(r"https://\S+/reset/([\w-]+)", text)
        assert found is not None
        page.goto(found[0])
        expect(page.get_by_text("anna@project.com")).to_be_visible()
        set_password(page, NEW, NEW)
        expect(page.get_by_role("heading", name="The new password is set")).to_be_visible()
        page.goto(found[0])
        expect(page.get_by_role("alert")).to_contain_text("Ask for a new link")
    with closing(anna), pytest.raises(SignInNeeded):
        anna.mailboxes()
    with pytest.raises(WrongPassword):
        Account.sign_in(server, "anna", PASSWORD)
    Account.sign_in(server, "anna", NEW).sign_out()
    # Nowhere but in the message that was delivered.
    token = found[1].encode()
    postroom.store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    held = [name for (name,) in postroom.store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    holding = {
        table for table in held for row in postroom.store.rows(f"SELECT * FROM {table}")
        if any(token in (one if isinstance(one, bytes) else str(one).encode()) for one in row)
    }  # fmt: skip
    assert holding <= {"content"}
    assert (postroom.settings.data / "courier.log").stat().st_size > 0
    files = [one for one in postroom.settings.data.rglob("*") if one.is_file() and "sqlite3" not in one.name]
    assert [one for one in files if token in one.read_bytes()] == []


def test_every_name_gets_the_same_answer_over_https(town: Town) -> None:
    accounts.set_state(town.postroom.store, town.postroom.account("emil").id, "disabled")
    answers = set()
    for name in ("anna", "clara", "emil", "nobody"):
        connection = HTTPSConnection("127.0.0.1", town.server.https_port, context=town.postroom.client_context())
        body = json.dumps({"username": name})
        connection.request("POST", "/auth/reset", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        fields = tuple((name, value) for name, value in answer.getheaders() if name.lower() != "date")
        answers.add((answer.status, fields, answer.read()))
        connection.close()
    ((status, _, _),) = answers
    assert status == 202


WORDS = dict(zip(Strength, ("Too short.", "Weak.", "Fair.", "Good.", "Strong."), strict=True))
PASSWORDS = (
    *("abc", "clara1234", "aaaaaaaaaaaa", "plum tree", "plum tree rain", "seven green bicycles", NEW, "Password-2026"),
    *("qwertyuiop12", "Zürich ist schön", "correcthorse", "\u041f\u0430\u0440\u043e\u043b\u044c-1234", "x9$Kp2!vLq7"),
)


def test_strength_is_told_while_the_password_is_typed_as_in_the_desktop(town: Town) -> None:
    with window(town.browser, town.base) as page:
        page.goto(town.link("clara"))
        field, hint = page.get_by_label("New password", exact=True), page.locator("#password-hint")
        expect(field).to_be_focused()
        for password in PASSWORDS:
            field.fill(password)
            found = judge(password, "clara@project.com")
            expect(hint).to_have_text(f"{WORDS[found.strength]} {found.hint}".strip())
            assert page.locator("#strength").evaluate("one => one.value") == int(found.strength)
        field.fill("")
        expect(hint).to_contain_text("At least 8 characters")
        page.get_by_label("New password again").fill("something else")
        page.get_by_label("New password again").press("Tab")
        expect(page.locator("#repeated-fault")).to_contain_text("not the same")
        page.get_by_label("New password again").fill("")
        expect(page.locator("#repeated-fault")).to_be_hidden()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_mistakes_are_told_at_their_fields_and_then_it_is_set(town: Town, script: bool) -> None:
    with window(town.browser, town.base, size=SMALL, script=script) as page:
        page.goto(town.link("clara"))
        set_password(page, "clara1234", "clara1234")
        expect(page.locator("#password-fault")).to_contain_text("is your name")
        set_password(page, NEW, "another one")
        expect(page.locator("#repeated-fault")).to_contain_text("not the same")
        set_password(page, NEW, NEW)
        expect(page.get_by_role("heading", name="The new password is set")).to_be_visible()


def test_everything_is_done_with_the_keyboard(town: Town) -> None:
    with window(town.browser, town.base) as page:
        page.goto("/reset")
        # A browser moves the focus to the first field only after it has loaded the page; keys before that go nowhere.
        expect(page.get_by_label("User name or address")).to_be_focused()
        page.keyboard.type("nobody")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
        page.goto(town.link("dora"))
        expect(page.get_by_label("New password", exact=True)).to_be_focused()
        page.keyboard.type(NEW)
        page.keyboard.press("Tab")
        page.keyboard.type(NEW)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="The new password is set")).to_be_visible()


def test_link_that_does_not_work_leads_to_a_new_one(town: Town) -> None:
    with window(town.browser, town.base) as page:
        page.goto("/reset/nothing")
        page.get_by_role("link", name="Ask for a new link").click()
        expect(page.get_by_role("heading", name="Forgotten your password?")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_page_is_for_everybody(town: Town, dark: bool) -> None:
    with window(town.browser, town.base, size=SMALL, dark=dark) as page:
        for path in ("/reset", "/reset/sent", "/reset/done", "/reset/nothing", town.link("dora")):
            page.goto(path)
            assert page.locator("h1").count() == 1
            assert controls_without_name(page) == []
            assert faint_texts(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
