"""The pages of `tests/dialogs`, each played against a real Postroom over real sockets.

Who is there: Anna (also as hello@) and Ben, Clara, who is disabled, Walter, who waits for approval, and Ada, the admin,
who gets the mail for postmaster. All have the password "correct horse battery". Pages that want the same settings share
a Postroom, so a page that registers somebody uses a name that no other page has.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.dialog import DialogFailure, Page, Player, as_settings, pages
from tests.support.postroom import Postroom
from tests.support.serving import serving

FOLDER = Path(__file__).parent / "dialogs"
PAGES = list(pages(FOLDER))

Serve = Callable[[Page], Postroom]


@pytest.fixture(scope="module")
def serve() -> Iterator[Serve]:
    """Give the Postroom with the settings that a page wants; pages that want the same share one."""
    running: dict[tuple[tuple[str, str], ...], Postroom] = {}
    with ExitStack() as stack:

        def wanted(page: Page) -> Postroom:
            if page.settings not in running:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                limits, others = as_settings(page.settings)
                postroom = stack.enter_context(serving(folder / "data", limits, **others))
                populate(postroom)
                running[page.settings] = postroom
            return running[page.settings]

        yield wanted


def populate(postroom: Postroom) -> None:
    postroom.account("anna", also=[f"hello@{postroom.domain}"])
    postroom.account("ben")
    postroom.account("clara", state="disabled")
    postroom.account("walter", state="waiting")
    postroom.account("ada", is_admin=True, also=[f"postmaster@{postroom.domain}"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.stem)
def test_dialog(page: Page, serve: Serve) -> None:
    Player(serve(page), page).play()


def test_there_are_pages() -> None:
    assert len(PAGES) >= 40


def test_wrong_page_fails_with_its_line(tmp_path: Path, serve: Serve) -> None:
    path = tmp_path / "wrong.dialog"
    path.write_text("# A page that is wrong.\nopen starttls\nS: 220...\n\nC: PING\nS: 250 2.0.0 POONG\n")
    page = Page.read(path)
    with pytest.raises(DialogFailure) as failure:
        Player(serve(page), page).play()
    assert re.search(r"wrong\.dialog:6: S: 250 2\.0\.0 POONG\n.*said: 250 2\.0\.0 PONG\n", str(failure.value))
    assert str(failure.value).endswith("\n    C: PING\n    S: 250 2.0.0 PONG")


def test_step_that_is_not_known_fails_with_its_line(tmp_path: Path, serve: Serve) -> None:
    path = tmp_path / "odd.dialog"
    path.write_text("open starttls\nshout\n")
    page = Page.read(path)
    with pytest.raises(DialogFailure, match=r"odd\.dialog:2: shout"):
        Player(serve(page), page).play()
