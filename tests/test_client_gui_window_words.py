"""Words that have no room, words that deceive the eye, searches that are not understood, and where every action is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QAction, QMenu
from pytestqt.qtbot import QtBot

from client.gui.actions import COMPOSER, SPECS
from client.gui.eliding_status_bar import ElidingStatusBar
from client.gui.main_window import MainWindow
from client.gui.message_cells import Column
from client.gui.present import present
from client.message import Mailbox
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench, shown_window
from tests.support.gui_hands import press, type_text
from tests.support.gui_samples import inbox
from tests.support.gui_shown import with_its_inbox

TURNED = "invoice \u202efdp.exe"
PLAIN = "invoice fdp.exe"


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    first, *others = inbox()
    account = AccountInMemory([replace(first, subject=TURNED, preview=TURNED), *others])
    account.boxes = [*account.boxes, Mailbox("F1", TURNED, "", 0, 0)]
    built = bench(tmp_path / "anna", account)
    yield built
    built.close()


@pytest.fixture
def window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    with shown_window(qtbot, made) as shown:
        yield with_its_inbox(qtbot, shown)


@pytest.fixture
def bar(qtbot: QtBot) -> ElidingStatusBar:
    made = ElidingStatusBar()
    qtbot.addWidget(made)
    made.resize(300, 30)
    made.show()
    return made


def test_long_words_of_the_status_line_end_in_an_ellipsis(bar: ElidingStatusBar) -> None:
    words = "https://project.com/" + "long/" * 40
    bar.showMessage(words)
    assert bar.shown_message().endswith("…")
    assert words in bar.toolTip()
    bar.grab()


def test_short_words_of_the_status_line_are_all_there(bar: ElidingStatusBar) -> None:
    bar.showMessage("Sent.")
    assert bar.shown_message() == "Sent."
    assert bar.toolTip() == ""


def test_words_of_the_status_line_make_room_for_its_buttons(bar: ElidingStatusBar, window: MainWindow) -> None:
    window.resize(700, 600)
    window.status.showMessage("word " * 100)
    room, state = window.status._room(), window.status.connection.geometry()
    assert not room.intersects(state)
    assert window.status.shown_message().endswith("…")


def test_nothing_in_the_lists_turns_the_reading_direction(qtbot: QtBot, window: MainWindow) -> None:
    folders, messages = window.folders.folders, window.mail.messages
    qtbot.waitUntil(lambda: folders.folder("F1") is not None)
    assert folders.name_of("F1") == PLAIN
    assert folders.path_of("F1") == PLAIN
    shown = [
        str(messages.data(messages.index(line, column), role))
        for line in range(messages.rowCount())
        for column in Column
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    ]
    assert any(PLAIN in one for one in shown)
    assert not any("\u202e" in one for one in shown)


def actions_of(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        inside = action.menu()
        if inside is not None:
            yield from actions_of(inside)
        else:
            yield action


def test_every_action_is_in_a_menu_of_the_bar(window: MainWindow) -> None:
    bar = present(window.menuBar())
    found = {one.objectName() for top in bar.actions() for one in actions_of(present(top.menu()))}
    # The window closes with Quit; the others are of the window for writing.
    wanted = {spec.name for spec in SPECS if spec.window != COMPOSER} - {"versions", "close"}
    assert wanted - found == set()


def test_how_the_folder_is_shown_is_in_the_menu_of_views(window: MainWindow) -> None:
    texts = [one.text().replace("&", "") for one in actions_of(window.menus.view)]
    assert {"Table", "Cards", "Compact", "Normal", "Roomy", "Conversations"} <= set(texts)


def test_select_all_selects_the_list_or_the_text_that_is_read(qtbot: QtBot, window: MainWindow) -> None:
    window.menus.commands["select-all"].trigger()
    assert len(present(window.mail.table.selectionModel()).selectedRows()) == window.mail.messages.rowCount()


def test_small_window_shows_several_lines_of_the_list(qtbot: QtBot, window: MainWindow) -> None:
    table = window.mail.table
    table.select_number(1)
    qtbot.waitUntil(lambda: window.mail.reading.current() is not None)
    window.resize(765, 505)
    window.mail.split.setSizes([1, 1000])
    qtbot.waitUntil(lambda: present(table.viewport()).height() >= 3 * table.rowHeight(0))


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("before:nonsense", "before:2026-11-01"),
        ("hello -after:2026-13-01", "after:2026-11-01"),
        ("larger:huge", "larger:5M"),
        ("is:odd", "unread"),
        ("has:cake", "has:attachment"),
    ],
)
def test_search_that_is_not_understood_says_so(qtbot: QtBot, window: MainWindow, typed: str, hint: str) -> None:
    box, remark = window.mail.bar.search, window.mail.bar.remark
    box.setFocus()
    type_text(box, typed)
    press(box, Qt.Key.Key_Return)
    assert remark.isVisible()
    assert hint in remark.text()
    assert box.accessibleDescription() == remark.text()
    press(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not remark.isVisible())


def test_search_is_not_called_wrong_while_it_is_typed_and_when_it_is_right(qtbot: QtBot, window: MainWindow) -> None:
    box, remark = window.mail.bar.search, window.mail.bar.remark
    type_text(box, "before:2026")
    assert not remark.isVisible()
    qtbot.waitUntil(remark.isVisible)
    type_text(box, "-11-01")
    assert not remark.isVisible()
    type_text(box, "x")
    qtbot.waitUntil(remark.isVisible)
    window.places.show_folder("sent")
    assert not remark.isVisible()
