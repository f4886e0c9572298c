"""Finished recipients are small boxes that the keyboard and the mouse can handle; nothing that was typed is lost."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt5.QtCore import QEvent, QPoint, Qt
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client.addresses import Address, parse_addresses, split_pieces
from client.draft import Draft
from client.errors import BadAddress
from client.gui.composer_window import ComposerWindow
from client.gui.flow_layout import FlowLayout
from client.gui.recipients_field import RecipientsField
from client.gui.recipients_line import MOST_BOXES
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_hands import press, type_text
from tests.support.gui_samples import CLARA
from tests.support.gui_shown import composer_at_to

MANY = "\n".join(f"Person {number} <person{number}@elsewhere.org>" for number in range(60))


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    with closing(bench(tmp_path / "anna", AccountInMemory())) as built:
        yield built


@pytest.fixture
def composer(qtbot: QtBot, made: Bench) -> Iterator[ComposerWindow]:
    with composer_at_to(qtbot, made) as opened:
        yield opened


@pytest.fixture
def field(composer: ComposerWindow) -> RecipientsField:
    return composer.form.to


def shown(field: RecipientsField) -> list[str]:
    return [chip.words for chip in field.box.chips()]


def focused(field: RecipientsField) -> str:
    """What has the focus: a box by its words, "" for the line."""
    return next((chip.words for chip in field.box.chips() if chip.hasFocus()), "")


def test_comma_finishes_an_address(field: RecipientsField) -> None:
    type_text(field.line, "ben,Clara Lindqvist <clara@project.com>;")
    assert shown(field) == ["ben@project.com", "Clara Lindqvist"]
    assert field.line.text() == ""
    assert [one.address for one in field.addresses()] == ["ben@project.com", "clara@project.com"]
    chip = field.box.chips()[1]
    assert "clara@project.com" in chip.toolTip()
    assert chip.accessibleName() == "Clara Lindqvist <clara@project.com>"
    assert chip.accessibleDescription() == "Delete removes it, Enter edits it."
    assert chip.remove_button.accessibleName() == "Remove Clara Lindqvist"


def test_separator_in_a_name_finishes_nothing(field: RecipientsField) -> None:
    type_text(field.line, '"Okafor, Benita" <benita@elsewhere.org>')
    assert shown(field) == []
    press(field.line, Qt.Key.Key_Return)
    assert shown(field) == ["Okafor, Benita"]


def test_leaving_the_line_finishes_what_is_an_address(composer: ComposerWindow, field: RecipientsField) -> None:
    type_text(field.line, "ben")
    press(field.line, Qt.Key.Key_Tab)
    assert shown(field) == ["ben@project.com"]
    assert field.text() == "ben"


def test_what_is_no_address_is_a_marked_box_with_a_sentence(field: RecipientsField) -> None:
    type_text(field.line, "half an addr,ben,")
    wrong, right = field.box.chips()
    assert wrong.property("state") == "wrong"
    assert "a name alone is not enough" in wrong.toolTip()
    assert "a name alone is not enough" in wrong.accessibleDescription()
    assert not right.property("state")
    assert field.is_wrong()
    assert [one.address for one in field.readable()] == ["ben@project.com"]


def test_pasted_addresses_are_boxes_at_once(qtbot: QtBot, field: RecipientsField) -> None:
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    clipboard.setText(MANY)
    field.line.paste()
    assert len(field.box.chips()) == 60
    assert field.line.text() == ""
    rows = field.box.height() // field.line.sizeHint().height()
    assert rows <= 6
    bar = field.box.verticalScrollBar()
    assert bar is not None
    qtbot.waitUntil(lambda: bar.maximum() > 0)


def test_one_pasted_address_can_be_typed_on(field: RecipientsField) -> None:
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    clipboard.setText("ben@project")
    field.line.paste()
    type_text(field.line, ".com,")
    assert [one.address for one in field.addresses()] == ["ben@project.com"]


def test_backspace_goes_to_the_last_box_and_removes_it(field: RecipientsField) -> None:
    field.set_text("ben, clara")
    press(field.line, Qt.Key.Key_Backspace)
    assert focused(field) == "clara@project.com"
    press(field.box.chips()[1], Qt.Key.Key_Backspace)
    assert (shown(field), focused(field)) == (["ben@project.com"], "ben@project.com")
    press(field.box.chips()[0], Qt.Key.Key_Delete)
    assert (shown(field), focused(field)) == ([], "")
    assert field.line.hasFocus()
    assert field.text() == ""


def test_arrows_walk_through_the_boxes(field: RecipientsField) -> None:
    field.set_text("ben, clara")
    press(field.line, Qt.Key.Key_Left)
    press(field.box.chips()[1], Qt.Key.Key_Left)
    assert focused(field) == "ben@project.com"
    press(field.box.chips()[0], Qt.Key.Key_Left)
    assert focused(field) == "ben@project.com"
    press(field.box.chips()[0], Qt.Key.Key_Right)
    press(field.box.chips()[1], Qt.Key.Key_Right)
    assert field.line.hasFocus()


def test_enter_and_double_click_edit_a_box(field: RecipientsField) -> None:
    field.set_text("ben, clara")
    press(field.line, Qt.Key.Key_Left)
    press(field.box.chips()[1], Qt.Key.Key_Return)
    assert (field.line.text(), field.line.selectedText()) == ("clara", "clara")
    point, button = QPoint(5, 5), Qt.MouseButton.LeftButton
    event = QMouseEvent(QEvent.Type.MouseButtonDblClick, point, button, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(field.box.chips()[0], event)
    assert (shown(field), field.line.text()) == (["clara@project.com"], "ben")


def test_letter_typed_upon_a_box_begins_the_next_recipient(field: RecipientsField) -> None:
    field.set_text("ben")
    press(field.line, Qt.Key.Key_Left)
    type_text(field.box.chips()[0], "c")
    assert field.line.hasFocus()
    assert (shown(field), field.line.text()) == (["ben@project.com"], "c")


def test_button_removes_a_box(field: RecipientsField) -> None:
    field.set_text("ben, clara")
    field.box.chips()[0].remove_button.click()
    assert shown(field) == ["clara@project.com"]
    assert field.line.hasFocus()


def test_who_is_not_known_is_marked_with_a_sentence(qtbot: QtBot, field: RecipientsField) -> None:
    type_text(field.line, "nobody,ben")
    press(field.line, Qt.Key.Key_Return)
    unknown, known = field.box.chips()
    qtbot.waitUntil(lambda: unknown.property("state") == "unknown")
    assert unknown.remark == "nobody@project.com is not known on this server."
    assert known.remark == ""
    assert field.remark.text() == unknown.remark
    unknown.remove_button.click()
    qtbot.waitUntil(lambda: not field.remark.isVisible())


def test_wrong_box_comes_back_into_the_line_when_it_cannot_be_sent(
    composer: ComposerWindow, field: RecipientsField
) -> None:
    type_text(field.line, "ben,not an address@,clara,")
    composer.form.subject.setText("Plan")
    composer.form.text.setPlainText("Today?")
    composer.send()
    assert field.line.selectedText() == "not an address@"
    assert shown(field) == ["ben@project.com", "clara@project.com"]


def test_reply_shows_names_as_boxes_and_asks_nothing_on_closing(composer: ComposerWindow, made: Bench) -> None:
    composer.begin(Draft(to=(CLARA, Address("", "ben@project.com"))))
    assert shown(composer.form.to) == ["Clara Lindqvist", "ben@project.com"]
    assert composer.form.to.text() == "Clara Lindqvist <clara@project.com>, ben@project.com"
    assert not composer.is_changed()


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20)


@given(st.lists(NAMES, max_size=5))
def test_pieces_are_those_that_are_read(names: list[str]) -> None:
    people = [Address(" ".join(name.split()), f"person{number}@x.org") for number, name in enumerate(names)]
    text = ", ".join(map(str, people))
    pieces, rest = split_pieces(text)
    assert rest == ""
    assert [parse_addresses(piece, "x.org")[0] for piece in pieces] == list(parse_addresses(text, "x.org"))


def test_open_quotation_mark_stays_to_be_typed_on() -> None:
    assert split_pieces('ben, "Okafor, Ben') == (("ben",), '"Okafor, Ben')


def test_line_goes_on_to_the_end_of_its_row_and_stays_before_the_eyes(qtbot: QtBot, field: RecipientsField) -> None:
    room = field.box.viewport()
    assert room is not None
    qtbot.waitUntil(lambda: field.line.width() == room.width())
    field.set_text("ben")
    qtbot.waitUntil(lambda: field.line.geometry().right() == room.width() - 1 > field.line.width())
    field.line.setFocus()
    field.set_text(MANY)
    qtbot.waitUntil(lambda: not field.line.visibleRegion().isEmpty())


def test_hundreds_of_recipients_are_laid_out_in_one_go(field: RecipientsField, monkeypatch: pytest.MonkeyPatch) -> None:
    # An answer to all of a thousand held the window up for a quarter of a minute.
    heights: list[int] = []
    height_for = FlowLayout.heightForWidth

    def counted(layout: FlowLayout, width: int) -> int:
        heights.append(width)
        return height_for(layout, width)

    monkeypatch.setattr(FlowLayout, "heightForWidth", counted)
    field.set_text(", ".join(f"person{number}@elsewhere.org" for number in range(90)))
    assert len(field.box.chips()) == 90
    assert len(heights) < 20


def test_more_recipients_than_can_be_seen_have_no_boxes_yet_but_are_there(field: RecipientsField) -> None:
    people = [f"person{number}@elsewhere.org" for number in range(1332)]
    field.set_text(", ".join(people))
    assert len(field.box.chips()) == MOST_BOXES
    assert [one.address for one in field.addresses()] == people
    assert field.box.more.isVisible()
    assert "1232" in field.box.more.text()
    field.box.more.click()
    assert len(field.box.chips()) == 2 * MOST_BOXES
    assert [one.address for one in field.addresses()] == people


def test_recipient_that_is_typed_behind_very_many_has_its_box(field: RecipientsField) -> None:
    field.set_text(", ".join(f"person{number}@elsewhere.org" for number in range(300)))
    type_text(field.line, "anna@project.com,")
    assert field.box.chips()[-1].piece == "anna@project.com"


def test_wrong_recipient_among_those_without_a_box_is_typed_again(field: RecipientsField) -> None:
    field.set_text(", ".join([*(f"person{number}@elsewhere.org" for number in range(300)), "a@b@c", "x@y.org"]))
    with pytest.raises(BadAddress) as fault:
        field.addresses()
    field.show_wrong(fault.value)
    assert field.line.text() == "a@b@c"
    assert len(field.readable()) == 301


def test_remark_names_a_few_of_hundreds_and_counts_the_rest(field: RecipientsField) -> None:
    strangers = [f"person{number}@elsewhere.org" for number in range(200)]
    field.set_text(", ".join(strangers))
    field.show_unknown([], strangers)
    assert field.remark.text() == (
        "This server is local only: it will refuse mail to person0@elsewhere.org, person1@elsewhere.org, "
        "person2@elsewhere.org, person3@elsewhere.org, person4@elsewhere.org and 195 more."
    )


def test_answer_about_another_recipient_does_not_hide_what_is_wrong(field: RecipientsField) -> None:
    # After Send only “nobody is not known on this server.” was left to be read, and the message did not go.
    type_text(field.line, "nobody@project.com, broken@,")
    with pytest.raises(BadAddress) as caught:
        field.addresses()
    field.show_wrong(caught.value)
    field.show_unknown(["nobody@project.com"])
    assert field.remark.text() == (
        "“broken@” is not an address: the part after the @ is missing. nobody@project.com is not known on this server."
    )
    field.line.clear()
    field.show_unknown(["nobody@project.com"])
    assert field.remark.text() == "nobody@project.com is not known on this server."
