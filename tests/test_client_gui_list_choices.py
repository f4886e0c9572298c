"""How a list is shown and ordered, by the heads of the columns and by the menu, and what is remembered of it; and the
search box in the window."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt5.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from client.cache_lists import Order, Sort
from client.errors import ServerDown
from client.gui.list_looks import Density, ListLook, read_look, write_look
from client.gui.main_window import MainWindow
from client.gui.message_cells import Column
from client.gui.present import present
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_hands import choose_in_menu, click, press, show, type_text
from tests.support.gui_rows import known
from tests.support.gui_samples import inbox, row


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    threads = {"M3": "T3", "M7": "T3", "M10": "T3"}
    account = AccountInMemory([replace(one, thread_id=threads.get(one.id, one.thread_id)) for one in inbox()])
    account.rows["archive"] = [row(60, "Greenhouse plan", minutes_ago=900_000, mailbox="archive")]
    built = bench(tmp_path / "anna", account)
    yield built
    built.close()


@pytest.fixture
def window(qtbot: QtBot, made: Bench) -> Iterator[MainWindow]:
    shown = opened(qtbot, made)
    yield shown
    shown.leave()


def opened(qtbot: QtBot, made: Bench) -> MainWindow:
    window = made.window()
    show(qtbot, window)
    window.begin()
    qtbot.waitUntil(lambda: len(ids(window)) == 12)
    qtbot.waitUntil(lambda: window.status.connection.text() == "Up to date")
    return window


def ids(window: MainWindow) -> list[str]:
    messages = window.mail.messages
    return [row.id for line in range(messages.rowCount()) if (row := messages.row(line)) is not None]


def click_head(window: MainWindow, column: Column) -> None:
    header = present(window.mail.table.horizontalHeader())
    click(header.viewport(), QPoint(header.sectionViewportPosition(column) + 10, header.height() // 2))


def choose(window: MainWindow, words: str) -> None:
    choose_in_menu(window.mail.bar.look, words)


looks = st.builds(
    ListLook,
    cards=st.booleans(),
    density=st.sampled_from(Density),
    threads=st.booleans(),
    order=st.builds(Order, st.sampled_from(Sort), st.booleans()),
)


@given(looks)
def test_look_is_read_as_it_was_written(look: ListLook) -> None:
    assert read_look(write_look(look)) == look


@given(st.text())
def test_anything_else_is_the_look_that_nobody_has_chosen(written: str) -> None:
    assert isinstance(read_look(written), ListLook)


def test_head_of_a_column_sorts_by_it_and_turns_the_order(qtbot: QtBot, window: MainWindow) -> None:
    click_head(window, Column.WHO)
    qtbot.waitUntil(lambda: ids(window)[0] == "M5")
    assert window.mail.bar.look.look.order == Order(Sort.FROM, ascending=True)
    click_head(window, Column.WHO)
    qtbot.waitUntil(lambda: ids(window)[0] in ("M4", "M9"))
    click_head(window, Column.SIZE)
    qtbot.waitUntil(lambda: ids(window)[0] == "M8")


def test_selection_survives_another_order(qtbot: QtBot, window: MainWindow) -> None:
    window.mail.table.select_number(7)
    click_head(window, Column.SIZE)
    qtbot.waitUntil(lambda: ids(window)[0] == "M8")
    assert window.mail.table.selected_ids() == ["M8"]
    assert window.mail.table.currentIndex().row() == 0


def test_look_is_remembered_for_each_folder(qtbot: QtBot, window: MainWindow, made: Bench) -> None:
    choose(window, "Cards")
    choose(window, "Roomy")
    choose(window, "Size")
    qtbot.waitUntil(lambda: ids(window)[0] == "M8")
    window.places.show_folder("archive")
    qtbot.waitUntil(lambda: ids(window) == ["M60"])
    assert window.mail.bar.look.look == ListLook()
    again = opened(qtbot, made)
    assert again.mail.bar.look.look == ListLook(True, Density.ROOMY, False, Order(Sort.SIZE))
    assert ids(again)[0] == "M8"
    assert present(again.mail.table.horizontalHeader()).isHidden()
    again.leave()


def test_densities_differ_in_height(window: MainWindow) -> None:
    heights = []
    for words in ("Compact", "Normal", "Roomy"):
        choose(window, words)
        heights.append(window.mail.table.rowHeight(0))
    assert heights == sorted(set(heights))
    choose(window, "Cards")
    assert window.mail.table.rowHeight(0) > heights[-1]
    assert not window.mail.table.grab().isNull()


def test_conversation_is_opened_and_closed_by_keys(qtbot: QtBot, window: MainWindow) -> None:
    choose(window, "Conversations")
    qtbot.waitUntil(lambda: len(ids(window)) == 10)
    assert window.mail.count.text() == "10 conversations"
    window.mail.table.select_message("M3")
    press(window.mail.table, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: ids(window)[2:5] == ["M3", "M7", "M10"])
    assert window.mail.count.text() == "10 conversations"
    assert window.mail.table.selected_ids() == ["M3"]
    press(window.mail.table, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: len(ids(window)) == 10)


def test_conversation_is_opened_by_its_arrow(qtbot: QtBot, window: MainWindow) -> None:
    choose(window, "Conversations")
    qtbot.waitUntil(lambda: len(ids(window)) == 10)
    table = window.mail.table
    place = table.visualRect(present(table.model()).index(2, Column.SUBJECT))
    click(table.viewport(), QPoint(place.left() + 10, place.center().y()))
    qtbot.waitUntil(lambda: len(ids(window)) == 12)


def test_latest_only_is_remembered_and_can_be_left(qtbot: QtBot, window: MainWindow, made: Bench) -> None:
    window.mail.latest.setValue(4)
    qtbot.waitUntil(lambda: len(ids(window)) == 4)
    assert window.mail.bar.only_latest.isChecked()
    again = made.window()
    again.show()
    again.begin()
    qtbot.waitUntil(lambda: len(ids(again)) == 4)
    again.mail.bar.only_latest.setChecked(False)
    qtbot.waitUntil(lambda: len(ids(again)) == 12)
    again.leave()


def test_search_looks_at_each_key_and_esc_leaves(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    window.menus.commands["search"].trigger()
    type_text(window.mail.bar.search, "greenh")
    qtbot.waitUntil(lambda: ids(window) == ["M1", "M60"])
    messages = window.mail.messages
    assert [messages.cells.folder(known(messages, line)) for line in (0, 1)] == ["Inbox", "Archive"]
    assert not window.mail.table.isColumnHidden(Column.FOLDER)
    assert window.mail.count.text() == "2 found"
    assert window.mail.title.text() == "Search"
    press(window.mail.bar.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(ids(window)) == 12)
    assert window.mail.table.isColumnHidden(Column.FOLDER)
    assert window.mail.title.text() == "Inbox"


def test_message_found_in_another_folder_is_deleted_from_there(qtbot: QtBot, window: MainWindow, made: Bench) -> None:
    window.places.show_folder("trash")
    window.mail.bar.search.setText("greenhouse plan")
    qtbot.waitUntil(lambda: ids(window) == ["M60"])
    window.mail.table.select_number(0)
    window.menus.commands["delete"].trigger()
    qtbot.waitUntil(lambda: [one.id for one in made.account.rows.get("trash", [])] == ["M60"])


def test_opening_a_folder_leaves_the_search(qtbot: QtBot, window: MainWindow) -> None:
    window.mail.bar.search.setText("greenh")
    qtbot.waitUntil(lambda: len(ids(window)) == 2)
    window.places.go_to("inbox")
    qtbot.waitUntil(lambda: len(ids(window)) == 12)
    assert window.mail.bar.search.text() == ""


def test_search_on_the_server_that_fails_keeps_what_was_found(qtbot: QtBot, window: MainWindow, made: Bench) -> None:
    down = ServerDown("mail.project.com", 1443)
    made.account.faults["search"] = down
    window.mail.bar.search.setText("greenh")
    qtbot.waitUntil(lambda: len(ids(window)) == 2)
    press(window.mail.bar.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: made.notices.shown is not None and made.notices.shown.sentence == down.sentence)
    assert len(ids(window)) == 2


def test_nothing_found_says_what_enter_does(qtbot: QtBot, window: MainWindow) -> None:
    window.mail.bar.search.setText("zebra")
    qtbot.waitUntil(lambda: window.mail.list_pane.state.accessibleName().startswith("Nothing found. Press Enter"))
    press(window.mail.bar.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.mail.list_pane.state.accessibleName() == "Nothing found.")
