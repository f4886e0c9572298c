"""The table's model: refreshes that change only what differs, and rows that are not in memory."""

from array import array
from collections.abc import Iterator

import pytest
from PyQt5.QtCore import QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from client.gui.message_cells import Column
from client.gui.message_list import MessageList
from client.gui.message_texts import with_keywords
from client.list_lines import Lines
from tests.support.gui_models import check_model
from tests.support.gui_rows import empty_list, known, refresh, show, text
from tests.support.gui_samples import inbox, row

Role = Qt.ItemDataRole


@pytest.fixture
def messages(qtbot: QtBot) -> Iterator[MessageList]:
    made = empty_list()
    yield made
    made.deleteLater()


def ids(messages: MessageList) -> list[str]:
    return [known(messages, number).id for number in range(messages.rowCount())]


def test_model_keeps_the_rules_of_qt(messages: MessageList, qtmodeltester: ModelTester) -> None:
    show(messages, inbox())
    check_model(qtmodeltester, messages)
    refresh(messages, [row(0), *inbox()[3:]])
    messages.remove(["M5"])


def test_new_message_is_inserted_without_a_reset(messages: MessageList, qtbot: QtBot) -> None:
    rows = inbox()
    show(messages, rows[1:])
    kept = QPersistentModelIndex(messages.index(3, 0))
    with qtbot.assertNotEmitted(messages.modelReset):
        refresh(messages, rows)
    assert ids(messages) == [one.id for one in rows]
    assert kept.row() == 4


def test_message_pushed_out_by_the_limit_is_removed_without_a_reset(messages: MessageList, qtbot: QtBot) -> None:
    rows = inbox()
    show(messages, rows[1:6])
    with qtbot.assertNotEmitted(messages.modelReset):
        refresh(messages, rows[:5])
    assert ids(messages) == [one.id for one in rows[:5]]


def test_message_in_the_middle_that_is_gone_is_removed(messages: MessageList) -> None:
    rows = inbox()
    show(messages, rows)
    refresh(messages, [*rows[:4], *rows[6:]])
    assert ids(messages) == [one.id for one in (*rows[:4], *rows[6:])]


def test_changed_row_is_told_alone(messages: MessageList, qtbot: QtBot) -> None:
    rows = inbox()
    show(messages, rows)
    changed = [rows[0], with_keywords(rows[1], seen=True), *rows[2:]]
    with qtbot.waitSignal(messages.dataChanged) as told:
        refresh(messages, changed)
    assert (told.args[0].row(), told.args[1].row()) == (1, 1)
    assert known(messages, 1).seen


def test_refresh_without_changes_tells_nothing(messages: MessageList, qtbot: QtBot) -> None:
    show(messages, inbox())
    with qtbot.assertNotEmitted(messages.dataChanged):
        refresh(messages, inbox())


def test_other_order_is_shown(messages: MessageList) -> None:
    rows = inbox()
    show(messages, rows)
    refresh(messages, rows[::-1])
    assert ids(messages) == [one.id for one in rows[::-1]]


def test_marks_are_shown_before_the_server_answers(messages: MessageList) -> None:
    show(messages, [row(1), row(2)])
    messages.mark(["M1"], seen=True, flagged=True)
    assert (known(messages, 0).seen, known(messages, 0).flagged) == (True, True)
    assert not known(messages, 1).seen


def test_keywords_of_others_are_kept() -> None:
    one = with_keywords(row(1, seen=True), flagged=True)
    assert one.keywords == {"$seen", "$flagged"}
    assert with_keywords(one, seen=False).keywords == {"$flagged"}


def test_row_that_is_not_in_memory_is_an_empty_line_and_asked_for(messages: MessageList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(messages.rows_missing):
        messages.replace_all(Lines(array("q", [101, 102]), total=2), {101: row(1)})
        assert text(messages, 1, Column.SUBJECT) == "…"
    assert messages.missing(0, 1) == [102]
    assert messages.index(1, 0).data(Role.AccessibleTextRole) == "not loaded yet"
    messages.put_rows({102: row(2)})
    assert text(messages, 1, Column.SUBJECT) == "Message 2"
    assert messages.missing(0, 1) == []


def test_rows_in_doubt_are_shown_until_they_are_read_again(messages: MessageList) -> None:
    show(messages, [row(1), row(2)])
    messages.put_rows({}, stale=True)
    assert messages.missing(0, 1) == [101, 102]
    assert text(messages, 0, Column.SUBJECT) == "Message 1"


def test_selection_goes_with_its_message_into_another_order(messages: MessageList) -> None:
    rows = inbox()
    show(messages, rows)
    kept = [QPersistentModelIndex(messages.index(line, 0)) for line in (0, 5)]
    refresh(messages, [row(0), *rows[:0:-1]])
    assert not kept[0].isValid()
    assert known(messages, kept[1].row()).id == "M6"
    assert len(ids(messages)) == 12


def test_very_many_rows_are_known_by_number_only(messages: MessageList) -> None:
    many = array("q", range(100_000, 0, -1))
    messages.replace_all(Lines(many, total=len(many)), {})
    assert messages.rowCount() == 100_000
    assert messages.missing(99_990, 99_999) == list(range(10, 0, -1))
