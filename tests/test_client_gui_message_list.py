"""The table's model: texts for eyes and ears, and refreshes that change only what differs."""

from collections.abc import Iterator

import pytest
from PyQt5.QtCore import QLocale, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from client.addresses import Address
from client.gui.icons import Icons
from client.gui.message_list import PREVIEW_ROLE, Column, MessageList, with_keywords
from client.message import MessageRow
from tests.support.gui_desk import themed
from tests.support.gui_models import check_model
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
    return [messages.row(number).id for number in range(messages.rowCount())]


def test_model_keeps_the_rules_of_qt(messages: MessageList, qtmodeltester: ModelTester) -> None:
    messages.replace_all(inbox())
    check_model(qtmodeltester, messages)
    messages.refresh([row(0), *inbox()[3:]])
    messages.remove(["M5"])


def test_row_shows_who_subject_date_and_size(messages: MessageList) -> None:
    messages.replace_all(inbox())
    shown = [text(messages, 0, column) for column in (Column.WHO, Column.SUBJECT, Column.DATE, Column.SIZE)]
    assert shown == ["Clara Lindqvist", "Greenhouse sensors: first week of data", "14:12", "1.8 MB"]


def test_unread_row_is_bold_and_read_row_is_not(messages: MessageList) -> None:
    messages.replace_all([row(1), row(2, seen=True)])
    assert messages.index(0, Column.SUBJECT).data(Role.FontRole).bold()
    assert messages.index(1, Column.SUBJECT).data(Role.FontRole) is None


@pytest.mark.parametrize(
    ("column", "marked", "plain"),
    [
        (Column.UNREAD, row(1), row(1, seen=True)),
        (Column.FLAG, row(1, flagged=True), row(1)),
        (Column.ATTACHMENT, row(1, has_attachment=True), row(1)),
    ],
)
def test_marks_have_icons(messages: MessageList, column: Column, marked: MessageRow, plain: MessageRow) -> None:
    messages.replace_all([marked, plain])
    assert not messages.index(0, column).data(Role.DecorationRole).isNull()
    assert messages.index(1, column).data(Role.DecorationRole) is None


def test_sentence_for_screen_readers(messages: MessageList) -> None:
    messages.replace_all([row(1, "Data", author=CLARA, minutes_ago=8, flagged=True, has_attachment=True)])
    spoken = messages.index(0, Column.WHO).data(Role.AccessibleTextRole)
    assert spoken == "unread, flagged, from Clara Lindqvist, subject Data, 14:12, with attachment"


def test_sent_mailbox_shows_recipients(messages: MessageList) -> None:
    messages.shows_recipients = True
    messages.replace_all([row(1, author=ANNA, to=(BEN,), cc=(CLARA, DAVID, ELIF))])
    assert text(messages, 0, Column.WHO) == "Ben Okafor, Clara Lindqvist, David Chen +1"
    assert messages.headerData(Column.WHO, Qt.Orientation.Horizontal) == "To"
    assert "to Ben Okafor" in messages.sentence(messages.row(0))


def test_missing_subject_and_line_breaks(messages: MessageList) -> None:
    messages.replace_all([row(1, " "), row(2, "two\r\n lines\there")])
    assert text(messages, 0, Column.SUBJECT) == "(no subject)"
    assert text(messages, 1, Column.SUBJECT) == "two lines here"


def test_tool_tips_show_words_of_strangers_letter_by_letter(messages: MessageList) -> None:
    stranger = Address('<img src="file:///etc/x.png">', "x@example.org")
    messages.replace_all([row(1, '<img src="file:///etc/x.png">', author=stranger)])
    for column in (Column.WHO, Column.SUBJECT):
        tip = messages.index(0, column).data(Role.ToolTipRole)
        assert tip.startswith("<qt>")
        assert "<img" not in tip
        assert "&lt;img" in tip


def test_name_cannot_turn_what_stands_behind_it(messages: MessageList) -> None:
    messages.replace_all([row(1, "pay\u202eoov\u2066", author=Address("moc.knab\u202e", "x@example.org"))])
    assert text(messages, 0, Column.WHO) == "moc.knab"
    assert text(messages, 0, Column.SUBJECT) == "payoov"


def test_preview_can_be_switched_off(messages: MessageList) -> None:
    messages.replace_all([row(1, preview="Hello Anna")])
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
    messages.replace_all(rows[1:])
    kept = QPersistentModelIndex(messages.index(3, 0))
    with qtbot.assertNotEmitted(messages.modelReset):
        messages.refresh(rows)
    assert ids(messages) == [one.id for one in rows]
    assert kept.row() == 4


def test_message_pushed_out_by_the_limit_is_removed_without_a_reset(messages: MessageList, qtbot: QtBot) -> None:
    rows = inbox()
    messages.replace_all(rows[1:6])
    with qtbot.assertNotEmitted(messages.modelReset):
        messages.refresh(rows[:5])
    assert ids(messages) == [one.id for one in rows[:5]]


def test_message_in_the_middle_that_is_gone_is_removed(messages: MessageList) -> None:
    rows = inbox()
    messages.replace_all(rows)
    messages.refresh([*rows[:4], *rows[6:]])
    assert ids(messages) == [one.id for one in (*rows[:4], *rows[6:])]


def test_changed_row_is_told_alone(messages: MessageList, qtbot: QtBot) -> None:
    rows = inbox()
    messages.replace_all(rows)
    changed = [rows[0], with_keywords(rows[1], seen=True), *rows[2:]]
    with qtbot.waitSignal(messages.dataChanged) as told:
        messages.refresh(changed)
    assert (told.args[0].row(), told.args[1].row()) == (1, 1)
    assert messages.row(1).seen


def test_refresh_without_changes_tells_nothing(messages: MessageList, qtbot: QtBot) -> None:
    messages.replace_all(inbox())
    with qtbot.assertNotEmitted(messages.dataChanged):
        messages.refresh(inbox())


def test_other_order_is_shown(messages: MessageList) -> None:
    rows = inbox()
    messages.replace_all(rows)
    messages.refresh(rows[::-1])
    assert ids(messages) == [one.id for one in rows[::-1]]


def test_marks_are_shown_before_the_server_answers(messages: MessageList) -> None:
    messages.replace_all([row(1), row(2)])
    messages.mark(["M1"], seen=True, flagged=True)
    assert (messages.row(0).seen, messages.row(0).flagged) == (True, True)
    assert not messages.row(1).seen


def test_keywords_of_others_are_kept() -> None:
    one = with_keywords(row(1, seen=True), flagged=True)
    assert one.keywords == {"$seen", "$flagged"}
    assert with_keywords(one, seen=False).keywords == {"$flagged"}
