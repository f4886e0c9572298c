"""What the main window tells goes away by itself when its cause is gone, and says no more than is true."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.errors import LocalDiskFull, MessageGone
from client.gui.main_window import MainWindow
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench, shown_window
from tests.support.gui_notices import sentence
from tests.support.gui_samples import inbox
from tests.support.gui_shown import in_step


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    built = bench(tmp_path / "anna", AccountInMemory(inbox()))
    yield built
    built.close()


@pytest.fixture
def window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    with shown_window(qtbot, made) as shown:
        yield in_step(qtbot, shown)


def test_full_disk_is_not_called_offline_and_its_notice_goes_when_there_is_room(
    qtbot: QtBot, window: MainWindow, made: Bench
) -> None:
    full = LocalDiskFull("/home/anna/cache.sqlite3")
    made.desk.session.not_connected(full)
    assert sentence(made) == full.sentence
    assert window.status.connection.text() == "Not up to date"
    assert window.status.retry.isVisible()
    window.status.retry.click()
    qtbot.waitUntil(lambda: window.status.connection.text() == "Up to date")
    assert sentence(made) == ""
    assert not window.status.retry.isVisible()


def test_refusal_of_the_server_stays_when_the_next_change_works_until_it_is_closed(
    qtbot: QtBot, window: MainWindow, made: Bench
) -> None:
    made.account.faults["move"] = MessageGone()
    window.mail.table.select_number(0)
    window.menus.commands["delete"].trigger()
    qtbot.waitUntil(lambda: sentence(made) == MessageGone().sentence)
    qtbot.waitUntil(lambda: window.mail.messages.rowCount() == 12)
    made.account.faults.clear()
    window.mail.table.select_number(0)
    window.menus.commands["flag"].trigger()
    qtbot.waitUntil(lambda: made.account.rows["inbox"][0].flagged)
    assert sentence(made) == MessageGone().sentence
    made.notices.close_shown()
    assert sentence(made) == ""


def test_notice_of_a_change_that_failed_here_goes_when_the_next_one_works(
    qtbot: QtBot, window: MainWindow, made: Bench
) -> None:
    made.desk.session.change_failed.emit(MessageGone())
    assert sentence(made) == MessageGone().sentence
    window.mail.table.select_number(0)
    window.menus.commands["flag"].trigger()
    qtbot.waitUntil(lambda: sentence(made) == "")
