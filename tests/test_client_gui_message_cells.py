"""What stands in the cells of the list of messages: texts for eyes and ears, marks and their icons."""

from collections.abc import Iterator

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from client.addresses import Address
from client.gui.message_cells import PREVIEW_ROLE, Column
from client.gui.message_list import MessageList
from client.message import MessageRow
from tests.support.gui_rows import empty_list, known, show, text
from tests.support.gui_samples import ANNA, BEN, CLARA, DAVID, ELIF, inbox, row

Role = Qt.ItemDataRole


@pytest.fixture
def messages(qtbot: QtBot) -> Iterator[MessageList]:
    made = empty_list()
    yield made
    made.deleteLater()


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
    messages.cells.texts.shows_recipients = True
    show(messages, [row(1, author=ANNA, to=(BEN,), cc=(CLARA, DAVID, ELIF))])
    assert text(messages, 0, Column.WHO) == "Ben Okafor, Clara Lindqvist, David Chen +1"
    assert messages.headerData(Column.WHO, Qt.Orientation.Horizontal) == "To"
    assert "to Ben Okafor" in messages.cells.texts.sentence(known(messages, 0))


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
    messages.cells.shows_previews = False
    assert index.data(PREVIEW_ROLE) == ""


def test_icon_columns_have_names_without_text(messages: MessageList) -> None:
    for column in (Column.UNREAD, Column.FLAG, Column.ATTACHMENT):
        assert messages.headerData(column, Qt.Orientation.Horizontal) == ""
        assert messages.headerData(column, Qt.Orientation.Horizontal, Role.AccessibleTextRole)


def test_conversation_says_how_many_messages_it_has(messages: MessageList) -> None:
    show(messages, [row(1, author=CLARA), row(2)], threads={1: 3})
    assert messages.count(101) == 3
    assert "conversation of 3 messages" in str(messages.index(0, 0).data(Role.AccessibleTextRole))
    assert "conversation" not in str(messages.index(1, 0).data(Role.AccessibleTextRole))


def test_found_message_says_where_it_lies(messages: MessageList) -> None:
    messages.cells.shows_folders = True
    messages.cells.folder_names = {"inbox": "Inbox"}
    show(messages, [row(1)])
    assert text(messages, 0, Column.FOLDER) == "Inbox"
    assert str(messages.index(0, 0).data(Role.AccessibleTextRole)).endswith("in Inbox")
