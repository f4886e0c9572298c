"""The web area in a real browser, on a real inbox server: from the first set-up to a delivered test message, an error
at each field, going back, and from an invitation to a registered account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from client.invitation import parse_server
from db import jobs, outside, relay_settings
from db.secretbox import ensure_keys
from tests.support.browser import SMALL, WIDE, browser, sign_in_as_admin, window
from tests.support.courier_process import courier_process
from tests.support.inbox_process import inbox_process
from tests.support.page_checks import controls_without_name, faint_texts
from tests.support.postroom import PASSWORD, Postroom
from tests.support.wire import eventually

PAGES = {
    "overview": "/admin", "smtp": "/admin/smtp", "new-relay": "/admin/smtp/new?preset=gmail",
    "accounts": "/admin/accounts", "invitations": "/admin/invitations", "queue": "/admin/queue",
    "health": "/admin/health", "audit": "/admin/audit", "alerts": "/admin/alerts", "reports": "/admin/reports",
}  # fmt: skip


@dataclass(frozen=True)
class Town:
    """A Postroom with an admin, served over HTTPS at `base`, and a browser."""

    postroom: Postroom
    base: str
    browser: Browser

    @contextmanager
    def signed_in(
        self, *, size: tuple[int, int] = WIDE, dark: bool = False, script: bool = True
    ) -> Iterator[Page]:  # fmt: skip
        with window(self.browser, self.base, size=size, dark=dark, script=script) as page:
            sign_in_as_admin(page)
            yield page


@pytest.fixture(name="town", scope="module")
def _town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    postroom = Postroom.in_folder(tmp_path_factory.mktemp("town") / "postroom")
    postroom.settings = replace(postroom.settings, registration="invitation")
    postroom.start()
    try:
        ensure_keys(postroom.store, postroom.settings.secret_keys)
        postroom.account("anna", is_admin=True)
        with inbox_process(postroom) as port, browser(postroom.certificates.certificate) as running:
            yield Town(postroom, f"https://127.0.0.1:{port}", running)
    finally:
        postroom.stop()


@pytest.fixture(autouse=True)
def _no_relay(town: Town) -> Iterator[None]:
    """Every test begins without relays, and local."""
    yield
    town.postroom.store.run_tx(lambda tx: [tx.execute("DELETE FROM relay"), tx.execute("DELETE FROM job")])
    town.postroom.store.run_tx(lambda tx: tx.execute("UPDATE outside SET mode = 'local', opened_by = ''"))


def fault(page: Page, field: str) -> str:
    """The sentence that is to be seen at a field."""
    shown = page.locator(f"#{field}-fault")
    return shown.inner_text() if shown.is_visible() else ""


def fill(page: Page, **fields: str) -> None:
    if not page.locator("#name").is_visible() and fields.keys() & {"name", "ehlo_name", "per_minute", "ca_pem"}:
        page.get_by_text("More: name, greeting").click()
    for name, value in fields.items():
        field = page.locator(f"#{name}")
        if name in ("security", "authentication"):
            field.select_option(value)
        else:
            field.fill(value)


GOOD = {
    "server": "smtp.example.com",
    "username": "office@example.com",
    "password": "s3cret",
    "from_address": "o@example.com",
}
WRONG = {
    "server": ("smtp://x", "without smtp://"),
    "port": ("993", "is for IMAP"),
    "from_address": ("office", "not an address"),
    "ehlo_name": ("not a name", "not a name"),
    "per_minute": ("0", "from 1 to"),
    "ca_pem": ("hello", "no certificate in PEM"),
    "security": ("none", "Without TLS"),
}


def test_wrong_password_is_told_and_the_right_one_opens(town: Town) -> None:
    with window(town.browser, town.base) as page:
        page.goto("/admin")
        page.get_by_label("User name or address").fill("anna")
        page.get_by_label("Password").fill("not this")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
        expect(page.get_by_label("Password")).to_be_focused()
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Local only.", exact=True)).to_be_visible()
        expect(page.get_by_role("link", name="Connect a relay to the outside")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_text("You are signed out.")).to_be_visible()


@pytest.mark.parametrize("field", WRONG)
def test_error_shows_at_its_field_while_typing_and_goes_when_it_is_right(town: Town, field: str) -> None:
    wrong, sentence = WRONG[field]
    with town.signed_in() as page:
        page.goto("/admin/smtp/new")
        fill(page, **GOOD)
        fill(page, **{field: wrong})
        page.locator("#from_name").focus()
        expect(page.locator(f"#{field}-fault")).to_contain_text(sentence)
        assert page.locator(f"#{field}").get_attribute("aria-invalid") == "true"
        right = {"port": "587", "per_minute": "60", "ehlo_name": "", "ca_pem": "", "security": "starttls"}
        fill(page, **{field: {**GOOD, **right}[field]})
        expect(page.locator(f"#{field}-fault")).to_be_hidden()
    assert relay_settings.listed(town.postroom.store) == []


def correct_while_pressed(page: Page) -> None:
    """Correct the server's name, as leaving the field does, and wait until the page knows the answer."""
    before = page.locator("#server").evaluate("""async (field) => {
        field.value = "smtp.example.com";
        field.dispatchEvent(new Event("change", { bubbles: true }));
        // The check begins in a task of its own; from then on, older answers are not taken.
        await new Promise((begun) => setTimeout(begun));
        return field.form.dataset.checked;
    }""")
    expect(page.locator("form[data-check]")).not_to_have_attribute("data-checked", before)
    expect(page.locator("#server-fault")).to_be_visible()


