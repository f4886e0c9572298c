"""The script that draws the pictures of the web area shows every page light, dark and small."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import web_screenshots
from tests.support.browser import check_chromium

NAMES = {
    *("sign-in", "overview", "outside", "errors", "relay", "relay-test", "accounts", "account", "invitation"),
    *("queue", "health", "alerts", "audit"),
}


@pytest.mark.timeout(300)
def test_every_page_is_shown_in_every_look(tmp_path: Path) -> None:
    check_chromium()
    taken = web_screenshots.main(tmp_path / "pictures")
    assert {file.name for file in taken} == {
        f"web-{name}-{look}.png" for name in NAMES for look in web_screenshots.LOOKS
    }
    for file in taken:
        assert file.read_bytes().startswith(b"\x89PNG")
        # An empty page would be much smaller.
        assert file.stat().st_size > 10_000
