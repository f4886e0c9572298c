"""The line under the pointer stays where it is, wherever mail comes or goes: else the wrong message is clicked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from PyQt5.QtCore import QPoint
from pytestqt.qtbot import QtBot

from client.gui.icons import Icons
from client.gui.list_looks import ListLook
from client.gui.message_cells import Column
from client.gui.message_list import MessageList
from client.gui.message_table import MessageTable
from client.gui.present import present
from client.message import MessageRow
from tests.support.gui_desk import themed
from tests.support.gui_hands import move
from tests.support.gui_rows import known, refresh, show
from tests.support.gui_samples import NOW, row

POINTED = 5
MANY = [row(number, minutes_ago=number) for number in range(1, 61)]


@pytest.fixture(params=[ListLook(), ListLook(cards=True)], ids=["lines", "cards"])
def table(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[MessageTable]:
    theme = themed()
    messages = MessageList(theme, Icons(theme), lambda: NOW)
    made = MessageTable(messages, theme)
    qtbot.addWidget(made)
    show(messages, MANY)
    made.show_look(request.param)
    made.resize(900, 420)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def point(qtbot: QtBot, table: MessageTable, line: int) -> QPoint:
    """Move the pointer onto a line, and return where it is."""
    place = table.visualRect(present(table.model()).index(line, Column.SUBJECT)).center()

    def is_there() -> bool:
        # A window that has just come may miss the first moves.
        move(table.viewport(), place + QPoint(3, 0))
        move(table.viewport(), place)
        return table.kept_place.is_pointed_at()

    qtbot.waitUntil(is_there)
    return place


def under(table: MessageTable, place: QPoint) -> str:
    return known(table._messages, table.indexAt(place).row()).id


def with_new(rows: Sequence[MessageRow], at: int, count: int = 1) -> list[MessageRow]:
    """Return the rows with new ones before the one at this place."""
    new = [replace(row(100 + number), id=f"M{100 + number}") for number in range(count)]
    return [*rows[:at], *new, *rows[at:]]


@pytest.mark.parametrize("at", [0, 2, POINTED, POINTED + 1, 40], ids=lambda at: f"before-{at}")
@pytest.mark.parametrize("count", [1, 3])
def test_line_stays_where_mail_comes_above_or_below(qtbot: QtBot, table: MessageTable, at: int, count: int) -> None:
    place = point(qtbot, table, POINTED)
    before = under(table, place)
    refresh(table._messages, with_new(MANY, at, count))
    assert under(table, place) == before


def test_line_stays_when_mail_above_it_goes_from_a_scrolled_list(qtbot: QtBot, table: MessageTable) -> None:
    present(table.verticalScrollBar()).setValue(20)
    place = point(qtbot, table, 20 + POINTED)
    before = under(table, place)
    refresh(table._messages, [*MANY[:22], *MANY[23:]])
    assert under(table, place) == before
    refresh(table._messages, [*MANY[:3], *MANY[4:22], *MANY[23:]])
    assert under(table, place) == before


def test_line_stays_when_mail_comes_and_goes_at_once(qtbot: QtBot, table: MessageTable) -> None:
    place = point(qtbot, table, POINTED)
    before = under(table, place)
    refresh(table._messages, [row(100), *MANY[:2], *MANY[3:30], *MANY[31:]])
    assert under(table, place) == before


def test_line_under_the_pointer_does_not_move_when_mail_arrives(qtbot: QtBot, table: MessageTable) -> None:
    place = point(qtbot, table, 1)
    refresh(table._messages, [row(-1, minutes_ago=1), row(0, minutes_ago=2), *MANY])
    assert under(table, place) == "M2"


def test_short_list_waits_while_somebody_points_at_a_line(qtbot: QtBot, table: MessageTable) -> None:
    show(table._messages, MANY[:3])
    # The pointer counts as moved for as long as this takes.
    table.kept_place._pointing.setInterval(60_000)
    assert not table.kept_place.holds_still()
    point(qtbot, table, 1)
    qtbot.waitUntil(table.kept_place.holds_still)
    table.kept_place._pointing.stop()
    assert not table.kept_place.holds_still()
