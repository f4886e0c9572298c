"""The marks of a card are clicked as those of a line are: unread dot, flag, and the arrow of a conversation."""

from collections.abc import Iterator

import pytest
from PyQt5.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from client.gui.card_painting import MARK, SIDE
from client.gui.icons import Icons
from client.gui.list_looks import Density, ListLook
from client.gui.message_cells import Column
from client.gui.message_list import MessageList
from client.gui.message_table import MessageTable
from client.gui.present import present
from tests.support.gui_desk import themed
from tests.support.gui_hands import click, double_click
from tests.support.gui_rows import show
from tests.support.gui_samples import NOW, inbox

MARKS, ARROW, WORDS = SIDE + 6, SIDE + MARK + 4, 300
TOP, BOTTOM = 8, -8


@pytest.fixture(params=list(Density), ids=lambda density: density.value)
def table(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[MessageTable]:
    theme = themed()
    messages = MessageList(theme, Icons(theme), lambda: NOW)
    made = MessageTable(messages, theme)
    qtbot.addWidget(made)
    show(messages, inbox(), threads={1: 4})
    made.show_look(ListLook(cards=True, density=request.param))
    made.resize(700, 400)
    made.show()
    yield made
    made.close()


def place(table: MessageTable, line: int, across: int, down: int) -> QPoint:
    card = table.visualRect(present(table.model()).index(line, Column.SUBJECT))
    x = card.right() - across if table.layoutDirection() == Qt.LayoutDirection.RightToLeft else card.left() + across
    return QPoint(x, card.top() + down if down > 0 else card.bottom() + down)


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_marks_of_a_card_are_clicked(qtbot: QtBot, table: MessageTable, direction: Qt.LayoutDirection) -> None:
    table.setLayoutDirection(direction)
    with qtbot.waitSignal(table.seen_wanted) as seen:
        click(table.viewport(), place(table, 1, MARKS, TOP))
    assert seen.args == ["M2"]
    with qtbot.waitSignal(table.flag_wanted) as flagged:
        click(table.viewport(), place(table, 2, MARKS, BOTTOM))
    assert flagged.args == ["M3"]


def test_arrow_of_a_conversation_opens_it_and_a_single_message_has_none(qtbot: QtBot, table: MessageTable) -> None:
    with qtbot.waitSignal(table.toggled) as toggled:
        click(table.viewport(), place(table, 0, ARROW, TOP))
    assert toggled.args == [table._messages.lines.numbers[0]]
    with qtbot.assertNotEmitted(table.toggled):
        click(table.viewport(), place(table, 1, ARROW, TOP))


def test_second_click_opens_the_message_by_its_words_only(qtbot: QtBot, table: MessageTable) -> None:
    with qtbot.waitSignal(table.opened) as opened:
        double_click(table.viewport(), place(table, 1, WORDS, BOTTOM))
    assert opened.args == ["M2"]
    with qtbot.assertNotEmitted(table.opened):
        double_click(table.viewport(), place(table, 2, MARKS, BOTTOM))
