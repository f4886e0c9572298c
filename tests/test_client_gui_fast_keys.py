"""Keys that follow each other faster than messages are read, and a server that is slower than a person: nothing that
was pressed is lost, and nobody has to wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from client.gui.main_window import MainWindow
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench, shown_window
from tests.support.gui_hands import press
from tests.support.gui_rows import known
from tests.support.gui_samples import inbox
from tests.support.gui_shown import with_its_inbox


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    built = bench(tmp_path / "anna", AccountInMemory(inbox()))
    yield built
    built.account.gate.set()
    built.close()


@pytest.fixture
def window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    with shown_window(qtbot, made) as shown:
        with_its_inbox(qtbot, shown)
        qtbot.waitUntil(made.desk.tasks.is_idle)
        shown.mail.table.setFocus()
        yield shown
        made.account.gate.set()


def test_keys_act_on_a_message_that_was_chosen_just_before(qtbot: QtBot, window: MainWindow) -> None:
    before = window.mail.messages.rowCount()
    assert not window.mail.table.selected_count()
    press(window.mail.table, Qt.Key.Key_J)
    assert window.mail.table.selected_lines() == [0]
    press(window.mail.table, Qt.Key.Key_E)
    assert window.acting.toast.accessibleName() == "1 message moved to Archive."
    assert window.mail.messages.rowCount() == before - 1


@pytest.mark.parametrize("pane", [True, False])
def test_message_that_is_not_read_yet_is_answered_by_its_key(qtbot: QtBot, window: MainWindow, pane: bool) -> None:
    window.mail.reader.setVisible(pane)
    press(window.mail.table, Qt.Key.Key_J)
    subject = known(window.mail.messages, window.mail.table.selected_lines()[0]).subject
    press(window.mail.table, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: [one.form.subject.text() for one in window.windows.composers] == [f"Re: {subject}"])


def test_message_that_takes_long_need_not_be_waited_for(qtbot: QtBot, window: MainWindow, made: Bench) -> None:
    made.account.gate.clear()
    window.mail.table.select_number(0)
    qtbot.waitUntil(lambda: window.status.stop.isVisible() and window.status.busy.isVisible())
    window.status.stop.click()
    assert not window.status.stop.isVisible()
    assert not window.status.busy.isVisible()
    assert "Cancelled." in window.mail.reader._state.accessibleName()
    assert made.notices.shown is None
    made.account.gate.set()
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert window.mail.reading.current() is None
    window.mail.reader._state._button.click()
    qtbot.waitUntil(lambda: window.mail.reading.current() is not None)


def test_what_is_stored_on_this_computer_is_not_stopped(qtbot: QtBot, window: MainWindow, made: Bench) -> None:
    assert not made.desk.tasks.may_stop()
    window.status.show_busy(True, made.desk.tasks.may_stop())
    assert not window.status.stop.isVisible()
