"""The table's model: texts for eyes and ears, and refreshes that change only what differs."""

from array import array
from collections.abc import Iterator

import pytest
from PyQt5.QtCore import QLocale, QPersistentModelIndex, Qt
from PyQt5.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from client.addresses import Address
from client.gui.icons import Icons
from client.gui.message_list import PREVIEW_ROLE, Column, MessageList
from client.gui.message_texts import with_keywords
from client.list_lines import Lines
from client.message import MessageRow
from tests.support.gui_desk import themed
from tests.support.gui_models import check_model
from tests.support.gui_rows import known, refresh, show
from tests.support.gui_samples import ANNA, BEN, CLARA, DAVID, ELIF, NOW, inbox, row

Role = Qt.ItemDataRole
BRITISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


@pytest.fixture
def messages(qtbot: QtBot) -> Iterator[MessageList]:
    theme = themed()
    made = MessageList(theme, Icons(theme), lambda: NOW, BRITISH)
    yield made
    made.deleteLater()


def text(messages: MessageList, number: int, column: Column) -> str:
    return str(messages.index(number, column).data() or "")


def ids(messages: MessageList) -> list[str]:
    return [known(messages, number).id for number in range(messages.rowCount())]


def test_model_keeps_the_rules_of_qt(messages: MessageList, qtmodeltester: ModelTester) -> None:
    show(messages, inbox())
    check_model(qtmodeltester, messages)
    refresh(messages, [row(0), *inbox()[3:]])
    messages.remove(["M5"])


def test_row_shows_who_subject_date_and_size(messages: MessageList) -> None:
    show(messages, inbox())
    shown = [text(messages, 0, column) for column in (Column.WHO, Column.SUBJECT, Column.DATE, Column.SIZE)]
    assert shown == ["Clara Lindqvist", "Greenhouse sensors: first week of data", "14:12", "1.8 MB"]


@pytest.mark.parametrize(("size", "words"), [(1, "1 byte"), (755, "755 bytes"), (4_200, "4.2 kB")])
def test_size_reaches_the_painter_of_a_cell_as_qt_knows_words(messages: MessageList, size: int, words: str) -> None:
    # A value of our own class was shown as an empty cell: that of every message under 1 kB.
    show(messages, [row(1, size=size)])
    cell = QStyleOptionViewItem()
    QStyledItemDelegate(messages).initStyleOption(cell, messages.index(0, Column.SIZE))
    assert cell.text == words


def test_unread_row_is_bold_and_read_row_is_not(messages: MessageList) -> None:
    show(messages, [row(1), row(2, seen=True)])
    assert messages.index(0, Column.SUBJECT).data(Role.FontRole).bold()
    assert messages.index(1, Column.SUBJECT).data(Role.FontRole) is None


@pytest.mark.parametrize(
    ("column", "marked", "plain"),
    [
        (Column.UNREAD, row(1), row(2, seen=True)),
        (Column.FLAG, row(1, flagged=True), row(2)),
        (Column.ATTACHMENT, row(1, has_attachment=True), row(2)),
    ],
)
def test_marks_have_icons(messages: MessageList, column: Column, marked: MessageRow, plain: MessageRow) -> None:
    show(messages, [marked, plain])
    assert not messages.index(0, column).data(Role.DecorationRole).isNull()
    assert messages.index(1, column).data(Role.DecorationRole) is None


def test_sentence_for_screen_readers(messages: MessageList) -> None:
    show(messages, [row(1, "Data", author=CLARA, minutes_ago=8, flagged=True, has_attachment=True)])
    spoken = messages.index(0, Column.WHO).data(Role.AccessibleTextRole)
    assert spoken == "unread, flagged, from Clara Lindqvist, subject Data, 14:12, with attachment"


def test_sent_mailbox_shows_recipients(messages: MessageList) -> None:
    messages.texts.shows_recipients = True
    show(messages, [row(1, author=ANNA, to=(BEN,), cc=(CLARA, DAVID, ELIF))])
    assert text(messages, 0, Column.WHO) == "Ben Okafor, Clara Lindqvist, David Chen +1"
    assert messages.headerData(Column.WHO, Qt.Orientation.Horizontal) == "To"
    assert "to Ben Okafor" in messages.texts.sentence(known(messages, 0))


def test_missing_subject_and_line_breaks(messages: MessageList) -> None:
    show(messages, [row(1, " "), row(2, "two\r\n lines\there")])
    assert text(messages, 0, Column.SUBJECT) == "(no subject)"
    assert text(messages, 1, Column.SUBJECT) == "two lines here"


def test_tool_tips_show_words_of_strangers_letter_by_letter(messages: MessageList) -> None:
    stranger = Address('<img src="file:///etc/x.png">', "x@example.org")
    show(messages, [row(1, '<img src="file:///etc/x.png">', author=stranger)])
    for column in (Column.WHO, Column.SUBJECT):
        tip = messages.index(0, column).data(Role.ToolTipRole)
        assert tip.startswith("<qt>")
        assert "<img" not in tip
        assert "&lt;img" in tip


def test_name_cannot_turn_what_stands_behind_it(messages: MessageList) -> None:
    show(messages, [row(1, "pay\u202eoov\u2066", author=Address("moc.knab\u202e", "x@example.org"))])
    assert text(messages, 0, Column.WHO) == "moc.knab"
    assert text(messages, 0, Column.SUBJECT) == "payoov"


def test_preview_can_be_switched_off(messages: MessageList) -> None:
    show(messages, [row(1, preview="Hello Anna")])
    index = messages.index(0, Column.SUBJECT)
    assert index.data(PREVIEW_ROLE) == "Hello Anna"
    messages.shows_previews = False
    assert index.data(PREVIEW_ROLE) == ""


def test_icon_columns_have_names_without_text(messages: MessageList) -> None:
    for column in (Column.UNREAD, Column.FLAG, Column.ATTACHMENT):
        assert messages.headerData(column, Qt.Orientation.Horizontal) == ""
        assert messages.headerData(column, Qt.Orientation.Horizontal, Role.AccessibleTextRole)


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


def test_conversation_says_how_many_messages_it_has(messages: MessageList) -> None:
    show(messages, [row(1, author=CLARA), row(2)], threads={1: 3})
    assert messages.count(101) == 3
    assert "conversation of 3 messages" in str(messages.index(0, 0).data(Role.AccessibleTextRole))
    assert "conversation" not in str(messages.index(1, 0).data(Role.AccessibleTextRole))


def test_found_message_says_where_it_lies(messages: MessageList) -> None:
    messages.shows_folders = True
    messages.folder_names = {"inbox": "Inbox"}
    show(messages, [row(1)])
    assert text(messages, 0, Column.FOLDER) == "Inbox"
    assert str(messages.index(0, 0).data(Role.AccessibleTextRole)).endswith("in Inbox")


def test_very_many_rows_are_known_by_number_only(messages: MessageList) -> None:
    many = array("q", range(100_000, 0, -1))
    messages.replace_all(Lines(many, total=len(many)), {})
    assert messages.rowCount() == 100_000
    assert messages.missing(99_990, 99_999) == list(range(10, 0, -1))
