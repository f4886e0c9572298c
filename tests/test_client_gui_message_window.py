"""One message in a window of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.errors import MessageGone
from client.gui.message_window import MessageWindow
from client.gui.open_windows import OpenWindows
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_samples import inbox, long_letter
from tests.support.gui_shown import windows_upon


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    account = AccountInMemory(inbox())
    account.bodies["M1"] = long_letter()
    built = bench(tmp_path / "anna", account)
    built.desk.session.begin()
    # Not before: what the cache does not know yet, nobody can mark or move.
    qtbot.waitUntil(lambda: built.desk.session.standing.finished)
    yield built
    built.close()


@pytest.fixture
def windows(made: Bench) -> Iterator[OpenWindows]:
    with windows_upon(made) as opened:
        yield opened


@pytest.fixture
def window(qtbot: QtBot, windows: OpenWindows) -> MessageWindow:
    opened = windows.open_message("M1")
    qtbot.waitUntil(lambda: opened.reader.reading is not None)
    return opened


def test_whole_message_is_shown_and_marked_as_seen(qtbot: QtBot, window: MessageWindow, made: Bench) -> None:
    assert window.windowTitle() == "Greenhouse sensors: first week of data"
    assert "Clara" in window.reader.body.toPlainText()
    assert len(window.reader.attachments.buttons) == 3
    qtbot.waitUntil(lambda: made.account.rows["inbox"][0].seen)


def test_nothing_can_be_answered_before_the_message_is_there(qtbot: QtBot, windows: OpenWindows, made: Bench) -> None:
    made.account.gate.clear()
    opened = windows.open_message("M2")
    assert not opened.commands["reply"].isEnabled()
    made.account.gate.set()
    qtbot.waitUntil(lambda: opened.commands["reply"].isEnabled())


@pytest.mark.parametrize(("name", "subject"), [("reply", "Re: "), ("reply-all", "Re: "), ("forward", "Fwd: ")])
def test_answers_open_a_composer(window: MessageWindow, windows: OpenWindows, name: str, subject: str) -> None:
    window.commands[name].trigger()
    assert windows.composers[0].form.subject.text().startswith(subject)


@pytest.mark.parametrize(("name", "mailbox"), [("delete", "trash"), ("archive", "archive")])
def test_moved_message_closes_its_window(
    qtbot: QtBot, window: MessageWindow, windows: OpenWindows, made: Bench, name: str, mailbox: str
) -> None:
    window.commands[name].trigger()
    assert windows.messages == {}
    qtbot.waitUntil(lambda: [one.id for one in made.account.rows.get(mailbox, [])] == ["M1"])


def test_flag_and_unread(qtbot: QtBot, window: MessageWindow, windows: OpenWindows, made: Bench) -> None:
    window.commands["flag"].trigger()
    qtbot.waitUntil(lambda: made.account.rows["inbox"][0].flagged)
    window.commands["unread"].trigger()
    qtbot.waitUntil(lambda: not made.account.rows["inbox"][0].seen)
    assert windows.messages == {}


def test_message_that_is_gone_says_so(qtbot: QtBot, windows: OpenWindows, made: Bench) -> None:
    made.account.faults["read"] = MessageGone()
    opened = windows.open_message("M2")
    qtbot.waitUntil(lambda: MessageGone().sentence in opened.reader._state.accessibleName())
    assert not opened.commands["delete"].isEnabled()


def test_window_closed_while_loading_gets_no_answer(qtbot: QtBot, windows: OpenWindows, made: Bench) -> None:
    made.account.gate.clear()
    windows.open_message("M2").close()
    made.account.gate.set()
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert windows.messages == {}