def test_sentence_does_not_go_between_the_press_of_a_button_and_its_release(town: Town) -> None:
    """Leaving a field checks it. The page moved under the mouse, and nothing was saved."""
    with town.signed_in() as page:
        page.goto("/admin/smtp/new")
        fill(page, **GOOD | {"server": "smtp://x"})
        expect(page.locator("#server-fault")).to_be_visible()
        page.get_by_role("button", name="Save", exact=True).hover()
        page.mouse.down()
        correct_while_pressed(page)
        page.mouse.up()
        expect(page.get_by_text("Saved. It is in force now.")).to_be_visible()


def test_sentence_that_waited_for_the_release_of_the_mouse_is_not_forgotten(town: Town) -> None:
    with town.signed_in() as page:
        page.goto("/admin/smtp/new")
        fill(page, **GOOD | {"server": "smtp://x"})
        expect(page.locator("#server-fault")).to_be_visible()
        page.locator("label[for=from_address]").hover()
        page.mouse.down()
        correct_while_pressed(page)
        page.mouse.up()
        expect(page.locator("#server-fault")).to_be_hidden()


def test_answer_to_an_older_check_that_comes_last_is_not_shown(town: Town) -> None:
    with town.signed_in() as page:
        page.goto("/admin/smtp/new")
        fill(page, **GOOD)
        # Their heads have come; what they say of the server is still on its way.
        page.evaluate("""() => {
            const whole = Response.prototype.json;
            window.held = [];
            Response.prototype.json = async function () {
                const found = await whole.call(this);
                if (found.faults.server) await new Promise((go) => held.push(go));
                return found;
            };
        }""")
        fill(page, server="smtp://x")
        eventually("an answer is held", lambda: page.evaluate("held.length > 0"))
        form = page.locator("form[data-check]")
        before = form.get_attribute("data-checked")
        fill(page, server="smtp.example.com")
        eventually("the newest answer is shown", lambda: form.get_attribute("data-checked") != before)
        page.evaluate("async () => { held.forEach((go) => go()); await new Promise((done) => setTimeout(done)); }")
        assert fault(page, "server") == ""


def test_saving_tells_all_errors_at_once(town: Town) -> None:
    with town.signed_in() as page:
        page.goto("/admin/smtp/new")
        fill(page, **{name: wrong for name, (wrong, _) in WRONG.items() if name != "security"})
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#faults")).to_be_focused()
        assert {name: sentence in fault(page, name) for name, (_, sentence) in WRONG.items() if name != "security"} == (
            dict.fromkeys([name for name in WRONG if name != "security"], True)
        )
        assert fault(page, "username").startswith("Give the user name")


