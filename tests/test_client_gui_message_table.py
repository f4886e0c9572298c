"""Keys, clicks and the selection of the message table."""

from array import array
from collections.abc import Iterator

import pytest
from PyQt5.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from client.gui.icons import Icons
from client.gui.message_cells import Column
from client.gui.message_list import MessageList
from client.gui.message_table import MessageTable
from client.gui.present import present
from client.list_lines import Lines
from tests.support.gui_desk import themed
from tests.support.gui_hands import click, double_click, press
from tests.support.gui_rows import known, refresh, show
from tests.support.gui_samples import NOW, inbox, row


@pytest.fixture
def table(qtbot: QtBot) -> Iterator[MessageTable]:
    theme = themed()
    messages = MessageList(theme, Icons(theme), lambda: NOW)
    made = MessageTable(messages, theme)
    qtbot.addWidget(made)
    show(messages, inbox())
    made.resize(900, 300)
    made.show()
    yield made
    made.close()


def first_visible(table: MessageTable) -> str:
    return known(table._messages, table.indexAt(QPoint(50, 2)).row()).id


def middle(table: MessageTable, number: int, column: Column) -> QPoint:
    return table.visualRect(present(table.model()).index(number, column)).center()


def click_cell(table: MessageTable, number: int, column: Column) -> None:
    click(table.viewport(), middle(table, number, column))


def test_enter_opens_the_selected_message(qtbot: QtBot, table: MessageTable) -> None:
    table.select_number(2)
    with qtbot.waitSignal(table.opened) as opened:
        press(table, Qt.Key.Key_Return)
    assert opened.args == ["M3"]


def test_double_click_opens_the_message(qtbot: QtBot, table: MessageTable) -> None:
    position = middle(table, 1, Column.SUBJECT)
    with qtbot.waitSignal(table.opened) as opened:
        double_click(table.viewport(), position)
    assert opened.args == ["M2"]


def test_click_on_the_marks_asks_for_changes(qtbot: QtBot, table: MessageTable) -> None:
    with qtbot.waitSignal(table.flag_wanted) as flag:
        click_cell(table, 0, Column.FLAG)
    with qtbot.waitSignal(table.seen_wanted) as seen:
        click_cell(table, 1, Column.UNREAD)
    assert (flag.args, seen.args) == (["M1"], ["M2"])


def test_click_on_the_subject_changes_no_mark(qtbot: QtBot, table: MessageTable) -> None:
    with qtbot.assertNotEmitted(table.flag_wanted), qtbot.assertNotEmitted(table.seen_wanted):
        click_cell(table, 0, Column.SUBJECT)


def test_running_through_the_list_rests_once(qtbot: QtBot, table: MessageTable) -> None:
    rested: list[list[str]] = []
    table.rested.connect(lambda: rested.append(table.selected_ids()))
    for _ in range(5):
        press(table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: bool(rested))
    assert rested == [table.selected_ids()]


def test_steps_stop_at_both_ends(table: MessageTable) -> None:
    table.select_number(0)
    table.step(-1)
    assert table.selected_ids() == ["M1"]
    for _ in range(40):
        table.step(1)
    assert table.selected_ids() == ["M12"]


def test_selection_of_several_is_in_the_order_of_the_list(qtbot: QtBot, table: MessageTable) -> None:
    click_cell(table, 4, Column.SUBJECT)
    for number in (1, 3):
        click(table.viewport(), middle(table, number, Column.SUBJECT), Qt.KeyboardModifier.ControlModifier)
    assert table.selected_ids() == ["M2", "M4", "M5"]


def test_new_mail_keeps_selection_and_scroll(qtbot: QtBot, table: MessageTable) -> None:
    table.resize(900, 160)
    table.select_number(7)
    table.scrollTo(table.currentIndex())
    first = first_visible(table)
    assert first != "M1"
    refresh(table._messages, [row(-1, minutes_ago=1), row(0, minutes_ago=2), *inbox()])
    assert table.selected_ids() == ["M8"]
    assert first_visible(table) == first
    refresh(table._messages, inbox())
    assert first_visible(table) == first


def test_new_mail_is_seen_when_the_top_of_the_list_is_shown(table: MessageTable) -> None:
    refresh(table._messages, [row(0, minutes_ago=1), *inbox()])
    assert first_visible(table) == "M0"


def test_nothing_to_select_in_an_empty_list(table: MessageTable) -> None:
    show(table._messages, [])
    table.select_number(0)
    table.step(1)
    assert table.selected_ids() == []


def test_row_that_nobody_looks_at_is_not_painted_in_a_long_list(qtbot: QtBot, table: MessageTable) -> None:
    many = [row(number) for number in range(1, 3001)]
    show(table._messages, many)
    painted: list[int] = []
    table._messages.dataChanged.connect(lambda first, _last: painted.append(first.row()))
    numbers = table._messages.lines.numbers
    table._messages.put_rows({numbers[2000]: row(2001, flagged=True)})
    assert painted == []
    table._messages.put_rows({numbers[1]: row(2, flagged=True)})
    assert painted == [0]


def test_all_of_very_many_are_selected_and_counted_at_once(table: MessageTable) -> None:
    many = array("q", range(100_000, 0, -1))
    table._messages.replace_all(Lines(many, total=len(many)), {})
    table.selectAll()
    assert table.selected_count() == 100_000
    assert table.selected_numbers() == list(many)
    assert table.selected_ids() == []


def test_names_leave_room_for_the_subject_in_a_narrow_window(qtbot: QtBot, table: MessageTable) -> None:
    wide = table.columnWidth(Column.WHO)
    table.resize(560, 300)
    qtbot.waitUntil(lambda: table.columnWidth(Column.WHO) < wide)
    assert table.columnWidth(Column.SUBJECT) > table.columnWidth(Column.WHO)
    table.setColumnWidth(Column.WHO, 140)
    table.resize(1100, 300)
    qtbot.waitUntil(lambda: table.columnWidth(Column.SUBJECT) > wide)
    assert table.columnWidth(Column.WHO) == 140
