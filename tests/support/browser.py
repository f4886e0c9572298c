"""A real browser for tests of the web area, and windows of it in which nothing may go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts import chromium, debian_packages
from tests.support.postroom import PASSWORD

WIDE, SMALL = (1200, 850), (360, 740)
PATIENCE_MS = 40_000  # how long a page may take on a busy machine; a test that succeeds waits no longer than it must
expect.set_options(timeout=PATIENCE_MS)


def check_chromium() -> None:
    """Skip the test where Chromium is not there and cannot be installed by who runs this; fail where it could be."""
    if chromium.program() is None:
        reason = f"there is no Chromium here: {debian_packages.install_line(debian_packages.BROWSER)}"
        if debian_packages.may_install():
            pytest.fail(f"{reason}, or run scripts/test, which does that")
        pytest.skip(reason)


@contextmanager
def browser(certificate: Path) -> Iterator[Browser]:
    """Run a browser that trusts the server of this certificate; as `check_chromium` where there is none."""
    check_chromium()
    with chromium.chromium(certificate) as running:
        yield running


@contextmanager
def window(
    running: Browser, base: str, *, size: tuple[int, int] = WIDE, dark: bool = False, script: bool = True
) -> Iterator[Page]:
    """Open a window with nothing remembered; at its end, nothing may have been refused or gone wrong in it."""
    said: list[str] = []
    context = running.new_context(
        base_url=base,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        locale="en-GB",
        timezone_id="UTC",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: said.append(str(error)))
    # A page that is refused on purpose (409, 422) is told here too; what counts is what the policy stops.
    page.on("console", lambda line: said.append(line.text) if "Security Policy" in line.text else None)
    try:
        yield page
        assert said == []
    finally:
        context.close()


def sign_in_as_admin(page: Page) -> None:
    """Sign Anna in to the web area, and return once its first page is there."""
    page.goto("/admin")
    page.get_by_label("User name or address").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