@pytest.mark.parametrize("script", [True, False])
def test_wrong_field_far_down_on_a_page_is_told_at_its_top(town: Town, script: bool) -> None:
    account = town.postroom.account(f"far{script}".lower())
    with town.signed_in(size=SMALL, script=script) as page:
        page.goto(f"/admin/accounts/{account.id}")
        page.get_by_label("Mail it may have").fill("much")
        page.get_by_role("button", name="Save the quota").click()
        note = page.get_by_role("alert")
        expect(note).to_contain_text("Nothing is changed yet.")
        expect(note).to_be_in_viewport()
        note.get_by_role("link").click()
        expect(page.get_by_label("Mail it may have")).to_be_in_viewport()
        expect(page.locator("#quota-fault")).to_be_in_viewport()


def test_wrong_field_has_the_focus_where_a_page_has_only_few(town: Town) -> None:
    with town.signed_in() as page:
        page.goto("/admin/invitations")
        page.get_by_label("For how many people").fill("0")
        page.get_by_role("button", name="Make an invitation").click()
        expect(page.get_by_label("For how many people")).to_be_focused()


def test_undo_goes_back_before_and_after_saving(town: Town) -> None:
    with town.signed_in() as page:
        page.goto("/admin/smtp")
        page.get_by_role("link", name="Fastmail").click()
        expect(page.locator("#server")).to_have_value("smtp.fastmail.com")
        fill(page, username="o@fastmail.com", password="app password", from_address="o@fastmail.com")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved. It is in force now.")).to_be_visible()
        fill(page, from_name="Typed by mistake")
        page.get_by_role("link", name="Undo changes").click()
        expect(page.locator("#from_name")).to_have_value("")
        fill(page, from_name="Saved by mistake")
        with page.expect_navigation():
            page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Undo the last save").click()
        expect(page.get_by_text("The last save is undone.")).to_be_visible()
        expect(page.locator("#from_name")).to_have_value("")
        assert "app password" not in page.content()


def test_progress_of_a_test_is_seen_live(town: Town) -> None:
    store = town.postroom.store
    with town.signed_in() as page:
        page.goto("/admin/smtp/new")
        fill(page, **GOOD)
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_label("Address of the test message").fill("me@example.com")
        page.get_by_role("button", name="Test").click()
        expect(page.get_by_role("status")).to_contain_text("waits for the courier")
        job = jobs.claim(store, [jobs.RELAY_TEST], 60, 10**10)
        assert job is not None
        job = jobs.tell(store, job, "TLS", "done", "TLS 1.3", {"subject": "smtp.example.com"}, lease=60, now=10**10)
        expect(page.get_by_role("status")).to_contain_text("is running")
        expect(page.locator("ol.stages li")).to_contain_text("TLS 1.3")
        job = jobs.tell(store, job, "AUTH", "failed", "535 5.7.8 <no>", lease=60, now=10**10)
        jobs.finish(store, job, False, "The relay refused the password.", 10**10)
        expect(page.get_by_role("status")).to_contain_text("failed. The relay refused the password.")
        expect(page.locator("ol.stages")).to_contain_text("535 5.7.8 <no>")


def test_first_set_up_ends_with_a_delivered_message_and_the_way_open(town: Town, tmp_path: Path) -> None:
    # The relay is another Postroom, of another domain, with a CA that nobody knows.
    relay = Postroom.in_folder(tmp_path / "relay")
    relay.settings = replace(relay.settings, domain="elsewhere.com")
    relay.start()
    try:
        eve = relay.account("eve")
        relay.account("office")
        with courier_process(town.postroom), town.signed_in() as page:
            page.get_by_role("link", name="Connect a relay to the outside").click()
            page.get_by_role("link", name="Another relay, StartTLS").click()
            fill(page, server="127.0.0.1", port=str(relay.ports.smtp_starttls), username="office", password=PASSWORD)
            fill(page, from_address="office@elsewhere.com", ca_pem=relay.certificates.ca_certificate.read_text())
            page.get_by_role("button", name="Save", exact=True).click()
            expect(page.get_by_text("Saved. It is in force now.")).to_be_visible()
            page.get_by_label("Address of the test message").fill("eve@elsewhere.com")
            page.get_by_label("Send a real message").check()
            page.get_by_role("button", name="Test").click()
            expect(page.get_by_role("status")).to_contain_text("passed", timeout=60_000)
            page.goto("/admin")
            expect(page.get_by_text("Local only.", exact=True)).to_have_count(0)
        assert outside.read(town.postroom.store).mode == "relay"
        (delivered,) = relay.mail(eve)
        assert b"office@elsewhere.com" in delivered
    finally:
        relay.stop()


