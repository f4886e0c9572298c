"""In a real browser, with mail and registration over SMTP beside it: an account is deleted, and who may register."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import SMALL, WIDE, browser, sign_in_as_admin, window
from tests.support.inbox_process import inbox_process
from tests.support.page_checks import controls_without_name, faint_texts
from tests.support.postroom import PASSWORD, Postroom


class Town:
    """A Postroom with Anna, who is an admin, and a browser."""

    def __init__(self, postroom: Postroom, port: int, running: Browser) -> None:
        self.postroom, self.base, self.browser = postroom, f"https://127.0.0.1:{port}", running

    @contextmanager
    def signed_in(self, *, size: tuple[int, int] = WIDE, script: bool = True) -> Iterator[Page]:
        with window(self.browser, self.base, size=size, dark=False, script=script) as page:
            sign_in_as_admin(page)
            page.goto("/admin/accounts")
            yield page

    def register(self, name: str) -> int:
        """Ask for an account over SMTP, and return the code of the answer."""
        with self.postroom.connect() as connection:
            return connection.docmd("REG", f"{name} {PASSWORD.replace(' ', '-')}")[0]

    def told_mode(self) -> str:
        """What EHLO says of registration."""
        with self.postroom.connect() as connection:
            return connection.esmtp_features["reg"].strip()


@pytest.fixture(name="town", scope="module")
def _town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    postroom = Postroom.in_folder(tmp_path_factory.mktemp("town") / "postroom")
    postroom.start()
    try:
        postroom.account("anna", is_admin=True)
        postroom.account("eve")
        with inbox_process(postroom) as port, browser(postroom.certificates.certificate) as running:
            yield Town(postroom, port, running)
    finally:
        postroom.stop()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_deleted_account_gets_no_mail_and_lets_nobody_in(town: Town, script: bool) -> None:
    name = f"ben{script:d}"
    town.postroom.account(name)
    with town.signed_in(script=script) as page:
        page.get_by_role("link", name=f"{name}@project.com").click()
        page.get_by_label("Type the address of this account").fill("somebody@project.com")
        page.get_by_role("button", name="Delete the account and its mail").click()
        expect(page.locator("#confirm-fault")).to_have_text(f"To delete it, type its address: {name}@project.com.")
        page.get_by_label("Type the address of this account").fill(f"{name}@project.com")
        page.get_by_role("button", name="Delete the account and its mail").click()
        expect(page.get_by_role("status")).to_contain_text("The account is deleted.")
        expect(page.get_by_role("link", name=f"{name}@project.com")).to_have_count(0)
        expect(page.get_by_role("button", name=f"Free {name}@project.com now")).to_be_visible()
    with town.postroom.sign_in("eve") as connection:
        connection.mail("eve@project.com")
        assert connection.rcpt(f"{name}@project.com")[0] == 550
    with town.postroom.connect() as connection, pytest.raises(smtplib.SMTPAuthenticationError):
        connection.login(name, PASSWORD)
    assert town.register(name) == 553


def test_mode_of_registration_is_in_force_as_soon_as_it_is_saved(town: Town) -> None:
    assert town.told_mode() == "open"
    with town.signed_in() as page:
        for mode, words, answer in (
            ("closed", "nobody", 550),
            ("approval", "everybody, with approval by an admin", 250),
            ("invitation", "by invitation", 550),
        ):
            page.get_by_label("Who may make an account").select_option(words)
            # What the page told of the mode before is still to be seen until then.
            with page.expect_navigation():
                page.get_by_role("button", name="Save").click()
            expect(page.get_by_role("status")).to_contain_text("It is in force now.")
            assert town.told_mode() == mode
            assert town.register(f"from-{mode}") == answer
        page.get_by_label("State").select_option("waiting")
        # The list of all accounts has the button that is pressed next, too.
        with page.expect_navigation():
            page.get_by_role("button", name="Show").click()
        page.get_by_role("button", name="Refuse from-approval@project.com").click()
        expect(page.get_by_role("status")).to_contain_text("The account is refused")
        page.get_by_label("Who may make an account").select_option("file")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("settings.toml decides.")).to_be_visible()
    assert town.told_mode() == "open"


def test_page_of_an_account_is_for_everybody(town: Town) -> None:
    with town.signed_in(size=SMALL) as page:
        check(page)
        page.get_by_role("link", name="eve@project.com").click()
        expect(page.get_by_role("heading", name="Delete")).to_be_visible()
        check(page)


def check(page: Page) -> None:
    # Its words can be seen before its styles are there, and without them nothing is faint.
    page.wait_for_load_state()
    assert controls_without_name(page) == []
    assert faint_texts(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