def test_invitation_becomes_an_account(town: Town) -> None:
    with town.signed_in() as page:
        page.get_by_role("navigation").get_by_role("link", name="Invitations").click()
        page.get_by_role("button", name="Make an invitation").click()
        server = parse_server(page.locator("#link").inner_text())
        expect(page.get_by_role("img", name="The link as a QR code")).to_be_visible()
        with town.postroom.connect() as connection:
            code, words = connection.docmd("REG", f"dora {PASSWORD.replace(' ', '-')} {server.code}")
            assert code == 250, words
        page.goto("/admin/accounts?search=dora")
        page.get_by_role("link", name="dora@project.com").click()
        expect(page.get_by_role("heading", name="dora@project.com")).to_be_visible()
        page.get_by_label("What its owner is told").fill("Come back in May")
        page.get_by_role("button", name="Disable and sign out").click()
        expect(page.get_by_text("Come back in May")).to_be_visible()


def test_everything_works_without_script(town: Town) -> None:
    with town.signed_in(script=False) as page:
        page.goto("/admin/smtp/new?preset=starttls")
        fill(page, server="smtp://x")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#server-fault")).to_contain_text("without smtp://")
        page.get_by_text("More: name, greeting").click()
        fill(page, **GOOD)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved. It is in force now.")).to_be_visible()
        page.get_by_label("Address of the test message").fill("me@example.com")
        page.get_by_role("button", name="Test").click()
        expect(page.get_by_role("status")).to_contain_text("waits for the courier")
        job = jobs.claim(town.postroom.store, [jobs.RELAY_TEST], 60, 10**10)
        assert job is not None
        jobs.finish(town.postroom.store, job, True, "Everything worked.", 10**10)
        expect(page.get_by_role("status")).to_contain_text("Everything worked.")


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_page_is_for_everybody(town: Town, path: str) -> None:
    with town.signed_in(size=SMALL) as page:
        page.goto(path)
        assert page.locator("h1").count() == 1
        assert controls_without_name(page) == []
        # Small screens scroll down only; what is wide scrolls within its own box.
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def test_list_of_pages_is_moved_to_the_present_one_and_the_page_is_not(town: Town) -> None:
    with town.signed_in(size=SMALL) as page:
        page.goto("/admin/audit")
        place = page.locator("nav [aria-current]").bounding_box()
        assert place is not None
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= SMALL[0]
        page.goto("/admin/accounts#registration-title")
        # Not `wait_for_function`: the policy of the page forbids what that does when its first look fails.
        eventually("the page is moved to its part", lambda: page.evaluate("window.scrollY > 0"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_stands_out_from_its_ground(town: Town, dark: bool) -> None:
    with town.signed_in(dark=dark) as page:
        for path in PAGES.values():
            page.goto(path)
            assert faint_texts(page) == [], path


def test_report_is_followed_and_downloaded(town: Town) -> None:
    with courier_process(town.postroom), town.signed_in() as page:
        page.goto("/admin/reports")
        page.get_by_label("Who gets it").fill("anna@project.com")
        page.get_by_role("button", name="Send the report").click()
        expect(page.get_by_role("status")).to_contain_text("is in the inbox of anna@project.com", timeout=60_000)
        expect(page.locator("ol.stages li")).to_have_count(3)
        page.get_by_role("link", name="← Reports").click()
        with page.expect_download() as started:
            page.get_by_role("link", name="Download the newest document").click()
        assert started.value.suggested_filename == "alerts-project.com.pdf"
        assert started.value.path().read_bytes().startswith(b"%PDF-")
